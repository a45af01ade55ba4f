"""`smtp550 check ADDRESS`: the checks for one address, and the answer for a person or a program."""

from __future__ import annotations

import asyncio
import sys
import time

from rich.console import Console

from bot.article import Words
from bot.cli.as_json import answer_as_json, json_line
from bot.cli.asking import asker, question_about
from bot.cli.console import print_reply, words_in
from bot.cli.exits import EXIT_OK
from bot.cli.live_findings import print_as_they_come
from bot.config import Settings, load_settings
from bot.diagnosis import diagnose
from bot.model import CaseState, Check, Diagnosis, Finding, Question
from bot.reply.view import CaseView

DEFAULT_CHECKS = frozenset(Check) - {Check.MAILBOX}


_ABOUT_SENDER = frozenset({Check.BLOCKLIST, Check.SENDER})


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
    """Check one address: print the findings as they come and the answer under them, or one JSON object."""
    words = words_in(lang)
    question = question_about(address, sender, checks)
    console = Console(highlight=False, soft_wrap=True)
    began = time.perf_counter()
    findings = asyncio.run(_findings(question, load_settings(), words, None if as_json else console))
    diagnosis = diagnose(address, findings)
    if as_json:
        sys.stdout.write(json_line(answer_as_json(address, sender, diagnosis, findings)))
    else:
        if not sender and checks & _ABOUT_SENDER:
            console.print(words.text("console-no-sender", option="--sender"), style="dim", markup=False)
        console.print()
        print_reply(_view(diagnosis, findings, words.locale, seconds=time.perf_counter() - began))
    return EXIT_OK


async def _findings(question: Question, settings: Settings, words: Words, console: Console | None) -> list[Finding]:
    async with asker(settings) as ask:
        if console is None:
            return [finding async for finding in ask(question)]
        return await print_as_they_come(ask(question), words, console)


def _view(diagnosis: Diagnosis, findings: list[Finding], locale: str, *, seconds: float) -> CaseView:
    return CaseView(
        case_id="",
        state=CaseState.ANSWERED,
        locale=locale,
        diagnoses=(diagnosis,),
        address=diagnosis.address,
        findings=tuple(findings),
        seconds=seconds,
    )
