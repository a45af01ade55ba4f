"""A whole conversation with everything going wrong in it, and not one full address in the log."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Iterator

import pytest
import structlog

from bot.app import Application
from bot.config import Settings
from bot.logs import set_up_logs
from bot.playground.standin import Message, Person, Room, SlackStandIn, Upload
from bot.reply.actions import Action
from tests.scenarios.conftest import Started, idle

LOCAL = "very.private.name"
BOUNCE = f"550 5.1.1 <{LOCAL}@example.com>: Recipient address rejected: User unknown in local recipient table"


def answered(message: Message) -> bool:
    return Action.SOLVED in message.action_ids


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[io.StringIO]:
    monkeypatch.setattr("sys.stderr", io.StringIO())
    root, level = logging.getLogger().handlers[:], logging.getLogger().level
    set_up_logs(settings.model_copy(update={"log_format": "json", "log_level": "debug"}))
    assert isinstance(sys.stderr, io.StringIO)
    yield sys.stderr
    logging.getLogger().handlers[:] = root
    logging.getLogger().setLevel(level)
    structlog.reset_defaults()


class BrokenError(Exception):
    pass


async def test_no_line_shows_whom_it_is_about(
    logged: io.StringIO,
    started: Started,
    ann: Person,
    support: Room,
    slack: SlackStandIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with started() as bot:
        await _a_conversation(bot, ann, support, slack, monkeypatch)
    lines = [line for line in logged.getvalue().splitlines() if line]
    assert any('"case failed"' in line and "Traceback" in line for line in lines)
    assert any('"handler failed"' in line for line in lines)
    assert any('"level": "debug"' in line or '"level": "info"' in line for line in lines)
    assert [line for line in lines if LOCAL in line] == []


async def _a_conversation(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    paste = await ann.says(support, BOUNCE)
    reply = await support.wait_for_reply(paste, answered, within=20)
    await ann.clicks(reply, Action.SHOW_EVIDENCE)
    await ann.clicks(reply, Action.STILL_FAILING)
    await ann.command(f"/smtp550 {LOCAL}@gmial.com from example.org", support)
    await ann.says(support, "", files=[Upload(f"{LOCAL}@example.com.eml", BOUNCE.encode())])
    await idle(bot)

    def break_with(words: str) -> None:
        def broken(*_args: object, **_kwargs: object) -> None:
            raise BrokenError(words)

        monkeypatch.setattr("bot.cases.run.diagnose", broken)

    break_with(f"{BOUNCE} {{'recipient': '{LOCAL}@example.com'}}\n{LOCAL}@example.com")
    slack.faults.fail("chat.update", f"cannot tell {LOCAL}@example.com", times=1)
    await ann.says(support, BOUNCE.replace("example.com", "example.org"))
    await slack.settled()
    monkeypatch.setattr("handlers.command.open_case", _broken_handler)
    await ann.command(f"/smtp550 {LOCAL}@example.net", support)
    await idle(bot)


async def _broken_handler(*_args: object, **_kwargs: object) -> None:
    raise BrokenError(f"no case for {LOCAL}@example.net")
