"""Turns by name, so many a minute: the arithmetic of every limit on what somebody may ask of us, or through us."""

from __future__ import annotations

from typing import Final

_MINUTE: Final = 60.0
_REMEMBERED: Final = 20_000
_ROUNDING: Final = 1e-6  # what adding up a minute's worth of fractions may be off by


class Bucket:
    """Hands out `per_minute` turns a minute by name; unused ones gather, up to a minute's worth.

    The generic cell rate algorithm (ITU-T I.371, Annex A): a float a name, the time at which its bucket is full again.
    It remembers the fullest use of `_REMEMBERED` names; what is forgotten counts as unused.
    """

    def __init__(self, per_minute: int) -> None:
        self._seconds = _MINUTE / per_minute if per_minute else 0.0
        self._tolerance = _MINUTE - self._seconds + _ROUNDING
        self._full_at: dict[str, float] = {}

    def has(self, name: str, now: float) -> bool:
        """Whether there is a turn for `name` at `now` (seconds of any steady clock)."""
        return self._full_at.get(name, now) - now <= self._tolerance

    def take(self, name: str, now: float) -> None:
        """Take a turn of `name`."""
        if not self._seconds:
            return
        if len(self._full_at) >= _REMEMBERED:
            self._forget(now)
        self._full_at[name] = max(self._full_at.get(name, now), now) + self._seconds

    def give_back(self, name: str) -> None:
        """Take back a turn of `name` that was not used."""
        if name in self._full_at:
            self._full_at[name] -= self._seconds

    def _forget(self, now: float) -> None:
        """Forget who has a full bucket; where that is not enough, the half of the names that used the least."""
        kept = {name: full_at for name, full_at in self._full_at.items() if full_at > now}
        if len(kept) > _REMEMBERED // 2:
            most = sorted(kept.items(), key=lambda item: item[1], reverse=True)[: _REMEMBERED // 2]
            kept = dict(most)
        self._full_at = kept
