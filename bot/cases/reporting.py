"""Counts, draws and posts reports: when somebody asks, every Monday, and for the Home tab."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import structlog

from bot.cases.case import Part, new_id
from bot.cases.database import Database, StoreError
from bot.cases.poster import Poster
from bot.cases.posting_once import post_once
from bot.cases.report_rows import rows_since
from bot.cases.report_store import ReportStore, Weekly
from bot.cases.slack_errors import GoneError, TryLaterError, UnreachableError
from bot.cases.store import Overtaken
from bot.cases.uploads import NewFile, Uploads
from bot.reply.report_view import (
    Attached,
    csv_of,
    description,
    drawing_of,
    render_report,
    render_table,
    report_blocks,
    titles,
)
from bot.report.drawing import Drawing
from bot.report.figures import Report, count_cases

_LOG: Final = structlog.get_logger(__name__)

HOME_DAYS: Final = 30
_WEEK_DAYS: Final = 7
_TRIES: Final = 5
_BACKOFF_SECONDS: Final = 600.0
_SIDE_BY_SIDE: Final = 2
_TABLE, _FILES = "table", "files"

Draw = Callable[[Drawing], Awaitable[bytes | None]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A report that somebody asked for, as a `Posting`; its `id` is the delivery's key. Times are epoch seconds."""

    id: str
    team: str
    channel: str
    locale: str
    created_at: float
    root_ts: str | None = None
    about_at: None = None

    @property
    def place(self) -> str:
        """The channel that it is told in."""
        return self.channel

    @property
    def thread(self) -> str | None:
        """Below the message in the channel."""
        return self.root_ts


