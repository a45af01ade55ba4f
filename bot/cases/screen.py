"""What a case shows in Slack: its root message, its answer in the thread, and another way where it may not post."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import Final

import structlog

from bot.cases.case import Case, Part, Source
from bot.cases.pacing import PATIENCE_SECONDS
from bot.cases.poster import Poster
from bot.cases.posting import Posted
from bot.cases.response_urls import ResponseUrls
from bot.cases.slack_errors import GoneError, TryLaterError, UnreachableError
from bot.cases.store import CaseStore
from bot.cases.view import view_of
from bot.model import CaseState
from bot.recorder import Recorder, Unrecorded
from bot.reply.escalation import render_escalation, render_escalation_elsewhere
from bot.reply.notice import render_not_in_channel
from bot.reply.root import render_root
from bot.reply.thread import render_reply
from bot.reply.view import Message

_LOG: Final = structlog.get_logger(__name__)

_BEING_WORKED_ON: Final = frozenset({CaseState.READING, CaseState.CHECKING})
_RATE_LIMITED_TRIES: Final = 3
_COLUMNS: Final = {Part.ROOT: "root_ts", Part.ANSWER: "message_ts", Part.ESCALATION: "escalation_ts"}


class Screen:
    """One case's messages during one run. Nothing is sent that would look like what stands there already."""

    def __init__(
        self, store: CaseStore, poster: Poster, response_urls: ResponseUrls, recorder: Recorder | None = None
    ) -> None:
        self._store = store
        self._poster = poster
        self._response_urls = response_urls
        self._recorder = recorder or Unrecorded()
        self._shown: dict[str, Message] = {}
        self._unreachable: str | None = None
        self._in_doubt: Part | None = None

    async def show_progress(self, case: Case) -> Case:
        """Show how far a case is, unless that is too early for Slack; the case, with where it is shown."""
        if case.is_private:
            return case  # response URLs are good for five answers
        try:
            return await self._show(case, wait=False)
        except TryLaterError as error:
            # What matters is the end. It has patience.
            _LOG.info("progress not shown", case=case.id, reason=str(error))
            return case

    async def show(self, case: Case) -> Case:
        """Show a case as it stands now; the case, with where it is shown.

        Raises `TryLaterError`, `Overtaken`, `StoreError`, and Slack's errors that are nobody's fault but ours.
        """
        if case.is_private:
            # What follows a click takes the place of the message that was clicked on.
            await self._store.still_ours(case)
            await self.tell_in_private(case, render_reply(view_of(case)), replace=case.shown > 0)
            return case
        case = await self._show(case, wait=True)
        if self._unreachable is not None:
            # Who asked gets the same content, and how to invite the bot; who was only overheard expects nothing.
            _LOG.info("may not post there", case=case.id, reason=self._unreachable)
            if case.source is not Source.MESSAGE:
                await self.tell_in_private(case, render_not_in_channel(view_of(case)))
        return case

    async def show_instead(self, case: Case, message: Message) -> None:
        """Show something else than a diagnosis as the case's answer."""
        try:
            await self._answer(case, message, wait=True)
        except UnreachableError as error:
            _LOG.warning("nobody to tell", case=case.id, reason=str(error))

    async def tell_in_private(self, case: Case, message: Message, *, replace: bool = False) -> None:
        """Show something to the asker alone: by the response URL of what they did, or in a direct message."""
        url = self._response_urls.use(case.id)
        if url is not None and await self._poster.respond(url, message, replace=replace):
            return
        if case.asker is None:
            _LOG.warning("nobody to tell", case=case.id)
            return
        try:
            await self._poster.direct(case.team, case.asker, message)
        except UnreachableError as error:
            _LOG.warning("nobody to tell", case=case.id, reason=str(error))

    async def call_for_help(self, case: Case, group: str | None, channel: str | None) -> None:
        """Post the one call for help: in the thread, or in `channel`, with a link to the thread and no address."""
        try:
            if channel is None:
                await self._post(case, Part.ESCALATION, render_escalation(view_of(case), group), case.thread)
                return
            link = await self._poster.permalink(case)
            elsewhere = replace(case, channel=channel, posted_in=None, thread_ts=None, root_ts=None)
            message = render_escalation_elsewhere(view_of(case), group, link)
            await self._post(elsewhere, Part.ESCALATION, message, None)
        except UnreachableError as error:
            _LOG.warning("nobody called for help", case=case.id, reason=str(error))

    async def _show(self, case: Case, *, wait: bool) -> Case:
        if self._unreachable is not None:
            return case
        try:
            if case.thread is None:
                case = await self._post(case, Part.ROOT, render_root(view_of(case)), None)
            case = await self._answer(case, render_reply(view_of(case)), wait=wait)
        except UnreachableError as error:
            self._unreachable = str(error)
            return case
        if case.root_ts is not None and case.state not in _BEING_WORKED_ON:
            await self._update(case, case.root_ts, render_root(view_of(case)), wait=wait)
        return case

    async def _answer(self, case: Case, message: Message, *, wait: bool) -> Case:
        if case.message_ts is None:
            return await self._post(case, Part.ANSWER, message, case.thread)
        await self._update(case, case.message_ts, message, wait=wait)
        return case

    async def _post(self, case: Case, part: Part, message: Message, thread_ts: str | None) -> Case:
        posted = await self._find_or_post(case, part, message, thread_ts)
        where = {_COLUMNS[part]: posted.ts}
        if part is not Part.ESCALATION and posted.channel != case.place:
            where["posted_in"] = posted.channel
        await self._store.posted(case, **where)
        self._in_doubt = None
        return replace(case, **where, about_to_post=None, about_at=None)  # type: ignore[arg-type]

    async def _find_or_post(self, case: Case, part: Part, message: Message, thread_ts: str | None) -> Posted:
        tries = 0
        while True:
            tries += 1
            await self._poster.wait_for_turn(case)
            # An earlier run died here, or Slack broke off: what was about to be posted may be there. Slack allows few
            # looks, so it is this run's turn before it looks.
            if part in {case.about_to_post, self._in_doubt} and (ts := await self._poster.find(case, part)):
                return Posted(case.place, ts)
            since = time.monotonic()
            await self._store.about_to_post(case, part)
            self._in_doubt = part
            try:
                posted = await self._poster.post(case, part, message, thread_ts=thread_ts, since=since)
            except TryLaterError as error:
                if error.nothing_done:
                    # A later run need not look for it.
                    await self._store.posted(case)
                    self._in_doubt = None
                    case = replace(case, about_to_post=None, about_at=None)
                if not _is_short(error, tries):
                    raise
                continue
            self._shown[posted.ts] = message
            if part is Part.ANSWER and case.shown == 0:
                self._recorder.spoke(time.time() - case.created_at)
            return posted

    async def _update(self, case: Case, ts: str, message: Message, *, wait: bool) -> None:
        if self._shown.get(ts) == message:
            return
        tries = 0
        while True:
            tries += 1
            await self._store.still_ours(case)
            try:
                # What a shown case shows first in a new run is the effect of what somebody did.
                clicked = case.shown > 0 and ts not in self._shown
                if await self._poster.update(case, ts, message, wait=wait, clicked=clicked):
                    self._shown[ts] = message
            except GoneError:
                # Somebody deleted our message: that is an answer, too.
                _LOG.info("message was deleted", case=case.id)
            except TryLaterError as error:
                if not (wait and _is_short(error, tries)):
                    raise
                await asyncio.sleep(error.seconds)
                continue
            return


def _is_short(error: TryLaterError, tries: int) -> bool:
    """Whether Slack said 429, and the same run may try again soon: else it makes room for others."""
    return error.nothing_done and 0 < error.seconds <= PATIENCE_SECONDS and tries < _RATE_LIMITED_TRIES
