"""Where cases live. Every change by a person is a compare-and-set; every change by a run is fenced by its attempt."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import fields
from enum import Enum
from typing import Any, Final

import structlog
from sqlalchemy import and_, bindparam, delete, or_, select, update
from sqlalchemy.engine import Connection, Row
from sqlalchemy.sql import ColumnElement

from bot.cases.case import PERSONAL, Case, MailboxQuestion, NewCase, Part, SlackFile, Source, new_id
from bot.cases.codec import Codec, storable
from bot.cases.database import Database
from bot.cases.public_channels import public_channels
from bot.cases.tables import CASES, JOINED, OUTCOMES
from bot.cases.upserts import insert_new
from bot.checks.receivers import receiver_of
from bot.model import Bounce, CaseState, Diagnosis, Finding, Method, SendingIp
from bot.recorder import Recorder, Unrecorded
from bot.reply.view import Scope

_LOG: Final = structlog.get_logger(__name__)

# A run that was claimed this recently is taken to be alive. The whole of a run takes about 5 s.
CLAIM_SECONDS: Final = 30.0
# Even with a retention of 0 days a case has to live for as long as its conversation.
LEAST_RETENTION_SECONDS: Final = 3600.0
_DAY: Final = 86_400.0
# A statement of PostgreSQL has two seconds, and while SQLite's one writer is at it, acks wait.
_PURGED_AT_ONCE: Final = 100
# Outcomes hold no text, no address, nobody's name; thirteen months let a month be compared with last year's.
OUTCOME_SECONDS: Final = 400 * _DAY

_JSON: Final[Mapping[str, Codec[Any]]] = {
    "files": Codec[tuple[SlackFile, ...]](tuple[SlackFile, ...]),
    "bounce": Codec[Bounce | None](Bounce | None),
    "findings": Codec[tuple[Finding, ...]](tuple[Finding, ...]),
    "diagnoses": Codec[tuple[Diagnosis, ...]](tuple[Diagnosis, ...]),
    "sending_ips": Codec[tuple[SendingIp, ...]](tuple[SendingIp, ...]),
    "tried": Codec[tuple[Method, ...]](tuple[Method, ...]),
}
_ENUMS: Final[Mapping[str, type[Enum]]] = {
    "source": Source,
    "state": CaseState,
    "method": Method,
    "solved_with": Method,
    "scope": Scope,
    "mailbox": MailboxQuestion,
    "about_to_post": Part,
}
_READERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    **{name: codec.from_json for name, codec in _JSON.items()},
    **_ENUMS,
}
# Where a row says something that this version does not know, but must not do without.
_UNKNOWN: Final = {"source": Source.MESSAGE, "state": CaseState.READING}
# What a case that is given up does without: what was found out, as far as that may be what nobody can read.
_FOUND_OUT: Final = {
    **dict.fromkeys((*_JSON, "method", "solved_with", "scope", "mailbox", "about_to_post")),
    "tried": "[]",
}
_BY_MESSAGE: Final = and_(
    CASES.c.team == bindparam("of_team"),
    CASES.c.channel == bindparam("of_channel"),
    CASES.c.source_ts == bindparam("of_ts"),
)
_OF_MESSAGE: Final = select(CASES).where(_BY_MESSAGE)
_ASK_FOR: Final = (
    update(CASES).where(_BY_MESSAGE, CASES.c.asked.is_(False)).values(asked=True, revision=CASES.c.revision + 1)
)
_TELL_KIND: Final = update(CASES).where(_BY_MESSAGE).values(channel_kind=bindparam("kind"))
_ENDS: Final = frozenset({CaseState.SOLVED, CaseState.EXHAUSTED})
_FIELDS: Final = tuple(field.name for field in fields(Case))


class Overtaken(Exception):  # noqa: N818 - not an error: somebody else goes on
    """The case was claimed by another run, or changed by a person, since this run looked."""


def words_hash(words: str) -> str:
    """Tells whether an edit changed the words."""
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


def _encode(changes: Mapping[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name, value in changes.items():
        if name in _JSON:
            row[name] = _JSON[name].to_json(value)
        else:
            row[name] = storable(value) if type(value) is str else value.value if isinstance(value, Enum) else value
        if name == "words":
            row["words_hash"] = words_hash(value)
    return row


class UnreadableError(ValueError):
    """A row that another version wrote. `case` is what this one can make of it."""

    def __init__(self, case: Case, columns: Sequence[str]) -> None:
        super().__init__(f"not understood: {', '.join(columns)}")
        self.case = case


def decode(row: Row[Any]) -> Case:
    """The case in a row of `CASES`. Raises `UnreadableError`."""
    values: dict[str, Any] = {name: row._mapping[name] for name in _FIELDS if row._mapping[name] is not None}
    strange = []
    for name, read in _READERS.items():
        if name in values:
            try:
                values[name] = read(values[name])
            except ValueError:
                del values[name]
                strange.append(name)
    if strange:
        raise UnreadableError(Case(**{**_UNKNOWN, **values}), strange)
    return Case(**values)


def _main_cause(case: Case) -> str | None:
    return case.diagnoses[0].cause.value if case.diagnoses else None


def _outcome(case: Case, public_channels: Collection[str]) -> dict[str, Any]:
    diagnosis = case.diagnoses[0] if case.diagnoses else None
    failure = diagnosis.failure if diagnosis else None
    domain = (diagnosis.address or "").rpartition("@")[2] if diagnosis else None
    return {
        "case_id": case.id,
        "team": case.team,
        "source": case.source.value,
        "cause": _main_cause(case),
        "state": case.state.value,
        "solved_with": case.solved_with and case.solved_with.value,
        "created_at": case.created_at,
        "channel": case.channel if case.source not in PERSONAL and case.channel in public_channels else None,
        "receiver": receiver_of(domain, failure.remote_mta if failure else None),
        "solved_at": case.solved_at,
        "seconds": case.seconds,
    }


class CaseStore:
    """The table of cases. Every method may raise `StoreError`. Nothing here knows Slack or the network."""

    def __init__(
        self,
        database: Database,
        retention_seconds: float,
        now: Callable[[], float] = time.time,
        recorder: Recorder | None = None,
    ) -> None:
        self._database = database
        self._retention = retention_seconds
        self._now = now
        self._recorder = recorder or Unrecorded()

    @property
    def retention_days(self) -> int:
        """What the operator set: days that a case is kept where its workspace chose nothing else."""
        return int(self._retention / _DAY)

    # --- opening and finding -------------------------------------------------------------------------------------

    async def open(self, new: NewCase, retention_days: int | None = None) -> tuple[Case, bool]:
        """The case of `new`'s team, channel and source_ts, and whether it is a new one.

        `retention_days` is the workspace's own choice, if it made one.

        A known case that was found in passing, and is now asked for (the mention's message event came first), becomes
        an asked one.
        """
        now = self._now()
        row = _encode({name: getattr(new, name) for name in (field.name for field in fields(NewCase))})
        row |= {"id": new_id(), "created_at": now, "purge_after": now + self._kept_for(retention_days)}

        def insert(connection: Connection) -> tuple[Case, bool]:
            is_new = insert_new(connection, CASES, row)
            message = {"of_team": new.team, "of_channel": new.channel, "of_ts": new.source_ts}
            if not is_new and new.asked:
                connection.execute(_ASK_FOR, message)
            if not is_new and new.channel_kind is not None:
                # A mention's own event does not tell; its message event does.
                connection.execute(_TELL_KIND, message | {"kind": new.channel_kind})
            return decode(connection.execute(_OF_MESSAGE, message).one()), is_new

        return await self._database.write(insert)

    async def get(self, team: str, case_id: str) -> Case | None:
        """The case with that id, if it is of that workspace."""
        return await self._one(CASES.c.id == case_id, CASES.c.team == team)

    async def find_by_message(self, team: str, channel: str, ts: str) -> Case | None:
        """The case that the message with that ts began or joined."""
        joined = select(JOINED.c.case_id).where(
            JOINED.c.team == team, JOINED.c.channel == channel, JOINED.c.source_ts == ts
        )
        began = and_(CASES.c.team == team, CASES.c.channel == channel, CASES.c.source_ts == ts)
        return await self._one(or_(began, CASES.c.id.in_(joined)))

    async def was_said(self, new: NewCase, seconds: float) -> bool:
        """Whether the same words of the same asker began another case in that channel, at most so long ago."""
        statement = select(CASES.c.id).where(
            CASES.c.team == new.team,
            CASES.c.channel == new.channel,
            CASES.c.asker == new.asker,
            CASES.c.words_hash == words_hash(new.words),
            CASES.c.source_ts != new.source_ts,
            CASES.c.created_at > self._now() - seconds,
        )
        return await self._database.read(lambda connection: connection.scalar(statement.limit(1))) is not None

    async def find_by_thread(self, team: str, channel: str, thread_ts: str) -> Case | None:
        """The newest case that is answered in that thread."""
        in_thread = or_(CASES.c.thread_ts == thread_ts, CASES.c.root_ts == thread_ts)
        return await self._one(
            or_(
                and_(CASES.c.team == team, CASES.c.channel == channel, in_thread),
                and_(CASES.c.team == team, CASES.c.posted_in == channel, CASES.c.root_ts == thread_ts),
            )
        )

    async def _one(self, *conditions: ColumnElement[bool]) -> Case | None:
        statement = select(CASES).where(*conditions).order_by(CASES.c.created_at.desc()).limit(1)

        def row(connection: Connection) -> Case | None:
            found = connection.execute(statement).one_or_none()
            return None if found is None else decode(found)

        return await self._database.read(row)

    # --- people's changes ----------------------------------------------------------------------------------------

    async def move(self, case: Case, **changes: Any) -> bool:
        """Change `case` if nobody changed it since it was read; the new revision is to be shown. False: too late."""
        if changes.get("state") is CaseState.SOLVED:
            changes["solved_at"] = self._now()
        statement = (
            update(CASES)
            .where(CASES.c.id == case.id, CASES.c.revision == case.revision, CASES.c.state == case.state.value)
            .values(**_encode(changes), revision=CASES.c.revision + 1, not_before=0.0, tries=0)
        )
        moved = await self._database.write(lambda c: c.execute(statement).rowcount == 1, one_statement=True)
        if moved and (state := changes.get("state")) in _ENDS:
            self._recorder.ended(_main_cause(case), state.value)
        return moved

    async def saw_edit(self, case: Case, edited_ts: str | None) -> None:
        """Note an edit that changes no words: an older one may come later, and must not either."""
        statement = (
            update(CASES)
            .where(CASES.c.id == case.id, or_(CASES.c.edited_ts.is_(None), CASES.c.edited_ts < edited_ts))
            .values(edited_ts=edited_ts)
        )
        await self._database.write(lambda connection: connection.execute(statement) and None, one_statement=True)

    async def join(self, case: Case, ts: str, **changes: Any) -> bool:
        """`move`, because of the message `ts`, which belongs to `case` from now on. False: too late, or done before."""
        row = {"team": case.team, "channel": case.place, "source_ts": ts, "case_id": case.id}
        statement = (
            update(CASES)
            .where(CASES.c.id == case.id, CASES.c.revision == case.revision)
            .values(**_encode(changes), revision=CASES.c.revision + 1, not_before=0.0, tries=0)
        )

        def both(connection: Connection) -> bool:
            if not insert_new(connection, JOINED, row):
                return False
            if connection.execute(statement).rowcount == 1:
                return True
            connection.execute(delete(JOINED).where(*(JOINED.c[name] == value for name, value in row.items())))
            return False

        return await self._database.write(both)

    async def keep_for(self, team: str, retention_days: int | None) -> None:
        """Make what a workspace chose hold for the cases that it has."""
        kept = self._kept_for(retention_days)
        statement = update(CASES).where(CASES.c.team == team).values(purge_after=CASES.c.created_at + kept)
        await self._database.write(lambda connection: connection.execute(statement) and None)

    def _kept_for(self, retention_days: int | None) -> float:
        return self._retention if retention_days is None else max(retention_days * _DAY, LEAST_RETENTION_SECONDS)

    # --- a run's changes -----------------------------------------------------------------------------------------

    async def claim(self, case_id: str) -> Case | None:
        """Take the case for a run: its attempt is the run's fencing token. None where there is nothing to do.

        The try is counted now, and forgotten when the run succeeds: a case that kills the process counts too.
        Raises `UnreadableError`.
        """
        statement = (
            update(CASES)
            .where(CASES.c.id == case_id, CASES.c.shown < CASES.c.revision)
            .values(attempt=CASES.c.attempt + 1, tries=CASES.c.tries + 1, not_before=self._now() + CLAIM_SECONDS)
            .returning(CASES)
        )

        # Read behind the transaction: a row that nobody can read is claimed, too.
        row = await self._database.write(lambda c: c.execute(statement).one_or_none(), one_statement=True)
        return None if row is None else decode(row)

    async def save(self, case: Case, **changes: Any) -> None:
        """Change the case as its run. Raises `Overtaken` if another run claimed it or a person changed it meanwhile."""
        statement = (
            update(CASES)
            .where(CASES.c.id == case.id, CASES.c.attempt == case.attempt, CASES.c.revision == case.revision)
            .values(**_encode(changes))
        )
        await self._fenced(case, statement)

    async def still_ours(self, case: Case) -> None:
        """Raises `Overtaken` if another run claimed the case or a person changed it since the run read it."""
        statement = select(CASES.c.id).where(
            CASES.c.id == case.id, CASES.c.attempt == case.attempt, CASES.c.revision == case.revision
        )
        if await self._database.read(lambda connection: connection.scalar(statement)) is None:
            raise Overtaken(case.id)

    async def about_to_post(self, case: Case, part: Part) -> None:
        """Write down that `part` is being posted. Raises `Overtaken`: then it must not be."""
        await self.save(case, about_to_post=part, about_at=self._now())

    async def posted(self, case: Case, **where: str | None) -> None:
        """Write down where the post under way came to stand. A person's change meanwhile does not matter.

        Raises `Overtaken` if another run claimed the case.
        """
        statement = (
            update(CASES)
            .where(CASES.c.id == case.id, CASES.c.attempt == case.attempt)
            .values(**where, about_to_post=None, about_at=None)
        )
        await self._fenced(case, statement)

    async def settle(self, case: Case, **changes: Any) -> None:
        """What Slack shows now is the revision that the run read. Raises `Overtaken` if another run has the case."""
        statement = (
            update(CASES)
            .where(CASES.c.id == case.id, CASES.c.attempt == case.attempt)
            .values(**_encode(changes), shown=case.revision, tries=0, not_before=0.0)
        )
        await self._fenced(case, statement)

    async def postpone(self, case: Case, seconds: float, *, forgive: bool) -> None:
        """The run failed: run again in `seconds`. `forgive`: it was not the case's fault, so the try does not count."""
        tries = CASES.c.tries - 1 if forgive else CASES.c.tries
        statement = (
            update(CASES)
            .where(CASES.c.id == case.id, CASES.c.attempt == case.attempt)
            .values(not_before=self._now() + seconds, tries=tries)
        )
        await self._database.write(lambda connection: connection.execute(statement) and None)

    async def park(self, case: Case, error_id: str, *, unreadable: bool = False) -> None:
        """Give up on the case, visibly: the next run posts the apology. Raises `Overtaken` if another run has it.

        `unreadable`: without what was found out, so that it can be read.
        """
        statement = (
            update(CASES)
            .where(CASES.c.id == case.id, CASES.c.attempt == case.attempt)
            .values(
                **(_FOUND_OUT if unreadable else {}),
                state=CaseState.PARKED.value,
                error_id=error_id,
                revision=CASES.c.revision + 1,
                tries=0,
                not_before=0.0,
            )
        )
        await self._fenced(case, statement)
        self._recorder.ended(_main_cause(case), CaseState.PARKED.value)

    async def forget(self, case: Case) -> None:
        """Delete a case that turned out not to concern us. One that was asked for meanwhile stays."""
        statement = delete(CASES).where(
            CASES.c.id == case.id, CASES.c.asked.is_(False), CASES.c.revision == case.revision
        )
        await self._database.write(lambda connection: connection.execute(statement) and None)

    async def _fenced(self, case: Case, statement: Any) -> None:
        if await self._database.write(lambda c: c.execute(statement).rowcount, one_statement=True) != 1:
            raise Overtaken(case.id)

    # --- what is left to do --------------------------------------------------------------------------------------

    async def unsettled(self, *, also_claimed: bool = False, limit: int = 500) -> Sequence[str]:
        """Ids of cases whose newest revision is not shown and that are due, oldest first.

        `also_claimed`: those of runs that were claimed lately too; after a start their runs are dead.
        """
        conditions = [CASES.c.shown < CASES.c.revision]
        if not also_claimed:
            conditions.append(CASES.c.not_before <= self._now())
        statement = select(CASES.c.id).where(*conditions).order_by(CASES.c.created_at).limit(limit)
        return await self._database.read(lambda connection: list(connection.scalars(statement)))

    async def purge(self) -> int:
        """Delete the cases whose time is over, with everything that belongs to them; how many they were.

        What stays, for `OUTCOME_SECONDS`, is the outcome: the cause, and by which method it was solved.
        """
        now = self._now()
        purged = 0
        while some := await self._database.write(lambda connection: _purge_some(connection, now)):
            purged += some
        old = delete(OUTCOMES).where(OUTCOMES.c.created_at < now - OUTCOME_SECONDS)
        await self._database.write(lambda connection: connection.execute(old) and None)
        return purged


def _purge_some(connection: Connection, now: float) -> int:
    """Purge a few of the cases whose time is over; how many. What waits for the database comes in between."""
    # The oldest first: the younger ones tell whether a channel is a public one.
    oldest = select(CASES.c.id).where(CASES.c.purge_after < now).order_by(CASES.c.created_at).limit(_PURGED_AT_ONCE)
    over = list(connection.scalars(oldest))
    if not over:
        return 0
    public: dict[str, Collection[str]] = {}
    for row in connection.execute(select(CASES).where(CASES.c.id.in_(over), CASES.c.diagnoses.is_not(None))).all():
        if row.team not in public:
            public[row.team] = public_channels(connection, row.team)
        try:
            outcome = _outcome(decode(row), public[row.team])
        except ValueError as error:  # as another version wrote it: that it goes in time matters more
            _LOG.error("outcome not kept", case=row.id, error_id=new_id(), reason=type(error).__name__)
            continue
        insert_new(connection, OUTCOMES, outcome)
    connection.execute(delete(JOINED).where(JOINED.c.case_id.in_(over)))
    connection.execute(delete(CASES).where(CASES.c.id.in_(over)))
    return len(over)
