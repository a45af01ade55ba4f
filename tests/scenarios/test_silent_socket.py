"""A Socket Mode connection that stays open and brings nothing: noticed, told to monitors, replaced."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

import aiohttp
import pytest

from bot.app import Application, build, run_socket_mode
from bot.checks.network import Network
from bot.config import ConfigError, Settings
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


async def test_with_socket_mode_there_are_pages_where_they_are_asked_for(
    settings: Settings, network: Network, slack: SlackStandIn, unused_tcp_port: int
) -> None:
    told = settings.model_copy(update={"status_pages": True, "port": unused_tcp_port})
    app = await build(told, network=network)
    running = asyncio.create_task(run_socket_mode(app))
    await slack.connected()
    socket = app.socket
    assert socket is not None
    await until(lambda: socket.what_is_wrong() == "")
    async with aiohttp.ClientSession(f"http://127.0.0.1:{unused_tcp_port}") as session:
        async with session.get("/readyz") as answer:
            told_ready = json.loads(await answer.text())
            assert (answer.status, told_ready["checks"]["socket"]) == (200, "ok")
        async with session.get("/metrics") as answer:
            text = await answer.text()
    assert "smtp550_socket_connections_total 1.0" in text
    assert "smtp550_socket_age_seconds NaN" not in text
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_without_being_asked_for_nothing_listens(
    started: Started, settings: Settings, unused_tcp_port: int
) -> None:
    async with started(), aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.ClientConnectionError):
            await session.get(f"http://127.0.0.1:{unused_tcp_port}/healthz")
    assert settings.status_pages is False


async def test_pages_on_a_taken_port_are_said_so(settings: Settings, network: Network, slack: SlackStandIn) -> None:
    told = settings.model_copy(update={"status_pages": True, "port": slack.port})
    app: Application = await build(told, network=network)
    with pytest.raises(ConfigError, match="in use"):
        await run_socket_mode(app)
