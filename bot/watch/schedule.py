"""When a target is read next: once a day, at a moment of its own, so that a day's questions are spread over the day."""

from __future__ import annotations

import hashlib
from typing import Final

DAY: Final = 86_400.0
_HOUR: Final = 3_600.0
_WEEK: Final = 7 * DAY
# 1970-01-01 was a Thursday.
_FIRST_MONDAY: Final = 4 * DAY


def slot(name: str, seconds: float = DAY) -> float:
    """The moment of `name` within a span of `seconds`, a whole second: the same on every machine."""
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8])
    return float(number % int(seconds))


def next_daily(name: str, now: float) -> float:
    """The next time (epoch seconds) of day that belongs to `name`, later than `now`."""
    due = now - now % DAY + slot(name)
    return due if due > now else due + DAY


def next_weekly(name: str, now: float) -> float:
    """The next hour that Monday begins with (UTC), later than `now`, at a moment of `name` in it.

    That is Monday morning in East Asia; where the week begins later, the report is there when people come.
    """
    due = now - (now - _FIRST_MONDAY) % _WEEK + slot(name, _HOUR)
    return due if due > now else due + _WEEK
