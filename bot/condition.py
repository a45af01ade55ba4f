"""How the database is, asked by those who watch: never an error, never a long wait."""

from __future__ import annotations

import asyncio
import time
from typing import Final

from bot.cases.backlog import look
from bot.cases.database import Database, StoreError
from bot.metrics import Stored

_PATIENCE_SECONDS: Final = 2.0


async def what_is_wrong(database: Database) -> str:
    """Why the database cannot be used; empty where it can."""
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            await database.ping()
    except StoreError as error:
        return str(error)
    except TimeoutError:
        return f"silent for {_PATIENCE_SECONDS:.0f} s"
    return ""


async def stored_work(database: Database) -> Stored | None:
    """What lies in the database; None where it does not say."""
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            backlog = await look(database, time.time())
    except (StoreError, TimeoutError):
        return None
    age = 0.0 if backlog.oldest is None else max(0.0, time.time() - backlog.oldest)
    return Stored(
        cases_waiting=backlog.cases_waiting,
        deliveries_waiting=backlog.deliveries_waiting,
        alarms_waiting=backlog.alarms_waiting,
        oldest_waiting_seconds=age,
        parked_cases=backlog.parked_cases,
        parked_deliveries=backlog.parked_deliveries,
        watches=backlog.watches,
        watches_overdue=backlog.watches_overdue,
    )
