"""The inbox: what Slack delivered and concerns us, stored before Slack gets its ack. The row is the job."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import structlog
from sqlalchemy import and_, bindparam, delete, or_, select, tuple_, update
from sqlalchemy.engine import Row
from sqlalchemy.sql import ColumnElement

from bot.cases.case import new_id
from bot.cases.codec import storable
from bot.cases.database import Database
from bot.cases.tables import INBOX
from bot.cases.upserts import insert_new

_LOG: Final = structlog.get_logger(__name__)

# Slack redelivers for an hour at most; a key is kept longer, so that a late redelivery is still told.
KEY_SECONDS: Final = 24 * 3600.0
# A payload that found no handler in all that time finds none any more, and people's mail is kept no longer.
PAYLOAD_SECONDS: Final = 7 * 24 * 3600.0

# A statement of PostgreSQL has two seconds, and while SQLite's one writer is at it, acks wait.
_PURGED_AT_ONCE: Final = 2_000

# A delivery is handled in far less. Where it is not, its handler died with its process.
CLAIM_SECONDS: Final = 10.0

# Taken so often without an end, a delivery may be what kills the process: it is taken last, and alone.
SUSPECT_TRIES: Final = 5
# … and after that it is given up.
MOST_TRIES: Final = 10

# What must not lie in a database: the deprecated verification token, and what lets its holder answer in our name.
_SECRETS: Final = frozenset(
    {"token", "response_url", "response_urls", "trigger_id", "bot_access_token", "authorizations"}
)

_FINISH: Final = (
    update(INBOX)
    .where(INBOX.c.team == bindparam("of_team"), INBOX.c.key == bindparam("of_key"))
    .values(payload=None, outcome=bindparam("outcome"), outcome_at=bindparam("outcome_at"))
)


class Kind(StrEnum):
    """The kinds of things that Slack sends and we store."""

    EVENT = "event"
    COMMAND = "command"
    ACTION = "action"
    SHORTCUT = "shortcut"
    VIEW = "view"


class Outcome(StrEnum):
    """How a delivery ended."""

    DONE = "done"
    PARKED = "parked"
    FORGOTTEN = "forgotten"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One thing that Slack sent. `key` is Slack's own for it: the same for every redelivery, never the same for two."""

    team: str
    key: str
    kind: Kind
    payload: Mapping[str, Any]
    tries: int = 0


def without_secrets(payload: Any) -> Any:
    """`payload` without verification tokens and response secrets, at any depth."""
    if isinstance(payload, Mapping):
        return {name: without_secrets(value) for name, value in payload.items() if name not in _SECRETS}
    if isinstance(payload, list):
        return [without_secrets(value) for value in payload]
    return payload


def _decode(row: Row[Any]) -> Delivery:
    return Delivery(row.team, row.key, Kind(row.kind), json.loads(row.payload or "{}"), row.tries)


def _key(delivery: Delivery) -> str:
    return storable(delivery.key)[:255]


