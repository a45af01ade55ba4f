"""The whole bot in this process, a stand-in Slack and the playground's DNS around it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from bot.app import Application, build
from bot.checks.network import Network
from bot.config import Settings
from bot.metrics import Levels
from bot.playground.nameserver import NameServer
from bot.playground.standin import Person, Room, SlackStandIn, Timing
from bot.playground.zones import demo_zones
from bot.running import run_socket_mode
from tests.clocks import AheadClock

Started = Callable[[], AbstractAsyncContextManager[Application]]


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same retries, without the waiting."""
    monkeypatch.setattr("bot.cases.attempts._BACKOFF_SECONDS", (0.1, 0.2))
    monkeypatch.setattr("bot.cases.runner._SWEEP_SECONDS", 0.1)
    monkeypatch.setattr("bot.cases.procrastinate_engine._SWEEP_SECONDS", 0.1)
    monkeypatch.setattr("bot.app._DRAIN_SECONDS", 1.0)


@pytest.fixture
def clock() -> AheadClock:
    return AheadClock()


@pytest.fixture
async def slack(clock: AheadClock) -> AsyncIterator[SlackStandIn]:
    async with SlackStandIn(timing=Timing.quick(), now=clock) as stand_in:
        yield stand_in


@pytest.fixture
async def nameserver() -> AsyncIterator[NameServer]:
    async with NameServer(demo_zones()) as server:
        yield server


@pytest.fixture
def settings(slack: SlackStandIn, tmp_path: Path) -> Settings:
    return Settings(_env_file=None).model_copy(
        update={
            "slack_api_url": slack.api_url,
            "slack_bot_token": SecretStr(slack.bot_token),
            "slack_app_token": SecretStr(slack.app_token),
            "slack_signing_secret": SecretStr(slack.signing_secret),
            "data_dir": tmp_path,
        }
    )


@pytest.fixture
def network(nameserver: NameServer) -> Network:
    host, port = nameserver.address
    return Network(nameservers=(host,), port=port)


@pytest.fixture
def started(slack: SlackStandIn, settings: Settings, network: Network) -> Started:
    """Runs the bot for a while; again and again, if a test wants."""

    @asynccontextmanager
    async def start() -> AsyncIterator[Application]:
        app = await build(settings, network=network)
        running = asyncio.create_task(run_socket_mode(app))
        connected = asyncio.create_task(slack.connected())
        await asyncio.wait({running, connected}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()
        try:
            yield app
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    return start


async def idle(bot: Application, within: float = 30.0) -> None:
    """Wait until the bot has nothing left to do."""
    async with asyncio.timeout(within):
        while bot.engine.backlog() or bot.desk.handling:  # noqa: ASYNC110 - the bot has no bell to ring
            await asyncio.sleep(0.01)


def counted(bot: Application, name: str, **labels: str) -> float:
    """The sum of a metric's series that have these labels."""
    text = bot.metrics.render(Levels(backlog=0, handling=0, draining=False, stored=None)).decode()
    return sum(
        sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == name and labels.items() <= sample.labels.items()
    )


@pytest.fixture
async def bot(started: Started) -> AsyncIterator[Application]:
    async with started() as app:
        yield app


@pytest.fixture
def ann(slack: SlackStandIn) -> Person:
    return slack.person("ann", locale="en-US")


@pytest.fixture
def taro(slack: SlackStandIn) -> Person:
    return slack.person("taro", locale="ja-JP")


@pytest.fixture
def support(slack: SlackStandIn, ann: Person, taro: Person) -> Room:
    return slack.channel("support", ann, taro)
