"""Rate limits as token buckets: one post a second in a channel, so many calls a minute of a method's tier."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from bot.playground.standin import limits
from bot.playground.standin.errors import SlackError


@dataclass(slots=True)
class Bucket:
    """`size` tokens, refilled at `per_second`. Times are seconds of any steady clock."""

    size: float
    per_second: float
    left: float
    last: float

    def take(self, now: float) -> float:
        """Take a token; 0.0 if there was one, else the seconds until there is."""
        self.left = min(self.size, self.left + (now - self.last) * self.per_second)
        self.last = now
        if self.left < 1:
            return (1 - self.left) / self.per_second
        self.left -= 1
        return 0.0


@dataclass(slots=True)
class RateLimits:
    """All buckets of a workspace. `enabled` switches them."""

    enabled: bool = True
    _buckets: dict[str, Bucket] = field(default_factory=dict)

    def post(self, channel: str, now: float) -> None:
        """One message in a channel. Raises `ratelimited`."""
        self._take(f"post {channel}", limits.POSTS_BURST, limits.POSTS_PER_SECOND, now)

    def call(self, method: str, tier: int, now: float) -> None:
        """One call of a method. Raises `ratelimited`."""
        per_minute = limits.TIERS_PER_MINUTE[tier]
        self._take(f"call {method}", per_minute, per_minute / 60, now)

    def _take(self, key: str, size: float, per_second: float, now: float) -> None:
        if not self.enabled:
            return
        bucket = self._buckets.setdefault(key, Bucket(size, per_second, size, now))
        if wait := bucket.take(now):
            raise SlackError("ratelimited", retry_after=max(1, math.ceil(wait)))
