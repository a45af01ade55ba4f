"""Pages for those who watch the bot, outside HTTP mode: where they are asked for, and nowhere else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

import aiohttp
import pytest

from bot.app import Application, build
from bot.checks.network import Network
from bot.config import ConfigError, Settings
from bot.playground.standin import SlackStandIn
from bot.running import run_socket_mode, run_worker
from tests.scenarios.conftest import Started


async def until(probe: Callable[[], bool], within: float = 20.0) -> None:
    async with asyncio.timeout(within):
        while not probe():  # noqa: ASYNC110 - the socket has no bell to ring
            await asyncio.sleep(0.02)


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
    with pytest.raises(ConfigError, match="setting-port-in-use"):
        await run_socket_mode(app)


async def test_a_worker_has_them_too(
    settings: Settings, network: Network, postgres_url: str, unused_tcp_port: int
) -> None:
    told = settings.model_copy(
        update={"status_pages": True, "port": unused_tcp_port, "database_url": postgres_url, "slack_app_token": None}
    )
    running = asyncio.create_task(run_worker(told, network=network))
    async with aiohttp.ClientSession(f"http://127.0.0.1:{unused_tcp_port}") as session, asyncio.timeout(30):
        status = 0
        while status != 200 and not running.done():
            try:
                async with session.get("/readyz") as answer:
                    status, checks = answer.status, (await answer.json())["checks"]
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)
    assert (status, checks) == (200, {"process": "ok", "database": "ok", "slack": "ok"})
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
