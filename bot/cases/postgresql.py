"""PostgreSQL: a few connections in threads of their own; what Slack's acks wait for goes first, and fails in time."""

from __future__ import annotations

import asyncio
import importlib
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.cases.database_port import Database, StoreError, cause_of
from bot.cases.patience import Patience
from bot.cases.write_queue import WriteQueue

T = TypeVar("T")

DRIVER: Final = "postgresql+psycopg"

# One of them writes only what is urgent. With the job queue's five a process holds eleven connections; a server takes
# 100 unless it was told otherwise.
_WRITERS: Final = 4
_READERS: Final = 2
# An ack is to take 50 ms at most; where storing takes half of that, less should run beside it.
_SLOW_SECONDS: Final = 0.025
# Slack waits 3 s for an ack. A server that is slower, or locked for longer, must have failed by then, so that Slack
# sends again. https://www.postgresql.org/docs/current/runtime-config-client.html
_STATEMENT_MILLISECONDS: Final = 2_000
_LOCK_MILLISECONDS: Final = 1_500
# A process that was frozen in the middle of a transaction holds its locks for so long.
_IDLE_IN_TRANSACTION_MILLISECONDS: Final = 5_000
# A little more than a statement may take, and less than the ack's 2.5 s: what was stuck is tried on a new connection.
_SILENCE_SECONDS: Final = 2.2
# Seconds to connect; milliseconds after which a network that swallows packets is given up; seconds after which it is
# asked whether the other side lives, where nothing is said.
CONNECT: Final = {
    "connect_timeout": 2,
    "tcp_user_timeout": 2_500,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "application_name": "smtp550",
}
_MIGRATION_MILLISECONDS: Final = 60_000
_MIGRATION_SILENCE_SECONDS: Final = 61.0
# What waits when the bot ends has that long.
_LAST_WRITES_SECONDS: Final = 1.0
# Any number that nobody else takes: one migrates, the others wait for it.
_MIGRATION_LOCK: Final = 0x5350_3535_30

# https://www.postgresql.org/docs/current/errcodes-appendix.html: nothing was done, and doing it again may work.
_AGAIN: Final = frozenset({"40001", "40P01"})  # serialization_failure, deadlock_detected
_TRIES: Final = 4
_STEP_BACK_SECONDS: Final = 0.01


class PostgresDatabase(Database):
    """A PostgreSQL server, shared by any number of processes.

    Every write is a transaction of its own, side by side; where one statement is all, without BEGIN and COMMIT: each
    is a way to the server and back. The server commits what comes together with one fsync
    (https://www.postgresql.org/docs/current/wal-configuration.html). Several in one transaction, as for SQLite, would
    hold each other's locks: two replicas that store the same redeliveries in another order would be a deadlock.
    """

    is_shared = True

    def __init__(self, url: URL) -> None:
        self.url = url = url.set(drivername=DRIVER)
        self._patience = Patience(_SILENCE_SECONDS)
        self._writer = _engine(url, _WRITERS, self._patience)
        self._at_once = self._writer.execution_options(isolation_level="AUTOCOMMIT")
        self._reader = _engine(url, _READERS, self._patience).execution_options(isolation_level="AUTOCOMMIT")
        self._writer_threads = ThreadPoolExecutor(_WRITERS, thread_name_prefix="database-writer")
        self._reader_threads = ThreadPoolExecutor(_READERS, thread_name_prefix="database-reader")
        self._queue = WriteQueue()
        self._writing: set[asyncio.Task[None]] = set()
        self._writing_urgently: set[asyncio.Task[None]] = set()
        self._urgent_since = self._urgent_took = 0.0

    @classmethod
    def at(cls, url: URL) -> PostgresDatabase:
        """The database that `url` names. Raises `StoreError` where its packages are not installed."""
        try:
            importlib.import_module("procrastinate")
            return cls(url)
        except ModuleNotFoundError as error:
            raise StoreError.of("store-no-driver") from error

    async def read(self, work: Callable[[Connection], T]) -> T:
        """See `Database`."""
        return await asyncio.get_running_loop().run_in_executor(self._reader_threads, _at_once, self._reader, work)

    async def write(self, work: Callable[[Connection], T], *, urgent: bool = False, one_statement: bool = False) -> T:
        """See `Database`."""
        pending = self._queue.put(work, urgent=urgent, one_statement=one_statement)
        if not urgent:
            self._begin(self._writing, _WRITERS - 1, only_urgent=False)
            result: T = await pending.future
            return result
        self._begin(self._writing_urgently, 1, only_urgent=True)
        started = time.monotonic()
        try:
            return await pending.future  # type: ignore[no-any-return]
        finally:
            self._urgent_since, self._urgent_took = time.monotonic(), time.monotonic() - started

    def is_slow(self) -> bool:
        """See `Database`."""
        return self._urgent_took > _SLOW_SECONDS and time.monotonic() - self._urgent_since < 1.0

    def _begin(self, tasks: set[asyncio.Task[None]], most: int, *, only_urgent: bool) -> None:
        if len(tasks) < most:
            writing = self._write_and_end(tasks, only_urgent=only_urgent)
            tasks.add(asyncio.create_task(writing, name="database writer"))

    async def migrate(self, work: Callable[[Connection], None]) -> None:
        """See `Database`. An advisory lock lets replicas that start together migrate one after the other."""

        def alone(connection: Connection) -> None:
            for name in ("statement_timeout", "lock_timeout"):
                connection.exec_driver_sql(f"SET LOCAL {name} = {_MIGRATION_MILLISECONDS}")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
            work(connection)

        with self._patience.of(_MIGRATION_SILENCE_SECONDS):
            await self.write(alone)

    async def close(self) -> None:
        """See `Database`. What a silent server keeps from being finished in a second fails."""
        if writing := self._writing | self._writing_urgently:
            await asyncio.wait(writing, timeout=_LAST_WRITES_SECONDS)
        # Python ends when all threads have ended.
        self._patience.end()
        while pending := self._queue.take():
            pending.fail(StoreError("closed"))
        for threads, engine in ((self._writer_threads, self._writer), (self._reader_threads, self._reader)):
            threads.shutdown(wait=False, cancel_futures=True)
            engine.dispose()

    async def _write_and_end(self, tasks: set[asyncio.Task[None]], *, only_urgent: bool) -> None:
        try:
            await self._write_what_waits(only_urgent=only_urgent)
        finally:
            # Now, not by a callback of the task: what is put before that runs would find all writers there, and none.
            if task := asyncio.current_task():
                tasks.discard(task)

    async def _write_what_waits(self, *, only_urgent: bool) -> None:
        loop = asyncio.get_running_loop()
        while pending := self._queue.take(only_urgent=only_urgent):
            try:
                do, engine = (_at_once, self._at_once) if pending.one_statement else (_in_transaction, self._writer)
                result = await loop.run_in_executor(self._writer_threads, do, engine, pending.work, pending.is_wanted)
            except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to the one who waits
                pending.fail(error)
                continue
            pending.succeed(result)


