"""What the Home tab shows: the viewer's own cases, others' from public channels, the rest as numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import and_, func, or_, select
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement

from bot.cases.case import PERSONAL
from bot.cases.database import Database
from bot.cases.public_channels import public_channels
from bot.cases.store import decode
from bot.cases.tables import CASES
from bot.cases.view import view_of
from bot.model import CaseState
from bot.reply.home import Home, HomeCase

_OPEN: Final = 15
_SOLVED: Final = 10
_PERSONAL: Final = tuple(source.value for source in PERSONAL)
_ENDED: Final = (CaseState.SOLVED.value, CaseState.PARKED.value)


@dataclass(frozen=True, slots=True)
class Overview:
    """Reads a workspace's cases for one viewer. May raise `StoreError`."""

    database: Database

    async def home(self, team: str, viewer: str, *, is_member: bool) -> Home:
        """The cases that `viewer` may see, newest first; a guest (`is_member` false) sees only their own."""
        return await self.database.read(lambda connection: _home(connection, team, viewer, is_member))

    async def public_channels(self, team: str) -> frozenset[str]:
        """The channels of `team` that are known to be public."""
        return await self.database.read(lambda connection: frozenset(public_channels(connection, team)))


def _home(connection: Connection, team: str, viewer: str, is_member: bool) -> Home:
    channels = public_channels(connection, team) if is_member else []
    visible = or_(CASES.c.asker == viewer, and_(CASES.c.channel.in_(channels), CASES.c.source.not_in(_PERSONAL)))
    in_team = and_(CASES.c.team == team, CASES.c.diagnoses.is_not(None))
    is_open = and_(in_team, CASES.c.state.not_in(_ENDED))
    is_solved = and_(in_team, CASES.c.state == CaseState.SOLVED.value)
    seen = _count(connection, and_(is_open, visible))
    return Home(
        open=_cases(connection, and_(is_open, visible), _OPEN),
        solved=_cases(connection, and_(is_solved, visible), _SOLVED),
        more_open=max(0, seen - _OPEN),
        hidden_open=_count(connection, is_open) - seen,
    )


def _cases(connection: Connection, wanted: ColumnElement[bool], limit: int) -> tuple[HomeCase, ...]:
    rows = connection.execute(select(CASES).where(wanted).order_by(CASES.c.created_at.desc()).limit(limit))
    cases = [decode(row) for row in rows]
    return tuple(
        HomeCase(view_of(case), channel=None if case.source.value in _PERSONAL else case.channel) for case in cases
    )


def _count(connection: Connection, wanted: ColumnElement[bool]) -> int:
    return int(connection.scalar(select(func.count()).select_from(CASES).where(wanted)) or 0)
