"""What only full members of the workspace may ask for: guests see some of its channels, and not what is in others."""

from __future__ import annotations

from bot.reply.notice import NoticeKind, render_notice
from handlers.desk import Desk
from handlers.listening import Call


async def is_refused(desk: Desk, call: Call, locale: str) -> bool:
    """Whether the one who typed is no full member, as far as Slack says; then they are told, and nobody else."""
    if call.user and await desk.people.is_member(call.team, call.user):
        return False
    message = render_notice(NoticeKind.ONLY_MEMBERS, locale)
    await call.ack(text=message.text, blocks=list(message.blocks), response_type="ephemeral")
    return True
