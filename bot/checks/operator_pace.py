"""How many questions a second each operator of blocklists gets from the watch: arithmetic, the waiting is elsewhere."""

from __future__ import annotations

# The most that an operator may ever get is 20 questions a second. A question that is lost is sent again, what a listing
# costs on top (its reason, the test points) is known only afterwards, and a process that stood still catches up: all of
# that has to fit.
QUESTIONS_PER_SECOND = 8.0


class OperatorPace:
    """Turns by operator, evenly spaced and without bursts. Times are seconds of any one clock."""

    def __init__(self, per_second: float = QUESTIONS_PER_SECOND) -> None:
        self._gap = 1.0 / per_second
        self._free_at: dict[str, float] = {}

    def take(self, operator: str, questions: int, now: float) -> float:
        """Take the next turn for so many questions to `operator`; the seconds to wait for it."""
        begin = max(self._free_at.get(operator, now), now)
        self._free_at[operator] = begin + questions * self._gap
        return begin - now
