"""What people see: a case's view becomes Block Kit and plain text. Pure functions, no Slack client."""

from bot.reply.root import render_root
from bot.reply.thread import render_reply, reply_lines
from bot.reply.view import CaseView, Message, Scope, wants_scope, wants_text

__all__ = [
    "CaseView",
    "Message",
    "Scope",
    "render_reply",
    "render_root",
    "reply_lines",
    "wants_scope",
    "wants_text",
]
