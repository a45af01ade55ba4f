"""The dialog to paste a bounce into."""

from __future__ import annotations

from bot.article import Words
from bot.reply import limits, outside
from bot.reply.actions import PASTE_BLOCK, PASTE_INPUT, Dialog
from bot.reply.view import Block


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


def _plain(text: str, cap: int) -> Block:
    return {"type": "plain_text", "text": outside.cut(text, cap), "emoji": False}
