"""What a try counts, when it is the case's own fault, and when a case is given up."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

import pytest
from sqlalchemy import update

from bot.cases.attempts import Attempts
from bot.cases.case import Case, NewCase, Source
from bot.cases.database import Database, StoreError
from bot.cases.slack_errors import TryLaterError
from bot.cases.store import CaseStore
from bot.cases.tables import CASES
from bot.model import CaseState
from tests.clocks import StillClock

NEW = NewCase("T1", "C1", "1.0", Source.MESSAGE, asked=True, thread_ts="1.0", asker="U1", words="550")


@dataclass
class Runs:
    """Does `script`, settles, and remembers how many ran at a time, and in which states."""

    store: CaseStore
    script: Callable[[Case], Awaitable[None]]
    states: list[CaseState] = field(default_factory=list)
    now: int = 0
    most: int = 0

    async def __call__(self, case: Case) -> None:
        self.states.append(case.state)
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            await self.script(case)
            await self.store.settle(case)
        finally:
            self.now -= 1


async def opened(store: CaseStore, number: int = 0) -> str:
    case, _ = await store.open(replace(NEW, source_ts=f"{number}.0"))
    return case.id


async def died(store: CaseStore, case_id: str, times: int) -> None:
    """So many processes claimed it, and wrote nothing down any more."""
    for _ in range(times):
        assert await store.claim(case_id) is not None


async def known(store: CaseStore, case_id: str) -> Case:
    case = await store.get("T1", case_id)
    assert case is not None
    return case


async def test_what_may_have_killed_its_process_runs_alone(store: CaseStore, clock: StillClock) -> None:
    async def take_time(_case: Case) -> None:
        await asyncio.sleep(0.02)

    runs = Runs(store, take_time)
    attempts = Attempts(store, runs, clock)
    case_ids = [await opened(store, number) for number in range(4)]
    for case_id in case_ids:
        await died(store, case_id, 5)
    await asyncio.gather(*map(attempts, case_ids))
    assert runs.most == 1
    for case_id in case_ids:
        case = await known(store, case_id)
        assert (case.shown, case.tries) == (case.revision, 0)


async def test_what_killed_its_process_ten_times_is_parked_without_another_try(
    store: CaseStore, clock: StillClock
) -> None:
    async def nothing(_case: Case) -> None:
        return

    runs = Runs(store, nothing)
    attempts = Attempts(store, runs, clock)
    case_id = await opened(store)
    await died(store, case_id, 10)
    assert await attempts(case_id)
    assert runs.states == []
    assert (await known(store, case_id)).error_id
    assert not await attempts(case_id)
    assert runs.states == [CaseState.PARKED]


async def test_a_long_outage_of_slacks_parks_no_case(store: CaseStore, clock: StillClock) -> None:
    async def is_down(_case: Case) -> None:
        raise TryLaterError("down")

    runs = Runs(store, is_down)
    attempts = Attempts(store, runs, clock)
    case_id = await opened(store)
    clock.now += 2 * 3600
    for _ in range(30):
        assert not await attempts(case_id)
    assert set(runs.states) == {CaseState.READING}
    assert len(runs.states) == 30


async def test_a_store_that_fails_is_not_held_against_the_case(store: CaseStore, clock: StillClock) -> None:
    async def is_locked(_case: Case) -> None:
        raise StoreError("locked")

    runs = Runs(store, is_locked)
    attempts = Attempts(store, runs, clock)
    case_id = await opened(store)
    for _ in range(20):
        assert not await attempts(case_id)
    assert len(runs.states) == 20
    assert (await known(store, case_id)).tries == 0


@pytest.mark.parametrize("column", ["findings", "method", "mailbox"])
async def test_a_case_that_another_version_wrote_gets_five_tries_and_an_apology(
    store: CaseStore, database: Database, clock: StillClock, column: str
) -> None:
    async def nothing(_case: Case) -> None:
        return

    runs = Runs(store, nothing)
    attempts = Attempts(store, runs, clock)
    case_id = await opened(store)
    strange = {"findings": '[{"check": "of tomorrow"}]', "method": 9, "mailbox": "tomorrow"}[column]
    written = update(CASES).where(CASES.c.id == case_id).values({column: strange})
    await database.write(lambda c: c.execute(written) and None)
    assert [await attempts(case_id) for _ in range(5)] == [False] * 4 + [True]
    assert runs.states == []
    assert not await attempts(case_id)
    assert runs.states == [CaseState.PARKED]
    assert (await known(store, case_id)).error_id


async def test_a_case_that_stays_unreadable_is_put_away(
    store: CaseStore, database: Database, clock: StillClock
) -> None:
    async def nothing(_case: Case) -> None:
        return

    runs = Runs(store, nothing)
    attempts = Attempts(store, runs, clock)
    case_id = await opened(store)
    written = update(CASES).where(CASES.c.id == case_id).values(source="of_tomorrow")
    await database.write(lambda c: c.execute(written) and None)
    for _ in range(10):
        await attempts(case_id)
    assert runs.states == []
    assert await store.claim(case_id) is None
