"""The moments of the day: the same for a name everywhere, spread over the day, none in the past."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.watch.schedule import DAY, next_daily, next_weekly, slot

NOW = datetime(2026, 3, 4, 10, 30, tzinfo=UTC).timestamp()  # a Wednesday


def test_a_name_has_the_same_moment_every_day() -> None:
    first = next_daily("example.com", NOW)
    assert NOW < first <= NOW + DAY
    assert next_daily("example.com", first) == first + DAY
    assert next_daily("example.com", first - 1) == first


def test_fifty_targets_are_spread_over_the_day() -> None:
    hours = [int(slot(f"T1/198.51.100.{number}") // 3600) for number in range(240)]
    assert set(hours) == set(range(24))
    assert max(hours.count(hour) for hour in range(24)) < 25


def test_the_week_begins_on_monday() -> None:
    due = datetime.fromtimestamp(next_weekly("T1", NOW), UTC)
    assert (due.weekday(), due.hour, due.date().isoformat()) == (0, 0, "2026-03-09")
    assert next_weekly("T1", due.timestamp()) == due.timestamp() + 7 * DAY
