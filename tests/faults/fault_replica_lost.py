"""Two replicas, one of them killed for good: the other answers what was left."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.world import world

pytestmark = pytest.mark.timeout(300)

_LIMIT_SECONDS = 30.0


async def test_the_cases_of_a_killed_replica_are_answered(
    postgres_url: str, tmp_path: Path, seed: int, figure: Callable[[str], None]
) -> None:
    async with world(postgres_url, tmp_path, seed=seed, replicas=2) as w:
        killed, survivor = w.replicas
        await w.start()
        async with w.runs_under_way(killed) as runs:
            await killed.kill()
        tally, seconds = await w.ended(within=_LIMIT_SECONDS)
        rescued = survivor.noted("job rescued")
    figure(f"{rescued} of {runs} runs rescued, the last answered {seconds:.1f} s later (limit 30 s), {tally}")
    assert (tally.lost, tally.twice) == (0, 0)
    assert rescued > 0
