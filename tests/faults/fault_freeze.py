"""A process that is frozen and thaws again (a paused machine): somebody else took over, and it must notice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.replicas import Replica
from tests.faults.world import World, world

pytestmark = pytest.mark.timeout(900)

_SECONDS = 20.0


async def _frozen_in_the_midst_of_runs(w: World, replica: Replica) -> int:
    """Freeze it when Slack has its questions, and thaw it when the answers are old; how many runs that hit."""
    await w.crowd.all_answered(within=60)
    async with w.runs_under_way(replica) as runs:
        replica.freeze()
    async with w.crowd.pasting(per_second=3.0):
        await asyncio.sleep(_SECONDS)
        replica.thaw()
        await asyncio.sleep(w.crowd.random.uniform(1.0, 4.0))
    return runs


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
async def test_frozen_for_20_seconds_and_thawed(
    database_url: str, tmp_path: Path, seed: int, soak: bool, figure: Callable[[str], None]
) -> None:
    freezes = 10 if soak else 1
    async with world(
        database_url, tmp_path, seed=seed, replicas=2 if database_url.startswith("postgresql") else 1
    ) as w:
        await w.start()
        runs = 0
        for number in range(freezes):
            runs += await _frozen_in_the_midst_of_runs(w, w.replicas[number % len(w.replicas)])
        tally, seconds = await w.ended(within=60)
        overtaken = sum(replica.noted("run overtaken") for replica in w.replicas)
        rescued = sum(replica.noted("job rescued") for replica in w.replicas)
    figure(
        f"{freezes} of {_SECONDS:.0f} s amid {runs} runs, rescued {rescued}, overtaken {overtaken}, {tally}, "
        f"the last answer {seconds:.1f} s after the end"
    )
    assert (tally.lost, tally.twice) == (0, 0)
    if len(w.replicas) > 1:
        # Another took over, and the thawed one found that out. One process alone just goes on.
        assert min(rescued, overtaken) >= freezes
