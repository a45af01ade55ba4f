"""One handler for what the others did not catch: an id in the log, and the same id for the person who waits."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

import structlog
from slack_bolt import BoltResponse
from slack_bolt.context.async_context import AsyncBoltContext

from bot.cases.case import new_id
from bot.cases.inbox import Delivery, Kind
from bot.reply.notice import NoticeKind, render_notice
from handlers.desk import Desk, user_of
from handlers.gate import kind_of
from handlers.listening import AGAIN
from handlers.reception import DELIVERY

_LOG: Final = structlog.get_logger(__name__)


def error_handler(desk: Desk) -> Callable[..., Awaitable[BoltResponse | None]]:
    """The function for Bolt's `app.error`.

    An event's failure is tried again and stays between us and the log. Who clicked or typed is waiting, and is told.
    """

    async def on_error(
        error: Exception, body: dict[str, Any], context: AsyncBoltContext, response: BoltResponse | None
    ) -> BoltResponse | None:
        error_id = new_id()
        kind = kind_of(body)
        delivery: Delivery | None = context.get(DELIVERY)
        _LOG.error(
            "handler failed", error_id=error_id, kind=kind and kind.value, stored=delivery is not None, exc_info=error
        )
        if kind in {None, Kind.EVENT} or context.get(AGAIN):
            return None
        url = body.get("response_url")
        if isinstance(url, str) and url:
            locale = await desk.people.locale(context.team_id or "", user_of(body))
            desk.in_background(
                desk.poster.respond(url, render_notice(NoticeKind.WENT_WRONG, locale, error_id=error_id))
            )
        return None if response is None else BoltResponse(status=200, body="")

    return on_error
