"""How things stand, for whoever operates the bot: what is open, what waits, what was given up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.engine import Connection, Row

from bot.cases.case import Case
from bot.cases.database import Database
from bot.cases.inbox import Outcome
from bot.cases.store import UnreadableError, decode
from bot.cases.tables import CASES, INBOX
from bot.model import CaseState

# Nobody has anything to do about these any more.
_OVER: Final = (CaseState.SOLVED.value,)


@dataclass(frozen=True, slots=True)
class Standing:
    """What there is. `counts` are cases by state; `waiting` and `parked` are deliveries whose case is not open yet."""

    counts: Mapping[CaseState, int]
    waiting: int
    parked: int
    cases: tuple[Case, ...]


async def read_standing(database: Database, *, limit: int, team: str | None = None) -> Standing:
    """The standing of all workspaces, or of one: parked cases first, then open ones, the newest first, at most `limit`.

    Raises `StoreError`.
    """
    of_team = [] if team is None else [CASES.c.team == team]
    received = [] if team is None else [INBOX.c.team == team]
    by_state = select(CASES.c.state, func.count()).where(*of_team).group_by(CASES.c.state)
    waiting = select(func.count()).select_from(INBOX).where(INBOX.c.outcome.is_(None), *received)
    parked = select(func.count()).select_from(INBOX).where(INBOX.c.outcome == Outcome.PARKED.value, *received)
    is_parked = CASES.c.state == CaseState.PARKED.value
    open_ones = (
        select(CASES)
        .where(CASES.c.state.not_in(_OVER), *of_team)
        .order_by(is_parked.desc(), CASES.c.created_at.desc())
        .limit(limit)
    )

    def read(connection: Connection) -> Standing:
        return Standing(
            counts={CaseState(state): count for state, count in connection.execute(by_state)},
            waiting=connection.scalar(waiting) or 0,
            parked=connection.scalar(parked) or 0,
            cases=tuple(_as_far_as_legible(row) for row in connection.execute(open_ones)),
        )

    return await database.read(read)


def _as_far_as_legible(row: Row[Any]) -> Case:
    try:
        return decode(row)
    except UnreadableError as error:
        return error.case
