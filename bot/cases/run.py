"""One run of a case: read, ask, show what is known as it comes, diagnose. Whatever dies, the next run goes on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Any, Final

import structlog

from bot.bounce import MAX_BYTES
from bot.bounce.verdict import OFFER
from bot.cases.case import Case, MailboxQuestion, Part, Source, new_id
from bot.cases.intake import Intake, Reading
from bot.cases.people import People
from bot.cases.poster import UPDATE_SECONDS, Poster
from bot.cases.questions import Suspect, suspects_of, with_mailbox
from bot.cases.response_urls import ResponseUrls
from bot.cases.screen import Screen
from bot.cases.slack_errors import TryLaterError, UnreachableError
from bot.cases.store import CaseStore
from bot.cases.workspace import ChannelMode, Workspaces, WorkspaceSettings
from bot.diagnosis import diagnose
from bot.model import Bounce, CaseState, Check, Diagnosis, Finding, IpOrigin, Question, SendingIp
from bot.recorder import Recorder, Unrecorded
from bot.reply.notice import NoticeKind, render_help, render_notice, render_offer
from bot.reply.view import wants_text

_LOG: Final = structlog.get_logger(__name__)

# Most findings are there by then, and the first words need no edit.
_FIRST_WORDS_SECONDS: Final = 0.4

Asker = Callable[[Question], AsyncGenerator[Finding, None]]


@dataclass(frozen=True, slots=True)
class Runner:
    """What a run needs. `ask` streams the findings for a question and ends at its deadline."""

    store: CaseStore
    poster: Poster
    people: People
    workspaces: Workspaces
    intake: Intake
    response_urls: ResponseUrls
    ask: Asker
    recorder: Recorder = field(default_factory=Unrecorded)

    async def __call__(self, case: Case) -> None:
        """Bring the case to where Slack shows its newest revision.

        Raises `Overtaken`, `TryLaterError`, `StoreError`, and whatever is a fault of ours.
        """
        screen = Screen(self.store, self.poster, self.response_urls, self.recorder)
        if case.state is CaseState.READING:
            read = await self._read(case, screen)
            if read is None:
                return
            case = read
        if case.state is CaseState.CHECKING:
            case = await self._check(case, screen)
        case = await screen.show(case)
        if case.shown == 0 and case.diagnoses and case.state is CaseState.ANSWERED:
            self.recorder.answered(case.diagnoses[0].cause.value, time.time() - case.created_at)
        await self._call_for_help(case, screen)
        await self.store.settle(case)

    # --- reading -------------------------------------------------------------------------------------------------

    async def _read(self, case: Case, screen: Screen) -> Case | None:
        """The case with its bounce read, ready to be checked; None where it ends here."""
        locale, reading = await asyncio.gather(
            self.people.locale(case.team, case.asker, case.words), self.intake.read(case)
        )
        case = replace(case, locale=locale)
        if case.diagnoses:
            return await self._read_once_more(case, reading)
        if not case.asked:
            mode = (await self.workspaces.settings(case.team)).mode(case.channel)
            if not reading.bounce.is_bounce and reading.bounce.confidence < OFFER:
                if reading.trouble is not None and any(file.is_mail for file in case.files):
                    await self._ask_for_the_words(case, screen, reading.trouble, mode)
                else:
                    await self.store.forget(case)
                return None
            if not reading.bounce.is_bounce or mode is ChannelMode.OFFER:
                await self._offer(case, reading.bounce)
                return None
        if not reading.found and case.address is None:
            await self._say_that_nothing_was_found(case, screen, reading)
            return None
        bounce = reading.bounce if reading.found else None
        await self.store.save(case, locale=locale, bounce=bounce, state=CaseState.CHECKING)
        return replace(case, bounce=bounce, state=CaseState.CHECKING)

    async def _read_once_more(self, case: Case, reading: Reading) -> Case | None:
        """Something was pasted below an answer: a bounce gets an answer of its own; else the old one still holds."""
        if not reading.found:
            former = CaseState.SOLVED if case.solved_by else CaseState.ANSWERED
            await self.store.settle(case, state=former)
            return None
        changes: dict[str, Any] = {
            "bounce": reading.bounce,
            "state": CaseState.CHECKING,
            "findings": (),
            "diagnoses": (),
            "method": None,
            "tried": (),
            "scope": None,
            "solved_by": None,
            "solved_with": None,
            "message_ts": None,
            "address": None,
        }
        await self.store.save(case, **changes)
        return replace(case, **changes)

    async def _say_that_nothing_was_found(self, case: Case, screen: Screen, reading: Reading) -> None:
        talking = case.source in {Source.DIRECT, Source.MENTION}
        if talking and reading.trouble is None:
            message = render_help(case.locale)
        else:
            message = render_notice(
                reading.trouble or NoticeKind.NO_BOUNCE, case.locale, limit_bytes=MAX_BYTES, error_id=case.id
            )
        if talking:
            await screen.show_instead(case, message)
        else:
            await screen.tell_in_private(case, message)
        await self.store.settle(case, locale=case.locale, state=CaseState.ANSWERED, asks_for_more=True)

    async def _ask_for_the_words(self, case: Case, screen: Screen, trouble: NoticeKind, mode: ChannelMode) -> None:
        """A mail that nobody can read was shared for a reason: its thread hears what is wrong, and what helps."""
        notice = render_notice(trouble, case.locale, limit_bytes=MAX_BYTES, error_id=case.id)
        if mode is ChannelMode.OFFER:
            await screen.tell_in_private(case, notice)
            await self.store.forget(case)
            return
        await screen.show_instead(case, notice)
        await self.store.settle(case, locale=case.locale, state=CaseState.ANSWERED, asks_for_more=True)

    async def _offer(self, case: Case, bounce: Bounce) -> None:
        # An offer that a run may have made before it died is not made again: it is the one thing that nobody misses.
        if case.about_to_post is not Part.OFFER and case.asker is not None:
            await self.poster.wait_for_turn(case)
            await self.store.about_to_post(case, Part.OFFER)
            # Slack shows an ephemeral message in a thread only where the thread exists already.
            thread = case.thread_ts if case.thread_ts != case.source_ts else None
            address = bounce.failures[0].recipient if bounce.failures else None
            try:
                await self.poster.whisper(
                    case.team, case.channel, case.asker, render_offer(case.locale, case.id, address), thread_ts=thread
                )
            except UnreachableError as error:
                _LOG.info("no offer made", case=case.id, reason=str(error))
            except TryLaterError:
                await self.store.posted(case)
                raise
        await self.store.settle(case, locale=case.locale, about_to_post=None, about_at=None)

    async def _call_for_help(self, case: Case, screen: Screen) -> None:
        """When no method helped, those whom the settings name hear of it, once. What was private stays private."""
        if case.state is not CaseState.EXHAUSTED or case.escalation_ts is not None:
            return
        if case.is_private or case.source in {Source.DIRECT, Source.PASTE} or case.message_ts is None:
            return
        settings = await self.workspaces.settings(case.team)
        if settings.escalation_group or settings.escalation_channel:
            await screen.call_for_help(case, settings.escalation_group, settings.escalation_channel)

    # --- checking ------------------------------------------------------------------------------------------------

    async def _check(self, case: Case, screen: Screen) -> Case:
        settings, asker_domain = await asyncio.gather(
            self.workspaces.settings(case.team), self.people.mail_domain(case.team, case.asker)
        )
        suspects = suspects_of(case, settings, asker_domain)
        if case.mailbox is MailboxQuestion.WANTED:
            suspects = with_mailbox(suspects)
        started = time.monotonic()
        findings: list[list[Finding]] = [[] for _ in suspects]
        asking = [
            asyncio.create_task(self._collect(case, suspect.question, sink))
            for suspect, sink in zip(suspects, findings, strict=True)
            if suspect.question is not None
        ]
        patience = _FIRST_WORDS_SECONDS
        try:
            while asking and (await asyncio.wait(asking, timeout=patience))[1]:
                case = await screen.show_progress(self._with_findings(case, suspects, findings))
                patience = UPDATE_SECONDS
        finally:
            for task in asking:
                task.cancel()
            await asyncio.gather(*asking, return_exceptions=True)
        case = self._with_findings(case, suspects, findings)
        changes: dict[str, Any] = {
            "state": CaseState.ANSWERED,
            "findings": case.findings,
            "diagnoses": case.diagnoses,
            "sending_ips": case.sending_ips,
            "seconds": time.monotonic() - started,
            "mailbox": _mailbox_after(case, settings),
            "asks_for_more": bool(case.diagnoses) and wants_text(case.diagnoses[0]),
        }
        await self.store.save(case, **changes)
        return replace(case, **changes)

    async def _collect(self, case: Case, question: Question, sink: list[Finding]) -> None:
        try:
            async with aclosing(self.ask(question)) as findings:
                async for finding in findings:
                    sink.append(finding)  # noqa: PERF401 - shown while the next is awaited
        except Exception as error:  # noqa: BLE001 - a check that breaks must not take the answer along
            _LOG.exception("checks broke", case=case.id, error_id=new_id(), exc_info=error)

    @staticmethod
    def _with_findings(case: Case, suspects: Sequence[Suspect], findings: Sequence[Sequence[Finding]]) -> Case:
        diagnoses: tuple[Diagnosis, ...] = tuple(
            diagnose(suspect.address, found, suspect.failure) for suspect, found in zip(suspects, findings, strict=True)
        )
        everything = tuple(finding for found in findings for finding in found)
        return replace(case, diagnoses=diagnoses, findings=everything, sending_ips=_tested(everything))


def _mailbox_after(case: Case, settings: WorkspaceSettings) -> MailboxQuestion | None:
    """What becomes of the question about the mailbox: once asked it is settled, until everything is checked again."""
    if case.mailbox is MailboxQuestion.WANTED:
        return MailboxQuestion.ASKED
    known = bool(case.diagnoses) and case.diagnoses[0].address is not None
    return MailboxQuestion.OFFERED if settings.mailbox_check and known else None


def _tested(findings: Sequence[Finding]) -> tuple[SendingIp, ...]:
    """The addresses that the lists were asked about, in the order of their findings, with where each came from."""
    origins = {origin.value for origin in IpOrigin}
    tested = {
        (str(finding.details["ip"]), str(finding.details.get("origin")))
        for finding in findings
        if finding.check is Check.BLOCKLIST and "ip" in finding.details and finding.details.get("origin") in origins
    }
    return tuple(sorted((SendingIp(ip, IpOrigin(origin)) for ip, origin in tested), key=lambda each: each.ip))
