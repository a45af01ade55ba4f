"""The rows that a report is counted from: the cases that are stored, and what is left of the others."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.cases.case import PERSONAL
from bot.cases.database import Database
from bot.cases.public_channels import public_channels
from bot.cases.tables import CASES, OUTCOMES
from bot.checks.receivers import receiver_of
from bot.model import CaseState, Cause, Method
from bot.report.figures import CaseRow

_PERSONAL = frozenset(source.value for source in PERSONAL)
_CAUSES = frozenset(cause.value for cause in Cause)


async def rows_since(database: Database, team: str, since: float) -> list[CaseRow]:
    """The cases of a workspace that began at `since` (epoch seconds) or later. Raises `StoreError`."""
    return await database.read(lambda connection: [*_stored(connection, team, since), *_left(connection, team, since)])


def _stored(connection: Connection, team: str, since: float) -> Iterator[CaseRow]:
    columns = (CASES.c.source, CASES.c.channel, CASES.c.diagnoses, CASES.c.state, CASES.c.solved_with)
    told = select(*columns, CASES.c.created_at, CASES.c.solved_at, CASES.c.seconds).where(
        CASES.c.team == team, CASES.c.created_at >= since, CASES.c.diagnoses.is_not(None)
    )
    public = frozenset(public_channels(connection, team))
    for row in connection.execute(told):
        # Read by hand: the whole of it as the domain's dataclasses takes twenty times as long.
        diagnoses = json.loads(row.diagnoses)
        if diagnoses:
            yield _of_case(row, diagnoses[0], public)


def _of_case(row: Any, diagnosis: Mapping[str, Any], public: Collection[str]) -> CaseRow:
    failure = diagnosis.get("failure") or {}
    domain = str(diagnosis.get("address") or "").rpartition("@")[2]
    is_public = row.channel in public and row.source not in _PERSONAL
    return _row(
        row,
        cause=diagnosis["cause"],
        channel=row.channel if is_public else None,
        receiver=receiver_of(domain or None, failure.get("remote_mta")),
    )


def _left(connection: Connection, team: str, since: float) -> Iterator[CaseRow]:
    left = select(OUTCOMES).where(
        OUTCOMES.c.team == team, OUTCOMES.c.created_at >= since, OUTCOMES.c.cause.is_not(None)
    )
    for row in connection.execute(left):
        yield _row(row, cause=row.cause, channel=row.channel, receiver=row.receiver)


def _row(row: Any, *, cause: str, channel: str | None, receiver: str | None) -> CaseRow:
    is_solved = row.state == CaseState.SOLVED.value
    return CaseRow(
        cause=Cause(cause) if cause in _CAUSES else Cause.UNKNOWN,
        created_at=row.created_at,
        channel=channel,
        receiver=receiver,
        solved_at=row.solved_at if is_solved else None,
        solved_with=Method(row.solved_with) if is_solved and row.solved_with else None,
        is_solved=is_solved,
        check_seconds=row.seconds,
    )
