"""A complete database that can be read and not written is found out at the start, not at the first bounce."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.cases.database import StoreError, open_database

_NOBODY = 65_534


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may write whatever the modes say; for a while we are not root."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(_NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def make_readable_only(folder: Path) -> None:
    for file in folder.iterdir():
        file.chmod(0o444)
    folder.chmod(0o555)


async def test_a_database_that_is_only_readable_is_no_store() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'complete.sqlite3'}"
        await (await open_database(url)).close()
        # As after a start on a file system that was remounted: the side files are there, so that it can be read.
        reader = sqlite3.connect(folder / "complete.sqlite3")
        reader.execute("SELECT count(*) FROM cases").fetchall()
        make_readable_only(folder)
        with as_nobody(), pytest.raises(StoreError, match="readonly"):
            await open_database(url)
        reader.close()
