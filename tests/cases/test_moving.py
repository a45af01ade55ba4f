"""Everything comes along from one database to another, and nothing is mixed."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import insert, inspect

from bot.cases.case import NewCase, Source
from bot.cases.database import StoreError, open_database
from bot.cases.inbox import Delivery, Inbox, Kind
from bot.cases.moving import LEFT_BEHIND, move, tables_to_move
from bot.cases.store import CaseStore
from bot.cases.tables import ZONE_HEALTH

BOB = NewCase(
    "T1", "C1", "1.1", Source.MESSAGE, asked=False, thread_ts="1.1", asker="U1", words="ボブ <bob@example.com>"
)


async def test_cases_and_deliveries_live_on_in_the_other_database(sqlite_url: str, postgres_url: str) -> None:
    old, new = await open_database(sqlite_url), await open_database(postgres_url)
    case, _ = await CaseStore(old, 3_600.0).open(BOB)
    event = Delivery("T1", "event:Ev1", Kind.EVENT, {"type": "event_callback"})
    assert await Inbox(old).accept(event)
    # More than are copied at once.
    zones = [{"zone": f"zone{number}", "health": "healthy", "known_until": 1e12} for number in range(450)]
    await old.write(lambda connection: connection.execute(insert(ZONE_HEALTH), zones) and None)
    counts = await move(old, new)
    assert (counts["cases"], counts["inbox"], counts["zone_health"]) == (1, 1, 450)
    assert await CaseStore(new, 3_600.0).get("T1", case.id) == case
    assert not await Inbox(new).accept(event)
    with pytest.raises(StoreError, match="store-not-empty"):
        await move(old, new)
    for database in (old, new):
        await database.close()


async def test_no_table_is_forgotten(database_url: str) -> None:
    database = await open_database(database_url)
    there = await database.read(lambda connection: set(inspect(connection).get_table_names()))
    await database.close()
    queue = {name for name in there if name.startswith("procrastinate_")}
    assert there - queue - {"alembic_version"} - LEFT_BEHIND == {table.name for table in tables_to_move()}


async def test_the_command_leaves_a_running_bot_alone_and_says_what_came_along(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    database = await open_database(sqlite_url)
    await CaseStore(database, 3_600.0).open(BOB)
    await database.claim()
    monkeypatch.setenv("SMTP550_DATABASE_URL", sqlite_url)
    from asyncio import to_thread

    from bot.cli.move_rows import move_rows

    target = f"sqlite:///{tmp_path / 'new.sqlite3'}"
    assert await to_thread(move_rows, target, lang="en") == 1
    assert "another smtp550 is at work on it" in capsys.readouterr().err
    await database.close()
    assert await to_thread(move_rows, target, lang="en") == 0
    said = capsys.readouterr().out
    assert "  cases: 1" in said
    assert "SMTP550_DATABASE_URL" in said
    assert await to_thread(move_rows, target, lang="ja") == 1
