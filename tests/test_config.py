"""Settings are checked at start, and a wrong one is named in a sentence that shows no secret."""

from __future__ import annotations

import os
import re
import traceback
from pathlib import Path

import pytest

from bot.article import Words
from bot.config import ConfigError, load_settings


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("SLACK_", "SMTP550_")):
            monkeypatch.delenv(name)


def test_nothing_set_is_a_working_configuration() -> None:
    settings = load_settings(None)
    assert settings.slack_bot_token is None
    assert settings.nameserver_addresses == ()
    assert settings.sqlalchemy_url.startswith("sqlite:///")


def test_dotenv_is_read_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    env = tmp_path / ".env"
    env.write_text("SLACK_BOT_TOKEN=xoxb-from-file\nSMTP550_PORT=4000\n")
    monkeypatch.setenv("SMTP550_PORT", "5000")
    settings = load_settings(env)
    assert settings.slack_bot_token is not None
    assert settings.slack_bot_token.get_secret_value() == "xoxb-from-file"
    assert settings.port == 5000


def test_blanks_around_a_token_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", " xoxb-1\n")
    token = load_settings(None).slack_bot_token
    assert token is not None
    assert token.get_secret_value() == "xoxb-1"


def test_an_empty_token_is_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", " ")
    assert load_settings(None).slack_bot_token is None


@pytest.mark.parametrize(
    ("entries", "addresses"),
    [
        ("192.0.2.1", (("192.0.2.1", 53),)),
        ("127.0.0.1:5300,127.0.0.2:5300", (("127.0.0.1", 5300), ("127.0.0.2", 5300))),
        ("[2001:db8::1]:5300", (("2001:db8::1", 5300),)),
        ("2001:db8::1, 192.0.2.1", (("2001:db8::1", 53), ("192.0.2.1", 53))),
    ],
)
def test_name_servers_are_addresses_with_an_optional_port(
    monkeypatch: pytest.MonkeyPatch, entries: str, addresses: tuple[tuple[str, int], ...]
) -> None:
    monkeypatch.setenv("SMTP550_NAMESERVERS", entries)
    assert load_settings(None).nameserver_addresses == addresses


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("SLACK_BOT_TOKEN", "xapp-1-secretpart", "xoxb-"),
        ("SLACK_APP_TOKEN", "xoxb-1-secretpart", "xapp-"),
        ("SLACK_BOT_TOKEN", "xoxb-1-secret\npart", "one word"),
        ("SLACK_SIGNING_SECRET", "secretpart\u3000secretpart", "one word"),
        ("SLACK_API_URL", "slack.example.com", "https://slack.com/api/"),
        ("SMTP550_NAMESERVERS", "127.0.0.1:5300,127.0.0.2:5301", "same port"),
        ("SMTP550_NAMESERVERS", "dns.example.com", "not an IP address"),
        ("SMTP550_NAMESERVERS", "127.0.0.1:99999", "not an IP address"),
        ("SMTP550_PORT", "http", "whole number"),
        ("SMTP550_PORT", "9" * 5_000, "cannot be used"),
        ("SMTP550_RETENTION_DAYS", "30", "7 or less"),
        ("SMTP550_USER_LIMIT", "-1", "0 or more"),
        ("SMTP550_STATUS_PAGES", "perhaps", "true or false"),
        ("SMTP550_LOG_FORMAT", "xml", "'auto', 'json' or 'console'"),
    ],
)
def test_a_wrong_setting_is_named_and_no_secret_is_shown(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError) as raised:
        load_settings(None)
    [(setting, sentence)] = raised.value.faults
    assert setting == name
    assert told in Words("en").text(sentence.message_id, **sentence.variables)
    assert re.search("[ぁ-んァ-ヶ]", Words("ja").text(sentence.message_id, **sentence.variables))
    assert "secretpart" not in "".join(traceback.format_exception(raised.value))


def test_all_wrong_settings_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "nonsense")
    monkeypatch.setenv("SMTP550_PORT", "-1")
    with pytest.raises(ConfigError) as raised:
        load_settings(None)
    assert sorted(setting for setting, _ in raised.value.faults) == ["SLACK_BOT_TOKEN", "SMTP550_PORT"]
