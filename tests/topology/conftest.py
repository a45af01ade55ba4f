"""Two replicas, PostgreSQL and a load balancer around a stand-in Slack. `make test-topology` runs these tests.

They are collected only where they are named, and skipped where Debian's `caddy` is not installed.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.playground.nameserver import NameServer
from bot.playground.standin import SlackStandIn, Timing
from bot.playground.zones import demo_zones
from tests.ports import free_port
from tests.topology.machines import HOST, Replica, balancer, caddy, environment_for


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Plain `make test` stays quick."""
    del collection_path
    return None if any("topology" in argument for argument in config.args) else True


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # Every conftest is given the items of all folders; these are the ones of this folder.
    if caddy() is None:
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(pytest.mark.skip(reason="Debian's caddy is not installed"))


@pytest.fixture
def site() -> int:
    """The load balancer's port: all that Slack knows of us."""
    return free_port()


@pytest.fixture
async def slack(site: int) -> AsyncIterator[SlackStandIn]:
    url = f"http://{HOST}:{site}/slack/events"
    async with SlackStandIn(timing=Timing.quick(), request_url=url) as stand_in:
        yield stand_in


@pytest.fixture
async def replicas(
    slack: SlackStandIn, site: int, postgres_url: str, tmp_path: Path
) -> AsyncIterator[tuple[Replica, Replica]]:
    """Two of them, ready, behind the balancer."""
    async with NameServer(demo_zones()) as nameserver:
        environment = environment_for(slack, nameserver, postgres_url, tmp_path)
        one, two = (Replica(environment=environment, log=tmp_path / f"replica{number}.log") for number in (1, 2))
        try:
            # At once: two that bring the same empty database up to date.
            await asyncio.gather(one.start(), two.start())
            async with balancer(site, (one, two), tmp_path):
                yield one, two
        finally:
            for replica in (one, two):
                await replica.kill()
