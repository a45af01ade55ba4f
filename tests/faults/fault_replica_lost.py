"""Two replicas, one of them killed for good: the other answers what was left."""

from __future__ import annotations

import asyncio
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
        await w.start()
        # Slack is slow: so everything that comes now is under way when the replica dies.
        w.slack.faults.delay("chat.postMessage", 3.0, times=40)
        async with w.crowd.pasting(per_second=8.0):
            await asyncio.sleep(2.5)
        await w.replicas[0].kill()
        left = len(w.crowd.unanswered())
        tally, seconds = await w.ended(within=_LIMIT_SECONDS)
    figure(f"{left} cases under way at the kill, the last answered {seconds:.1f} s later (limit 30 s), {tally}")
    assert (tally.lost, tally.twice) == (0, 0)
    assert left > 5
