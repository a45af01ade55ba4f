"""What the Home tab shows: the viewer's own cases, others' from public channels, the rest as numbers."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, and_, false, func, or_, select
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement

from bot.cases.case import PERSONAL
from bot.cases.database import Database
from bot.cases.public_channels import public_channels
from bot.cases.store import decode
from bot.cases.tables import CASES, OUTCOMES
from bot.cases.view import view_of
from bot.model import CaseState, Method
from bot.reply.home import Home, HomeCase, Tally

_OPEN: Final = 15
_SOLVED: Final = 10
_TALLY_SECONDS: Final = 30 * 86_400.0
_PERSONAL: Final = tuple(source.value for source in PERSONAL)
_ENDED: Final = (CaseState.SOLVED.value, CaseState.PARKED.value)


@dataclass(frozen=True, slots=True)
class Overview:
    """Reads a workspace's cases for one viewer. May raise `StoreError`."""

    database: Database
    now: Callable[[], float] = time.time

    async def home(self, team: str, viewer: str, *, is_member: bool) -> Home:
        """The cases that `viewer` may see, newest first; a guest (`is_member` false) sees only their own."""
        return await self.database.read(lambda connection: self._home(connection, team, viewer, is_member))

    async def public_channels(self, team: str) -> frozenset[str]:
        """The channels of `team` that are known to be public."""
        return await self.database.read(lambda connection: frozenset(public_channels(connection, team)))

    def _home(self, connection: Connection, team: str, viewer: str, is_member: bool) -> Home:
        channels = public_channels(connection, team) if is_member else []
        visible = or_(CASES.c.asker == viewer, and_(CASES.c.channel.in_(channels), CASES.c.source.not_in(_PERSONAL)))
        in_team = and_(CASES.c.team == team, CASES.c.diagnoses.is_not(None))
        is_open = and_(in_team, CASES.c.state.not_in(_ENDED))
        is_solved = and_(in_team, CASES.c.state == CaseState.SOLVED.value)
        seen = _count(connection, and_(is_open, visible))
        return Home(
            open=_cases(connection, and_(is_open, visible), viewer, _OPEN),
            solved=_cases(connection, and_(is_solved, visible), viewer, _SOLVED),
            more_open=max(0, seen - _OPEN),
            hidden_open=_count(connection, is_open) - seen,
            tally=_tally(connection, team, self.now() - _TALLY_SECONDS),
        )


def _cases(connection: Connection, wanted: ColumnElement[bool], viewer: str, limit: int) -> tuple[HomeCase, ...]:
    rows = connection.execute(select(CASES).where(wanted).order_by(CASES.c.created_at.desc()).limit(limit))
    cases = [decode(row) for row in rows]
    return tuple(
        HomeCase(view_of(case), channel=None if case.source.value in _PERSONAL else case.channel) for case in cases
    )


def _count(connection: Connection, wanted: ColumnElement[bool]) -> int:
    return int(connection.scalar(select(func.count()).select_from(CASES).where(wanted)) or 0)


def _tally(connection: Connection, team: str, since: float) -> Tally:
    """What came and what helped since then, from the cases that are stored and from what is left of the others."""
    cases = solved = 0
    helped: dict[Method, int] = {}
    for table in (CASES, OUTCOMES):
        for state, method, count in connection.execute(_by_outcome(table, team, since)):
            cases += count
            if state == CaseState.SOLVED.value:
                solved += count
                if method is not None:
                    helped[Method(method)] = helped.get(Method(method), 0) + count
    best = max(helped, key=lambda method: helped[method]) if helped else None
    return Tally(cases=cases, solved=solved, mostly_with=best)


def _by_outcome(table: Any, team: str, since: float) -> Select[Any]:
    told = table.c.diagnoses.is_not(None) if "diagnoses" in table.c else ~false()
    return (
        select(table.c.state, table.c.solved_with, func.count())
        .where(table.c.team == team, table.c.created_at >= since, told)
        .group_by(table.c.state, table.c.solved_with)
    )
