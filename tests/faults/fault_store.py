"""The store's troubles: locked, full, restarted, silent. What it cannot keep gets no ack, and it recovers by itself."""

from __future__ import annotations

import asyncio
import resource
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg
import pytest

from tests.faults.world import World, world
from tests.postgres import postgres_server
from tests.silent_proxy import silent_proxy

pytestmark = pytest.mark.timeout(600)

# What was stored just before the fault gets its ack a moment later, in the fault. At four pastes a second that is one
# now and then; two more for a machine that stalls between the two.
_STORED_BEFORE = 3


@asynccontextmanager
async def _sqlite_locked(folder: Path) -> AsyncIterator[None]:
    lock = sqlite3.connect(folder / "test.sqlite3", timeout=10)
    lock.execute("BEGIN IMMEDIATE")
    yield
    lock.rollback()
    lock.close()


@asynccontextmanager
async def _postgres_locked(url: str) -> AsyncIterator[None]:
    async with await psycopg.AsyncConnection.connect(url) as lock:
        await lock.execute("LOCK TABLE inbox, cases IN ACCESS EXCLUSIVE MODE")
        yield
        await lock.rollback()


async def _live_through(
    w: World, fault: Callable[[], object], name: str, figure: Callable[[str], None], seconds: float
) -> tuple[int, int]:
    """Paste before, during and after the fault; what got an ack is not lost. How many acks and pastes it saw."""
    await w.start()
    async with w.crowd.pasting(per_second=4.0):
        await asyncio.sleep(2.0)
        async with fault():  # type: ignore[attr-defined]
            before, pasted = w.crowd.acknowledged(), len(w.crowd.pastes)
            await asyncio.sleep(seconds)
            acks, pasted = len(w.crowd.acknowledged() - before), len(w.crowd.pastes) - pasted
        await asyncio.sleep(4.0)
    tally, last = await w.ended(within=90)
    figure(
        f"{name} {seconds:.0f} s, {acks} acks for {pasted} pastes meanwhile, {tally}, "
        f"the last answer {last:.1f} s after the last paste"
    )
    assert (tally.lost, tally.twice) == (0, 0)
    return acks, pasted


async def _live_without_acks_through(
    w: World, fault: Callable[[], object], name: str, figure: Callable[[str], None], seconds: float
) -> None:
    """The same; what comes in the fault is not stored, and gets no ack."""
    acks, pasted = await _live_through(w, fault, name, figure, seconds)
    assert acks <= _STORED_BEFORE < pasted


async def test_locked_sqlite(
    sqlite_url: str, tmp_path: Path, seed: int, soak: bool, figure: Callable[[str], None]
) -> None:
    async with world(sqlite_url, tmp_path, seed=seed) as w:
        await _live_without_acks_through(w, lambda: _sqlite_locked(tmp_path), "locked", figure, 30 if soak else 6)


async def test_locked_postgresql(
    postgres_url: str, tmp_path: Path, seed: int, soak: bool, figure: Callable[[str], None]
) -> None:
    async with world(postgres_url, tmp_path, seed=seed, replicas=2) as w:
        await _live_without_acks_through(w, lambda: _postgres_locked(postgres_url), "locked", figure, 30 if soak else 6)


async def test_full_sqlite(
    sqlite_url: str, tmp_path: Path, seed: int, soak: bool, figure: Callable[[str], None]
) -> None:
    """No file of the process may grow any more: to SQLite that is a disk that is full."""
    async with world(sqlite_url, tmp_path, seed=seed) as w:

        @asynccontextmanager
        async def full() -> AsyncIterator[None]:
            process = w.replicas[0].process
            assert process is not None
            _, most = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (4096, most))
            yield
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (most, most))

        await _live_without_acks_through(w, full, "full", figure, 30 if soak else 6)


async def test_full_postgresql(
    postgres_url: str, tmp_path: Path, seed: int, soak: bool, figure: Callable[[str], None]
) -> None:
    """Every write of ours fails as it does where the server's disk is full (disk_full, 53100)."""

    @asynccontextmanager
    async def full() -> AsyncIterator[None]:
        async with await psycopg.AsyncConnection.connect(postgres_url, autocommit=True) as owner:
            await owner.execute(
                "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$"
            )
            for table in ("inbox", "cases"):
                await owner.execute(
                    f"CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON {table} EXECUTE FUNCTION full_disk()".encode()
                )
            yield
            await owner.execute("DROP FUNCTION full_disk CASCADE")

    async with world(postgres_url, tmp_path, seed=seed, replicas=2) as w:
        await _live_without_acks_through(w, full, "full", figure, 30 if soak else 6)


async def test_restarted_postgresql(tmp_path: Path, seed: int, soak: bool, figure: Callable[[str], None]) -> None:
    """Stopped at once, as by a crash, with every session in it; back after some seconds."""
    with postgres_server(durable=True) as server, server.database() as url:

        @asynccontextmanager
        async def restarted() -> AsyncIterator[None]:
            await asyncio.to_thread(server.crash)
            yield
            await asyncio.to_thread(server.start)

        async with world(url, tmp_path, seed=seed, replicas=2) as w:
            await _live_without_acks_through(w, restarted, "away", figure, 20 if soak else 5)


async def test_silent_postgresql(
    postgres_url: str, tmp_path: Path, seed: int, soak: bool, figure: Callable[[str], None]
) -> None:
    """Who is connected is never answered again; who connects anew gets through. In the end nobody does, and SIGTERM."""
    async with silent_proxy(postgres_url) as proxy, world(proxy.url, tmp_path, seed=seed) as w:

        @asynccontextmanager
        async def silent() -> AsyncIterator[None]:
            proxy.fall_silent()
            yield

        acks, _ = await _live_through(w, silent, "silent", figure, 30 if soak else 10)
        assert acks > 10
        proxy.is_mute = True
        proxy.fall_silent()
        await w.crowd.paste()
        ended = await w.replicas[0].end()
    figure(f"told to end while all is silent, gone {ended:.1f} s later (limit 10 s)")
    assert ended < 10
