"""The short message in the channel that a slash command's thread hangs on; it always shows where the case stands."""

from __future__ import annotations

from bot.article import Words
from bot.model import CaseState
from bot.reply import outside
from bot.reply.spans import Line, line, mention, paragraph, rich_text
from bot.reply.thread import context_block, fallback, solved_words
from bot.reply.verdict import verdict
from bot.reply.view import CaseView, Message

_RUNNING = (CaseState.READING, CaseState.CHECKING)


def render_root(view: CaseView) -> Message:
    """Who asked about what, the verdict once it is there, and the state in a few words."""
    words = Words(view.locale)
    top, state = _top(words, view), _state(words, view)
    blocks = [rich_text(paragraph(top)), *([context_block(state)] if state else [])]
    return Message(fallback([*top, *([state] if state else [])]), tuple(blocks))


def _top(words: Words, view: CaseView) -> list[Line]:
    user = mention(view.asker)
    typed = view.address or (view.main.address if view.main else None)
    address = outside.address(typed) if typed else words.text("the-recipient")
    if view.state in _RUNNING or view.main is None:
        if user is None:
            return [line(words.text("root-checking-nobody", address=address))]
        return [line(words.text("root-checking", user=user, address=address))]
    asked = [] if user is None else [line(words.text("root-asked", user=user, address=address))]
    return [*asked, line(verdict(words, view.main), bold=True)]


def _state(words: Words, view: CaseView) -> Line:
    match view.state:
        case CaseState.READING | CaseState.CHECKING:
            return ()
        case CaseState.SOLVED:
            return line(solved_words(words, view))
        case CaseState.ANSWERED:
            return line(words.text("root-see-thread"))
        case _:
            return line(words.text(f"state-{view.state.value}"))
