"""A report in words: the message in the channel, the table in its thread, the picture's words, the CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from enum import Enum, auto

from bot.article import Words
from bot.model import Method
from bot.reply import limits, outside
from bot.reply.spans import Line, line, listing, mention_channel, paragraph, rich_text
from bot.reply.thread import fallback
from bot.reply.verdict import short_cause
from bot.reply.view import Block, Message
from bot.report.drawing import Bar, Drawing
from bot.report.figures import Count, Report

REPORT, REPORT_30 = "/smtp550 report", "/smtp550 report 30"
MOST_DAYS = 365
_CAUSES_DRAWN = 9
_CAUSES_LISTED = 23
_PLACES = 8
_TYPED = 40
_MINUTE, _HOUR, _DAY = 60.0, 3_600.0, 86_400.0


class Attached(Enum):
    """What came along with the table."""

    ALL = auto()
    NO_PICTURE = auto()
    NOTHING = auto()


# --- messages ---------------------------------------------------------------------------------------------------------


def render_report(locale: str, report: Report, attached: Attached) -> Message:
    """The message in the channel: the figures that matter in a few lines."""
    words = Words(locale)
    lines = [line(headline(words, report), bold=True), *_highlights(words, report)]
    if report.all.cases:
        lines.append(line(_below(words, attached)))
    return Message(fallback(lines), (rich_text(paragraph(lines)),))


def render_table(locale: str, report: Report) -> Message:
    """The reply in the thread: causes as a table, then where it was asked and where the recipients' mail is."""
    words = Words(locale)
    rows = list(_rows(words, report))
    align = [{"is_wrapped": True}, *([{"align": "right"}] * 3), {"is_wrapped": True}]
    table: Block = {
        "type": "table",
        "column_settings": align,
        "rows": [[{"type": "raw_text", "text": cell} for cell in row] for row in rows],
    }
    blocks, told = [table], [line(words.text("part-separator").join(row)) for row in rows]
    for title, places in (("report-where", _channels(words, report)), ("report-whom", _receivers(words, report))):
        if places:
            head = line(words.text(title), bold=True)
            blocks.append(rich_text(paragraph([head]), listing(places, ordered=False)))
            told += [head, *places]
    if report.median_check_seconds is not None:
        took = line(words.text("report-checks-took", duration=_duration(words, report.median_check_seconds)))
        blocks.append(rich_text(paragraph([took])))
        told.append(took)
    return Message(fallback(told), tuple(blocks))


def render_bad_days(locale: str, typed: str) -> Message:
    """`/smtp550 report` with something that is no number of days."""
    words = Words(locale)
    variables: dict[str, str | float] = {
        "typed": outside.outside(typed, _TYPED),
        "command": outside.outside(REPORT_30, _TYPED),
        "most": MOST_DAYS,
    }
    first = line(words.text("report-bad-days", **variables), bold=True)
    lines = [first, line(words.text("report-bad-days.next", **variables))]
    return Message(fallback(lines), (rich_text(paragraph(lines)),))


def render_report_cannot_post(locale: str) -> Message:
    """The report could not be posted where it was asked for."""
    words = Words(locale)
    invite = outside.outside(words.text("invite-command"), _TYPED)
    lines = [
        line(words.text("report-cannot-post"), bold=True),
        line(words.text("report-cannot-post.next", invite=invite)),
    ]
    return Message(fallback(lines), (rich_text(paragraph(lines)),))


def report_blocks(locale: str, report: Report, file_id: str | None, description: str) -> list[Block]:
    """The last 30 days on the Home tab: the picture, if there is one, and the same in words."""
    words = Words(locale)
    heading = {"type": "plain_text", "text": words.text("report-home"), "emoji": False}
    blocks: list[Block] = [{"type": "header", "text": heading}]
    if file_id is not None:
        blocks.append(
            {"type": "image", "slack_file": {"id": file_id}, "alt_text": outside.cut(description, limits.ALT_TEXT)}
        )
    command = outside.outside(REPORT, _TYPED)
    lines = [line(words.text("report-home-words", headline=headline(words, report), command=command))]
    return [*blocks, rich_text(paragraph([*lines, *_highlights(words, report)]))]


