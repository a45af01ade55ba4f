"""How much work lies in the database that nobody has done yet, and how long it has been lying there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import case, func, select
from sqlalchemy.engine import Connection

from bot.cases.database import Database
from bot.cases.inbox import Outcome
from bot.cases.tables import ALARMS, CASES, INBOX, WATCHES
from bot.model import CaseState

OVERDUE_SECONDS: Final = 3_600.0


@dataclass(frozen=True, slots=True)
class Backlog:
    """Counts over all processes that share the database; `oldest` is when the oldest of it came (epoch seconds).

    A watch is overdue when its reading is `OVERDUE_SECONDS` late.
    """

    cases_waiting: int
    deliveries_waiting: int
    alarms_waiting: int
    oldest: float | None
    parked_cases: int
    parked_deliveries: int
    watches: int
    watches_overdue: int


async def look(database: Database, now: float) -> Backlog:
    """Count. A case that was answered and changes again does not make the oldest: it is older than its work.

    Raises `StoreError`.
    """
    waiting = select(func.count()).select_from(CASES).where(CASES.c.shown < CASES.c.revision)
    unfinished = select(func.count(), func.min(INBOX.c.received_at)).where(INBOX.c.outcome.is_(None))
    unanswered = select(func.min(CASES.c.created_at)).where(CASES.c.shown < CASES.c.revision, CASES.c.shown == 0)
    untold = select(func.count()).select_from(ALARMS).where(ALARMS.c.shown < ALARMS.c.revision)
    overdue = case((WATCHES.c.due_at < now - OVERDUE_SECONDS, 1))
    watched = select(func.count(), func.count(overdue)).select_from(WATCHES)
    parked_cases = select(func.count()).select_from(CASES).where(CASES.c.state == CaseState.PARKED.value)
    parked_deliveries = select(func.count()).select_from(INBOX).where(INBOX.c.outcome == Outcome.PARKED.value)

    def count(connection: Connection) -> Backlog:
        deliveries, oldest_delivery = connection.execute(unfinished).one()
        watches, late = connection.execute(watched).one()
        ages = [came for came in (oldest_delivery, connection.scalar(unanswered)) if came is not None]
        return Backlog(
            cases_waiting=connection.scalar(waiting) or 0,
            deliveries_waiting=deliveries,
            alarms_waiting=connection.scalar(untold) or 0,
            oldest=min(ages, default=None),
            parked_cases=connection.scalar(parked_cases) or 0,
            parked_deliveries=connection.scalar(parked_deliveries) or 0,
            watches=watches,
            watches_overdue=late,
        )

    return await database.read(count)
