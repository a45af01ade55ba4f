"""What one process at a time does for all of them: taken by a compare-and-set, free again when its holder is silent."""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy import or_, update
from sqlalchemy.engine import Connection

from bot.cases.case import new_id
from bot.cases.database import Database
from bot.cases.tables import DUTIES
from bot.cases.upserts import insert_new


class Duties:
    """The table of duties, as one process sees it. Methods may raise `StoreError`."""

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now
        self._me = new_id()

    async def take(self, name: str, seconds: float) -> bool:
        """Take the duty for so long, or keep it; False where another process has it."""
        now = self._now()
        statement = (
            update(DUTIES)
            .where(DUTIES.c.name == name, or_(DUTIES.c.held_until <= now, DUTIES.c.holder == self._me))
            .values(holder=self._me, held_until=now + seconds)
        )

        def work(connection: Connection) -> bool:
            insert_new(connection, DUTIES, {"name": name})
            return connection.execute(statement).rowcount == 1

        return await self._database.write(work)

    async def let_go(self, name: str) -> None:
        """Leave the duty to whoever comes."""
        statement = (
            update(DUTIES).where(DUTIES.c.name == name, DUTIES.c.holder == self._me).values(holder=None, held_until=0.0)
        )
        await self._database.write(lambda connection: connection.execute(statement) and None)
