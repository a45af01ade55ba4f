"""Forgetting before its time: all of a workspace, or all that holds somebody's address."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

import structlog
from sqlalchemy import Column, ColumnElement, Table, and_, delete, func, insert, or_, select, true, update
from sqlalchemy.engine import Connection

from bot.cases.database import Database
from bot.cases.inbox import Outcome
from bot.cases.spellings import finder, pieces
from bot.cases.tables import CASES, CHANNEL_TURNS, DUTIES, INBOX, JOINED, METADATA, SLACK_BOTS

_LOG: Final = structlog.get_logger(__name__)
# Where people's words are kept; the tests hold that no other table has a place for them.
_WORDS: Final = (CASES.c.words,)
_JSON: Final = (CASES.c.address, CASES.c.sender, CASES.c.files, CASES.c.bounce, CASES.c.findings, CASES.c.diagnoses)
_PAGE: Final = 1_000
# The duty to delete all of a workspace that had installed the app, once more; every replica's, as long as a handler may
# still be at work for it: 20 s for a call of Slack's, a few of those, and half a minute until a replica notices.
_LEFT: Final = "left:"
_PUT_BACK_SECONDS: Final = 3_600.0


@dataclass(frozen=True, slots=True)
class Forgetting:
    """Deletes for good, and says how many rows of which table. Raises `StoreError`.

    What people can see in Slack is Slack's: messages stay there, until people delete them.
    """

    database: Database
    now: Callable[[], float] = time.time

    async def workspace(self, team: str) -> Mapping[str, int]:
        """Delete every row of the workspace: cases, deliveries, settings, people's choices, outcomes, tokens."""

        def remove(connection: Connection) -> dict[str, int]:
            counts = _remove_workspace(connection, team)
            if counts[SLACK_BOTS.name]:
                name = f"{_LEFT}{team}"
                connection.execute(delete(DUTIES).where(DUTIES.c.name == name))
                connection.execute(insert(DUTIES).values(name=name, held_until=self.now() + _PUT_BACK_SECONDS))
            return counts

        return await self._gone(remove)

    async def again(self) -> None:
        """Delete what came to workspaces that left lately: a handler, here or in another replica, was still at work.

        Only where workspaces install the app by themselves: one that is served with a token of the settings is never
        seen to come back. One that has come back keeps what it has.
        """
        left = DUTIES.c.name.startswith(_LEFT, autoescape=True)

        def remove(connection: Connection) -> None:
            for name in connection.scalars(select(DUTIES.c.name).where(left, DUTIES.c.held_until > self.now())).all():
                team = name.removeprefix(_LEFT)
                if connection.scalar(select(SLACK_BOTS.c.id).where(SLACK_BOTS.c.team_id == team).limit(1)) is None:
                    _remove_workspace(connection, team)
            connection.execute(delete(DUTIES).where(left, DUTIES.c.held_until <= self.now()))

        await self.database.write(remove)

    async def address(self, address: str) -> Mapping[str, int]:
        """Delete the cases in which `address` occurs, and the payloads of deliveries with it; in any spelling.

        Keys of deliveries stay, so that a redelivery does not bring it back.
        """
        cases = await self._cases_with(address)
        deliveries = await self.database.read(lambda connection: _deliveries_with(connection, address))

        def remove(connection: Connection) -> dict[str, int]:
            counts = {"cases": 0, "joined": 0, "inbox": 0}
            for case_id in cases:
                counts["joined"] += connection.execute(delete(JOINED).where(JOINED.c.case_id == case_id)).rowcount
                counts["cases"] += connection.execute(delete(CASES).where(CASES.c.id == case_id)).rowcount
            for team, key in deliveries:
                emptied = update(INBOX).where(INBOX.c.team == team, INBOX.c.key == key)
                emptied = emptied.values(payload=None, outcome=Outcome.FORGOTTEN.value, outcome_at=INBOX.c.received_at)
                counts["inbox"] += connection.execute(emptied).rowcount
            return counts

        return await self._gone(remove)

    async def _gone(self, remove: Callable[[Connection], dict[str, int]]) -> Mapping[str, int]:
        counts = await self.database.write(remove)
        if not await self.database.erase_deleted():
            _LOG.warning("deleted, but not yet off the disk: the next purge tries again")
        return counts

    async def _cases_with(self, address: str) -> list[str]:
        """Page by page: to look through all that is stored may take longer than a statement has."""
        found: list[str] = []
        last: str | None = ""
        while last is not None:
            after = last
            page, last = await self.database.read(lambda connection, after=after: _page(connection, address, after))  # type: ignore[misc]
            found += page
        return found


def _remove_workspace(connection: Connection, team: str) -> dict[str, int]:
    connection.execute(delete(CHANNEL_TURNS).where(CHANNEL_TURNS.c.name.startswith(f"{team}:", autoescape=True)))
    return {
        table.name: connection.execute(delete(table).where(column == team)).rowcount
        for table in reversed(METADATA.sorted_tables)
        if (column := team_column(table)) is not None
    }


def team_column(table: Table) -> Column[Any] | None:
    """The column that says whose workspace's a row is; None in tables that hold nothing of any workspace."""
    return table.c.get("team") if "team" in table.c else table.c.get("team_id")


def _page(connection: Connection, address: str, after: str) -> tuple[list[str], str | None]:
    """The cases of a page with the address in them, and where the page ends; None where there is none."""
    page = select(CASES.c.id).where(CASES.c.id > after).order_by(CASES.c.id).limit(_PAGE)
    last = connection.scalar(select(func.max(page.subquery().c.id)))
    if last is None:
        return [], None
    columns = (*_WORDS, *_JSON)
    occurs = finder(address)
    of_page = and_(CASES.c.id > after, CASES.c.id <= last)
    likely = or_(*(_may_hold(column, address) for column in columns))
    rows = connection.execute(select(CASES.c.id, *columns).where(of_page, likely))
    found = [
        row.id
        for row in rows
        if any(occurs.search(text) for column in columns for text in _texts(row._mapping[column.name]))
    ]
    return found, last


def _deliveries_with(connection: Connection, address: str) -> list[tuple[str, str]]:
    occurs = finder(address)
    likely = _may_hold(INBOX.c.payload, address)
    rows = connection.execute(select(INBOX.c.team, INBOX.c.key, INBOX.c.payload).where(likely))
    return [(row.team, row.key) for row in rows if any(occurs.search(text) for text in _texts(row.payload))]


def _may_hold(column: Column[Any], address: str) -> ColumnElement[bool]:
    """Whether a look into the column is worth while."""
    return and_(true(), *(func.lower(column).contains(each, autoescape=True) for each in pieces(address)))


def _texts(stored: str | None) -> Iterator[str]:
    """The texts in a column: itself, or those in its JSON, whose escapes would hide where an address begins."""
    if not stored:
        return
    if stored[0] in '{["':
        with suppress(ValueError, RecursionError):  # no JSON, but a text that begins like it
            yield from _strings(json.loads(stored))
    yield stored


def _strings(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            yield each
        elif isinstance(each, Mapping):
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)
