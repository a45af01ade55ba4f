"""The App Home tab: what the bot does, how to ask it, and what became of what was asked."""

from __future__ import annotations

import asyncio

from bot.reply.home import render_home
from bot.reply.watch_view import watch_blocks
from handlers.desk import Desk
from handlers.listening import Call
from handlers.watch import item_of


async def on_home_opened(desk: Desk, call: Call) -> None:
    """Publish the Home tab in the language of the one who opened it, with the cases that this person may see."""
    event = call.body.get("event") or {}
    user = str(event.get("user") or "")
    if not user or event.get("tab") == "messages":
        return
    locale, is_member = await asyncio.gather(
        desk.people.locale(call.team, user), desk.people.is_member(call.team, user)
    )
    home = await desk.overview.home(call.team, user, is_member=is_member)
    view = render_home(locale, home)
    if is_member:
        watches = await desk.watches.of_team(call.team)
        view["blocks"] += watch_blocks(locale, [item_of(watch) for watch in watches])
    await call.client.views_publish(user_id=user, view=view)
