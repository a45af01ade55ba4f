"""SQLite's own: one file, synced in full, one writer at a time."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import delete, insert
from sqlalchemy.engine import Connection

from bot.cases.database import Database, StoreError, open_database
from bot.cases.sqlite import _BUSY_MILLISECONDS, SqliteDatabase
from bot.cases.tables import WORKSPACES
from bot.cases.write_queue import PendingWrite


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    opened = await open_database(sqlite_url)
    yield opened
    await opened.close()


async def test_the_file_is_in_wal_mode_and_synced_in_full(database: Database) -> None:
    def pragmas(connection: Connection) -> tuple[str, int]:
        return (
            str(connection.exec_driver_sql("PRAGMA journal_mode").scalar()),
            int(connection.exec_driver_sql("PRAGMA synchronous").scalar() or 0),
        )

    assert await database.write(pragmas) == ("wal", 2)
    assert await database.read(pragmas) == ("wal", 2)


def _on_disk(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.glob("test.sqlite3*")))


async def test_what_was_deleted_is_not_left_in_the_files(database: Database, tmp_path: Path) -> None:
    texts = [f"550 bob@example.com {number} " * 400 for number in range(5)]  # long enough for pages of their own
    for number, text in enumerate(texts):
        row = {"team": f"T{number}", "settings": text, "updated_at": 0}
        await database.write(lambda c, row=row: c.execute(insert(WORKSPACES).values(row)) and None)  # type: ignore[misc]
    assert b"bob@example.com" in _on_disk(tmp_path)
    await database.write(lambda c: c.execute(delete(WORKSPACES)) and None)
    assert await database.erase_deleted()
    assert b"bob@example.com" not in _on_disk(tmp_path)


async def test_who_only_looks_makes_no_new_one(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="store-not-there"):
        await open_database(f"sqlite:///{tmp_path}/of-another-folder/smtp550.sqlite3", there=True)
    assert not (tmp_path / "of-another-folder").exists()


async def test_one_process_works_on_it_and_others_may_look(database: Database, sqlite_url: str) -> None:
    await database.claim()
    other = await open_database(sqlite_url)
    with pytest.raises(StoreError, match="store-taken"):
        await other.claim()
    row = {"team": "T1", "settings": "{}", "updated_at": 0}
    await other.write(lambda c: c.execute(insert(WORKSPACES).values(row)) and None)
    await database.close()
    await other.claim()
    await other.close()


async def test_a_folder_that_takes_no_claim_is_a_sentence(database: Database, tmp_path: Path) -> None:
    (tmp_path / "test.sqlite3-claim").mkdir()
    with pytest.raises(StoreError, match=r"test\.sqlite3-claim"):
        await database.claim()


async def test_who_gives_up_while_a_write_is_tried_alone_keeps_nobody_else_waiting(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = sqlite3.connect(tmp_path / "test.sqlite3", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")

    async def add(team: str) -> None:
        row = {"team": team, "settings": "{}", "updated_at": 0}
        await database.write(lambda c: c.execute(insert(WORKSPACES).values(row)) and None)

    writes = [asyncio.create_task(add(f"T{number}")) for number in range(3)]
    assert isinstance(database, SqliteDatabase)
    together = database._one_by_one

    async def one_by_one(batch: list[PendingWrite], error: Exception) -> None:
        asyncio.get_running_loop().call_later(0.1, writes[0].cancel)
        await together(batch, error)

    monkeypatch.setattr(database, "_one_by_one", one_by_one)
    async with asyncio.timeout(30):
        results = await asyncio.gather(*writes, return_exceptions=True)
    assert isinstance(results[0], asyncio.CancelledError)
    assert all(isinstance(result, StoreError) for result in results[1:])
    lock.close()
    await add("T4")


async def test_a_reader_at_work_is_waited_for_and_then_left_alone(database: Database, tmp_path: Path) -> None:
    row = {"team": "T1", "settings": "{}", "updated_at": 0}
    reader = sqlite3.connect(tmp_path / "test.sqlite3", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM workspaces").fetchall()
    await database.write(lambda c: c.execute(insert(WORKSPACES).values(row)) and None)
    assert not await database.erase_deleted()
    reader.close()
    assert await database.erase_deleted()


async def test_a_database_that_another_process_holds_is_a_store_error(database: Database, tmp_path: Path) -> None:
    holder = sqlite3.connect(tmp_path / "test.sqlite3")
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="locked"):
        await database.write(lambda c: c.exec_driver_sql("SELECT 1").scalar())
    holder.rollback()
    holder.close()
    assert await database.write(lambda c: c.exec_driver_sql("SELECT 1").scalar()) == 1


async def test_a_start_waits_for_another_one_longer_than_an_ack_would(tmp_path: Path) -> None:
    holder = sqlite3.connect(tmp_path / "test.sqlite3", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    starting = asyncio.create_task(open_database(f"sqlite:///{tmp_path}/test.sqlite3"))
    await asyncio.sleep(_BUSY_MILLISECONDS / 1000 + 0.5)
    assert not starting.done()
    holder.rollback()
    holder.close()
    database = await starting
    await database.ping()
    await database.close()


async def test_a_file_that_is_locked_for_good_is_a_store_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.cases.sqlite._MIGRATION_SECONDS", 0.0)
    holder = sqlite3.connect(tmp_path / "test.sqlite3", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError, match="locked"):
        await open_database(f"sqlite:///{tmp_path}/test.sqlite3")
    holder.close()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:////proc/nowhere/a.sqlite3"])
async def test_where_no_file_can_be_there_is_no_store(url: str) -> None:
    with pytest.raises(StoreError):
        await open_database(url)
