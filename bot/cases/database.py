"""Opens the database that the settings name, and brings its tables up to date."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from sqlalchemy import false, make_url, update
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import ArgumentError

from bot.cases.database_port import Database, StoreError
from bot.cases.sqlite import SqliteDatabase
from bot.cases.tables import WORKSPACES

__all__ = ["Database", "StoreError", "open_database"]

_FORMS: Final = "sqlite:////path/to/file.sqlite3, postgresql://user:password@host/database"
# Of "user:a@b/c@host/database" SQLAlchemy makes the host "b" and the database "c@host/database".
_REST_OF_A_PASSWORD: Final = re.compile("@.*/")
_MIGRATIONS: Final = Path(__file__).parent / "migrations"


async def open_database(url: str, *, there: bool = False) -> Database:
    """Connect to `url` (SQLAlchemy's form), create what is missing, bring the tables up to date.

    `there`: a SQLite database has to be there already; who only looks into it has named the wrong one otherwise.
    Raises `StoreError` where the database cannot be used or written to, or no adapter knows the URL.
    """
    database = _adapter(_parsed(url), there=there)
    try:
        await database.migrate(_migrate)
    except BaseException:
        await database.close()
        raise
    return database


def _parsed(url: str) -> URL:
    """Nothing of the error goes on: what was taken for a host or a port may be the end of a password with an @."""
    try:
        parsed = make_url(url.replace("postgres://", "postgresql://", 1) if url.startswith("postgres://") else url)
    except (ArgumentError, ValueError):  # ValueError: a port that is no number
        raise _no_url() from None
    is_file = parsed.get_backend_name() == "sqlite"
    if "@" in (parsed.host or "") or (not is_file and _REST_OF_A_PASSWORD.search(parsed.database or "")):
        raise _no_url()
    return parsed


def _no_url() -> StoreError:
    return StoreError.of("store-no-url", setting="SMTP550_DATABASE_URL", forms=_FORMS)


def _adapter(url: URL, *, there: bool) -> Database:
    match url.get_backend_name():
        case "sqlite":
            return SqliteDatabase.at(url, there=there)
        case "postgresql":
            # Loaded where it is wanted: the embedded default needs no driver of PostgreSQL.
            from bot.cases.postgresql import PostgresDatabase

            return PostgresDatabase.at(url)
        case other:
            raise StoreError.of("store-no-adapter", backend=other, forms=_FORMS)


def _migrate(connection: Connection) -> None:
    # Alembic is heavy, and needed once a start.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if connection.dialect.name == "postgresql":
        from bot.cases.procrastinate_schema import bring_up_to_date

        bring_up_to_date(connection)
    # Where the tables were complete nothing was written yet: a file system or a server that only reads is found out
    # now, not at the first bounce. SQLite and PostgreSQL refuse an UPDATE there even if it changes no row.
    connection.execute(update(WORKSPACES).where(false()).values(updated_at=WORKSPACES.c.updated_at))
