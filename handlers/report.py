"""`/smtp550 report [days]`: what bounced, why, where and what helped, posted where it was asked for."""

from __future__ import annotations

from typing import Final

from bot.cases.reporting import Asked
from bot.cases.slack_errors import UnreachableError
from bot.reply.report_view import MOST_DAYS, render_bad_days, render_report_cannot_post
from handlers.desk import Desk
from handlers.listening import Call
from handlers.members import is_refused

_DAYS: Final = 30
# Slack does not say when a command was typed. A try that died is taken up at the next start, at the latest.
_LOOK_BACK_SECONDS: Final = 86_400.0


async def on_report(desk: Desk, call: Call, words: str) -> None:
    """Acknowledge, then count, draw and post: it takes a few seconds."""
    locale = await desk.people.locale(call.team, call.user)
    if await is_refused(desk, call, locale):
        return
    days = int(words) if words.isascii() and words.isdigit() and len(words) < 4 else 0 if words else _DAYS
    if not 1 <= days <= MOST_DAYS:
        message = render_bad_days(locale, words)
        await call.ack(text=message.text, blocks=list(message.blocks), response_type="ephemeral")
        return
    await call.ack()
    channel = str(call.body.get("channel_id") or "")
    try:
        asked = Asked(call.key, call.team, channel, locale, desk.reporting.now() - _LOOK_BACK_SECONDS)
        await desk.reporting.post_now(asked, days, again=call.again)
    except UnreachableError:
        if call.response_url:
            desk.in_background(desk.poster.respond(call.response_url, render_report_cannot_post(locale)))
