"""What people chose for themselves: the language that they want to be answered in."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.engine import Connection

from bot.cases.database import Database
from bot.cases.tables import PEOPLE
from bot.cases.upserts import insert_new

# Another replica's change is seen after this long.
_MEMORY_SECONDS: Final = 30.0
_MEMORY_PEOPLE: Final = 20_000


class Preferences:
    """The table of people. Methods may raise `StoreError`."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._clock = clock
        self._known: dict[tuple[str, str], tuple[float, str | None]] = {}

    async def locale(self, team: str, person: str) -> str | None:
        """The language that `person` chose with us; None where they chose none."""
        until, locale = self._known.get((team, person), (0.0, None))
        if until > self._clock():
            return locale
        statement = select(PEOPLE.c.locale).where(PEOPLE.c.team == team, PEOPLE.c.person == person)
        locale = await self._database.read(lambda connection: connection.scalar(statement))
        self._remember(team, person, locale)
        return locale

    async def choose_locale(self, team: str, person: str, locale: str | None) -> None:
        """Answer `person` in that language from now on; None forgets what they chose."""
        row = {"team": team, "person": person, "locale": locale}
        former = delete(PEOPLE).where(PEOPLE.c.team == team, PEOPLE.c.person == person)

        def write(connection: Connection) -> None:
            connection.execute(former)
            if locale is not None:
                insert_new(connection, PEOPLE, row)

        await self._database.write(write)
        self._remember(team, person, locale)

    def forget(self, team: str) -> None:
        """Drop what is kept in memory of the people of a workspace that is gone."""
        self._known = {who: known for who, known in self._known.items() if who[0] != team}

    def _remember(self, team: str, person: str, locale: str | None) -> None:
        if len(self._known) >= _MEMORY_PEOPLE:
            self._known.clear()
        self._known[team, person] = (self._clock() + _MEMORY_SECONDS, locale)
