"""What never reaches the log."""

from __future__ import annotations

import json
import logging

import pytest
import structlog

from bot.config import Settings
from bot.logs import masked, set_up_logs


@pytest.mark.parametrize(
    ("text", "logged"),
    [
        ("550 <bob.smith@example.com>: unknown", "550 <b***@example.com>: unknown"),
        ("bob@example.com,carol@example.org", "b***@example.com,c***@example.org"),
        ("a@example.com", "a***@example.com"),
        ("太郎@example.jp", "太***@example.jp"),
        ("no address here", "no address here"),
        ("token xoxb-1-2-abcDEF and xapp-1-A-9", "token [token] and [token]"),
        ("@" * 1_000, "@" * 1_000),
    ],
)
def test_local_parts_and_tokens_are_masked(text: str, logged: str) -> None:
    assert masked(text) == logged


def test_a_line_is_json_on_standard_error_with_everything_masked(capsys: pytest.CaptureFixture[str]) -> None:
    root, level = logging.getLogger().handlers[:], logging.getLogger().level
    try:
        set_up_logs(Settings(_env_file=None).model_copy(update={"log_format": "json", "log_level": "info"}))
        structlog.get_logger("bot.test").warning("not sent", to="bob@example.com", error_id="abc")
        try:
            raise ValueError("550 <bob@example.com>")
        except ValueError:
            logging.getLogger("some.library").exception("failed for %s", "bob@example.com")
        logging.getLogger("slack_bolt").warning("a whole payload")
    finally:
        logging.getLogger().handlers[:] = root
        logging.getLogger().setLevel(level)
        structlog.reset_defaults()
    out, err = capsys.readouterr()
    assert out == ""
    lines = [json.loads(line) for line in err.splitlines()]
    assert [line["event"] for line in lines] == ["not sent", "failed for b***@example.com"]
    assert lines[0] | {"to": "b***@example.com", "error_id": "abc", "level": "warning"} == lines[0]
    assert "bob@" not in err
