"""A Socket Mode connection that stays open and brings nothing: noticed, told to monitors, replaced."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from bot.playground.standin import Person, Room, SlackStandIn
from tests.scenarios.conftest import Started

BOUNCE = "550 5.1.1 <bob@example.com>: Recipient address rejected: User unknown in local recipient table"


@pytest.fixture(autouse=True)
def _watchful(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same watch, in a hurry."""
    monkeypatch.setattr("bot.socket_mode._PING_SECONDS", 0.2)
    monkeypatch.setattr("bot.socket_mode._SILENT_SECONDS", 1.0)
    monkeypatch.setattr("bot.socket_mode._LOOK_SECONDS", 0.05)
    monkeypatch.setattr("bot.socket_mode._CONNECT_SECONDS", 0.5)
    monkeypatch.setattr("bot.socket_mode._FAREWELL_SECONDS", 0.1)


async def until(probe: Callable[[], bool], within: float = 20.0) -> None:
    async with asyncio.timeout(within):
        while not probe():  # noqa: ASYNC110 - the socket has no bell to ring
            await asyncio.sleep(0.02)


async def test_a_silent_connection_is_replaced_when_slack_speaks_again(
    started: Started, slack: SlackStandIn, support: Room, ann: Person
) -> None:
    async with started() as bot:
        assert bot.socket is not None
        socket = bot.socket
        await until(lambda: socket.age() is not None)
        assert socket.what_is_wrong() == ""
        # Everything stays open, pings are not answered, and who connects anew waits for ever, as the SDK does.
        slack.fall_silent()
        await until(lambda: socket.what_is_wrong() != "")
        assert (await bot.readiness())["socket"]
        slack.speak_again()
        await until(lambda: slack.is_connected and socket.what_is_wrong() == "")
        paste = await ann.says(support, BOUNCE)
        await support.wait_for_reply(paste, within=20)
        assert b"smtp550_socket_connections_total 1.0" not in await bot.measured()


async def test_a_silent_connection_does_not_hold_up_the_end(started: Started, slack: SlackStandIn) -> None:
    async with asyncio.timeout(20), started() as bot:
        assert bot.socket is not None
        slack.fall_silent()
    assert bot.session.closed
