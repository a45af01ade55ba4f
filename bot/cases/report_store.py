"""The weekly reports: where and when; and the pictures that were uploaded for the Home tab."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from sqlalchemy import delete, select, update
from sqlalchemy.engine import Connection

from bot.cases.database import Database
from bot.cases.store import Overtaken
from bot.cases.tables import PICTURES, REPORTS
from bot.cases.upserts import insert_new
from bot.watch.schedule import next_weekly

# Longer than a report takes: a process that died over it is replaced then.
_CLAIM_SECONDS: Final = 180.0


@dataclass(frozen=True, slots=True)
class Weekly:
    """A workspace's weekly report as it stands. Times are epoch seconds; see `bot.cases.posting.Posting`.

    `root_ts` is the message in the channel, once it is posted; `about_to_post` names the post under way, `attempt` is
    the fencing token.
    """

    team: str
    channel: str
    locale: str
    due_at: float
    root_ts: str | None = None
    about_to_post: str | None = None
    about_at: float | None = None
    attempt: int = 0
    tries: int = 0

    @property
    def id(self) -> str:
        """The same for every try of one week."""
        return f"report-{self.due_at:.0f}"

    @property
    def place(self) -> str:
        """The channel that it is told in."""
        return self.channel

    @property
    def thread(self) -> str | None:
        """Below the message in the channel."""
        return self.root_ts

    @property
    def created_at(self) -> float:
        """When it was due."""
        return self.due_at


_FIELDS: Final = tuple(field.name for field in fields(Weekly))


class ReportStore:
    """The tables of reports and pictures. Methods may raise `StoreError`."""

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now

    async def appoint(self, team: str, channel: str | None, locale: str) -> None:
        """Post the report in `channel` every Monday, in its language; None: no more."""
        due_at = next_weekly(team, self._now())

        def work(connection: Connection) -> None:
            if channel is None:
                connection.execute(delete(REPORTS).where(REPORTS.c.team == team))
                return
            row = {"team": team, "channel": channel, "locale": locale, "due_at": due_at}
            if insert_new(connection, REPORTS, row):
                return
            # Who is posting it in the former channel is overtaken: here it begins anew.
            moved = {"channel": channel, "root_ts": None, "about_to_post": None, "about_at": None, "not_before": 0.0}
            connection.execute(
                update(REPORTS)
                .where(REPORTS.c.team == team, REPORTS.c.channel != channel)
                .values(**moved, attempt=REPORTS.c.attempt + 1)
            )
            connection.execute(update(REPORTS).where(REPORTS.c.team == team).values(locale=locale))

        await self._database.write(work)

    async def due(self) -> Sequence[str]:
        """The workspaces whose report is due and that no process works on."""
        now = self._now()
        statement = select(REPORTS.c.team).where(REPORTS.c.due_at <= now, REPORTS.c.not_before <= now)
        return await self._database.read(lambda connection: list(connection.scalars(statement)))

    async def claim(self, team: str) -> Weekly | None:
        """Take a report that is due; None where another process has it."""
        now = self._now()
        statement = (
            update(REPORTS)
            .where(REPORTS.c.team == team, REPORTS.c.due_at <= now, REPORTS.c.not_before <= now)
            .values(attempt=REPORTS.c.attempt + 1, tries=REPORTS.c.tries + 1, not_before=now + _CLAIM_SECONDS)
            .returning(REPORTS)
        )

        def take(connection: Connection) -> Weekly | None:
            row = connection.execute(statement).one_or_none()
            return None if row is None else Weekly(**{name: row._mapping[name] for name in _FIELDS})

        return await self._database.write(take)

    async def about_to_post(self, report: Weekly, part: str) -> None:
        """Write down that `part` is being posted. Raises `Overtaken`: then it must not be."""
        await self._save(report, about_to_post=part, about_at=self._now())

    async def posted(self, report: Weekly, **changes: Any) -> None:
        """Write down that the post under way got through. Raises `Overtaken`."""
        await self._save(report, about_to_post=None, about_at=None, **changes)

    async def done(self, report: Weekly) -> None:
        """This week's is posted, or cannot be: on to the next. Raises `Overtaken`."""
        due_at = next_weekly(report.team, self._now())
        clean = {"root_ts": None, "about_to_post": None, "about_at": None, "tries": 0, "not_before": 0.0}
        await self._save(report, due_at=due_at, **clean)

    async def postpone(self, report: Weekly, seconds: float) -> None:
        """It could not be posted now. Raises `Overtaken`."""
        await self._save(report, not_before=self._now() + seconds)

    async def _save(self, report: Weekly, **changes: Any) -> None:
        statement = (
            update(REPORTS).where(REPORTS.c.team == report.team, REPORTS.c.attempt == report.attempt).values(**changes)
        )
        if await self._database.write(lambda connection: connection.execute(statement).rowcount) != 1:
            raise Overtaken(report.id)

    # --- pictures ------------------------------------------------------------------------------------------------

    async def picture(self, team: str, locale: str, day: str) -> tuple[str, str] | None:
        """Slack's id of the picture that was uploaded that day (ISO 8601), and its words."""
        statement = select(PICTURES.c.file_id, PICTURES.c.description).where(
            PICTURES.c.team == team, PICTURES.c.locale == locale, PICTURES.c.day == day
        )

        def one(connection: Connection) -> tuple[str, str] | None:
            row = connection.execute(statement).one_or_none()
            return None if row is None else (str(row.file_id), str(row.description))

        return await self._database.read(one)

    async def keep_picture(self, team: str, locale: str, day: str, file_id: str, description: str) -> str | None:
        """Keep a picture in place of an older one; that one's id, because nobody needs it any more."""
        row = {"team": team, "locale": locale, "day": day, "file_id": file_id, "description": description}
        of_these = (PICTURES.c.team == team, PICTURES.c.locale == locale)

        def work(connection: Connection) -> str | None:
            old = connection.scalar(select(PICTURES.c.file_id).where(*of_these))
            connection.execute(delete(PICTURES).where(*of_these))
            insert_new(connection, PICTURES, row)
            return old

        return await self._database.write(work)
