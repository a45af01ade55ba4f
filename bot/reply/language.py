"""What `/smtp550 lang …` says: the language that somebody chose for themselves."""

from __future__ import annotations

from typing import Final

from bot.article import Words, locales
from bot.reply import outside
from bot.reply.spans import line, paragraph, rich_text
from bot.reply.thread import fallback
from bot.reply.view import Message

AUTOMATIC: Final = "auto"
_TYPED = 60


def render_language_chosen(locale: str, *, automatic: bool) -> Message:
    """From now on in this language, or (`automatic`) in that of the person's Slack."""
    message_id = "language-automatic" if automatic else "language-chosen"
    return _message(Words(locale), message_id, "")


def render_language_unknown(locale: str, wanted: str) -> Message:
    """No such language; these are the ones that there are."""
    return _message(Words(locale), "language-unknown" if wanted else "language-which", wanted)


def _message(words: Words, message_id: str, typed: str) -> Message:
    commands = [f"/smtp550 lang {name}" for name in (*locales(), AUTOMATIC)]
    variables = {
        "typed": outside.outside(typed, _TYPED),
        "language": words.text("language-name"),
        "commands": words.text("list-separator").join(outside.outside(command, _TYPED) for command in commands),
        "automatic": outside.outside(f"/smtp550 lang {AUTOMATIC}", _TYPED),
    }
    lines = [line(words.text(message_id, **variables), bold=True), line(words.text(f"{message_id}.next", **variables))]
    return Message(fallback(lines), (rich_text(paragraph(lines)),))
