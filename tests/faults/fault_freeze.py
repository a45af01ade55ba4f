"""A process that is frozen and thaws again (a paused machine): somebody else took over, and it must notice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.world import world

pytestmark = pytest.mark.timeout(900)

_SECONDS = 20.0


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
async def test_frozen_for_20_seconds_and_thawed(
    database_url: str, tmp_path: Path, seed: int, soak: bool, figure: Callable[[str], None]
) -> None:
    freezes = 10 if soak else 1
    async with world(
        database_url, tmp_path, seed=seed, replicas=2 if database_url.startswith("postgresql") else 1
    ) as w:
        await w.start()
        async with w.crowd.pasting(per_second=3.0):
            for number in range(freezes):
                await asyncio.sleep(w.crowd.random.uniform(1.0, 4.0))
                replica = w.replicas[number % len(w.replicas)]
                replica.freeze()
                await asyncio.sleep(_SECONDS)
                replica.thaw()
            await asyncio.sleep(2.0)
        tally, seconds = await w.ended(within=60)
    figure(f"{freezes} of {_SECONDS:.0f} s, {tally}, the last answer {seconds:.1f} s after the end")
    assert (tally.lost, tally.twice) == (0, 0)
