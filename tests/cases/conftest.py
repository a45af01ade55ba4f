"""A database (every test runs on each that there is), and a clock that is moved by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.cases.database import Database, open_database
from bot.cases.inbox import Inbox
from bot.cases.store import CaseStore
from tests.clocks import StillClock


@pytest.fixture
def clock() -> StillClock:
    return StillClock(1_800_000_000.0)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = await open_database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
def inbox(database: Database, clock: StillClock) -> Inbox:
    return Inbox(database, clock)


@pytest.fixture
def store(database: Database, clock: StillClock) -> CaseStore:
    return CaseStore(database, 7 * 86_400.0, clock)
