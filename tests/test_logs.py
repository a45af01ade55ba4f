"""What never reaches the log."""

from __future__ import annotations

import json
import logging

import pytest
import structlog

from bot.config import Settings
from bot.logs import set_up_logs
from tests.clocks import StillClock


def test_a_line_is_json_on_standard_error_with_everything_masked(capsys: pytest.CaptureFixture[str]) -> None:
    root, level = logging.getLogger().handlers[:], logging.getLogger().level
    try:
        set_up_logs(Settings(_env_file=None).model_copy(update={"log_format": "json", "log_level": "info"}))
        structlog.get_logger("bot.test").warning(
            "not sent",
            to="bob@example.com",
            error_id="abc",
            tries=3,
            nested={"bob@example.com": [("bob@example.com", ValueError("bob@example.com"))]},
            error=ValueError("bob@example.com"),
        )
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
    told = {"to": "b***@example.com", "error_id": "abc", "level": "warning", "tries": 3, "error": "b***@example.com"}
    assert lines[0] | told == lines[0]
    assert "bob@" not in err


def test_that_no_more_connections_can_be_had_is_said_once_a_minute(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = StillClock(1_800_000_000.0)
    monkeypatch.setattr("logging.time.time", clock)
    root, level = logging.getLogger().handlers[:], logging.getLogger().level
    try:
        for _ in range(2):
            set_up_logs(Settings(_env_file=None).model_copy(update={"log_format": "json", "log_level": "info"}))
        for seconds in (0, 1, 58, 2):
            clock.now += seconds
            logging.getLogger("asyncio").error("socket.accept() out of system resource\nsocket: <x>")
            logging.getLogger("asyncio").error("something else")
    finally:
        logging.getLogger().handlers[:] = root
        logging.getLogger().setLevel(level)
        structlog.reset_defaults()
    events = [json.loads(line)["event"].partition("\n")[0] for line in capsys.readouterr().err.splitlines()]
    assert events.count("something else") == 4
    assert events.count("socket.accept() out of system resource") == 2
