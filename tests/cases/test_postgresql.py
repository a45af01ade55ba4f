"""PostgreSQL's own: time-outs below Slack's three seconds, a server that restarts or is silent, a missing driver."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import threading
import time
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import insert, text
from sqlalchemy.engine import Connection

from bot.cases.database import Database, StoreError, open_database
from bot.cases.tables import WORKSPACES
from tests.postgres import Postgres
from tests.silent_proxy import SilentProxy, silent_proxy

ROW = {"team": "T1", "settings": "{}", "updated_at": 0}


@pytest.fixture
async def database(postgres_url: str) -> AsyncIterator[Database]:
    opened = await open_database(postgres_url)
    yield opened
    await opened.close()


@pytest.fixture
async def proxy(postgres_url: str) -> AsyncIterator[SilentProxy]:
    async with silent_proxy(postgres_url) as proxy:
        yield proxy


def _name(connection: Connection) -> str:
    return str(connection.scalar(text("SELECT current_database()")))


def _add(connection: Connection) -> None:
    connection.execute(insert(WORKSPACES), ROW)


def _remove(connection: Connection) -> None:
    connection.execute(text("DELETE FROM workspaces"))


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
async def test_every_way_to_write_the_url_is_understood(postgres_url: str, scheme: str) -> None:
    database = await open_database(postgres_url.replace("postgresql", scheme, 1))
    assert (await database.read(_name)).startswith("test_")
    await database.close()


async def test_after_a_restart_of_the_server_it_goes_on_without_an_error(
    database: Database, postgres: Postgres
) -> None:
    name = await database.read(_name)
    for _ in range(3):
        await asyncio.gather(*(database.ping() for _ in range(8)), *(database.write(_name) for _ in range(8)))
        # As for its sessions, a restart is this.
        postgres.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        await database.write(_add)
        await database.ping()
        await database.write(_remove)


async def test_what_somebody_else_locks_is_a_store_error_before_slack_gives_up(database: Database) -> None:
    locked, release = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def hold(connection: Connection) -> None:
        connection.execute(text("LOCK TABLE workspaces"))
        loop.call_soon_threadsafe(locked.set)
        asyncio.run_coroutine_threadsafe(release.wait(), loop).result()

    holding = asyncio.ensure_future(database.write(hold))
    await locked.wait()
    with pytest.raises(StoreError, match="lock timeout"):
        await database.write(_add)
    release.set()
    await holding
    await database.write(_add)


async def test_a_statement_that_takes_too_long_is_a_store_error(database: Database) -> None:
    with pytest.raises(StoreError, match="statement timeout"):
        await database.write(lambda c: c.execute(text("SELECT pg_sleep(60)")) and None)


async def test_one_statement_is_committed_by_itself_and_two_are_committed_together(database: Database) -> None:
    await database.write(_add, one_statement=True)

    def fail(connection: Connection) -> None:
        _remove(connection)
        _add(connection)
        _add(connection)

    with pytest.raises(StoreError, match="duplicate key"):
        await database.write(fail)
    assert await database.read(lambda c: list(c.scalars(text("SELECT team FROM workspaces")))) == ["T1"]


async def test_two_writes_that_wait_for_each_other_are_both_done_in_the_end(database: Database) -> None:
    rows = [{**ROW, "team": team} for team in ("T1", "T2")]
    await database.write(lambda c: c.execute(insert(WORKSPACES), rows) and None)
    loop = asyncio.get_running_loop()
    half_done = {"T1": asyncio.Event(), "T2": asyncio.Event()}

    async def both_are_half_done(mine: str, other: str) -> None:
        half_done[mine].set()
        await half_done[other].wait()

    def both(mine: str, other: str) -> asyncio.Future[None]:
        def work(connection: Connection) -> None:
            # Found out long before a slow machine gives up waiting for the lock.
            connection.execute(text("SET LOCAL deadlock_timeout = '100ms'"))
            update = text("UPDATE workspaces SET updated_at = updated_at + 1 WHERE team = :team")
            connection.execute(update, {"team": mine})
            asyncio.run_coroutine_threadsafe(both_are_half_done(mine, other), loop).result()
            connection.execute(update, {"team": other})

        return asyncio.ensure_future(database.write(work))

    await asyncio.gather(both("T1", "T2"), both("T2", "T1"))
    assert await database.read(lambda c: list(c.scalars(text("SELECT updated_at FROM workspaces")))) == [2, 2]


async def test_an_error_shows_no_row(database: Database) -> None:
    statement = text("INSERT INTO workspaces (team, settings, updated_at) VALUES ('bob@example.com', NULL, 0)")
    with pytest.raises(StoreError, match="null value") as caught:
        await database.write(lambda c: c.execute(statement) and None)
    assert "bob" not in str(caught.value)


async def test_a_server_that_is_not_there_is_a_store_error_without_the_password() -> None:
    with pytest.raises(StoreError) as caught:
        await open_database("postgresql://smtp550:hush@127.0.0.1:1/smtp550")
    assert "127.0.0.1" in str(caught.value)
    assert "hush" not in str(caught.value)


async def test_without_the_driver_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match="store-no-driver"):
        await open_database("postgresql://localhost/smtp550")


async def test_a_write_that_comes_while_all_writers_end_is_not_left_lying(database: Database) -> None:
    go = threading.Event()

    def last(_connection: Connection) -> None:
        go.wait(10)

    async def write_again() -> None:
        await database.write(last)
        await database.write(_add)

    writing = [asyncio.create_task(write_again()), *(asyncio.create_task(database.write(last)) for _ in range(3))]
    await asyncio.sleep(0.2)
    go.set()
    time.sleep(0.2)  # noqa: ASYNC251 - so that the loop hears of all of them in one turn
    async with asyncio.timeout(5):
        await asyncio.gather(*writing)


async def _tried(database: Database, *, urgent: bool) -> float:
    """Write; the seconds until that was done, or failed."""
    began = time.monotonic()
    with contextlib.suppress(StoreError):
        await database.write(_name, urgent=urgent, one_statement=urgent)
    return time.monotonic() - began


async def test_a_server_that_falls_silent_has_failed_before_slack_gives_up(proxy: SilentProxy) -> None:
    database = await open_database(proxy.url)
    await asyncio.gather(*(_tried(database, urgent=urgent) for urgent in (True, False) * 4))
    proxy.fall_silent()
    seconds = await asyncio.gather(*(_tried(database, urgent=True) for _ in range(8)))
    assert max(seconds) < 3.0
    # Whoever noticed it, the others need not: all that was connected then is connected anew.
    assert await _tried(database, urgent=True) < 1.0
    await database.write(_add)
    await database.ping()
    await database.close()


async def test_a_statement_that_takes_its_time_is_waited_for_in_a_migration(
    proxy: SilentProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.cases.postgresql._SILENCE_SECONDS", 0.5)
    database = await open_database(proxy.url)

    def take_time(connection: Connection) -> None:
        connection.execute(text("SELECT pg_sleep(1)"))

    await database.migrate(take_time)
    with pytest.raises(StoreError, match="did not answer"):
        await database.write(take_time)
    await database.close()


async def test_a_server_that_is_silent_to_everybody_keeps_nobody_from_ending(proxy: SilentProxy) -> None:
    database = await open_database(proxy.url)
    others = set(threading.enumerate())
    proxy.is_mute = True
    proxy.fall_silent()
    works = [asyncio.create_task(_tried(database, urgent=number % 2 == 0)) for number in range(20)]
    works.append(asyncio.create_task(_tried(database, urgent=True)))
    await asyncio.sleep(0.1)
    began = time.monotonic()
    await database.close()
    await asyncio.gather(*works)
    for thread in set(threading.enumerate()) - others:
        await asyncio.to_thread(thread.join, 10)
    assert time.monotonic() - began < 8.0
