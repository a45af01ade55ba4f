"""A database (every test runs on each that there is), and a clock that is moved by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.cases.database import Database, open_database
from bot.cases.inbox import Inbox
from bot.cases.store import CaseStore


class Clock:
    """Epoch seconds."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = await open_database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
def inbox(database: Database, clock: Clock) -> Inbox:
    return Inbox(database, clock)


@pytest.fixture
def store(database: Database, clock: Clock) -> CaseStore:
    return CaseStore(database, 7 * 86_400.0, clock)
