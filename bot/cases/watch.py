"""The watch at work: one process at a time reads what is due, writes down what changed, and every process tells it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

import structlog

from bot.cases.alarm_store import AlarmStore
from bot.cases.alarm_teller import AlarmTeller
from bot.cases.case import new_id
from bot.cases.database import Database, StoreError
from bot.cases.duties import Duties
from bot.cases.poster import Poster
from bot.cases.watch_store import Watch, WatchStore
from bot.cases.workspace import Workspaces
from bot.checks.watch import DEADLINE, Readings, Watched
from bot.model import Finding, Status
from bot.watch.conditions import Step, advance
from bot.watch.schedule import next_daily

_LOG: Final = structlog.get_logger(__name__)

_DUTY: Final = "watch"
# A process that died in a reading is replaced after this long.
_HELD_SECONDS: Final = DEADLINE + 60.0
_AT_ONCE: Final = 50
# Of the workspace's servers so many are held against a domain's SPF record.
_OWN_SERVERS: Final = 5
# Where nothing at all could be read, it is tried again sooner than tomorrow.
_UNREAD_SECONDS: Final = 3600.0
_LIST: Final = "list:"

Reader = Callable[[Sequence[Watched]], Awaitable[Readings]]


def begin_watching(
    database: Database, poster: Poster, workspaces: Workspaces, read: Reader, now: Callable[[], float]
) -> Watching:
    """The watch over the tables of `database`."""
    teller = AlarmTeller(AlarmStore(database, now), poster)
    return Watching(WatchStore(database, now), teller, Duties(database, now), workspaces, read, now)


@dataclass(frozen=True, slots=True)
class Watching:
    """What the watch needs. `read` asks about targets, and takes as long as politeness wants."""

    store: WatchStore
    teller: AlarmTeller
    duties: Duties
    workspaces: Workspaces
    read: Reader
    now: Callable[[], float]

    async def __call__(self) -> None:
        """Read what is due, tell what is untold. Raises `StoreError`."""
        if await self.store.due(1):
            await self._read_what_is_due()
        await self.teller.tell_all()

    async def _read_what_is_due(self) -> None:
        while await self.duties.take(_DUTY, _HELD_SECONDS):
            due = await self.store.due(_AT_ONCE)
            if not due:
                await self.duties.let_go(_DUTY)
                return
            try:
                await self._read(due)
            except StoreError:
                raise
            except Exception as error:  # noqa: BLE001 - a fault of ours: logged, and the lists are not asked on and on
                _LOG.exception("watch failed", error_id=new_id(), exc_info=error)
                await self.store.put_off(due, self.now() + _UNREAD_SECONDS)
            await self.teller.tell_all()

    async def _read(self, due: Sequence[Watch]) -> None:
        wanted = {(watch.team, watch.target): await self._wanted(watch) for watch in due}
        readings = await self.read(list(dict.fromkeys(wanted.values())))
        for watch in due:
            found = readings.findings.get(wanted[watch.team, watch.target], ())
            await self._write_down(watch, found, readings.resolver_is_sound)

    async def _wanted(self, watch: Watch) -> Watched:
        settings = await self.workspaces.settings(watch.team)
        own = settings.sending_ips[:_OWN_SERVERS] if watch.target in settings.sending_domains else ()
        doubtful = frozenset(name.removeprefix(_LIST) for name in watch.conditions if name.startswith(_LIST))
        return Watched(watch.target, tuple(own), doubtful)

    async def _write_down(self, watch: Watch, found: Sequence[Finding], sound: bool) -> None:
        now = self.now()
        due_at = next_daily(f"{watch.team}/{watch.target}", now)
        step: Step | None = None
        if any(finding.status is not Status.UNKNOWN for finding in found):
            step = advance(watch.conditions, found, resolver_is_sound=sound, now=now)
            due_at = min(due_at, step.look_again_at or due_at)
        else:
            due_at = min(due_at, now + _UNREAD_SECONDS)
        if not await self.store.write_down(watch, step, due_at):
            _LOG.info("another reading was quicker", team=watch.team, target=watch.target)
        elif step is not None and (step.began or step.over):
            _LOG.info("watch", team=watch.team, target=watch.target, began=sorted(step.began), over=sorted(step.over))
