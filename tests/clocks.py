"""The clocks that tests put on by hand."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(slots=True)
class StillClock:
    """Says `now` until that is changed."""

    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


@dataclass(slots=True)
class AheadClock:
    """The time of day, put on by `ahead` seconds."""

    ahead: float = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead
