"""Cases counted: everything adds up, whatever the cases are; days and weeks without a case are there, too."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.model import Cause, Method
from bot.report.figures import CaseRow, Count, Helped, count_cases
from tests.report.month import SINCE, UNTIL, month

DAY = date(2026, 11, 2)
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC).timestamp()


def solved(cause: Cause, seconds: float, method: Method | None) -> CaseRow:
    return CaseRow(cause, NOON, solved_at=NOON + seconds, solved_with=method, is_solved=True)


def test_causes_methods_and_times_are_counted() -> None:
    rows = [
        solved(Cause.TYPO_IN_ADDRESS, 60, Method.CHECK_ADDRESS),
        solved(Cause.TYPO_IN_ADDRESS, 120, Method.CHECK_ADDRESS),
        solved(Cause.TYPO_IN_ADDRESS, 600, None),
        solved(Cause.BLOCKLISTED, 3600, Method.CHECK_BLOCKLISTS),
        CaseRow(Cause.BLOCKLISTED, NOON),
    ]
    report = count_cases(rows, DAY, DAY)
    assert report.all == Count(5, 4, 360)
    assert report.by_cause == ((Cause.TYPO_IN_ADDRESS, Count(3, 3, 120)), (Cause.BLOCKLISTED, Count(2, 1, 3600)))
    assert report.by_method == (
        Helped(Method.CHECK_ADDRESS, 2),
        Helped(None, 1),
        Helped(Method.CHECK_BLOCKLISTS, 1),
    )
    assert dict(report.best_by_cause) == {
        Cause.TYPO_IN_ADDRESS: Method.CHECK_ADDRESS,
        Cause.BLOCKLISTED: Method.CHECK_BLOCKLISTS,
    }


def test_days_without_a_case_are_there_and_others_are_left_out() -> None:
    rows = [CaseRow(Cause.UNKNOWN, NOON + 86_400 * day) for day in (-3, -1, 0, 0, 2, 5)]
    report = count_cases(rows, DAY - timedelta(days=1), DAY + timedelta(days=3))
    assert [count.cases for _, count in report.by_day] == [1, 2, 0, 1, 0]
    assert report.all.cases == 4


def test_a_long_span_is_counted_by_the_week() -> None:
    report = count_cases(month(), UNTIL - timedelta(days=89), UNTIL)
    assert report.is_weekly
    assert len(report.by_day) == 13
    assert sum(count.cases for _, count in report.by_day) == 131


def test_nothing_is_a_report_too() -> None:
    report = count_cases([], SINCE, UNTIL)
    assert report.all == Count(0, 0)
    assert not report.by_cause
    assert not report.by_method
    assert len(report.by_day) == 30


@given(st.integers(0, 300), st.integers(0, 1000))
def test_everything_adds_up(cases: int, seed: int) -> None:
    report = count_cases(month(cases, seed), SINCE, UNTIL)
    for groups in (report.by_cause, report.by_channel, report.by_receiver, report.by_day):
        assert sum(count.cases for _, count in groups) == report.all.cases == cases
        assert sum(count.solved for _, count in groups) == report.all.solved
    assert sum(helped.solved for helped in report.by_method) == report.all.solved
    assert [count.cases for _, count in report.by_cause] == sorted(
        (count.cases for _, count in report.by_cause), reverse=True
    )
