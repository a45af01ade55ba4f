"""How much one person, channel or workspace may ask: past that, a request is refused before anything of it is kept."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from bot.bucket import Bucket

# Whoever is over a limit is told once in this time, however often they ask.
_TOLD_SECONDS: Final = 600.0
_REMEMBERED: Final = 20_000


@dataclass(frozen=True, slots=True)
class Allowance:
    """Requests a minute of one person, one channel, one workspace: all at once or spread over it; 0 is no limit."""

    user: int = 300
    channel: int = 1_000
    workspace: int = 20_000

    @property
    def program(self) -> int:
        """Of one program that the workspace allowed: a tenth of a person's, for programs get into loops."""
        return -(-self.user // 10)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request comes from. Of what Slack itself posts (mails sent to a channel) there is no `user`."""

    team: str
    channel: str | None = None
    user: str | None = None
    is_person: bool = True


class Admission(Enum):
    """What becomes of a request."""

    GRANTED = auto()
    REFUSED = auto()  # and the one who asked is to be told
    REFUSED_AGAIN = auto()  # they were told


class Limits:
    """The limits of this process; several replicas each count what they receive themselves."""

    def __init__(self, allowance: Allowance | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        allowance = allowance or Allowance()
        self._clock = clock
        self._users = Bucket(allowance.user)
        self._programs = Bucket(allowance.program)
        self._channels = Bucket(allowance.channel)
        self._workspaces = Bucket(allowance.workspace)
        self._told_until: dict[str, float] = {}

    def admit(self, origin: Origin) -> Admission:
        """Take a turn for a request from `origin`, if there is one: what one person is refused costs nobody else's."""
        now = self._clock()
        wanted = self._buckets(origin)
        if all(bucket.has(name, now) for bucket, name in wanted):
            for bucket, name in wanted:
                bucket.take(name, now)
            return Admission.GRANTED
        return self._refuse(f"{origin.team}:{origin.user or origin.channel}", now)

    def give_back(self, origin: Origin) -> None:
        """Take back a turn that `origin` was granted and did not use."""
        for bucket, name in self._buckets(origin):
            bucket.give_back(name)

    def _buckets(self, origin: Origin) -> list[tuple[Bucket, str]]:
        """The buckets that a request takes its turn from, each with its name there."""
        wanted = [(self._workspaces, origin.team)]
        if origin.channel:
            wanted.append((self._channels, f"{origin.team}:{origin.channel}"))
        if origin.user:
            wanted.append((self._users if origin.is_person else self._programs, f"{origin.team}:{origin.user}"))
        return wanted

    def _refuse(self, name: str, now: float) -> Admission:
        if self._told_until.get(name, now) > now:
            return Admission.REFUSED_AGAIN
        if len(self._told_until) >= _REMEMBERED:
            self._told_until = {each: until for each, until in self._told_until.items() if until > now}
        if len(self._told_until) >= _REMEMBERED:
            return Admission.REFUSED_AGAIN
        self._told_until[name] = now + _TOLD_SECONDS
        return Admission.REFUSED
