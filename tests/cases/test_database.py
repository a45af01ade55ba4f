"""What every database does: commits, fails apart, keeps secrets; and the tables are those of the migrations."""

from __future__ import annotations

import asyncio
import threading
import traceback
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, insert, select
from sqlalchemy.engine import Connection

from bot.cases.database import Database, StoreError, open_database
from bot.cases.tables import METADATA, WORKSPACES
from bot.condition import what_is_wrong


async def test_the_migrations_make_the_tables_that_the_code_knows(database: Database) -> None:
    def ours(_object: object, name: str | None, *_: object) -> bool:
        return "procrastinate" not in str(name)

    differences = await database.read(
        lambda c: compare_metadata(MigrationContext.configure(c, opts={"include_object": ours}), METADATA)
    )
    assert differences == []


async def test_one_work_that_fails_takes_no_other_along(database: Database) -> None:
    def add(team: str, settings: str | None = "{}") -> asyncio.Future[None]:
        def work(connection: Connection) -> None:
            connection.execute(insert(WORKSPACES).values({"team": team, "settings": settings, "updated_at": 0}))

        return asyncio.ensure_future(database.write(work))

    # Fails by itself: a server writes side by side, and two of one team would leave open which of them came first.
    works = [add("T1"), add("T2"), add("TX", settings=None), add("T3")]
    results = await asyncio.gather(*works, return_exceptions=True)
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


async def test_a_reader_that_is_cancelled_leaves_nothing_that_could_be_waited_for(database: Database) -> None:
    for _ in range(20):
        reading = asyncio.ensure_future(database.read(lambda c: c.exec_driver_sql("SELECT 1").scalar()))
        await asyncio.sleep(0)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
    assert await database.read(lambda c: c.exec_driver_sql("SELECT 2").scalar()) == 2
    assert {task for task in asyncio.all_tasks() if task is not asyncio.current_task()} == set()


async def test_opening_again_keeps_what_is_there(database_url: str) -> None:
    first = await open_database(database_url)
    row = {"team": "T1", "settings": "{}", "updated_at": 0}
    await first.write(lambda c: c.execute(insert(WORKSPACES).values(row)) and None)
    await first.close()
    second = await open_database(database_url)
    assert await second.read(lambda c: list(c.scalars(select(WORKSPACES.c.team)))) == ["T1"]
    await second.close()


async def test_processes_that_start_together_migrate_one_after_the_other(database_url: str) -> None:
    databases = await asyncio.gather(*(open_database(database_url) for _ in range(3)))
    for database in databases:
        await database.ping()
        await database.close()


async def test_writes_that_come_together_are_all_done(database: Database) -> None:
    statement = insert(WORKSPACES)
    rows = [{"team": f"T{number}", "settings": "{}", "updated_at": number} for number in range(200)]

    async def add(row: dict[str, object], urgent: bool) -> None:
        await database.write(lambda c: c.execute(statement, row), urgent=urgent)

    await asyncio.gather(*(add(row, number % 2 == 0) for number, row in enumerate(rows)))
    assert await database.read(lambda c: c.scalar(select(func.count()).select_from(WORKSPACES))) == 200


async def test_what_waits_is_written_before_the_database_is_closed(database_url: str) -> None:
    database = await open_database(database_url)
    statement = insert(WORKSPACES)

    async def add(team: str) -> None:
        await database.write(lambda c: c.execute(statement, {"team": team, "settings": "{}", "updated_at": 0}))

    writes = [asyncio.create_task(add(f"T{number}")) for number in range(20)]
    await asyncio.sleep(0)
    await database.close()
    await asyncio.gather(*writes)
    again = await open_database(database_url)
    assert await again.read(lambda c: c.scalar(select(func.count()).select_from(WORKSPACES))) == 20
    await again.close()


@pytest.mark.parametrize(
    ("url", "says"), [("what?", "store-no-url"), ("mysql://localhost/a", "store-no-adapter backend=mysql")]
)
async def test_a_database_that_no_adapter_knows_is_a_sentence(url: str, says: str) -> None:
    with pytest.raises(StoreError, match=says):
        await open_database(url)


async def test_while_what_acks_wait_for_does_not_get_through_it_says_so(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()
    stuck = asyncio.create_task(database.write(lambda _: go.wait(10) and None, urgent=True))
    await asyncio.sleep(0.1)
    with monkeypatch.context() as impatient:
        impatient.setattr("bot.condition._PATIENCE_SECONDS", 0.2)
        assert "silent" in await what_is_wrong(database)
    go.set()
    await stuck
    assert await what_is_wrong(database) == ""


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://smtp550:hun@ter2:w0rd@db/x",
        "postgresql://smtp550:hun@ter2@nohost.invalid/x",
        "postgres://smtp550:hun@ter2@nohost.invalid/x",
        "postgresql://smtp550:hun@ter2/w0rd@nohost.invalid/x",
        "postgresql://smtp550:hunter2@db:port/x",
        "postgresql://smtp550:hunter2@[::1/x",
        " postgresql://smtp550:hunter2@db/x",
    ],
)
async def test_of_a_url_that_cannot_be_meant_nothing_is_repeated(url: str) -> None:
    with pytest.raises(StoreError, match="store-no-url") as caught:
        await open_database(url)
    told = "".join(traceback.format_exception(caught.value))
    assert not any(part in told.replace(__file__, "") for part in ("hun", "ter2", "w0rd", "nohost"))


async def test_an_address_in_a_files_path_is_no_password(tmp_path: Path) -> None:
    database = await open_database(f"sqlite:///{tmp_path / 'bob@example.com' / 'test.sqlite3'}")
    await database.close()
