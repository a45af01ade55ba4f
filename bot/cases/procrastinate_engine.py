"""The engine of several processes: Procrastinate's job queue on the same PostgreSQL, with its stalled jobs rescued.

A job is a hint that a case has something to do, one at most waiting for a case, and one at most running. The rows of
the cases are the truth: what has something to do, is due, and has no job gets one.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

import procrastinate
import structlog
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.worker import Worker
from psycopg.conninfo import make_conninfo
from sqlalchemy import URL, text
from sqlalchemy.engine import Dialect

from bot.cases.attempts import Attempts
from bot.cases.case import new_id
from bot.cases.database import StoreError
from bot.cases.load import Gate
from bot.cases.patience import Patience
from bot.cases.patient_connection import PatientAsyncConnection
from bot.cases.postgresql import CONNECT, PostgresDatabase
from bot.cases.runner import SIDE_BY_SIDE

_LOG: Final = structlog.get_logger(__name__)

_QUEUE: Final = "cases"
# A replica that dies is missed after the second, and its cases are somebody else's a sweep later: well below 30 s.
# https://procrastinate.readthedocs.io/en/stable/howto/production/retry_stalled_jobs.html
_HEARTBEAT_SECONDS: Final = 3.0
_STALLED_SECONDS: Final = 10.0
_SWEEP_SECONDS: Final = 2.0
# What one process alone should do, it does before that, or another does it otherwise.
_OWN_SECONDS: Final = 5.0
_RESTART_SECONDS: Final = 1.0
_CONNECTIONS: Final = 4
_STATEMENT_MILLISECONDS: Final = 5_000
# A little more than a statement may take.
_SILENCE_SECONDS: Final = 5.5
_BATCH: Final = 500
_LAST_WORDS_SECONDS: Final = 1.0
_CLOSING_SECONDS: Final = 0.5

_WITHOUT_JOB: Final = text(
    "SELECT id FROM cases WHERE shown < revision AND not_before <= :now AND created_at <= :now - :youth AND NOT EXISTS "
    "(SELECT FROM procrastinate_jobs WHERE lock = cases.id AND status IN ('todo', 'doing')) "
    "ORDER BY created_at LIMIT :limit"
)
_WAITING: Final = text("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")
# A job's first event is that it was deferred.
_SHARE: Final = text(
    "UPDATE procrastinate_jobs SET queue_name = :queue WHERE status = 'todo' AND queue_name <> :queue AND EXISTS "
    "(SELECT FROM procrastinate_events WHERE job_id = procrastinate_jobs.id "
    "AND at < now() - make_interval(secs => :seconds))"
)


class ProcrastinateEngine:
    """See `Engine`. Any number of processes run one each on the same database."""

    def __init__(self, database: PostgresDatabase, attempts: Attempts, side_by_side: int = SIDE_BY_SIDE) -> None:
        self._database = database
        self._attempts = attempts
        self._side_by_side = side_by_side
        self._gate = Gate(side_by_side, database.is_slow)
        self._running: set[asyncio.Task[Any]] = set()
        self._working: set[asyncio.Task[None]] = set()
        self._tidying: set[asyncio.Task[None]] = set()
        self._worker: Worker | None = None
        self._own_queue = f"{_QUEUE}:{new_id()}"
        self._waiting = 0
        self._draining = False
        self._patience = Patience(_SILENCE_SECONDS)
        self._app = procrastinate.App(connector=_connector(database.url, self._patience))
        self._job = self._app.task(name="case", queue=_QUEUE)(self._work)

    async def start(self) -> None:
        """See `Engine`. Raises `StoreError`."""
        try:
            await self._app.open_async()
        except ConnectorException as error:
            raise StoreError(_reason(error)) from error
        self._working = {asyncio.create_task(self._keep_working(), name="engine worker")}
        self._tidying = {asyncio.create_task(self._keep_tidy(), name="engine sweep")}

    async def submit(self, case_id: str, *, here: bool = False) -> None:
        """See `Engine`. Where the queue fails, the next sweep finds the case."""
        if self._draining:
            return
        job = self._job.configure(lock=case_id, queueing_lock=case_id, queue=self._own_queue if here else _QUEUE)
        try:
            await job.defer_async(case_id=case_id)
        except AlreadyEnqueued:
            return
        except ConnectorException as error:
            _LOG.warning("no job for a case yet", case=case_id, reason=_reason(error))

    async def drain(self, seconds: float) -> None:
        """See `Engine`. What does not end is given back, for another process or the next start."""
        self._draining = True
        # Who waits for a server that says nothing is not to take the time of those who can end.
        self._patience.seconds = _LAST_WORDS_SECONDS
        if self._worker is not None:
            # It takes no more jobs, and ends with those that run.
            self._worker.stop()  # type: ignore[no-untyped-call]
        for chore in self._tidying:
            chore.cancel()
        await _ended(self._working, seconds)
        late = set(self._running)
        for task in late:
            task.cancel()
        if late:
            _LOG.warning("cases given back", cases=len(late))
        await _ended(late | self._working, _LAST_WORDS_SECONDS)
        self._patience.end()
        for chore in self._working | self._tidying:
            chore.cancel()
        await _ended(self._working | self._tidying, _CLOSING_SECONDS)
        self._gate.close()
        # Its pool waits for connections in use without end, and the driver may have swallowed that they were to end.
        closing = asyncio.create_task(self._app.close_async(), name="engine close")
        await _ended({closing}, _CLOSING_SECONDS)
        if closing.done():
            closing.result()
        else:
            closing.cancel()
            _LOG.warning("job queue's connections left open")

    def backlog(self) -> int:
        """How many cases run in this process, and how many waited in the queue when it last looked."""
        return len(self._running) + self._waiting

    async def _work(self, case_id: str) -> None:
        if task := asyncio.current_task():
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        async with self._gate:
            again = await self._attempts(case_id)
        if again:
            await self.submit(case_id)

    async def _keep_working(self) -> None:
        """Work off jobs; a worker whose database went away ends, and is begun again."""
        while not self._draining:
            self._worker = Worker(
                self._app,
                queues=[_QUEUE, self._own_queue],
                concurrency=self._side_by_side,
                install_signal_handlers=False,
                delete_jobs="always",
                fetch_job_polling_interval=_SWEEP_SECONDS,
                update_heartbeat_interval=_HEARTBEAT_SECONDS,
                stalled_worker_timeout=_STALLED_SECONDS,
            )
            try:
                await self._worker.run()  # type: ignore[no-untyped-call]
            except Exception as error:  # noqa: BLE001 - whatever it is: without a worker nobody would be answered
                _LOG.error("job queue failed", error_id=new_id(), reason=_reason(error))
            if not self._draining:
                await asyncio.sleep(_RESTART_SECONDS)

    async def _keep_tidy(self) -> None:
        # Not for ever: the pool's driver may swallow the cancelling of a task (asyncio.wait_for before Python 3.12).
        while not self._draining:
            await asyncio.sleep(_SWEEP_SECONDS)
            for work in (self._rescue, self._reconcile):
                try:
                    await work()
                except (ConnectorException, StoreError) as error:
                    _LOG.error("job queue failed during the sweep", error_id=new_id(), reason=_reason(error))
                except Exception as error:  # noqa: BLE001 - without the sweep what a dead replica had would lie for ever
                    _LOG.exception("sweep failed", error_id=new_id(), exc_info=error)

    async def _rescue(self) -> None:
        """Let others take jobs whose worker shows no sign of life, or did not come to what was meant for it alone."""
        for job in await self._app.job_manager.get_stalled_jobs(seconds_since_heartbeat=_STALLED_SECONDS):
            _LOG.warning("job rescued", case=job.lock)
            await self._give_back(job)
        bound = {"queue": _QUEUE, "seconds": _OWN_SECONDS}
        await self._database.write(lambda connection: connection.execute(_SHARE, bound) and None)

    async def _give_back(self, job: Job) -> None:
        jobs = self._app.job_manager
        try:
            try:
                await jobs.retry_job(job, queue=_QUEUE)
            except UniqueViolation:
                # Another job waits for the same case already, and is let through when this one is gone.
                await jobs.finish_job(job, Status.FAILED, delete_job=True)
        except ConnectorException as error:
            _LOG.info("job was rescued already", case=job.lock, reason=_reason(error))

    async def _reconcile(self) -> None:
        """Give a job to what has none: a process died before it deferred one, or it is time for another try."""
        bound = {"now": self._attempts.now(), "youth": _SWEEP_SECONDS, "limit": _BATCH}
        for case_id in await self._database.read(lambda connection: list(connection.scalars(_WITHOUT_JOB, bound))):
            await self.submit(case_id)
        self._waiting = (
            await self._database.read(lambda connection: connection.scalar(_WAITING, {"queue": _QUEUE})) or 0
        )


async def _ended(tasks: set[asyncio.Task[Any]], within: float) -> None:
    if tasks:
        await asyncio.wait(tasks, timeout=within)


def _connector(url: URL, patience: Patience) -> procrastinate.PsycopgConnector:
    dialect: Dialect = url.get_dialect()()
    _, arguments = dialect.create_connect_args(url)

    async def configure(connection: PatientAsyncConnection) -> None:
        connection.patience = patience
        # A prepared statement outlives its tables where a back-up is restored, and fails from then on.
        connection.prepare_threshold = None
        await connection.set_autocommit(True)
        await connection.execute(f"SET statement_timeout = {_STATEMENT_MILLISECONDS}".encode())

    return procrastinate.PsycopgConnector(
        conninfo=make_conninfo(**{**CONNECT, **arguments}),
        min_size=1,
        max_size=_CONNECTIONS,
        timeout=_STATEMENT_MILLISECONDS / 1_000,
        connection_class=PatientAsyncConnection,
        configure=configure,
    )


def _reason(error: Exception) -> str:
    cause = error.__cause__ or error
    return f"{type(cause).__name__}: {cause}".partition("\n")[0]
