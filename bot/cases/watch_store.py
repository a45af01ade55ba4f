"""What is watched, and the alarms that a reading raises and ends: both change together, or neither."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import delete, func, select, update
from sqlalchemy.engine import Connection, Row

from bot.cases.alarm import TROUBLES, Trouble
from bot.cases.case import new_id
from bot.cases.codec import Codec
from bot.cases.database import Database
from bot.cases.tables import ALARMS, WATCHES
from bot.cases.upserts import insert_new
from bot.watch.conditions import Condition, Step

MOST_TARGETS: Final = 50

_CONDITIONS: Final = Codec[Mapping[str, Condition]](Mapping[str, Condition])


@dataclass(frozen=True, slots=True)
class Watch:
    """A target of a workspace, the channel where its changes are told, and how it stands. Times are epoch seconds.

    `read_at` is None before the first reading. `attempt` is what a reading has to find unchanged when it is written.
    """

    team: str
    target: str
    channel: str
    locale: str
    conditions: Mapping[str, Condition]
    read_at: float | None
    due_at: float
    attempt: int


@dataclass(frozen=True, slots=True)
class Added:
    """What became of targets that somebody wants watched.

    `kept` were told in the same channel before, `moved` in another; `refused` are more than a workspace may watch.
    """

    new: tuple[str, ...]
    moved: tuple[str, ...]
    kept: tuple[str, ...]
    refused: tuple[str, ...]


class WatchStore:
    """The table of watches. Methods may raise `StoreError`."""

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now

    async def add(self, team: str, targets: Sequence[str], channel: str, locale: str) -> Added:
        """Watch `targets`, and tell their changes in `channel`, in its language; the first reading is due at once."""
        now = self._now()

        def work(connection: Connection) -> Added:
            statement = select(WATCHES.c.target, WATCHES.c.channel).where(WATCHES.c.team == team)
            known = {str(row.target): str(row.channel) for row in connection.execute(statement)}
            new = [target for target in targets if target not in known]
            room = max(0, MOST_TARGETS - len(known))
            for target in new[:room]:
                row = {"team": team, "target": target, "channel": channel, "locale": locale}
                insert_new(connection, WATCHES, row | {"due_at": now, "created_at": now})
            moved = [target for target in targets if known.get(target, channel) != channel]
            if moved:
                connection.execute(
                    update(WATCHES)
                    .where(WATCHES.c.team == team, WATCHES.c.target.in_(moved))
                    .values(channel=channel, locale=locale)
                )
            kept = [target for target in targets if known.get(target) == channel]
            return Added(tuple(new[:room]), tuple(moved), tuple(kept), tuple(new[room:]))

        return await self._database.write(work)

    async def remove(self, team: str, targets: Collection[str] | None) -> tuple[str, ...]:
        """Watch these no more (None: nothing any more); those that were watched. Their alarms say so and end."""
        watched = select(WATCHES.c.target).where(WATCHES.c.team == team)
        if targets is not None:
            watched = watched.where(WATCHES.c.target.in_(targets))
        now = self._now()

        def work(connection: Connection) -> tuple[str, ...]:
            removed = sorted(connection.scalars(watched))
            if removed:
                of_these = (WATCHES.c.team == team, WATCHES.c.target.in_(removed))
                connection.execute(delete(WATCHES).where(*of_these))
                connection.execute(
                    update(ALARMS)
                    .where(ALARMS.c.team == team, ALARMS.c.target.in_(removed), ALARMS.c.ended_at.is_(None))
                    .values(is_watched=False, ended_at=now, revision=ALARMS.c.revision + 1, tries=0)
                )
            return tuple(removed)

        return await self._database.write(work)

    async def of_team(self, team: str) -> Sequence[Watch]:
        """All that a workspace watches, by name."""
        statement = select(WATCHES).where(WATCHES.c.team == team).order_by(WATCHES.c.target)
        return await self._database.read(lambda connection: [_watch(row) for row in connection.execute(statement)])

    async def due(self, limit: int) -> Sequence[Watch]:
        """What has to be read now, the longest due first."""
        statement = select(WATCHES).where(WATCHES.c.due_at <= self._now()).order_by(WATCHES.c.due_at).limit(limit)
        return await self._database.read(lambda connection: [_watch(row) for row in connection.execute(statement)])

    async def write_down(self, watch: Watch, step: Step | None, due_at: float) -> bool:
        """Record a reading of `watch`, the alarm that it raises, and what it ends; the next is due at `due_at`.

        `step` is None where nothing could be read. False: another reading was quicker, or nobody watches it any more.
        """
        now = self._now()
        changes: dict[str, Any] = {"due_at": due_at, "attempt": WATCHES.c.attempt + 1}
        if step is not None:
            changes |= {"conditions": _CONDITIONS.to_json(step.conditions), "read_at": now}
        taken = (
            update(WATCHES)
            .where(WATCHES.c.team == watch.team, WATCHES.c.target == watch.target, WATCHES.c.attempt == watch.attempt)
            .values(**changes)
            .returning(WATCHES.c.channel, WATCHES.c.locale)
        )

        def work(connection: Connection) -> bool:
            told = connection.execute(taken).one_or_none()
            if told is None or step is None:
                return told is not None
            if step.over:
                _end(connection, watch, step.over, now)
            if step.began:
                troubles = {name: Trouble(finding, now) for name, finding in step.began.items()}
                row = {"id": new_id(), "team": watch.team, "target": watch.target, "is_watched": True}
                row |= {"channel": told.channel, "locale": told.locale, "created_at": now}
                insert_new(connection, ALARMS, row | {"troubles": TROUBLES.to_json(troubles)})
            return True

        return await self._database.write(work)

    async def put_off(self, watches: Iterable[Watch], due_at: float) -> None:
        """Let these be due at `due_at`, unless somebody read them meanwhile."""
        statements = [
            update(WATCHES)
            .where(WATCHES.c.team == watch.team, WATCHES.c.target == watch.target, WATCHES.c.attempt == watch.attempt)
            .values(due_at=due_at)
            for watch in watches
        ]

        def work(connection: Connection) -> None:
            for statement in statements:
                connection.execute(statement)

        await self._database.write(work)

    async def count(self, team: str) -> int:
        """How many targets a workspace watches."""
        statement = select(func.count()).select_from(WATCHES).where(WATCHES.c.team == team)
        return await self._database.read(lambda connection: connection.scalar(statement) or 0)


def _end(connection: Connection, watch: Watch, over: Iterable[str], now: float) -> None:
    """Write down in the open alarms of a target what is over."""
    names = frozenset(over)
    opened = select(ALARMS.c.id, ALARMS.c.troubles).where(
        ALARMS.c.team == watch.team, ALARMS.c.target == watch.target, ALARMS.c.ended_at.is_(None)
    )
    for row in connection.execute(opened).all():
        before = TROUBLES.from_json(row.troubles)
        after = {
            name: replace(trouble, over_at=now) if name in names and trouble.over_at is None else trouble
            for name, trouble in before.items()
        }
        if after == before:
            continue
        ended = all(trouble.over_at is not None for trouble in after.values())
        connection.execute(
            update(ALARMS)
            .where(ALARMS.c.id == row.id)
            .values(
                troubles=TROUBLES.to_json(after),
                ended_at=now if ended else None,
                revision=ALARMS.c.revision + 1,
                tries=0,
            )
        )


def _watch(row: Row[Any]) -> Watch:
    return Watch(
        team=row.team,
        target=row.target,
        channel=row.channel,
        locale=row.locale,
        conditions=_CONDITIONS.from_json(row.conditions),
        read_at=row.read_at,
        due_at=row.due_at,
        attempt=row.attempt,
    )
