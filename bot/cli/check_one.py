"""`smtp550 check ADDRESS`: the checks for one address, and the answer for a person or a program."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from bot.article import Words, pick_locale
from bot.cli.as_json import answer_as_json
from bot.cli.asking import asker, question_about
from bot.cli.console import print_reply, terminal_locale
from bot.cli.exits import EXIT_OK
from bot.config import Settings, load_settings
from bot.diagnosis import diagnose
from bot.model import CaseState, Check, Diagnosis, Finding, Question, Status
from bot.reply.sentences import finding_sentence
from bot.reply.view import CaseView

DEFAULT_CHECKS = frozenset(Check) - {Check.MAILBOX}
# About what a run with all blocklists finds; the bar is a sign of life, not a promise.
_USUAL_FINDINGS = 125


def parse_only(only: str | None) -> frozenset[Check]:
    """The checks that `--only` names. Raises `ValueError` with a sentence that lists what there is."""
    if only is None:
        return DEFAULT_CHECKS
    names = {name.strip().lower() for name in only.split(",") if name.strip()}
    known = {check.value for check in Check}
    if not names or names - known:
        wrong = ", ".join(sorted(names - known)) or "(none)"
        raise ValueError(f"no such check: {wrong}; there are {', '.join(check.value for check in Check)}")
    return frozenset(Check(name) for name in names)


def check_one(address: str, sender: str | None, checks: frozenset[Check], *, as_json: bool, lang: str | None) -> int:
    """Check one address and print the answer."""
    locale = pick_locale(lang or terminal_locale(os.environ))
    question = question_about(address, sender, checks)
    began = time.perf_counter()
    findings = asyncio.run(_findings(question, load_settings(), Words(locale)))
    diagnosis = diagnose(address, findings)
    if as_json:
        sys.stdout.write(json.dumps(answer_as_json(address, sender, diagnosis, findings), ensure_ascii=False) + "\n")
    else:
        _print(diagnosis, findings, locale, seconds=time.perf_counter() - began)
    return EXIT_OK


async def _findings(question: Question, settings: Settings, words: Words) -> list[Finding]:
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    findings: list[Finding] = []
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(words.text("console-checking"), total=_USUAL_FINDINGS)
        async with asker(settings) as ask:
            async for finding in ask(question):
                findings.append(finding)
                progress.advance(task)
    return findings


def _print(diagnosis: Diagnosis, findings: list[Finding], locale: str, *, seconds: float) -> None:
    view = CaseView(
        case_id="",
        state=CaseState.ANSWERED,
        locale=locale,
        diagnoses=(diagnosis,),
        address=diagnosis.address,
        findings=tuple(findings),
        seconds=seconds,
    )
    print_reply(view)
    words = Words(locale)
    console = Console(highlight=False, soft_wrap=True)
    told = [finding for finding in findings if finding.status in (Status.FAIL, Status.WARN)]
    if told:
        console.print()
        console.print(words.text("console-findings"), style="bold")
    for finding in told:
        console.print("•", finding_sentence(words, finding), markup=False)
