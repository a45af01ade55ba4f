"""Two processes over Socket Mode on one PostgreSQL, without a load balancer: Slack spreads what it delivers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.playground.nameserver import NameServer
from bot.playground.standin import SlackStandIn, Timing
from bot.playground.zones import demo_zones
from tests.topology.crowd import Crowd, nothing_left
from tests.topology.machines import Replica, environment_for

pytestmark = pytest.mark.timeout(240)


@pytest.fixture
async def slack() -> AsyncIterator[SlackStandIn]:
    async with SlackStandIn(timing=Timing.quick()) as stand_in:
        yield stand_in


@pytest.fixture
async def processes(slack: SlackStandIn, postgres_url: str, tmp_path: Path) -> AsyncIterator[tuple[Replica, Replica]]:
    async with NameServer(demo_zones()) as nameserver:
        environment = environment_for(slack, nameserver, postgres_url, tmp_path, SMTP550_STATUS_PAGES="1")
        one, two = (
            Replica(environment=environment, log=tmp_path / f"process{number}.log", command=("run",))
            for number in (1, 2)
        )
        try:
            await asyncio.gather(one.start(), two.start())
            yield one, two
        finally:
            for process in (one, two):
                await process.kill()


async def test_both_receive_and_one_goes_on_alone(slack: SlackStandIn, processes: tuple[Replica, Replica]) -> None:
    crowd = Crowd(slack)
    await crowd.pastes_bounces(16, pause=0.05)
    await crowd.is_answered()
    stored = [await each.measured("smtp550_events_total", kind="event", fate="stored") for each in processes]
    assert sum(stored) == 16
    assert all(stored)
    pasting = asyncio.create_task(crowd.pastes_bounces(16, pause=0.05))
    await processes[0].kill()
    await pasting
    await slack.settled()
    await crowd.is_answered()
    await nothing_left(processes[1:])
    assert crowd.count() == {1: 32}