def headline(words: Words, report: Report) -> str:
    """The report in one sentence."""
    if not report.all.cases:
        return words.text("report-headline-none", span=span(words, report))
    return words.text(
        "report-headline",
        span=span(words, report),
        cases=report.all.cases,
        solved=report.all.solved,
        percent=_percent(report.all.solved, report.all.cases),
    )


def span(words: Words, report: Report) -> str:
    """From when to when."""
    return words.text("report-span", since=_moment(report.since), until=_moment(report.until))


def _highlights(words: Words, report: Report) -> Iterator[Line]:
    if report.by_cause:
        cause, count = report.by_cause[0]
        percent = _percent(count.cases, report.all.cases)
        yield line(words.text("report-mostly", cause=short_cause(words, cause), percent=percent))
    if report.by_method:
        best = report.by_method[0]
        yield line(words.text("report-helped", method=_method(words, best.method), count=best.solved))
    if report.all.median_seconds is not None:
        yield line(words.text("report-took", duration=_duration(words, report.all.median_seconds)))


def _below(words: Words, attached: Attached) -> str:
    if attached is Attached.NOTHING:
        return words.text("report-below-without-files", scope=outside.outside("files:write", _TYPED))
    return words.text("report-below" if attached is Attached.ALL else "report-below-without-picture")


def _rows(words: Words, report: Report) -> Iterator[list[str]]:
    names = ("cause", "cases", "solved", "median", "best")
    yield [words.text(f"report-column-{name}") for name in names]
    best = dict(report.best_by_cause)
    for cause, count in report.by_cause[:_CAUSES_LISTED]:
        helped = _method(words, best[cause]) if cause in best else words.text("report-nothing")
        yield _table_row(words, short_cause(words, cause), count, helped)
    helped = _method(words, report.by_method[0].method) if report.by_method else words.text("report-nothing")
    yield _table_row(words, words.text("report-all"), report.all, helped)


def _table_row(words: Words, name: str, count: Count, helped: str) -> list[str]:
    took = count.median_seconds
    median = words.text("report-nothing") if took is None else _duration(words, took)
    return [name, str(count.cases), str(count.solved), median, helped]


def _channels(words: Words, report: Report) -> list[Line]:
    private = words.text("report-private")
    named = [(mention_channel(channel) or private, count) for channel, count in report.by_channel]
    return [_place(words, name, count) for name, count in named[:_PLACES]]


def _receivers(words: Words, report: Report) -> list[Line]:
    others = words.text("report-other-receivers")
    named = [(outside.host(name) if name else others, count) for name, count in report.by_receiver]
    return [_place(words, name, count) for name, count in named[:_PLACES]]


def _place(words: Words, name: str, count: Count) -> Line:
    return line(words.text("report-item", name=name, cases=count.cases, solved=count.solved))


# --- the picture ------------------------------------------------------------------------------------------------------


def drawing_of(locale: str, report: Report) -> Drawing:
    """All words and numbers of the picture."""
    words = Words(locale)
    causes = _cause_bars(words, report)
    methods = [
        Bar(_method_drawn(words, helped.method), helped.solved, note=_share(words, helped.solved, report.all.solved))
        for helped in report.by_method
    ]
    return Drawing(
        title=words.text("report-title"),
        subtitle=words.text(
            "report-subtitle",
            span=span(words, report),
            cases=report.all.cases,
            solved=report.all.solved,
            percent=_percent(report.all.solved, report.all.cases),
        ),
        description=description(locale, report),
        solved=words.text("report-solved"),
        unsolved=words.text("report-unsolved"),
        causes_title=words.text("report-causes"),
        causes=tuple(causes),
        days_title=words.text("report-weeks" if report.is_weekly else "report-days"),
        days=tuple(Bar(_day_drawn(words, day), count.solved, count.unsolved) for day, count in report.by_day),
        methods_title=words.text("report-methods"),
        methods=tuple(methods),
        footer=words.text("report-footer"),
    )


