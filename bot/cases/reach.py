"""Whether Slack answers: a post that gets no answer leaves a doubt, and each doubt costs a look into the channel."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Final

# How long nothing is posted after a post that got no answer, at first, and at most.
_FIRST_SECONDS: Final = 1.0
_MOST_SECONDS: Final = 5.0


class Reach:
    """Lets every post go out, until one gets no answer: from then on one at a time, until Slack answers again.

    Slack allows some 50 looks into threads a minute (`conversations.replies`, Tier 3), and a busy channel has as many
    posts under way when Slack goes away. So what changes nothing is asked first, and the next post is the second probe.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._pause = 0.0
        self._next = 0.0

    async def admit(self, answers: Callable[[], Awaitable[bool]]) -> float:
        """Whether a post may go out: 0, or the seconds after which to ask again. `answers`: whether Slack does."""
        if not self._pause:
            return 0.0
        if (wait := self._next - self._clock()) > 0:
            return wait
        self._wait()
        if await answers():
            return 0.0
        return max(0.0, self._next - self._clock())

    def note(self, *, answered: bool) -> None:
        """A post got an answer, whichever; or none, or one that does not say what became of it."""
        if answered:
            self._pause = 0.0
        elif not self._pause:
            self._wait()

    def _wait(self) -> None:
        self._pause = min(max(self._pause * 2, _FIRST_SECONDS), _MOST_SECONDS)
        self._next = self._clock() + self._pause
