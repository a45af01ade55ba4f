"""How fast questions leave for the resolver, over all runs of the process together."""

from __future__ import annotations

import asyncio
import heapq
import itertools

# A small resolver takes in some 250 datagrams before it loses them, and a lost one costs a time-out: a burst may fill
# that by two thirds, and from then on questions go as fast as such a resolver answers.
BURST = 180
QUESTIONS_PER_SECOND = 8_000
TICK_SECONDS = 0.005


class Pace:
    """A token bucket: a burst may go at once, then a few questions at each tick; the urgent ones first.

    Credit grows with the time and not with the ticks: on a busy machine they come late, and the resolver has had the
    time between them to read.
    """

    def __init__(self) -> None:
        self._waiting: list[tuple[int, int, int, asyncio.Future[None]]] = []
        self._order = itertools.count()
        self._credit: float = BURST
        self._counted = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def turn(self, urgency: int, questions: int = 1) -> None:
        """Wait until so many questions may be sent. The lower `urgency`, the sooner."""
        loop = asyncio.get_running_loop()
        if loop is not self._loop:  # what waited in a loop that is over waits no more
            self._loop, self._timer, self._credit = loop, None, BURST
            self._waiting.clear()
        if self._timer is None:
            self._counted = loop.time()
            self._timer = loop.call_later(TICK_SECONDS, self._tick)
        if self._credit > 0 and not self._waiting:
            self._credit -= questions
            return
        let_go: asyncio.Future[None] = loop.create_future()
        heapq.heappush(self._waiting, (urgency, next(self._order), questions, let_go))
        await let_go

    def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        now = loop.time()
        self._credit = min(self._credit + (now - self._counted) * QUESTIONS_PER_SECOND, BURST)
        self._counted = now
        while self._waiting and self._credit > 0:
            _, _, questions, let_go = heapq.heappop(self._waiting)
            if not let_go.done():
                self._credit -= questions
                let_go.set_result(None)
        # The ticks go on until the credit is full again.
        idle = not self._waiting and self._credit == BURST
        self._timer = None if idle else loop.call_later(TICK_SECONDS, self._tick)
