"""The bot behind HTTP: the same conversations, signatures checked, and pages for those who watch it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.app import Application, build, run_http
from bot.checks.network import Network
from bot.config import ConfigError, Settings
from bot.playground.standin import SlackStandIn, Timing
from bot.reply.actions import Action

BOUNCE = "550 5.1.1 <bob@example.com>: Recipient address rejected: User unknown in local recipient table"


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
async def slack(port: int) -> AsyncIterator[SlackStandIn]:
    url = f"http://127.0.0.1:{port}/slack/events"
    async with SlackStandIn(timing=Timing.quick(), request_url=url) as stand_in:
        yield stand_in


@pytest.fixture
async def http_bot(settings: Settings, network: Network, port: int) -> AsyncIterator[Application]:
    app = await build(settings, network=network)
    running = asyncio.create_task(run_http(app, "127.0.0.1", port))
    async with aiohttp.ClientSession() as session, asyncio.timeout(10):
        while not running.done():
            try:
                async with session.get(f"http://127.0.0.1:{port}/healthz") as answer:
                    assert answer.status == 200
                    break
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)
    yield app
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_paste_and_its_buttons_work_over_http(http_bot: Application, slack: SlackStandIn) -> None:
    ann = slack.person("ann")
    support = slack.channel("support", ann)
    paste = await ann.says(support, BOUNCE)
    reply = await support.wait_for_reply(paste, lambda message: Action.SOLVED in message.action_ids)
    await ann.clicks(reply, Action.SOLVED)
    await support.until(lambda: Action.REOPEN in reply.action_ids)
    assert len(support.bot_messages) == 1


async def test_what_is_not_signed_is_refused_and_not_stored(http_bot: Application, port: int) -> None:
    body = {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": {"type": "message", "text": BOUNCE}}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"http://127.0.0.1:{port}/slack/events", json=body) as answer,
    ):
        assert answer.status == 401
    assert await http_bot.desk.inbox.unfinished() == []


async def test_a_port_that_is_in_use_is_said_so(settings: Settings, network: Network) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        app = await build(settings, network=network)
        with pytest.raises(ConfigError, match="in use"):
            await run_http(app, "127.0.0.1", int(taken.getsockname()[1]))
