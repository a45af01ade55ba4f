"""An upgrade of the job queue: what it brings along is applied once, in its order."""

from __future__ import annotations

from pathlib import Path

import pytest
from procrastinate.schema import SchemaManager
from sqlalchemy import text

from bot.cases.database import open_database

_VERSIONS = [f"99.{number:02}.00_01_step.sql" for number in range(20)]


async def test_new_migrations_of_the_queue_are_applied_once_and_in_order(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await (await open_database(postgres_url)).close()
    (tmp_path / "00.00.00_01_first.sql").write_text("CREATE TABLE steps (id serial, name text);")
    for name in _VERSIONS:
        (tmp_path / name).write_text(f"INSERT INTO steps (name) VALUES ('{name}');")
    monkeypatch.setattr(SchemaManager, "get_migrations_path", lambda: str(tmp_path))
    for _ in range(2):
        database = await open_database(postgres_url)
        steps = await database.read(lambda c: list(c.scalars(text("SELECT name FROM steps ORDER BY id"))))
        await database.close()
    assert steps == _VERSIONS