def _cause_bars(words: Words, report: Report) -> list[Bar]:
    shown, rest = report.by_cause[:_CAUSES_DRAWN], report.by_cause[_CAUSES_DRAWN:]
    bars = [
        Bar(short_cause(words, cause), count.solved, count.unsolved, _share(words, count.cases, report.all.cases))
        for cause, count in shown
    ]
    if rest:
        cases, solved = sum(count.cases for _, count in rest), sum(count.solved for _, count in rest)
        label = words.text("report-others", count=len(rest))
        bars.append(Bar(label, solved, cases - solved, _share(words, cases, report.all.cases)))
    return bars


def description(locale: str, report: Report) -> str:
    """The picture in words, for those who do not see it."""
    words = Words(locale)
    causes = [
        words.text("report-described-cause", cause=short_cause(words, cause), cases=count.cases, solved=count.solved)
        for cause, count in report.by_cause[:_CAUSES_DRAWN]
    ]
    methods = [
        words.text("report-described-method", method=_method(words, helped.method), count=helped.solved)
        for helped in report.by_method
    ]
    separator, nothing = words.text("list-separator"), words.text("report-nothing")
    return words.text(
        "report-description",
        span=span(words, report),
        cases=report.all.cases,
        solved=report.all.solved,
        causes=separator.join(causes) or nothing,
        methods=separator.join(methods) or nothing,
    )


# --- the figures ------------------------------------------------------------------------------------------------------


def csv_of(report: Report) -> bytes:
    """The figures as CSV (RFC 4180), with a byte-order mark, because spreadsheets guess the encoding without one.

    One row for each count: what is counted by, which one, and the counts. Slugs, not words: for programs.
    """
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet)
    writer.writerow(["since", "until", "counted_by", "name", "cases", "solved", "median_seconds_to_solution"])
    for counted_by, name, count in _counts(report):
        took = "" if count.median_seconds is None else f"{count.median_seconds:.0f}"
        writer.writerow([report.since, report.until, counted_by, name, count.cases, count.solved, took])
    return sheet.getvalue().encode("utf-8-sig")


def _counts(report: Report) -> Iterator[tuple[str, str, Count]]:
    yield "all", "", report.all
    for cause, count in report.by_cause:
        yield "cause", cause.value, count
    for channel, count in report.by_channel:
        yield "channel", channel or "private", count
    for receiver, count in report.by_receiver:
        yield "receiver", receiver or "other", count
    for helped in report.by_method:
        yield (
            "method",
            "other" if helped.method is None else str(int(helped.method)),
            Count(helped.solved, helped.solved),
        )
    for day, count in report.by_day:
        yield ("week" if report.is_weekly else "day"), day.isoformat(), count


def titles(locale: str, report: Report) -> tuple[str, str]:
    """The titles of the two files: the picture's and the CSV's."""
    words = Words(locale)
    return (
        words.text("report-picture-title", span=span(words, report)),
        words.text("report-csv-title", span=span(words, report)),
    )


def _method(words: Words, method: Method | None) -> str:
    return words.text("report-other-means") if method is None else words.text(f"method-{int(method)}.short")


def _method_drawn(words: Words, method: Method | None) -> str:
    return words.text("report-other-means") if method is None else words.text(f"report-method-{int(method)}")


def _day_drawn(words: Words, day: date) -> str:
    return words.text("report-day", month=f"{day:%m}", day=f"{day:%d}")


def _share(words: Words, cases: int, of: int) -> str:
    return words.text("report-share", cases=cases, percent=_percent(cases, of))


def _percent(part: int, of: int) -> int:
    return round(100 * part / of) if of else 0


def _duration(words: Words, seconds: float) -> str:
    if seconds < _MINUTE:
        return words.text("report-seconds", count=round(seconds, 1) if seconds < 10 else round(seconds))
    if seconds < _HOUR:
        return words.text("report-minutes", count=round(seconds / _MINUTE))
    if seconds < 2 * _DAY:
        return words.text("report-hours", count=round(seconds / _HOUR))
    return words.text("report-days-long", count=round(seconds / _DAY))


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
