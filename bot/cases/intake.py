"""What a case brought along: its words, its files, the thread that it was mentioned in; read into one bounce."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import structlog
from slack_sdk.errors import SlackApiError

from bot.bounce import UNREADABLE_MSG, read_mail, read_text
from bot.cases.case import Case, SlackFile, Source
from bot.cases.downloads import Downloads, UnreadableFileError
from bot.cases.history import History
from bot.cases.payload_words import files_of, words_of
from bot.cases.posting import Clients
from bot.cases.slack_errors import FAILURES, TryLaterError
from bot.model import Bounce
from bot.reply.notice import NoticeKind

_LOG: Final = structlog.get_logger(__name__)

# Reading this much takes a thread, so that nobody else's ack waits for it.
_LONG_BYTES: Final = 50_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read; `trouble` is why a file could not be."""

    bounce: Bounce
    trouble: NoticeKind | None = None

    @property
    def found(self) -> bool:
        """Whether there is something to diagnose."""
        return self.bounce.is_bounce or bool(self.bounce.failures)


@dataclass(frozen=True, slots=True)
class Intake:
    """Reads cases. Raises `TryLaterError` where Slack does not hand out a file now."""

    clients: Clients
    history: History
    downloads: Downloads

    async def read(self, case: Case) -> Reading:
        """The bounce in a case's words and files; for a mention in a thread, else in the thread's first message."""
        in_thread = case.source is Source.MENTION and case.thread_ts not in {None, case.source_ts}
        if case.address is not None and not case.diagnoses:
            root = await self._read_root(case) if in_thread else None
            about = root and _about(root, case.address)
            return about or Reading(Bounce(is_bounce=False, confidence=0.0))
        reading = await self._read(case, case.words, case.files)
        if reading.found or not in_thread:
            return reading
        return await self._read_root(case) or reading

    async def _read_root(self, case: Case) -> Reading | None:
        root = await self.history.root(case)
        return await self._read(case, words_of(root), files_of(root)) if root else None

    async def _read(self, case: Case, words: str, files: Sequence[SlackFile]) -> Reading:
        contents = []
        trouble = None
        token = await self.clients.token(case.team) if files else ""
        for file in files:
            try:
                known = file if file.url else await self._told_by_slack(case, file)
                contents.append(await self.downloads.fetch(known, token))
            except UnreadableFileError as error:
                _LOG.warning("file not read", case=case.id, reason=str(error))
                trouble = error.notice
        if len(words) + sum(map(len, contents)) > _LONG_BYTES:
            bounce = await asyncio.to_thread(read_case, words, contents)
        else:
            bounce = read_case(words, contents)
        if bounce.format == UNREADABLE_MSG:
            trouble = NoticeKind.UNREADABLE_FILE
        return Reading(bounce, trouble)

    async def _told_by_slack(self, case: Case, file: SlackFile) -> SlackFile:
        """All of a file of which the message had only the id, as in channels shared with another company.

        https://docs.slack.dev/apis/slack-connect/#files
        """
        try:
            answer = await self.clients.client(case.team).files_info(file=file.id)
        except SlackApiError as error:
            raise UnreadableFileError(str(error.response.get("error"))) from error
        except FAILURES as error:
            raise TryLaterError(type(error).__name__) from error
        [told, *_] = files_of({"files": [answer.get("file")]}) or (None,)
        if told is None or not told.url:
            raise UnreadableFileError("not a text or a mail", NoticeKind.UNREADABLE_FILE)
        return told


def _about(reading: Reading, address: str) -> Reading | None:
    """The same with the failure of `address` first; None where the bounce does not name it."""
    wanted = address.strip().lower()
    failures = reading.bounce.failures
    named = [
        failure for failure in failures if wanted in {(failure.recipient or "").lower(), (failure.alias or "").lower()}
    ]
    if not named:
        return None
    others = [failure for failure in failures if failure not in named]
    return replace(reading, bounce=replace(reading.bounce, failures=(*named, *others)))


def read_case(words: str, files: Sequence[bytes]) -> Bounce:
    """The bounce in a message's words and files: the surest of them, with the failures of the others.

    Never raises for what it reads.
    """
    bounces = [read_mail(content) for content in files]
    if words.strip():
        bounces.append(read_text(words))
    if not bounces:
        return Bounce(is_bounce=False, confidence=0.0)
    surest = max(bounces, key=lambda bounce: (bounce.is_bounce, bool(bounce.failures), bounce.confidence))
    told = {failure.recipient for failure in surest.failures}
    others = {
        failure.recipient: failure
        for bounce in bounces
        for failure in bounce.failures
        if bounce.is_bounce and failure.recipient and failure.recipient not in told
    }
    return replace(surest, failures=(*surest.failures, *others.values()))
