"""The report's messages: Slack takes each, in every language; no address, and every figure in words as well."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest

from bot.article import locales
from bot.playground.standin.blocks import complaints_about_blocks, complaints_about_view
from bot.reply.limits import ALT_TEXT
from bot.reply.report_view import (
    Attached,
    csv_of,
    description,
    render_bad_days,
    render_report,
    render_report_cannot_post,
    render_table,
    report_blocks,
)
from bot.report.figures import Report, count_cases
from tests.reply.samples import HOSTILE
from tests.reply.slack_rules import check_message
from tests.report.month import SINCE, UNTIL, month

FULL = count_cases(month(), SINCE, UNTIL)
SPANS = {
    "a month": FULL,
    "nothing": count_cases([], SINCE, UNTIL),
    "one case": count_cases(month(1), SINCE, UNTIL),
    "a year of many": count_cases(month(3000), UNTIL - timedelta(days=364), UNTIL),
}


@pytest.mark.parametrize("locale", locales())
@pytest.mark.parametrize("report", SPANS.values(), ids=list(SPANS))
def test_slack_takes_every_report(locale: str, report: Report) -> None:
    for attached in Attached:
        check_message(render_report(locale, report, attached), frozenset())
    table = render_table(locale, report)
    check_message(table, frozenset())
    assert complaints_about_blocks(list(table.blocks)) == []
    assert 0 < len(description(locale, report)) <= ALT_TEXT
    for file_id in (None, "F0123456789"):
        home = {"type": "home", "blocks": report_blocks(locale, report, file_id, description(locale, report))}
        assert complaints_about_view(home) == []


@pytest.mark.parametrize("locale", locales())
def test_hostile_words_stay_words(locale: str) -> None:
    for text in HOSTILE:
        check_message(render_bad_days(locale, text), frozenset())
    check_message(render_report_cannot_post(locale), frozenset())


def test_the_report_says_what_bounced_why_what_helped_and_how_long_it_took() -> None:
    lines = render_report("en", FULL, Attached.ALL).text.splitlines()
    assert lines[0] == "Mail that came back, Oct 26, 2026 – Nov 24, 2026: 131 cases, 87 solved (66 %)."
    assert lines[1] == "Most often: typo in the address (25 %)."
    assert lines[2] == "What helped most: Method 1 (44 cases)."
    assert lines[3] == "Half of the solved cases took 33 min or less."


def test_japanese_is_japanese() -> None:
    for message in (render_report("ja", FULL, Attached.ALL), render_table("ja", FULL)):
        assert re.search("[ぁ-ん]", message.text)


def test_the_csv_has_every_figure_once() -> None:
    rows = list(csv.DictReader(io.StringIO(csv_of(FULL).decode("utf-8-sig"))))
    assert {row["counted_by"] for row in rows} == {"all", "cause", "channel", "receiver", "method", "day"}
    assert rows[0] | {"median_seconds_to_solution": ""} == {
        "since": "2026-10-26",
        "until": "2026-11-24",
        "counted_by": "all",
        "name": "",
        "cases": "131",
        "solved": "87",
        "median_seconds_to_solution": "",
    }
    names = [(row["counted_by"], row["name"]) for row in rows]
    assert len(names) == len(set(names))
