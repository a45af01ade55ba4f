"""The first to see a request, before Bolt authorizes it: stores what concerns us, so that an ack is a promise kept."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import structlog
from slack_bolt import BoltResponse
from slack_bolt.context.async_context import AsyncBoltContext

from bot.bounce import is_worth_reading
from bot.cases.case import new_id
from bot.cases.database import StoreError
from bot.cases.inbox import Delivery, Kind
from bot.recorder import Fate
from bot.reply.notice import NoticeKind, render_notice
from bot.reply.view import Message
from handlers.desk import Desk, user_of
from handlers.gate import Identity, Verdict, key_of, kind_of, verdict, without_words
from handlers.limits import Admission, Origin
from handlers.origin import is_everyday, origin_of

_LOG: Final = structlog.get_logger(__name__)

# Slack waits 3 s. What is not stored by then has failed, and Slack sends it again.
_STORE_SECONDS: Final = 2.5

# Bolt answers 404, or nothing over Socket Mode, to what no handler matches; Slack then shows people an error.
_NOT_OURS: Final = frozenset({"view_closed", "block_suggestion", "workflow_step_edit", "dialog_submission"})

# The key in Bolt's context under which handlers find what they were called for.
DELIVERY: Final = "smtp550_delivery"


def reception(desk: Desk) -> Callable[..., Awaitable[BoltResponse | None]]:
    """The middleware for Bolt's `before_authorize`.

    A store that fails raises: Bolt answers 500, or sends no ack over Socket Mode, and Slack delivers the event again.
    Commands, clicks and dialogs are not delivered again: there the ack itself asks the person to try again.
    """

    async def receive(
        body: dict[str, Any],
        context: AsyncBoltContext,
        next: Callable[[], Awaitable[None]],  # noqa: A002 - Bolt's name
    ) -> BoltResponse | None:
        kind = kind_of(body)
        if kind is None and body.get("type") in _NOT_OURS:
            return BoltResponse(status=200, body="")
        if kind is None or DELIVERY in context:
            await next()
            return None
        team = context.team_id or context.enterprise_id or "unknown"
        try:
            async with asyncio.timeout(_STORE_SECONDS):
                delivery = await _take_in(desk, body, kind, team)
        except (StoreError, TimeoutError) as error:
            error_id = new_id()
            desk.recorder.delivered(kind.value, Fate.REFUSED)
            _LOG.error(
                "inbox cannot store", error_id=error_id, kind=kind.value, reason=str(error) or type(error).__name__
            )
            if kind is Kind.EVENT:
                raise
            return await _try_again(desk, body, kind, team, error_id)
        if delivery is None:
            return _nothing()
        if delivery is Admission.REFUSED:
            return await _too_many(desk, body, kind, team)
        if delivery is Admission.REFUSED_AGAIN:
            return _nothing()
        if isinstance(delivery, Delivery):
            context[DELIVERY] = delivery
        await next()
        return None

    return receive


async def _take_in(desk: Desk, body: Mapping[str, Any], kind: Kind, team: str) -> Delivery | Admission | None:
    """The stored delivery; how it is admitted where it is not to be stored, or is refused; None for what ends here."""
    identity = await desk.membership.identity(team)
    if identity is None and is_everyday(body):
        # Not installed there (any more): nothing is kept, and Bolt says so to whoever waits for an answer.
        desk.recorder.delivered(kind.value, Fate.DROPPED)
        return None if kind is Kind.EVENT else Admission.GRANTED
    decided = verdict(body, identity or Identity(), await desk.workspaces.settings(team), is_worth_reading)
    if decided is Verdict.DROP:
        desk.recorder.delivered(kind.value, Fate.DROPPED)
        return None
    origin = origin_of(body, team)
    admission = desk.limits.admit(origin) if is_everyday(body) else Admission.GRANTED
    if admission is not Admission.GRANTED:
        desk.recorder.delivered(kind.value, Fate.LIMITED)
        return admission
    if decided is Verdict.PASS:
        desk.recorder.delivered(kind.value, Fate.PASSED)
        return admission
    payload = without_words(body) if decided is Verdict.STORE_FILES else body
    delivery = Delivery(team, key_of(body, kind), kind, payload)
    accepted = False
    try:
        accepted = await desk.inbox.accept(delivery)
    finally:
        if not accepted:  # a redelivery, or one that comes again: nobody asked for more than they were granted
            desk.limits.give_back(origin)
    if accepted:
        desk.recorder.delivered(kind.value, Fate.STORED)
        return delivery
    desk.recorder.delivered(kind.value, Fate.DUPLICATE)
    # Slack delivers no form twice: somebody sends the same again, because of the errors that it came back with.
    return delivery if kind is Kind.VIEW else None


async def _try_again(desk: Desk, body: Mapping[str, Any], kind: Kind, team: str, error_id: str) -> BoltResponse:
    locale = None
    # Where the token is in the store that failed, Slack cannot be asked either.
    with contextlib.suppress(StoreError):
        locale = await desk.people.slack_locale(team, user_of(body) or "")
    return _instead(desk, body, kind, render_notice(NoticeKind.TRY_AGAIN, locale, error_id=error_id))


async def _too_many(desk: Desk, body: Mapping[str, Any], kind: Kind, team: str) -> BoltResponse:
    """One polite notice, for the one who is over a limit."""
    origin = origin_of(body, team)
    _LOG.warning("over the limit", team=team, channel=origin.channel, user=origin.user)
    if kind is Kind.EVENT:
        desk.in_background(_say_too_many(desk, origin))
        return _nothing()
    return _instead(desk, body, kind, render_notice(NoticeKind.TOO_MANY, await desk.people.locale(team, origin.user)))


async def _say_too_many(desk: Desk, origin: Origin) -> None:
    """To the person, and nobody else; of a program in the channel, where people watch it."""
    locale = await desk.people.locale(origin.team, origin.user if origin.is_person else None)
    message = render_notice(NoticeKind.TOO_MANY, locale)
    if origin.channel and origin.user and origin.is_person:
        await desk.poster.whisper(origin.team, origin.channel, origin.user, message)
    elif origin.channel:
        await desk.poster.tell(origin.team, origin.channel, message)


def _instead(desk: Desk, body: Mapping[str, Any], kind: Kind, message: Message) -> BoltResponse:
    """The ack that shows `message` to the one who typed, sent a form or clicked."""
    if kind is Kind.COMMAND:
        return BoltResponse(status=200, body={"response_type": "ephemeral", **message.arguments()})
    if kind is Kind.VIEW:
        blocks = [block.get("block_id") for block in (body.get("view") or {}).get("blocks") or []]
        errors = {str(blocks[0]): message.text} if blocks else {}
        return BoltResponse(status=200, body={"response_action": "errors", "errors": errors})
    if url := body.get("response_url"):
        desk.in_background(desk.poster.respond(url, message))
    return _nothing()


def _nothing() -> BoltResponse:
    return BoltResponse(status=200, body="")
