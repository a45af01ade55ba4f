"""Whether Slack answers: a post that gets no answer leaves a doubt, and each doubt costs a look into the channel."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Final

# How long nothing is posted after a post that got no answer, at first, and at most.
_FIRST_SECONDS: Final = 1.0
_MOST_SECONDS: Final = 5.0


class Reach:
    """Lets a workspace's posts go out, until one gets no answer: from then on one at a time, until one gets one.

    Slack allows some 50 looks into threads a minute (`conversations.replies`, Tier 3), and a busy workspace has as many
    posts under way when Slack goes away. So what changes nothing is asked first, and the next post is the second probe.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        # The workspaces in which Slack is silent: when to try again, and how long to pause after that.
        self._silent: dict[str, tuple[float, float]] = {}

    async def admit(self, team: str, answers: Callable[[], Awaitable[bool]]) -> float:
        """Whether a post may go out: 0, or the seconds after which to ask again. `answers`: whether Slack does."""
        if team not in self._silent:
            return 0.0
        due, pause = self._silent[team]
        if (wait := due - self._clock()) > 0:
            return wait
        self._silent[team] = self._clock() + pause, min(pause * 2, _MOST_SECONDS)
        return 0.0 if await answers() else pause

    def note(self, team: str, *, answered: bool) -> None:
        """A post got an answer, whichever; or none, or one that does not say what became of it."""
        if answered:
            self._silent.pop(team, None)
        elif team not in self._silent:
            self._silent[team] = self._clock() + _FIRST_SECONDS, _FIRST_SECONDS * 2
