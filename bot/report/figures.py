"""Cases counted: a row for each case in, the figures of a report out. Pure."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, TypeVar

from bot.model import Cause, Method

# More days than these are counted by the week.
_DAYS_ONE_BY_ONE: Final = 45

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """What a report may know of a case. Times are epoch seconds, UTC; `check_seconds` is how long the checks took.

    `channel` is None for what was asked in private. `receiver` is the provider that the recipient's mail is with, where
    it is a well-known one. `solved_at` is None as long as nobody said that it is solved; `solved_with` None where it
    was solved by other means than one of the three methods.
    """

    cause: Cause
    created_at: float
    channel: str | None = None
    receiver: str | None = None
    solved_at: float | None = None
    solved_with: Method | None = None
    is_solved: bool = False
    check_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many cases, how many of them are solved, and the median of the seconds that took."""

    cases: int
    solved: int
    median_seconds: float | None = None

    @property
    def unsolved(self) -> int:
        """Those that nobody has called solved."""
        return self.cases - self.solved


@dataclass(frozen=True, slots=True)
class Helped:
    """How many cases a method solved (None: other means), of how many solved ones."""

    method: Method | None
    solved: int


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of a span of days, `since` and `until` included. Everything is sorted, the most first.

    `by_day` is in order of time, each with the day (or the week's first day) that it begins with.
    """

    since: date
    until: date
    all: Count
    median_check_seconds: float | None
    by_cause: tuple[tuple[Cause, Count], ...]
    by_channel: tuple[tuple[str | None, Count], ...]
    by_receiver: tuple[tuple[str | None, Count], ...]
    by_day: tuple[tuple[date, Count], ...]
    by_method: tuple[Helped, ...]
    best_by_cause: tuple[tuple[Cause, Method | None], ...]

    @property
    def is_weekly(self) -> bool:
        """Whether `by_day` counts weeks."""
        return (self.until - self.since).days >= _DAYS_ONE_BY_ONE


def count_cases(rows: Iterable[CaseRow], since: date, until: date) -> Report:
    """The report of the cases that began on a day from `since` to `until` (UTC)."""
    within = [row for row in rows if since <= _day(row) <= until]
    solved = [row for row in within if row.is_solved]
    checks = [row.check_seconds for row in within if row.check_seconds is not None]
    return Report(
        since=since,
        until=until,
        all=_count(within),
        median_check_seconds=statistics.median(checks) if checks else None,
        by_cause=_grouped(within, lambda row: row.cause),
        by_channel=_grouped(within, lambda row: row.channel),
        by_receiver=_grouped(within, lambda row: row.receiver),
        by_day=_by_day(within, since, until),
        by_method=tuple(
            Helped(method, count) for method, count in Counter(row.solved_with for row in solved).most_common()
        ),
        best_by_cause=tuple(
            (cause, Counter(row.solved_with for row in solved if row.cause is cause).most_common(1)[0][0])
            for cause in dict.fromkeys(row.cause for row in solved)
        ),
    )


def _grouped(rows: Sequence[CaseRow], key: Callable[[CaseRow], K]) -> tuple[tuple[K, Count], ...]:
    groups: dict[K, list[CaseRow]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    counted = [(name, _count(group)) for name, group in groups.items()]
    return tuple(sorted(counted, key=lambda item: (-item[1].cases, str(item[0]))))


def _count(rows: Sequence[CaseRow]) -> Count:
    took = [row.solved_at - row.created_at for row in rows if row.is_solved and row.solved_at is not None]
    return Count(len(rows), sum(row.is_solved for row in rows), statistics.median(took) if took else None)


def _by_day(rows: Sequence[CaseRow], since: date, until: date) -> tuple[tuple[date, Count], ...]:
    step = 7 if (until - since).days >= _DAYS_ONE_BY_ONE else 1
    spans: dict[int, list[CaseRow]] = defaultdict(list)
    for row in rows:
        spans[(_day(row) - since).days // step].append(row)
    number = (until - since).days // step + 1
    return tuple((since + timedelta(days=step * index), _count(spans[index])) for index in range(number))


def _day(row: CaseRow) -> date:
    return datetime.fromtimestamp(row.created_at, UTC).date()
