"""What every engine does: each case one run at a time, nothing forgotten, whatever fails or dies."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import pytest
from sqlalchemy import text, update

from bot.cases.attempts import Attempts
from bot.cases.case import Case, NewCase, Source
from bot.cases.database import Database, open_database
from bot.cases.engine import Engine
from bot.cases.engines import make_engine
from bot.cases.procrastinate_engine import ProcrastinateEngine
from bot.cases.slack_errors import TryLaterError
from bot.cases.store import CaseStore
from bot.cases.tables import CASES
from bot.model import CaseState
from tests.postgres import Postgres
from tests.silent_proxy import silent_proxy

NEW = NewCase("T1", "C1", "1.0", Source.MESSAGE, asked=True, thread_ts="1.0", asker="U1", words="550")


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.cases.attempts._BACKOFF_SECONDS", (0.0,))
    monkeypatch.setattr("bot.cases.runner._SWEEP_SECONDS", 0.05)
    monkeypatch.setattr("bot.cases.procrastinate_engine._SWEEP_SECONDS", 0.05)
    monkeypatch.setattr("bot.cases.procrastinate_engine._RESTART_SECONDS", 0.05)


@dataclass
class Runs:
    """A run that settles its case, and what was seen of the runs; `script` is done before."""

    store: CaseStore
    script: Callable[[Case], Awaitable[None]] | None = None
    begun: Counter[str] = field(default_factory=Counter)
    now: Counter[str] = field(default_factory=Counter)
    most: int = 0

    async def __call__(self, case: Case) -> None:
        self.begun[case.id] += 1
        self.now[case.id] += 1
        self.most = max(self.most, self.now[case.id])
        try:
            if self.script is not None:
                await self.script(case)
            await self.store.settle(case, state=CaseState.ANSWERED)
        finally:
            self.now[case.id] -= 1


@pytest.fixture
def store(database: Database) -> CaseStore:
    return CaseStore(database, 3600.0)


@pytest.fixture
def runs(store: CaseStore) -> Runs:
    return Runs(store)


@asynccontextmanager
async def running(database: Database, runs: Runs, seconds: float = 5.0) -> AsyncIterator[Engine]:
    engine = make_engine(database, Attempts(runs.store, runs, time.time))
    await engine.start()
    try:
        yield engine
    finally:
        await engine.drain(seconds)


async def opened(store: CaseStore, number: int = 0) -> str:
    case, _ = await store.open(replace(NEW, source_ts=f"{number}.0"))
    return case.id


async def settled(store: CaseStore, *case_ids: str) -> None:
    async def is_settled(case_id: str) -> bool:
        case = await store.get("T1", case_id)
        return case is not None and case.shown == case.revision

    async with asyncio.timeout(30):
        for case_id in case_ids:
            while not await is_settled(case_id):  # noqa: ASYNC110 - the database rings no bell
                await asyncio.sleep(0.02)


async def test_a_case_that_is_submitted_is_run(database: Database, store: CaseStore, runs: Runs) -> None:
    async with running(database, runs) as engine:
        case_id = await opened(store)
        await asyncio.gather(*(engine.submit(case_id) for _ in range(5)))
        await settled(store, case_id)
        async with asyncio.timeout(10):
            while engine.backlog():  # noqa: ASYNC110 - it rings no bell
                await asyncio.sleep(0.02)
    assert runs.begun[case_id] == 1


async def test_what_nobody_submitted_is_found(database: Database, store: CaseStore, runs: Runs) -> None:
    async with running(database, runs):
        case_ids = [await opened(store, number) for number in range(5)]
        await settled(store, *case_ids)
    assert all(runs.begun[case_id] == 1 for case_id in case_ids)


async def test_a_case_changed_in_its_run_is_run_again_afterwards(
    database: Database, store: CaseStore, runs: Runs
) -> None:
    async def change_once(case: Case) -> None:
        if runs.begun[case.id] == 1:
            assert await store.move(case, state=CaseState.SOLVED)
            await engine.submit(case.id)

    runs.script = change_once
    async with running(database, runs) as engine:
        case_id = await opened(store)
        await engine.submit(case_id)
        await settled(store, case_id)
    assert (runs.begun[case_id], runs.most) == (2, 1)


async def test_a_case_that_has_to_wait_is_tried_again_and_not_to_blame(
    database: Database, store: CaseStore, runs: Runs
) -> None:
    async def slack_is_down(case: Case) -> None:
        if runs.begun[case.id] <= 7:
            raise TryLaterError("down")

    runs.script = slack_is_down
    async with running(database, runs) as engine:
        case_id = await opened(store)
        await engine.submit(case_id)
        await settled(store, case_id)
    assert runs.begun[case_id] == 8


async def test_a_case_that_always_fails_is_parked_after_five_tries(
    database: Database, store: CaseStore, runs: Runs
) -> None:
    async def fail(case: Case) -> None:
        if case.state is not CaseState.PARKED:
            raise ZeroDivisionError

    runs.script = fail
    async with running(database, runs) as engine:
        case_id = await opened(store)
        await engine.submit(case_id)
        await settled(store, case_id)
    assert runs.begun[case_id] == 6
    case = await store.get("T1", case_id)
    assert case is not None
    assert case.error_id


async def test_what_is_cut_off_by_the_end_is_given_back_at_once(
    database_url: str, database: Database, store: CaseStore, runs: Runs
) -> None:
    begun = asyncio.Event()

    async def hang(_case: Case) -> None:
        begun.set()
        await asyncio.Event().wait()

    runs.script = hang
    async with running(database, runs, seconds=0.1) as engine:
        case_id = await opened(store)
        await engine.submit(case_id)
        await begun.wait()
    runs.script = None
    other = await open_database(database_url)
    async with running(other, runs):
        await settled(store, case_id)
    await other.close()
    case = await store.get("T1", case_id)
    assert case is not None
    assert runs.begun[case_id] == 2


async def test_told_to_end_just_after_the_start_it_ends(database: Database, store: CaseStore, runs: Runs) -> None:
    for number in range(5):
        case_id = await opened(store, number)
        async with asyncio.timeout(20), running(database, runs, seconds=0.5) as engine:
            await engine.submit(case_id)
            await asyncio.sleep(number / 100)


async def test_many_cases_are_all_run_once(database: Database, store: CaseStore, runs: Runs) -> None:
    async with running(database, runs) as engine:
        case_ids = [await opened(store, number) for number in range(100)]
        await asyncio.gather(*map(engine.submit, case_ids))
        await settled(store, *case_ids)
    assert all(runs.begun[case_id] == 1 for case_id in case_ids)


class TestReplicas:
    """Several processes on one PostgreSQL."""

    @pytest.fixture
    async def database(self, postgres_url: str) -> AsyncIterator[Database]:
        opened = await open_database(postgres_url)
        yield opened
        await opened.close()

    async def test_share_the_cases(self, database: Database, store: CaseStore, runs: Runs) -> None:
        async def take_time(_case: Case) -> None:
            await asyncio.sleep(0.01)

        runs.script = take_time
        async with running(database, runs) as one, running(database, runs) as other:
            case_ids = [await opened(store, number) for number in range(60)]
            for number, case_id in enumerate(case_ids):
                await (one, other)[number % 2].submit(case_id)
                await (other, one)[number % 2].submit(case_id)
            await settled(store, *case_ids)
        assert runs.most == 1

    async def test_each_do_what_only_they_can_do(
        self, database: Database, store: CaseStore, runs: Runs, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("bot.cases.procrastinate_engine._SWEEP_SECONDS", 30.0)
        elsewhere = Runs(store)
        async with running(database, runs) as here, running(database, elsewhere):
            case_ids = [await opened(store, number) for number in range(20)]
            for case_id in case_ids:
                await here.submit(case_id, here=True)
            await settled(store, *case_ids)
        assert all(runs.begun[case_id] == 1 for case_id in case_ids)

    async def test_do_what_another_was_to_do_that_died(
        self, database: Database, store: CaseStore, runs: Runs, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("bot.cases.procrastinate_engine._OWN_SECONDS", 0.2)
        case_id = await opened(store)
        monkeypatch.setattr(ProcrastinateEngine, "_keep_working", lambda _self: asyncio.sleep(0))
        async with running(database, runs, seconds=0.1) as dead:
            await dead.submit(case_id, here=True)
        monkeypatch.undo()
        async with running(database, runs):
            await settled(store, case_id)
        assert runs.begun[case_id] == 1

    async def test_take_over_a_job_whose_worker_is_gone(self, database: Database, store: CaseStore, runs: Runs) -> None:
        case_id = await opened(store)
        await _leave_a_dead_job(database, case_id)
        async with running(database, runs):
            await settled(store, case_id)
            await _no_jobs(database)

    async def test_take_over_where_another_job_waits_for_the_same_case(
        self, database: Database, store: CaseStore, runs: Runs
    ) -> None:
        case_id = await opened(store)
        await _leave_a_dead_job(database, case_id)
        async with running(database, runs) as engine:
            await engine.submit(case_id)
            await settled(store, case_id)
            await _no_jobs(database)

    async def test_go_on_when_the_server_hung_up(
        self, database: Database, store: CaseStore, runs: Runs, postgres: Postgres
    ) -> None:
        name = await database.read(lambda connection: connection.scalar(text("SELECT current_database()")))
        async with running(database, runs) as engine:
            assert isinstance(engine, ProcrastinateEngine)
            for number in range(3):
                case_id = await opened(store, number)
                await engine.submit(case_id)
                await settled(store, case_id)
                postgres.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
            case_id = await opened(store, 9)
            await engine.submit(case_id)
            await settled(store, case_id)

    async def test_go_on_when_the_server_fell_silent(
        self, postgres_url: str, store: CaseStore, runs: Runs, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("bot.cases.procrastinate_engine._SILENCE_SECONDS", 0.5)
        monkeypatch.setattr("bot.cases.postgresql._SILENCE_SECONDS", 0.5)
        async with silent_proxy(postgres_url) as proxy:
            through = await open_database(proxy.url)
            async with running(through, runs) as engine:
                for number in range(3):
                    case_id = await opened(store, number)
                    await engine.submit(case_id)
                    await settled(store, case_id)
                    proxy.fall_silent()
                case_id = await opened(store, 9)
                await engine.submit(case_id)
                await settled(store, case_id)
            await through.close()

    async def test_leave_a_case_alone_while_its_job_runs(
        self, database: Database, store: CaseStore, runs: Runs
    ) -> None:
        release = asyncio.Event()

        async def wait(_case: Case) -> None:
            await release.wait()

        runs.script = wait
        async with running(database, runs) as one, running(database, runs) as other:
            case_id = await opened(store)
            await one.submit(case_id)
            async with asyncio.timeout(10):
                while not runs.begun[case_id]:  # noqa: ASYNC110 - a counter rings no bell
                    await asyncio.sleep(0.02)
            # Its claim has run out, and yet somebody works on it.
            await database.write(lambda connection: connection.execute(update(CASES).values(not_before=0.0)) and None)
            await other.submit(case_id)
            await asyncio.sleep(0.3)
            assert runs.begun[case_id] == 1
            release.set()
            await settled(store, case_id)


async def _leave_a_dead_job(database: Database, case_id: str) -> None:
    """What a process leaves behind that was killed in the middle of a case."""
    statement = text(
        "WITH worker AS (INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute') "
        "RETURNING id) INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock, args, status, "
        "worker_id) SELECT 'cases', 'case', :id, :id, jsonb_build_object('case_id', CAST(:id AS text)), 'doing', id "
        "FROM worker"
    )
    await database.write(lambda connection: connection.execute(statement, {"id": case_id}) and None)


async def _no_jobs(database: Database) -> None:
    """Wait until no job is left."""
    count = text("SELECT count(*) FROM procrastinate_jobs")
    async with asyncio.timeout(10):
        while await database.read(lambda c: c.scalar(count)):  # noqa: ASYNC110 - the database rings no bell
            await asyncio.sleep(0.02)
