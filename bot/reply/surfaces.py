"""The paste dialog and the Home tab."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.article import Words
from bot.model import CaseState
from bot.reply import limits, outside
from bot.reply.actions import PASTE_BLOCK, PASTE_INPUT, Action, Dialog
from bot.reply.buttons import button, row
from bot.reply.notice import help_lines
from bot.reply.spans import Line, line, listing, paragraph, rich_text
from bot.reply.verdict import short_cause
from bot.reply.view import Block, CaseView

_CASES = 20


def render_paste(locale: str | None, private_metadata: str = "") -> Block:
    """The modal that takes a pasted bounce; the text is in `state.values[PASTE_BLOCK][PASTE_INPUT].value`."""
    words = Words(locale or "")
    return {
        "type": "modal",
        "callback_id": Dialog.PASTE.value,
        "private_metadata": private_metadata,
        "title": _plain(words.text("paste-title"), limits.VIEW_TITLE),
        "submit": _plain(words.text("paste-submit"), limits.VIEW_BUTTON),
        "close": _plain(words.text("paste-close"), limits.VIEW_BUTTON),
        "blocks": [
            {
                "type": "input",
                "block_id": PASTE_BLOCK,
                "label": _plain(words.text("paste-label"), limits.INPUT_LABEL),
                "hint": _plain(words.text("paste-hint"), limits.INPUT_LABEL),
                "element": {
                    "type": "plain_text_input",
                    "action_id": PASTE_INPUT,
                    "multiline": True,
                    "max_length": limits.INPUT_TEXT,
                    "placeholder": _plain(words.text("paste-placeholder"), limits.PLACEHOLDER),
                },
            }
        ],
    }


def paste_errors(locale: str | None) -> dict[str, str]:
    """`errors` of `response_action: errors` for a dialog that was sent off empty."""
    return {PASTE_BLOCK: Words(locale or "").text("paste-empty")}


def render_home(locale: str | None, cases: Sequence[CaseView] = ()) -> Block:
    """The Home tab: how to use the bot, and open and lately solved cases, newest first."""
    words = Words(locale or "")
    _, points = help_lines(words)
    blocks: list[Block] = [_header(words.text("home-title")), rich_text(listing(points, ordered=False))]
    blocks.extend(
        row(
            [
                button(words.text("button-paste"), Action.OPEN_PASTE),
                button(words.text("button-settings"), Action.OPEN_SETTINGS),
            ]
        )
    )
    solved = [view for view in cases if view.state is CaseState.SOLVED]
    running = [view for view in cases if view.state is not CaseState.SOLVED]
    blocks.append(_header(words.text("home-open")))
    if running:
        blocks.append(rich_text(listing([_case(words, view) for view in running[:_CASES]], ordered=False)))
    else:
        blocks.append(rich_text(paragraph([line(words.text("home-no-cases"))])))
    if solved:
        blocks.append(_header(words.text("home-solved")))
        blocks.append(rich_text(listing([_case(words, view) for view in solved[:_CASES]], ordered=False)))
    return {"type": "home", "blocks": blocks}


def _case(words: Words, view: CaseView) -> Line:
    typed = view.address or (view.main.address if view.main else None)
    address = outside.address(typed) if typed else words.text("the-recipient")
    if view.main is None:
        return line(words.text("root-checking-nobody", address=address))
    cause, began = short_cause(words, view.main.cause), datetime.fromtimestamp(view.created_at, UTC)
    if view.state is CaseState.SOLVED and view.solved_with is not None:
        method = words.text(f"method-{int(view.solved_with)}.short")
        return line(words.text("home-case-solved", address=address, cause=cause, date=began, method=method))
    return line(words.text("home-case", address=address, cause=cause, date=began))


def _header(text: str) -> Block:
    return {"type": "header", "text": _plain(text, limits.HEADER_TEXT)}


def _plain(text: str, cap: int) -> Block:
    return {"type": "plain_text", "text": outside.cut(text, cap), "emoji": False}
