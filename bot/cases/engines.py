"""Who runs the cases and hands out turns to post: this process alone, or all that share a database."""

from __future__ import annotations

from bot.cases.attempts import Attempts
from bot.cases.database import Database
from bot.cases.engine import Engine
from bot.cases.pacing import Pace, Turns
from bot.cases.runner import InProcessEngine


def make_engine(database: Database, attempts: Attempts) -> Engine:
    """The engine that goes with `database`; the job queue is loaded only where it is used."""
    if not database.is_shared:
        return InProcessEngine(attempts)
    from bot.cases.postgresql import PostgresDatabase
    from bot.cases.procrastinate_engine import ProcrastinateEngine

    if not isinstance(database, PostgresDatabase):
        raise TypeError(f"no job queue on a {type(database).__name__}")
    return ProcrastinateEngine(database, attempts)


def make_turns(database: Database) -> Turns:
    """The turns that go with `database`."""
    if not database.is_shared:
        return Pace()
    from bot.cases.shared_turns import SharedTurns

    return SharedTurns(database)
