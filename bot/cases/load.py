"""How much may run side by side: as much as leaves the event loop quick, because Slack's acks wait on it too."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

# Where a callback that is due waits longer than this, the loop is busy.
_BUSY_SECONDS: Final = 0.002
_LOOK_SECONDS: Final = 0.01


class Regulator:
    """Additive increase, multiplicative decrease on the event loop's lag (as TCP does it, RFC 5681 §3.1).

    `limit` is how many may run now, between 1 and `most`. Without it, at 200 bounces a second that all get answered,
    half of the acks take more than 60 ms.
    """

    def __init__(self, most: int) -> None:
        self.limit: float = most
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
            self.learn(loop.time() - due)
            more()

    def learn(self, lag: float) -> None:
        """Take notice of one lag, in seconds."""
        if lag > _BUSY_SECONDS:
            self.limit = max(1.0, self.limit / 2)
        else:
            self.limit = min(self._most, self.limit + 0.1)