def _engine(url: URL, connections: int, patience: Patience) -> Engine:
    # Needs the driver, which may not be installed.
    from bot.cases.patient_connection import PatientConnection

    # What the URL says stands.
    defaults = {name: value for name, value in CONNECT.items() if name not in url.query}
    engine = create_engine(url, pool_size=connections, max_overflow=0, connect_args=defaults)

    @event.listens_for(engine, "do_connect")
    def _connect(_dialect: object, _record: object, arguments: Any, options: Any) -> PatientConnection:
        connection = PatientConnection.connect(*arguments, **options)
        connection.patience = patience
        return connection

    @event.listens_for(engine, "connect")
    def _limits(dbapi_connection: Any, _record: object) -> None:
        dbapi_connection.autocommit = True
        for name, milliseconds in (
            ("statement_timeout", _STATEMENT_MILLISECONDS),
            ("lock_timeout", _LOCK_MILLISECONDS),
            ("idle_in_transaction_session_timeout", _IDLE_IN_TRANSACTION_MILLISECONDS),
        ):
            dbapi_connection.execute(f"SET {name} = {milliseconds}")
        dbapi_connection.autocommit = False

    return engine


def _always() -> bool:
    return True


def _at_once(engine: Engine, work: Callable[[Connection], T], is_wanted: Callable[[], bool] = _always) -> T:
    def once() -> T:
        with engine.connect() as connection:
            return work(connection)

    return _again(once, is_wanted)


def _in_transaction(engine: Engine, work: Callable[[Connection], T], is_wanted: Callable[[], bool]) -> T:
    def once() -> T:
        with engine.begin() as connection:
            return work(connection)

    return _again(once, is_wanted)


def _again(once: Callable[[], T], is_wanted: Callable[[], bool]) -> T:
    """`once`, and again where the connection turned out to be dead (a server that was restarted), or a deadlock.

    Who was sent back from a deadlock may meet the other one again: it comes a little later each time. What Slack's ack
    waited for too long is not done again: Slack sends it again, and would hear that it is known, as if it were handled.
    """
    try:
        for tried in range(1, _TRIES):
            try:
                return once()
            except DBAPIError as error:
                is_worth_it = error.connection_invalidated or getattr(error.orig, "sqlstate", None) in _AGAIN
                if not (is_worth_it and is_wanted()):
                    raise
            time.sleep(random.uniform(0, _STEP_BACK_SECONDS * 2**tried))  # noqa: S311 - no secret
        return once()
    except SQLAlchemyError as error:
        raise StoreError(_cause_of(error)) from error


def _cause_of(error: SQLAlchemyError) -> str:
    """What went wrong, without details: PostgreSQL's hold rows, and those hold people's mail."""
    diagnostics = getattr(getattr(error, "orig", None), "diag", None)
    if message := getattr(diagnostics, "message_primary", None):
        return f"{type(getattr(error, 'orig', error)).__name__}: {message}"
    return cause_of(error).partition("\n")[0]
