"""SQLite's own: one file, synced in full, one writer at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.engine import Connection

from bot.cases.database import Database, StoreError, open_database


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


async def test_a_database_that_another_process_holds_is_a_store_error(database: Database, tmp_path: Path) -> None:
    holder = sqlite3.connect(tmp_path / "test.sqlite3")
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="locked"):
        await database.write(lambda c: c.exec_driver_sql("SELECT 1").scalar())
    holder.rollback()
    holder.close()
    assert await database.write(lambda c: c.exec_driver_sql("SELECT 1").scalar()) == 1


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:////proc/nowhere/a.sqlite3"])
async def test_where_no_file_can_be_there_is_no_store(url: str) -> None:
    with pytest.raises(StoreError):
        await open_database(url)
