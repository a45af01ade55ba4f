"""What is left to do is counted, whoever is to do it; its age is that of the oldest that nobody has answered."""

from __future__ import annotations

from sqlalchemy import insert, update

from bot.cases.backlog import OVERDUE_SECONDS, look
from bot.cases.case import NewCase, Source
from bot.cases.database import Database, open_database
from bot.cases.inbox import Delivery, Inbox, Kind, Outcome
from bot.cases.store import CaseStore
from bot.cases.tables import CASES, WATCHES
from bot.model import CaseState

NOW = 1_000_000.0


async def _open(database: Database, ts: str, at: float) -> str:
    new = NewCase("T1", "C1", ts, Source.MESSAGE, asked=False)
    case, _ = await CaseStore(database, 3_600.0, lambda: at).open(new)
    return case.id


async def _change(database: Database, case_id: str, **values: object) -> None:
    statement = update(CASES).where(CASES.c.id == case_id).values(**values)
    await database.write(lambda connection: connection.execute(statement) and None)


async def test_an_empty_database_has_nothing_to_do(database_url: str) -> None:
    database = await open_database(database_url)
    backlog = await look(database, NOW)
    assert (backlog.cases_waiting, backlog.deliveries_waiting, backlog.alarms_waiting, backlog.oldest) == (
        0,
        0,
        0,
        None,
    )
    await database.close()


async def test_what_waits_and_what_was_given_up_is_counted(database_url: str) -> None:
    database = await open_database(database_url)
    await _open(database, "1.0", NOW - 50)
    # Answered yesterday, clicked on now: it waits, but nobody has waited since yesterday.
    await _change(database, await _open(database, "2.0", NOW - 86_400), shown=1, revision=2)
    await _change(database, await _open(database, "3.0", NOW - 300), shown=1, state=CaseState.PARKED.value)
    inbox = Inbox(database, lambda: NOW - 70)
    waiting, given_up = (Delivery("T1", f"event:{name}", Kind.EVENT, {}) for name in ("Ev1", "Ev2"))
    await inbox.accept(waiting)
    await inbox.accept(given_up)
    await inbox.finish(given_up, Outcome.PARKED)
    backlog = await look(database, NOW)
    assert (backlog.cases_waiting, backlog.parked_cases) == (2, 1)
    assert (backlog.deliveries_waiting, backlog.parked_deliveries) == (1, 1)
    assert backlog.oldest == NOW - 70
    await database.close()


async def test_a_watch_that_nobody_reads_is_overdue(database_url: str) -> None:
    database = await open_database(database_url)
    rows = [
        {"team": "T1", "target": f"{late}.example.com", "channel": "C1", "locale": "en", "due_at": NOW - late}
        | {"created_at": NOW}
        for late in (-1, 0, OVERDUE_SECONDS - 1, OVERDUE_SECONDS + 1)
    ]
    await database.write(lambda connection: connection.execute(insert(WATCHES), rows) and None)
    backlog = await look(database, NOW)
    assert (backlog.watches, backlog.watches_overdue) == (4, 1)
    await database.close()
