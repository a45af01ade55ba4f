"""The one writer: commits together, fails apart; and the tables are those of the migrations."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from bot.cases.database import Database, StoreError, open_database
from bot.cases.tables import METADATA, WORKSPACES


async def test_the_migrations_make_the_tables_that_the_code_knows(database: Database) -> None:
    differences = await database.read(lambda c: compare_metadata(MigrationContext.configure(c), METADATA))
    assert differences == []


async def test_the_file_is_in_wal_mode_and_synced_in_full(database: Database) -> None:
    def pragmas(connection: Connection) -> tuple[str, int]:
        return (
            str(connection.exec_driver_sql("PRAGMA journal_mode").scalar()),
            int(connection.exec_driver_sql("PRAGMA synchronous").scalar() or 0),
        )

    assert await database.write(pragmas) == ("wal", 2)
    assert await database.read(pragmas) == ("wal", 2)


async def test_opening_again_keeps_what_is_there(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.sqlite3'}"
    first = await open_database(url)
    row = {"team": "T1", "settings": "{}", "updated_at": 0}
    await first.write(lambda c: c.execute(insert(WORKSPACES).values(row)) and None)
    await first.close()
    second = await open_database(url)
    assert await second.read(lambda c: list(c.scalars(select(WORKSPACES.c.team)))) == ["T1"]
    await second.close()


async def test_one_work_that_fails_takes_no_other_along(database: Database) -> None:
    def add(team: str) -> asyncio.Future[None]:
        def work(connection: Connection) -> None:
            connection.execute(insert(WORKSPACES).values({"team": team, "settings": "{}", "updated_at": 0}))

        return asyncio.ensure_future(database.write(work))

    results = await asyncio.gather(*map(add, ["T1", "T2", "T1", "T3"]), return_exceptions=True)
    assert [type(result) for result in results] == [type(None), type(None), StoreError, type(None)]
    assert await database.read(lambda c: sorted(c.scalars(select(WORKSPACES.c.team)))) == ["T1", "T2", "T3"]


async def test_an_error_of_the_store_says_nothing_of_what_was_stored(database: Database) -> None:
    row = {"team": "T1", "settings": "bob@example.com", "updated_at": 0}
    await database.write(lambda c: c.execute(insert(WORKSPACES).values(row)) and None)
    with pytest.raises(StoreError) as caught:
        await database.write(lambda c: c.execute(insert(WORKSPACES).values(row)) and None)
    assert "bob" not in str(caught.value)


async def test_who_gave_up_waiting_stops_nobody(database: Database) -> None:
    work = asyncio.ensure_future(database.write(lambda c: c.exec_driver_sql("SELECT 1").scalar()))
    await asyncio.sleep(0)
    work.cancel()
    assert await database.write(lambda c: c.exec_driver_sql("SELECT 2").scalar()) == 2


async def test_a_database_that_another_process_holds_is_a_store_error(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
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


async def test_a_reader_that_is_cancelled_leaves_nothing_that_could_be_waited_for(database: Database) -> None:
    for _ in range(20):
        reading = asyncio.ensure_future(database.read(lambda c: c.exec_driver_sql("SELECT 1").scalar()))
        await asyncio.sleep(0)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
    assert await database.read(lambda c: c.exec_driver_sql("SELECT 2").scalar()) == 2
    assert {task for task in asyncio.all_tasks() if task is not asyncio.current_task()} == set()


async def test_a_server_that_no_adapter_knows_is_a_sentence() -> None:
    with pytest.raises(StoreError, match="SQLite"):
        await open_database("postgresql+psycopg://localhost/smtp550")
    with pytest.raises(StoreError, match="SMTP550_DATABASE_URL"):
        await open_database("what?")
