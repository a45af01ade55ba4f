"""The App Home tab: what the bot does, how to ask it, and a button to paste a bounce."""

from __future__ import annotations

from bot.reply.surfaces import render_home
from handlers.desk import Desk
from handlers.listening import Call


async def on_home_opened(desk: Desk, call: Call) -> None:
    """Publish the Home tab in the language of the one who opened it."""
    event = call.body.get("event") or {}
    user = str(event.get("user") or "")
    if not user or event.get("tab") == "messages":
        return
    locale = await desk.people.locale(call.team, user)
    await call.client.views_publish(user_id=user, view=render_home(locale))
