"""The App Home tab: what the bot does, how to ask it, and what became of what was asked."""

from __future__ import annotations

import asyncio
from typing import Final

import structlog
from slack_sdk.errors import SlackApiError

from bot.cases.database import StoreError
from bot.reply.home import render_home
from bot.reply.view import Block
from bot.reply.watch_view import watch_blocks
from handlers.desk import Desk
from handlers.listening import Call
from handlers.watch import item_of

_LOG: Final = structlog.get_logger(__name__)


async def on_home_opened(desk: Desk, call: Call) -> None:
    """Publish the Home tab in the language of the one who opened it, with the cases that this person may see."""
    event = call.body.get("event") or {}
    user = str(event.get("user") or "")
    if not user or event.get("tab") == "messages":
        return
    locale, is_member = await asyncio.gather(
        desk.people.locale(call.team, user), desk.people.is_member(call.team, user)
    )
    view = render_home(locale, await desk.overview.home(call.team, user, is_member=is_member))
    if not is_member:
        await call.client.views_publish(user_id=user, view=view)
        return
    watches = await desk.watches.of_team(call.team)
    view["blocks"] += watch_blocks(locale, [item_of(watch) for watch in watches])
    if await _publish_with_report(desk, call, user, locale, view):
        desk.in_background(_publish_with_picture(desk, call, user, locale, view))


async def _publish_with_report(desk: Desk, call: Call, user: str, locale: str, view: Block) -> bool:
    """Publish `view` with the last 30 days below it; whether a picture of them has yet to be made."""
    blocks, wants_picture = await desk.reporting.home_blocks(call.team, locale)
    try:
        await call.client.views_publish(user_id=user, view={**view, "blocks": [*view["blocks"], *blocks]})
    except SlackApiError as error:
        # Slack takes a moment to look at a new picture, and refuses views with it until then; deleted ones for ever.
        if not any(block["type"] == "image" for block in blocks):
            raise
        _LOG.info("Slack does not show the picture", reason=str(error.response.get("error")))
        without = [block for block in blocks if block["type"] != "image"]
        await call.client.views_publish(user_id=user, view={**view, "blocks": [*view["blocks"], *without]})
    return wants_picture


async def _publish_with_picture(desk: Desk, call: Call, user: str, locale: str, view: Block) -> None:
    try:
        if await desk.reporting.make_home_picture(call.team, locale):
            await _publish_with_report(desk, call, user, locale, view)
    except (StoreError, SlackApiError) as error:
        _LOG.warning("no picture on the Home tab", reason=str(error))
