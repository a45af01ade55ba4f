"""The App Home tab: what the bot does, how to ask it, and the cases of the one who looks."""

from __future__ import annotations

from bot.cases.view import view_of
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
    # Their own cases only: others may have asked in a private channel.
    cases = [view_of(case) for case in await desk.cases.lately_asked_by(call.team, user)]
    await call.client.views_publish(user_id=user, view=render_home(locale, cases))
