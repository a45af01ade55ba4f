"""What people see: a case's view becomes Block Kit and plain text. Pure functions, no Slack client."""

from bot.reply.evidence import render_evidence, render_evidence_gone
from bot.reply.home import Home, HomeCase, render_home
from bot.reply.notice import (
    NoticeKind,
    render_help,
    render_not_in_channel,
    render_notice,
    render_offer,
    render_offer_declined,
)
from bot.reply.paste import paste_errors, render_paste
from bot.reply.root import render_root
from bot.reply.steps import next_one
from bot.reply.thread import render_reply, reply_lines
from bot.reply.view import CaseView, Message, Scope, wants_scope, wants_text

__all__ = [
    "CaseView",
    "Home",
    "HomeCase",
    "Message",
    "NoticeKind",
    "Scope",
    "next_one",
    "paste_errors",
    "render_evidence",
    "render_evidence_gone",
    "render_help",
    "render_home",
    "render_not_in_channel",
    "render_notice",
    "render_offer",
    "render_offer_declined",
    "render_paste",
    "render_reply",
    "render_root",
    "reply_lines",
    "wants_scope",
    "wants_text",
]
