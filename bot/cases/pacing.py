"""When the next message may go out: Slack takes about one post a second in a channel, with short bursts."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, Protocol

# https://docs.slack.dev/apis/web-api/rate-limits: "chat.postMessage generally allows posting one message per second per
# channel"; "short bursts of more than the limit are allowed". A command's root and its answer go out together.
BURST: Final = 3
SECONDS_PER_POST: Final = 1.0
# A turn, or the end of a Retry-After, is waited for that long; whoever has to wait longer comes again later.
PATIENCE_SECONDS: Final = 5.0
_REMEMBERED: Final = 10_000


class NotYetError(RuntimeError):
    """The next turn is further away than the caller would wait: `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the next turn is in {seconds:.1f} s")
        self.seconds = seconds


class Turns(Protocol):
    """Hands out turns by name: `BURST` at once, then one every `SECONDS_PER_POST`.

    The generic cell rate algorithm: one time per name, the one at which its next turn would be due without a burst.
    """

    async def turn(self, name: str, patience: float) -> float:
        """Take the next turn of `name`; the seconds to wait for it.

        Raises `NotYetError`, and takes nothing, where they are more than `patience`; `StoreError` if it asks a store.
        """
        ...

    async def pause(self, name: str, seconds: float) -> None:
        """No turn of `name` for so long: Slack said Retry-After."""
        ...

    async def purge(self) -> None:
        """Forget the names of which nothing waits."""
        ...


class Pace:
    """Turns within this process. `burst` at once, then one every `seconds`."""

    def __init__(
        self, seconds: float = SECONDS_PER_POST, burst: int = BURST, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds = seconds
        self._tolerance = seconds * (burst - 1)
        self._clock = clock
        self._due: dict[str, float] = {}

    def take(self, name: str, patience: float = float("inf"), *, ahead: int = 0) -> float:
        """Take the next turn of `name`; the seconds to wait for it. Raises `NotYetError` as `Turns.turn` does.

        `ahead`: so many turns may be taken before they are due; the later ones wait for them.
        """
        now = self._clock()
        due = max(self._due.get(name, now), now)
        wait = max(0.0, due - self._tolerance - ahead * self._seconds - now)
        if wait > patience:
            raise NotYetError(wait)
        if len(self._due) >= _REMEMBERED:
            self._forget(now)
        self._due[name] = due + self._seconds
        return wait

    async def turn(self, name: str, patience: float) -> float:
        """See `Turns`."""
        return self.take(name, patience)

    async def pause(self, name: str, seconds: float) -> None:
        """See `Turns`."""
        until = self._clock() + seconds + self._tolerance
        self._due[name] = max(self._due.get(name, until), until)

    async def purge(self) -> None:
        """See `Turns`."""
        self._forget(self._clock())

    def _forget(self, now: float) -> None:
        self._due = {name: due for name, due in self._due.items() if due > now}
