"""How much may run side by side: as much as leaves the event loop quick, because Slack's acks wait on it too."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final

# Where a callback that is due waits longer than this, the loop is busy.
_BUSY_SECONDS: Final = 0.002
_LOOK_SECONDS: Final = 0.01


class Regulator:
    """Additive increase, multiplicative decrease on the event loop's lag (as TCP does it, RFC 5681 §3.1).

    `limit` is how many may run now, between 1 and `most`; fewer, too, while something else `is_slow`. Without it, at
    200 bounces a second that all get answered, half of the acks take more than 60 ms.
    """

    def __init__(self, most: int, is_slow: Callable[[], bool] = lambda: False) -> None:
        self.limit: float = most
        self._is_slow = is_slow
        self._most = most
        self._watching: asyncio.Task[None] | None = None

    def watch(self, needed: Callable[[], bool], more: Callable[[], None]) -> None:
        """Follow the load as long as `needed`; `more` is called where the limit grew."""
        if self._watching is None or self._watching.done():
            self._watching = asyncio.create_task(self._watch(needed, more), name="load")

    def stop(self) -> None:
        """Follow it no longer."""
        if self._watching is not None:
            self._watching.cancel()

    async def _watch(self, needed: Callable[[], bool], more: Callable[[], None]) -> None:
        loop = asyncio.get_running_loop()
        while needed():
            due = loop.time() + _LOOK_SECONDS
            await asyncio.sleep(_LOOK_SECONDS)
            self.learn(_BUSY_SECONDS * 2 if self._is_slow() else loop.time() - due)
            more()

    def learn(self, lag: float) -> None:
        """Take notice of one lag, in seconds."""
        if lag > _BUSY_SECONDS:
            self.limit = max(1.0, self.limit / 2)
        else:
            self.limit = min(self._most, self.limit + 0.1)


class Gate:
    """Lets as many through side by side as the regulator allows; the others wait in a line."""

    def __init__(self, most: int, is_slow: Callable[[], bool] = lambda: False) -> None:
        self._load = Regulator(most, is_slow)
        self._inside = 0
        self._line: deque[asyncio.Future[None]] = deque()

    async def __aenter__(self) -> None:
        if self._inside < self._load.limit and not self._line:
            self._inside += 1
        else:
            turn = asyncio.get_running_loop().create_future()
            self._line.append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                if turn.done() and not turn.cancelled():
                    self._leave()
                raise
        self._load.watch(lambda: self._inside > 0, self._admit)

    async def __aexit__(self, *_: object) -> None:
        self._leave()

    def close(self) -> None:
        """Follow the load no longer."""
        self._load.stop()

    def _leave(self) -> None:
        self._inside -= 1
        self._admit()

    def _admit(self) -> None:
        while self._line and self._inside < self._load.limit:
            turn = self._line.popleft()
            if not turn.done():
                self._inside += 1
                turn.set_result(None)
