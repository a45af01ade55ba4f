"""Turns that all replicas share: one poster per channel, wherever its cases run."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Float, bindparam, cast, delete, extract, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Connection

from bot.cases.database import Database
from bot.cases.pacing import BURST, SECONDS_PER_POST, NotYetError
from bot.cases.tables import CHANNEL_TURNS

_TOLERANCE: Final = SECONDS_PER_POST * (BURST - 1)
_NAME_CHARACTERS: Final = 255

# The server's clock: those of the replicas may differ.
_NOW: Final = cast(extract("epoch", func.clock_timestamp()), Float)
_DUE: Final = CHANNEL_TURNS.c.due
_NEW: Final = insert(CHANNEL_TURNS)
_TAKE: Final = (
    _NEW.values(name=bindparam("of_name"), due=_NOW + SECONDS_PER_POST)
    .on_conflict_do_update(
        index_elements=[CHANNEL_TURNS.c.name],
        set_={"due": func.greatest(_DUE, _NOW) + SECONDS_PER_POST},
        where=bindparam("patience") >= _DUE - _TOLERANCE - _NOW,
    )
    .returning(_DUE - SECONDS_PER_POST - _TOLERANCE - _NOW)
)
_WAIT: Final = select(_DUE - _TOLERANCE - _NOW).where(CHANNEL_TURNS.c.name == bindparam("of_name"))
_UNTIL: Final = _NOW + bindparam("seconds") + _TOLERANCE
_PAUSE: Final = _NEW.values(name=bindparam("of_name"), due=_UNTIL).on_conflict_do_update(
    index_elements=[CHANNEL_TURNS.c.name], set_={"due": func.greatest(_DUE, _UNTIL)}
)


class SharedTurns:
    """See `Turns`: a row for each channel, on PostgreSQL. Methods may raise `StoreError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def turn(self, name: str, patience: float) -> float:
        """See `Turns`."""
        bound: dict[str, Any] = {"of_name": name[:_NAME_CHARACTERS], "patience": patience}

        def take(connection: Connection) -> tuple[bool, float]:
            taken = connection.execute(_TAKE, bound).scalar_one_or_none()
            return (True, float(taken)) if taken is not None else (False, float(connection.scalar(_WAIT, bound) or 0.0))

        is_taken, seconds = await self._database.write(take, one_statement=True)
        if not is_taken:
            raise NotYetError(seconds)
        return max(0.0, seconds)

    async def pause(self, name: str, seconds: float) -> None:
        """See `Turns`."""
        bound = {"of_name": name[:_NAME_CHARACTERS], "seconds": seconds}
        await self._database.write(lambda connection: connection.execute(_PAUSE, bound) and None, one_statement=True)

    async def purge(self) -> None:
        """See `Turns`."""
        statement = delete(CHANNEL_TURNS).where(_DUE < _NOW)
        await self._database.write(lambda connection: connection.execute(statement) and None)
