"""How every handler is called: with what Slack sent in one shape; its delivery finished, or tried again, or parked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import structlog
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.cases.case import new_id
from bot.cases.database import StoreError
from bot.cases.inbox import Delivery, Kind, Outcome
from bot.reply.notice import NoticeKind, render_notice
from handlers.desk import Desk, user_of
from handlers.reception import DELIVERY

_LOG: Final = structlog.get_logger(__name__)

_TRIES: Final = 5
_BACKOFF_SECONDS: Final = (2.0, 5.0, 15.0, 30.0)


@dataclass(frozen=True, slots=True)
class Call:
    """One thing that Slack sent. `key` is its delivery's; `again`: Slack's ack is long gone, this is a later try."""

    body: Mapping[str, Any]
    team: str
    key: str
    ack: AsyncAck
    client: AsyncWebClient
    again: bool = False

    @property
    def user(self) -> str | None:
        """The person behind it."""
        return user_of(self.body)

    @property
    def response_url(self) -> str | None:
        """Where Slack takes answers to it for 30 minutes."""
        url = self.body.get("response_url")
        return url if isinstance(url, str) and url else None


Handler = Callable[[Desk, Call], Awaitable[None]]


def listener(desk: Desk, handle: Handler) -> Callable[..., Awaitable[None]]:
    """A Bolt listener that runs `handle`. What it raises goes on to Bolt's error handler, after it was written down."""

    async def listen(body: dict[str, Any], context: AsyncBoltContext, ack: AsyncAck, client: AsyncWebClient) -> None:
        delivery: Delivery | None = context.get(DELIVERY)
        team = context.team_id or context.enterprise_id or "unknown"
        if delivery is None:
            await handle(desk, Call(body, team, "", ack, client))
            return
        name = (delivery.team, delivery.key)
        if name in desk.handling:
            return
        if task := asyncio.current_task():
            desk.handling[name] = task
        try:
            # What was stored, and no more: a later try knows the same.
            call = Call(delivery.payload, delivery.team, delivery.key, ack, client, again=bool(context.get(AGAIN)))
            await handle(desk, call)
            await desk.inbox.finish(delivery)
        except Exception:
            await _try_later(desk, delivery)
            raise
        finally:
            desk.handling.pop(name, None)

    return listen


async def give_up(desk: Desk, delivery: Delivery) -> None:
    """Park a delivery, visibly. Raises `StoreError`."""
    error_id = new_id()
    _LOG.error("delivery parked", error_id=error_id, kind=delivery.kind.value, team=delivery.team, tries=delivery.tries)
    await desk.inbox.finish(delivery, Outcome.PARKED)
    await _apologise(desk, delivery, error_id)


async def _apologise(desk: Desk, delivery: Delivery, error_id: str) -> None:
    """Nobody waits for an event, but somebody wrote it. Who typed or clicked was told at the first failure."""
    event = delivery.payload.get("event") or {}
    channel, ts = event.get("channel"), event.get("thread_ts") or event.get("ts")
    if delivery.kind is Kind.EVENT and channel and ts:
        locale = await desk.people.locale(delivery.team, user_of(delivery.payload))
        notice = render_notice(NoticeKind.WENT_WRONG, locale, error_id=error_id)
        desk.in_background(desk.poster.tell(delivery.team, str(channel), notice, thread_ts=str(ts)))


# The key in Bolt's context that tells a handler that it is called for a stored delivery, not by Slack.
AGAIN: Final = "smtp550_again"


async def _try_later(desk: Desk, delivery: Delivery) -> None:
    try:
        if delivery.tries + 1 < _TRIES:
            await desk.inbox.postpone(delivery, _BACKOFF_SECONDS[min(delivery.tries, len(_BACKOFF_SECONDS) - 1)])
        else:
            await give_up(desk, delivery)
    except StoreError as error:
        # It stays unfinished in the inbox, and is found there when the store is back.
        _LOG.error("store failed", error_id=new_id(), reason=str(error))
