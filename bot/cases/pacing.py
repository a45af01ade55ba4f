"""When the next message may go out: Slack takes about one post a second in a channel, with short bursts."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final

# https://docs.slack.dev/apis/web-api/rate-limits: "chat.postMessage generally allows posting one message per second per
# channel"; "short bursts of more than the limit are allowed". A command's root and its answer go out together.
_BURST: Final = 3
_SECONDS_PER_POST: Final = 1.0
_REMEMBERED: Final = 10_000


class Pace:
    """Hands out turns by name (a channel, a message): `burst` at once, then one every `seconds`.

    The generic cell rate algorithm: one time per name, the one at which its next turn would be due without a burst.
    """

    def __init__(
        self, seconds: float = _SECONDS_PER_POST, burst: int = _BURST, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds = seconds
        self._tolerance = seconds * (burst - 1)
        self._clock = clock
        self._due: dict[str, float] = {}

    def take(self, name: str) -> float:
        """Take the next turn of `name`; the seconds to wait for it."""
        now = self._clock()
        if len(self._due) >= _REMEMBERED:
            self._due = {each: due for each, due in self._due.items() if due > now}
        due = max(self._due.get(name, now), now)
        self._due[name] = due + self._seconds
        return max(0.0, due - self._tolerance - now)

    def take_now(self, name: str) -> float | None:
        """Take the next turn of `name` if it need not be waited for: 0.0, or None and nothing taken."""
        if self._due.get(name, 0.0) - self._tolerance > self._clock():
            return None
        return self.take(name)

    async def turn(self, name: str) -> None:
        """Wait for the next turn of `name`."""
        if (wait := self.take(name)) > 0:
            await asyncio.sleep(wait)
