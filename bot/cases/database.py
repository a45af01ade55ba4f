"""Opens the database that the settings name, and brings its tables up to date."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import false, make_url, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import ArgumentError

from bot.cases.database_port import Database, StoreError
from bot.cases.sqlite import SqliteDatabase
from bot.cases.tables import WORKSPACES

__all__ = ["Database", "StoreError", "open_database"]

_MIGRATIONS: Final = Path(__file__).parent / "migrations"


async def open_database(url: str) -> Database:
    """Connect to `url` (SQLAlchemy's form), create what is missing, bring the tables up to date.

    Raises `StoreError` where the database cannot be used or written to, or no adapter knows the URL.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StoreError("SMTP550_DATABASE_URL is no database URL (sqlite:////path/to/file.sqlite3)") from error
    if parsed.get_backend_name() != "sqlite":
        raise StoreError(f"no adapter for {parsed.get_backend_name()}: this version stores in SQLite")
    database = SqliteDatabase.at(parsed)
    try:
        await database.write(_migrate)
    except BaseException:
        await database.close()
        raise
    return database


def _migrate(connection: Connection) -> None:
    # Alembic is heavy, and needed once a start.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    # Where the tables were complete nothing was written yet: a file system or a server that only reads is found out
    # now, not at the first bounce. SQLite and PostgreSQL refuse an UPDATE there even if it changes no row.
    connection.execute(update(WORKSPACES).where(false()).values(updated_at=WORKSPACES.c.updated_at))
