"""The database as a port: what the stores ask of it, whichever it is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import ClassVar, TypeVar

from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.sentence import Sentence

T = TypeVar("T")


class StoreError(RuntimeError):
    """The store cannot be used. `reason`: a sentence of ours, or the database's own words.

    It holds neither secrets nor people's mail.
    """

    def __init__(self, reason: Sentence | str) -> None:
        super().__init__(str(reason))
        self.reason = reason

    @classmethod
    def of(cls, message_id: str, **variables: str) -> StoreError:
        """The error that our sentence `message_id` tells."""
        return cls(Sentence(message_id, variables))


class Database(ABC):
    """The one door to the database. A work is a function of a connection; it runs outside the event loop's thread,
    or in a greenlet of it, and must do nothing else than ask the database.

    `is_shared`: other processes may work on it at the same time.
    """

    is_shared: ClassVar[bool]

    @abstractmethod
    async def read(self, work: Callable[[Connection], T]) -> T:
        """The result of `work`, which asks one question. Raises `StoreError`."""

    @abstractmethod
    async def write(self, work: Callable[[Connection], T], *, urgent: bool = False, one_statement: bool = False) -> T:
        """The result of `work`, once it is durably committed; it may be done twice, never half. Raises `StoreError`.

        `one_statement`: it changes something once at most, and a server needs no BEGIN and COMMIT around that.
        """

    @abstractmethod
    async def migrate(self, work: Callable[[Connection], None]) -> None:
        """Do `work`, which changes tables, while no other process does; all of it or nothing. Raises `StoreError`."""

    async def claim(self) -> None:
        """Be the only process that works off what lies here, until `close`, where there can be only one.

        Raises `StoreError` where another one is.
        """
        return

    @abstractmethod
    async def close(self) -> None:
        """Finish the writes that wait, if the database lets them, then close every connection."""

    async def erase_deleted(self) -> bool:
        """Let what was deleted go from the disk, where that does not happen by itself; whether it is gone.

        A server frees its pages by its own plan (PostgreSQL: autovacuum), and nobody but its admin reads its files.
        Raises `StoreError`.
        """
        return True

    def is_slow(self) -> bool:
        """Whether what Slack's acks wait for took too long just now: then less should run at a time."""
        return False

    async def ping(self) -> None:
        """Ask the database for something, once as who reads, once in the way of Slack's acks. Raises `StoreError`."""
        await self.read(_ask)
        await self.write(_ask, urgent=True, one_statement=True)


def _ask(connection: Connection) -> None:
    connection.exec_driver_sql("SELECT 1")


def cause_of(error: SQLAlchemyError) -> str:
    """What went wrong, without the statement and its parameters: those hold people's mail."""
    original = getattr(error, "orig", None)
    return f"{type(original or error).__name__}: {original or type(error).__name__}"
