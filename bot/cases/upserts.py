"""INSERT … ON CONFLICT, which SQLite and PostgreSQL both have and SQLAlchemy spells by dialect.

Statements are built once: building one takes longer than SQLite takes to do it.
"""

from __future__ import annotations

import functools
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection


def insert_new(connection: Connection, table: Table, row: dict[str, Any]) -> bool:
    """Insert `row` unless a unique key of it is there already; whether it was inserted."""
    return connection.execute(_insert_new(connection.dialect.name, table), row).rowcount == 1


def insert_or_update(connection: Connection, table: Table, rows: list[dict[str, Any]], key: str, *columns: str) -> None:
    """Insert `rows`; of those whose `key` is there already, update `columns`."""
    connection.execute(_insert_or_update(connection.dialect.name, table, key, columns), rows)


@functools.cache
def _insert_new(dialect: str, table: Table) -> Any:
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return make(table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)


@functools.cache
def _insert_or_update(dialect: str, table: Table, key: str, columns: tuple[str, ...]) -> Any:
    insert = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table)
    return insert.on_conflict_do_update(
        index_elements=[key], set_={column: insert.excluded[column] for column in columns}
    )
