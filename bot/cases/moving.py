"""From one database to another: how one machine's cases come along when there are to be three."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Table, func, insert, select
from sqlalchemy.engine import Connection

from bot.cases.database import Database, StoreError
from bot.cases.tables import CHANNEL_TURNS, METADATA, QUEUE_MIGRATIONS

# What each database keeps for itself: turns of this minute, and how far its job queue is.
LEFT_BEHIND: Final = frozenset({CHANNEL_TURNS.name, QUEUE_MIGRATIONS.name})
_ROWS: Final = 200


def tables_to_move() -> Sequence[Table]:
    """All tables but those that are left behind, those that others refer to first."""
    return [table for table in METADATA.sorted_tables if table.name not in LEFT_BEHIND]


async def move(source: Database, target: Database) -> Mapping[str, int]:
    """Copy every row of `source`, which nobody must use meanwhile, into the empty `target`; rows by table.

    Raises `StoreError`; also where `target` is not empty: then two bots' cases would be mixed.
    """
    tables = tables_to_move()
    full = await target.read(lambda connection: [table.name for table in tables if _count(connection, table)])
    if full:
        raise StoreError.of("store-not-empty", tables=", ".join(full))
    return {table.name: await _copy(table, source, target) for table in tables}


async def _copy(table: Table, source: Database, target: Database) -> int:
    # Numbers that a database gives by itself are given anew: nothing refers to them.
    given = table.autoincrement_column
    columns = [column for column in table.columns if column is not given]
    order = list(table.primary_key.columns)
    copied = 0
    while True:
        page = select(*columns).order_by(*order).offset(copied).limit(_ROWS)
        rows: list[dict[str, Any]] = await source.read(
            lambda connection, page=page: [dict(row._mapping) for row in connection.execute(page)]  # type: ignore[misc]
        )
        if not rows:
            return copied
        await target.write(lambda connection, rows=rows: connection.execute(insert(table), rows) and None)  # type: ignore[misc]
        copied += len(rows)


def _count(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0
