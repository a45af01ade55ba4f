"""Findings on a terminal, as they come: a mark, a colour and a sentence for each; what to do under it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from bot.article import Words
from bot.model import Finding, Status
from bot.reply.finding_lines import TOLD_TOGETHER, finding_details, told_together
from bot.reply.sentences import about, cleared, count_lists, finding_sentence, slug, whose_ip
from bot.reply.spans import line, plain

# About what a run with all blocklists finds; the bar is a sign of life, not a promise.
_USUAL_FINDINGS: Final = 125
# Never the colour alone: the mark says the same (https://no-color.org is heeded by rich).
_MARKS: Final = {
    Status.PASS: ("✓", "green"),
    Status.WARN: ("!", "yellow"),
    Status.FAIL: ("✗", "bold red"),
    Status.UNKNOWN: ("?", "magenta"),
    Status.SKIPPED: ("–", "dim"),
}


async def print_as_they_come(arriving: AsyncIterator[Finding], words: Words, console: Console) -> list[Finding]:
    """Print what comes, the lists with nothing to tell in a few lines at the end; gives all that came."""
    findings: list[Finding] = []
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    interactive = console.file.isatty()
    with Progress(*columns, console=console, transient=True, disable=not interactive) as progress:
        task = progress.add_task(words.text("console-checking"), total=_USUAL_FINDINGS)
        async for finding in arriving:
            findings.append(finding)
            if finding.code not in TOLD_TOGETHER or "dead" in finding.details:
                _print_one(finding, words, console)
            progress.advance(task)
    for summary, status in _lists(findings, words):
        _print_line(summary, status, words.text("check-blocklist"), console)
    return findings


def _print_one(finding: Finding, words: Words, console: Console) -> None:
    check = words.text(f"check-{slug(finding.check.value)}")
    details = [Text(f"\n    {plain(detail)}", style="dim") for detail in finding_details(words, finding)]
    _print_line(plain(line(finding_sentence(words, finding))), finding.status, check, console, details)
    console.file.flush()


def _print_line(sentence: str, status: Status, check: str, console: Console, details: Sequence[Text] = ()) -> None:
    mark, style = _MARKS[status]
    console.print(Text.assemble((f"{mark} {check}", style), " · ", sentence, *details))


def _lists(findings: Sequence[Finding], words: Words) -> list[tuple[str, Status]]:
    """How many lists cleared each address or domain, and which lists could not be checked, for all of them."""
    told: list[tuple[str, Status]] = []
    clear = cleared(findings)
    for subject in dict.fromkeys(about(finding) for finding in clear):
        ours = [finding for finding in clear if about(finding) == subject]
        sentence = words.text("console-clear", ip=whose_ip(words, ours[0]), count=count_lists(ours))
        told.append((plain(line(sentence)), Status.PASS))
    for code in TOLD_TOGETHER:
        silent = [finding for finding in findings if finding.code is code and finding.status is Status.UNKNOWN]
        silent = [finding for finding in silent if "list" in finding.details]
        if silent:
            told.append((plain(told_together(words, code, silent)), Status.UNKNOWN))
    return told
