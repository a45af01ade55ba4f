"""The job queue's tables: Procrastinate's own SQL, applied with our migrations, in the same transaction."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, text
from sqlalchemy.engine import Connection

from bot.cases.tables import QUEUE_MIGRATIONS


def bring_up_to_date(connection: Connection) -> None:
    """Create the queue's tables, or apply what an upgrade of Procrastinate brought along.

    Its files are named by version, and to be applied in that order
    (https://procrastinate.readthedocs.io/en/stable/howto/production/migrations.html).
    """
    from procrastinate.schema import SchemaManager

    files = {path.name: path for path in sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))}
    applied = set(connection.scalars(select(QUEUE_MIGRATIONS.c.name)))
    if connection.scalar(text("SELECT to_regclass('procrastinate_jobs')")) is None:
        _execute(connection, SchemaManager.get_schema())
        applied = set()
    else:
        for name, file in files.items() if applied else ():
            if name not in applied:
                _execute(connection, file.read_text("utf-8"))
    if new := [{"name": name} for name in files if name not in applied]:
        connection.execute(insert(QUEUE_MIGRATIONS), new)


def _execute(connection: Connection, script: str) -> None:
    """Several statements at once, with signs that are no parameters: past SQLAlchemy, in its transaction."""
    driver: Any = connection.connection.driver_connection
    driver.execute(script)