class Inbox:
    """The table of deliveries. Every method may raise `StoreError`."""

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now

    async def accept(self, delivery: Delivery) -> bool:
        """Store `delivery` durably, claimed by us. False where its key is known: it was delivered before."""
        now = self._now()
        row = {
            "team": delivery.team,
            "key": _key(delivery),
            "kind": delivery.kind.value,
            "payload": storable(
                json.dumps(without_secrets(delivery.payload), ensure_ascii=False, separators=(",", ":"))
            ),
            "received_at": now,
            "not_before": now + CLAIM_SECONDS,
        }

        return await self._database.write(
            lambda connection: insert_new(connection, INBOX, row), urgent=True, one_statement=True
        )

    async def finish(self, delivery: Delivery, outcome: Outcome = Outcome.DONE) -> None:
        """Record how `delivery` ended; its payload is deleted, its key stays."""
        row = {
            "of_team": delivery.team,
            "of_key": _key(delivery),
            "outcome": outcome.value,
            "outcome_at": self._now(),
        }
        await self._database.write(lambda connection: connection.execute(_FINISH, row) and None, one_statement=True)

    async def postpone(self, delivery: Delivery, seconds: float) -> None:
        """Let `delivery` be due again in `seconds`."""
        statement = (
            update(INBOX)
            .where(INBOX.c.team == delivery.team, INBOX.c.key == _key(delivery), INBOX.c.outcome.is_(None))
            .values(not_before=self._now() + seconds)
        )
        await self._database.write(lambda connection: connection.execute(statement) and None)

    async def unfinished(self, limit: int = 100) -> Sequence[Delivery]:
        """Deliveries without an outcome, whoever handles them, oldest first."""
        statement = select(INBOX).where(INBOX.c.outcome.is_(None)).order_by(INBOX.c.received_at).limit(limit)
        return await self._database.read(lambda connection: [_decode(row) for row in connection.execute(statement)])

    async def take(
        self,
        *,
        but: Collection[tuple[str, str]] = (),
        also_claimed: bool = False,
        suspects: bool = False,
        limit: int = 100,
    ) -> Sequence[Delivery]:
        """Claim deliveries without an outcome that nobody handles, oldest first; they are ours for `CLAIM_SECONDS`.

        The try is counted now: what kills the process counts too. `but`: not those with these teams and keys, which are
        handled here, and take longer. `also_claimed`: those that somebody claimed too; after a start of the only
        process they are left over. `suspects`: those that were taken `SUSPECT_TRIES` times and more without an end,
        instead of the others.
        """
        now = self._now()
        is_suspect = INBOX.c.tries >= SUSPECT_TRIES
        conditions: list[ColumnElement[bool]] = [INBOX.c.outcome.is_(None), is_suspect if suspects else ~is_suspect]
        if not also_claimed:
            conditions.append(INBOX.c.not_before <= now)
        if but:
            conditions.append(tuple_(INBOX.c.team, INBOX.c.key).not_in(list(but)))
        # Rows that another replica is about to claim are passed over. SQLite has one writer, and no such words.
        due = (
            select(INBOX.c.team, INBOX.c.key)
            .where(*conditions)
            .order_by(INBOX.c.received_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte("due")
        )
        statement = (
            update(INBOX)
            .where(tuple_(INBOX.c.team, INBOX.c.key).in_(select(due.c.team, due.c.key)))
            .values(tries=INBOX.c.tries + 1, not_before=now + CLAIM_SECONDS)
            .returning(INBOX)
        )
        rows = await self._database.write(lambda connection: connection.execute(statement).all(), one_statement=True)
        rows = sorted(rows, key=lambda row: float(row.received_at))
        return [delivery for row in rows if (delivery := await self._read(row)) is not None]

    async def _read(self, row: Row[Any]) -> Delivery | None:
        """The delivery in `row`. One that another version wrote is left to that, and given up in the end."""
        try:
            return _decode(row)
        except ValueError as error:
            error_id = new_id()
            _LOG.error("delivery not understood", error_id=error_id, team=row.team, kind=row.kind, reason=str(error))
            if row.tries >= SUSPECT_TRIES:
                await self.finish(Delivery(row.team, row.key, Kind.EVENT, {}), Outcome.PARKED)
            return None

    async def purge(self) -> int:
        """Forget finished deliveries older than `KEY_SECONDS`, others older than `PAYLOAD_SECONDS`; how many."""
        now = self._now()
        finished = and_(INBOX.c.outcome.is_not(None), INBOX.c.received_at < now - KEY_SECONDS)
        over = select(INBOX.c.team, INBOX.c.key).where(or_(finished, INBOX.c.received_at < now - PAYLOAD_SECONDS))
        some = delete(INBOX).where(tuple_(INBOX.c.team, INBOX.c.key).in_(over.limit(_PURGED_AT_ONCE)))
        purged = 0
        while number := await self._database.write(lambda connection: connection.execute(some).rowcount):
            purged += number
        return purged
