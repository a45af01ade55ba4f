"""A process that is frozen and thaws again (a paused machine): somebody else took over, and it must notice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg
import pytest

from tests.faults.replicas import Replica
from tests.faults.world import World, world

pytestmark = pytest.mark.timeout(900)

_SECONDS = 20.0
_LOCK = 550
# A run writes down that it is about to post, and does not hear that this is done before we let go of the lock.
_HOLD_WHAT_IS_ABOUT_TO_POST = f"""
    CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_advisory_xact_lock({_LOCK}); RETURN NEW; END $$;
    CREATE TRIGGER hold BEFORE UPDATE ON cases FOR EACH ROW
        WHEN (OLD.about_to_post IS NULL AND NEW.about_to_post IS NOT NULL) EXECUTE FUNCTION hold();
    SELECT pg_advisory_lock({_LOCK});
"""
_IS_HELD = f"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = {_LOCK} AND NOT granted"


@asynccontextmanager
async def _about_to_post(url: str, paste: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """The run of what is pasted has looked whether the case is its own, and is allowed to post when this is left."""
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as owner:
        await owner.execute(_HOLD_WHAT_IS_ABOUT_TO_POST.encode())
        await paste()
        async with asyncio.timeout(30):
            while await (await owner.execute(_IS_HELD.encode())).fetchone() == (0,):  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(0.05)
        yield


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


async def test_frozen_between_the_last_look_and_the_post(
    postgres_url: str, tmp_path: Path, seed: int, figure: Callable[[str], None]
) -> None:
    async with world(postgres_url, tmp_path, seed=seed, replicas=2) as w:
        await w.start()
        frozen, other = w.replicas
        async with w.only(frozen), _about_to_post(postgres_url, w.crowd.paste):
            frozen.freeze()
        room, paste = w.crowd.pastes[-1]
        await room.wait_for_reply(paste, within=30)
        frozen.thaw()
        tally, _ = await w.ended(within=30)
        rescued, looked = other.noted("job rescued"), len(w.slack.traffic.calls_to("conversations.replies"))
    figure(f"rescued {rescued}, looked into the thread {looked} times, {tally}")
    assert (tally.lost, tally.twice) == (0, 0)
    # It was written that the frozen one is about to post: so the other looked, found nothing, and posted.
    assert (rescued, looked) == (1, 1)
