"""kill -9 at random moments, while it receives and works: what was acknowledged is answered, once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.world import World, world

pytestmark = pytest.mark.timeout(900)


async def _kill_often(world: World, kills: int) -> None:
    """Kill any of the replicas: mostly some time after it began to serve, sometimes while it starts."""
    for _ in range(kills):
        replica = world.crowd.random.choice(world.replicas)
        if world.crowd.random.random() < 0.8:
            await replica.ready()
        await asyncio.sleep(world.crowd.random.uniform(0.05, 1.5))
        await replica.kill()
        await replica.start()


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
async def test_killed_at_random_moments(
    database_url: str, tmp_path: Path, seed: int, soak: bool, figure: Callable[[str], None]
) -> None:
    kills = 100 if soak else 20
    async with world(
        database_url, tmp_path, seed=seed, replicas=2 if database_url.startswith("postgresql") else 1
    ) as w:
        await w.start()
        async with w.crowd.doing_anything(per_second=2.0):
            await _kill_often(w, kills)
        tally, seconds = await w.ended(within=90)
    figure(f"{kills} kills, {tally}, the last answer {seconds:.1f} s after the last kill")
    assert (tally.lost, tally.twice) == (0, 0)
    assert tally.acknowledged > kills
