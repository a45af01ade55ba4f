"""The writes that wait for the database: the urgent ones (what a Slack ack waits for) first."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

from sqlalchemy.engine import Connection


class PendingWrite:
    """A piece of work that waits for a writer, and the one who waits for its result."""

    __slots__ = ("future", "one_statement", "work")

    def __init__(self, work: Callable[[Connection], Any], *, one_statement: bool) -> None:
        self.work = work
        self.one_statement = one_statement
        self.future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    def is_wanted(self) -> bool:
        """Whether somebody still waits for the result. May be asked in any thread."""
        return not self.future.done()

    def succeed(self, result: Any) -> None:
        """Hand over the result, if anybody still waits for it."""
        if not self.future.done():
            self.future.set_result(result)

    def fail(self, error: Exception) -> None:
        """Hand over what went wrong, if anybody still waits."""
        if not self.future.done():
            self.future.set_exception(error)


class WriteQueue:
    """First come, first served, but urgent before the rest. Who gave up waiting is passed over."""

    def __init__(self) -> None:
        self._urgent: deque[PendingWrite] = deque()
        self._waiting: deque[PendingWrite] = deque()

    def put(
        self, work: Callable[[Connection], Any], *, urgent: bool = False, one_statement: bool = False
    ) -> PendingWrite:
        """Let `work` wait for its turn."""
        pending = PendingWrite(work, one_statement=one_statement)
        (self._urgent if urgent else self._waiting).append(pending)
        return pending

    def take(self, *, only_urgent: bool = False) -> PendingWrite | None:
        """The next; None where nothing waits."""
        while queue := self._urgent or (None if only_urgent else self._waiting):
            pending = queue.popleft()
            if pending.is_wanted():
                return pending
        return None
