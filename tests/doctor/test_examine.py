"""The doctor finds what is wrong with tokens, scopes, the database and the resolver, and has words for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.article.locale import locales
from bot.article.words import Words
from bot.checks.network import Network
from bot.config import Settings
from bot.doctor.resolver import examine_dns
from bot.doctor.slack import examine_slack
from bot.doctor.storage import examine_storage
from bot.doctor.symptoms import Health, Symptom
from bot.playground.nameserver import Behaviour, Fault, NameServer, Zone, blocklist_zone
from bot.playground.standin.stand_in import SlackStandIn
from bot.scopes import OPTIONAL_SCOPES, REQUIRED_SCOPES

MANIFEST = Path(__file__).resolve().parents[2] / "manifest.yml"
COM = Zone("com", {"@": {"NS": ["a.gtld-servers.net."]}})


def _settings(**values: Any) -> Settings:
    return Settings.model_validate(values)


def _by_subject(symptoms: list[Symptom]) -> dict[str, Symptom]:
    for symptom in symptoms:
        for locale in locales():
            assert Words(locale).text(symptom.message_id, **symptom.details)
    return {symptom.subject: symptom for symptom in symptoms}


def test_the_scopes_are_those_of_the_manifest() -> None:
    scopes = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))["oauth_config"]["scopes"]
    assert set(scopes["bot"]) == REQUIRED_SCOPES | OPTIONAL_SCOPES
    assert set(scopes["bot_optional"]) == OPTIONAL_SCOPES


async def test_good_tokens_are_told_as_good() -> None:
    async with SlackStandIn() as slack:
        found = _by_subject(await examine_slack(_settings(**slack.environment())))
    assert found["bot-token"].health is Health.OK
    assert found["app-token"].health is Health.OK
    assert found["threads"].health is Health.OK
    assert found["scopes"].health in {Health.OK, Health.WARN}


async def test_a_token_that_slack_refuses_is_named_with_slacks_word() -> None:
    async with SlackStandIn() as slack:
        environment = slack.environment() | {"SLACK_BOT_TOKEN": "xoxb-wrong", "SLACK_APP_TOKEN": "xapp-wrong"}
        found = _by_subject(await examine_slack(_settings(**environment)))
    assert found["bot-token"].message_id == "doctor-bot-token-refused"
    assert found["bot-token"].details["error"] == "invalid_auth"
    assert found["app-token"].message_id == "doctor-app-token-refused"


async def test_missing_tokens_are_told_apart_from_wrong_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"):
        monkeypatch.delenv(name, raising=False)
    found = _by_subject(await examine_slack(_settings()))
    assert found["bot-token"].message_id == "doctor-bot-token-missing"
    assert found["app-token"].message_id == "doctor-app-token-missing"


async def test_http_mode_needs_no_app_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SLACK_APP_TOKEN", raising=False)
    found = _by_subject(await examine_slack(_settings(SLACK_SIGNING_SECRET="s3cret")))
    assert found["app-token"].health is Health.SKIPPED


async def test_a_slack_that_cannot_be_reached_is_no_wrong_token(unused_tcp_port: int) -> None:
    url = f"http://127.0.0.1:{unused_tcp_port}/api/"
    found = _by_subject(
        await examine_slack(_settings(SLACK_API_URL=url, SLACK_BOT_TOKEN="xoxb-1", SLACK_APP_TOKEN="xapp-1"))
    )
    assert {symptom.message_id for symptom in found.values()} == {"doctor-slack-unreachable"}


async def test_a_database_that_opens_is_good(tmp_path: Path) -> None:
    assert (await examine_storage(_settings(SMTP550_DATA_DIR=tmp_path))).health is Health.OK


async def test_a_data_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    symptom = await examine_storage(_settings(SMTP550_DATA_DIR=tmp_path / "taken"))
    assert symptom.health is Health.FAIL
    assert _by_subject([symptom])


@pytest.mark.parametrize(
    ("zones", "expected"),
    [
        ([COM, blocklist_zone("zen.spamhaus.org")], "doctor-spamhaus-good"),
        (
            [COM, blocklist_zone("zen.spamhaus.org", answers={"127.0.0.2": ["127.255.255.254"]})],
            "doctor-spamhaus-public-resolver",
        ),
        (
            [COM, blocklist_zone("zen.spamhaus.org", answers={"127.0.0.2": ["127.255.255.255"]})],
            "doctor-spamhaus-volume",
        ),
        ([COM, blocklist_zone("zen.spamhaus.org", test_points=False)], "doctor-spamhaus-broken"),
        ([COM, blocklist_zone("zen.spamhaus.org", behaviour=Behaviour(Fault.SILENT))], "doctor-spamhaus-silent"),
    ],
)
async def test_the_public_resolver_trap_of_spamhaus(zones: list[Zone], expected: str) -> None:
    async with NameServer(zones) as server:
        found = _by_subject(await examine_dns(_network(server)))
    assert found["spamhaus"].message_id == expected
    assert found["honesty"].health is Health.OK


async def test_a_resolver_that_invents_names_is_told() -> None:
    async with NameServer([Zone("com", behaviour=Behaviour(Fault.ANSWER_ALL, answer="198.51.100.1"))]) as server:
        found = _by_subject(await examine_dns(_network(server)))
    assert found["honesty"].details["answer"] == "198.51.100.1"


async def test_a_dead_resolver_is_told_and_nothing_is_concluded_from_it(unused_udp_port: int) -> None:
    found = _by_subject(await examine_dns(Network(("127.0.0.1",), unused_udp_port, lookup_lifetime=0.5)))
    assert found["dns"].message_id == "doctor-dns-silent"
    assert found["spamhaus"].health is Health.SKIPPED


def _network(server: NameServer) -> Network:
    host, port = server.address
    return Network((host,), port, query_timeout=0.2, lookup_lifetime=0.5)
