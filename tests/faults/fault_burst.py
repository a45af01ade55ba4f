"""Everybody's mail is broken at once: all are answered, Slack's acks do not wait, and memory stays small."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.bench.burst import burst

pytestmark = [pytest.mark.timeout(1200), pytest.mark.alone]


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
async def test_a_burst_from_many_people(
    database_url: str, seed: int, soak: bool, figure: Callable[[str], None]
) -> None:
    bounces, channels = (30_000, 1_500) if soak else (10_000, 500)
    result = await burst(
        database_url, bounces=bounces, channels=channels, per_second=200, within=bounces / 5, seed=seed
    )
    figure(f"{result} (limits: ack p99 50 ms, memory 250 MB)")
    assert (len(result.acks), result.answered, result.twice) == (bounces, bounces, 0)
    assert result.memory <= 250
    # A burst of three, and one a second: what waited for its turn may go out a moment late, never early.
    assert result.pace <= 10 + 3 + 1