@dataclass(frozen=True, slots=True)
class Reporting:
    """What reports need. `draw` gives a PNG, or None where it cannot."""

    store: ReportStore
    database: Database
    poster: Poster
    uploads: Uploads
    now: Callable[[], float]
    draw: Draw
    # A drawing process takes some 100 MB: however many ask, so many draw.
    _pens: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_SIDE_BY_SIDE))

    async def __call__(self) -> None:
        """Post the weekly reports that are due. Raises `StoreError`; what else goes wrong is logged and tried again."""
        for team in await self.store.due():
            report = await self.store.claim(team)
            if report is not None:
                await self._attempt(report)

    async def count(self, team: str, days: int, *, with_today: bool = True) -> Report:
        """The figures of the last so many days (UTC), today included or not. Raises `StoreError`."""
        until = datetime.fromtimestamp(self.now(), UTC).date() - timedelta(days=0 if with_today else 1)
        since = until - timedelta(days=days - 1)
        rows = await rows_since(self.database, team, _begin(since))
        return count_cases(rows, since, until)

    async def post_now(self, place: Asked, days: int, *, again: bool = False) -> None:
        """Post a report for somebody who asked. `again`: an earlier try died over it, and may have posted it.

        Raises what the poster raises, and `StoreError`.
        """
        if again and await self.poster.find(place, Part.ROOT):
            return
        locale, figures = place.locale, await self.count(place.team, days)
        picture = await self._draw(locale, figures)
        root = render_report(locale, figures, _attached(picture))
        place = replace(place, root_ts=await self._post(place, Part.ROOT, root, None))
        if not figures.all.cases:
            return
        await self._post(place, _TABLE, render_table(locale, figures), place.root_ts)
        await self._share_files(place, figures, picture)

    # --- weekly --------------------------------------------------------------------------------------------------

    async def _attempt(self, report: Weekly) -> None:
        try:
            try:
                await self._post_weekly(report)
            except UnreachableError as error:
                _LOG.warning("report cannot be posted", team=report.team, reason=str(error))
                await self.store.done(report)
            except TryLaterError as error:
                await self.store.postpone(report, max(error.seconds, _BACKOFF_SECONDS))
                _LOG.warning("report put off", team=report.team, reason=str(error))
        except Overtaken:
            _LOG.info("report overtaken", team=report.team)
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - one workspace's report must not keep the others back
            _LOG.exception("report failed", team=report.team, error_id=new_id(), tries=report.tries, exc_info=error)
            await (self.store.done(report) if report.tries >= _TRIES else self.store.postpone(report, _BACKOFF_SECONDS))

    async def _post_weekly(self, report: Weekly) -> None:
        """Root, table, files; what an earlier run posted is not posted again."""
        if report.about_to_post == _FILES:  # they may be there, and cannot be found: once at most
            await self.store.done(report)
            return
        figures = await self.count(report.team, _WEEK_DAYS, with_today=False)
        picture = await self._draw(report.locale, figures)
        if report.root_ts is None:
            root = render_report(report.locale, figures, _attached(picture))
            ts = await post_once(self.poster, self.store, report, Part.ROOT, root)
            await self.store.posted(report, root_ts=ts)
            report = replace(report, root_ts=ts, about_to_post=None)
        if figures.all.cases:
            await post_once(self.poster, self.store, report, _TABLE, render_table(report.locale, figures))
            await self.store.about_to_post(report, _FILES)
            await self._share_files(report, figures, picture)
        await self.store.done(report)

    # --- the picture ---------------------------------------------------------------------------------------------

    async def home_blocks(self, team: str, locale: str) -> tuple[list[dict[str, Any]], bool]:
        """The last 30 days for the Home tab, and whether a picture of them has yet to be made."""
        figures = await self.count(team, HOME_DAYS)
        kept = await self.store.picture(team, locale, figures.until.isoformat()) if figures.all.cases else None
        file_id, words = kept or (None, "")
        return report_blocks(locale, figures, file_id, words), bool(figures.all.cases) and kept is None

    async def make_home_picture(self, team: str, locale: str) -> bool:
        """Draw and upload today's picture for the Home tab; False where that cannot be. Raises `StoreError`."""
        figures = await self.count(team, HOME_DAYS)
        picture = await self._draw(locale, figures)
        if await self.store.picture(team, locale, figures.until.isoformat()):
            return True  # somebody else opened the tab meanwhile
        if picture is None:
            return False
        words = description(locale, figures)
        file = NewFile("last-30-days.png", titles(locale, figures)[0], picture, words)
        ids = await self.uploads.share(team, [file])
        if not ids:
            return False
        old = await self.store.keep_picture(team, locale, figures.until.isoformat(), ids[0], words)
        if old is not None:
            await self.uploads.remove(team, old)
        return True

    async def _draw(self, locale: str, figures: Report) -> bytes | None:
        if not figures.all.cases:
            return None
        async with self._pens:
            return await self.draw(drawing_of(locale, figures))

    async def _share_files(self, place: Weekly | Asked, figures: Report, picture: bytes | None) -> None:
        """The picture and the CSV below the table; where we may not upload, the root says what is missing."""
        picture_title, csv_title = titles(place.locale, figures)
        days = f"{figures.since}-{figures.until}"
        files = [NewFile(f"smtp550-{days}.csv", csv_title, csv_of(figures))]
        if picture is not None:
            files.insert(0, NewFile(f"smtp550-{days}.png", picture_title, picture, description(place.locale, figures)))
        try:
            shared = await self.uploads.share(place.team, files, place.channel, place.root_ts)
        except TryLaterError as error:
            _LOG.warning("files of a report not uploaded", team=place.team, reason=str(error))
            shared = None
        if shared is None and place.root_ts is not None:
            root = render_report(place.locale, figures, Attached.NOTHING)
            try:
                await self.poster.update(place, place.root_ts, root)
            except GoneError:
                _LOG.info("report was deleted", team=place.team)

    async def _post(self, place: Asked, part: str, message: Any, thread_ts: str | None) -> str:
        await self.poster.wait_for_turn(place)
        return (await self.poster.post(place, part, message, thread_ts=thread_ts, since=time.monotonic())).ts


def _attached(picture: bytes | None) -> Attached:
    return Attached.NO_PICTURE if picture is None else Attached.ALL


def _begin(day: date) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
