"""The table of alarms: who tells one has claimed it, and every word that goes out is written down before and after."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any, Final

from sqlalchemy import delete, select, update
from sqlalchemy.engine import Connection, Row

from bot.cases.alarm import TROUBLES, Alarm
from bot.cases.database import Database
from bot.cases.store import CLAIM_SECONDS, Overtaken
from bot.cases.tables import ALARMS

_KEPT_SECONDS: Final = 30 * 86_400.0
_FIELDS: Final = tuple(field.name for field in fields(Alarm))


class AlarmStore:
    """The table of alarms. Methods may raise `StoreError`."""

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now

    async def untold(self, limit: int = 100) -> Sequence[str]:
        """Ids of the alarms of which Slack does not show the newest, oldest first."""
        statement = (
            select(ALARMS.c.id)
            .where(ALARMS.c.shown < ALARMS.c.revision, ALARMS.c.not_before <= self._now())
            .order_by(ALARMS.c.created_at)
            .limit(limit)
        )
        return await self._database.read(lambda connection: list(connection.scalars(statement)))

    async def open_of_team(self, team: str) -> Sequence[Alarm]:
        """A workspace's alarms that are not over."""
        statement = select(ALARMS).where(ALARMS.c.team == team, ALARMS.c.ended_at.is_(None)).order_by(ALARMS.c.target)
        return await self._database.read(lambda connection: [_alarm(row) for row in connection.execute(statement)])

    async def claim(self, alarm_id: str) -> Alarm | None:
        """Take an alarm to tell it: its attempt is the fencing token. None where another process does."""
        now = self._now()
        statement = (
            update(ALARMS)
            .where(ALARMS.c.id == alarm_id, ALARMS.c.shown < ALARMS.c.revision, ALARMS.c.not_before <= now)
            .values(attempt=ALARMS.c.attempt + 1, tries=ALARMS.c.tries + 1, not_before=now + CLAIM_SECONDS)
            .returning(ALARMS)
        )

        def take(connection: Connection) -> Alarm | None:
            row = connection.execute(statement).one_or_none()
            return None if row is None else _alarm(row)

        return await self._database.write(take)

    async def save(self, alarm: Alarm, **changes: Any) -> None:
        """Change it as its teller. Raises `Overtaken` if another has it."""
        statement = update(ALARMS).where(ALARMS.c.id == alarm.id, ALARMS.c.attempt == alarm.attempt).values(**changes)
        if await self._database.write(lambda connection: connection.execute(statement).rowcount) != 1:
            raise Overtaken(alarm.id)

    async def about_to_post(self, alarm: Alarm, part: str) -> None:
        """Write down that `part` is being posted. Raises `Overtaken`: then it must not be."""
        await self.save(alarm, about_to_post=part, about_at=self._now())

    async def posted(self, alarm: Alarm, **changes: Any) -> None:
        """Write down that the post under way got through. Raises `Overtaken`."""
        await self.save(alarm, about_to_post=None, about_at=None, **changes)

    async def settle(self, alarm: Alarm) -> None:
        """Slack shows the revision that was claimed. Raises `Overtaken`."""
        await self.save(alarm, shown=alarm.revision, tries=0, not_before=0.0)

    async def postpone(self, alarm: Alarm, seconds: float) -> None:
        """It could not be told now. Raises `Overtaken`."""
        await self.save(alarm, not_before=self._now() + seconds)

    async def purge(self) -> int:
        """Forget the alarms that ended a month ago; how many they were."""
        statement = delete(ALARMS).where(ALARMS.c.ended_at < self._now() - _KEPT_SECONDS)
        return await self._database.write(lambda connection: connection.execute(statement).rowcount)


def _alarm(row: Row[Any]) -> Alarm:
    values = {name: row._mapping[name] for name in _FIELDS}
    return Alarm(**{**values, "troubles": TROUBLES.from_json(row.troubles), "is_watched": bool(row.is_watched)})
