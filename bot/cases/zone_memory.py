"""The blocklists' health on disk, so that a restart does not ask every operator's test points again."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Final

import structlog
from sqlalchemy import delete, select

from bot.cases.database import Database, StoreError
from bot.cases.tables import ZONE_HEALTH
from bot.cases.upserts import insert_or_update
from bot.checks.network import ZONE_MEMORY_SECONDS, Health

_LOG: Final = structlog.get_logger(__name__)


class DiskZoneMemory:
    """A `bot.checks.ZoneMemory` in the database: read once, then kept in memory and written through.

    Where the store fails, the checks know less and go on.
    """

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now
        self._known: dict[str, tuple[float, Health]] | None = None

    async def recall(self) -> Mapping[str, Health]:
        """What was remembered in the last `ZONE_MEMORY_SECONDS`."""
        try:
            known = await self._load()
        except StoreError as error:
            _LOG.warning("blocklists' health not recalled", reason=str(error))
            return {}
        now = self._now()
        return {zone: health for zone, (until, health) in known.items() if until > now}

    async def remember(self, healths: Mapping[str, Health]) -> None:
        """Remember these from now on, in place of what was known of the same zones."""
        if not healths:
            return
        until = self._now() + ZONE_MEMORY_SECONDS
        rows = [{"zone": zone[:255], "health": health.value, "known_until": until} for zone, health in healths.items()]

        try:
            (await self._load()).update({zone: (until, health) for zone, health in healths.items()})
            await self._database.write(
                lambda connection: insert_or_update(connection, ZONE_HEALTH, rows, "zone", "health", "known_until")
            )
        except StoreError as error:
            _LOG.warning("blocklists' health not remembered", reason=str(error))

    async def purge(self) -> None:
        """Delete what is too old to be recalled. Raises `StoreError`."""
        statement = delete(ZONE_HEALTH).where(ZONE_HEALTH.c.known_until < self._now())
        await self._database.write(lambda connection: connection.execute(statement) and None)

    async def _load(self) -> dict[str, tuple[float, Health]]:
        if self._known is None:
            statement = select(ZONE_HEALTH).where(ZONE_HEALTH.c.known_until > self._now())
            rows = await self._database.read(lambda connection: list(connection.execute(statement)))
            known = {health.value: health for health in Health}
            self._known = {row.zone: (row.known_until, known[row.health]) for row in rows if row.health in known}
        return self._known
