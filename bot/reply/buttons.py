"""The buttons under a message: which ones a state has, and their Block Kit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from bot.article import Words
from bot.model import CaseState
from bot.reply import limits, outside
from bot.reply.actions import Action, ButtonValue, format_value
from bot.reply.handoff_rules import handoff_label
from bot.reply.steps import still_failing_label
from bot.reply.view import Block, CaseView

Style = Literal["primary", "danger"]


def case_buttons(words: Words, view: CaseView) -> list[Block]:
    """The row of buttons of a case's reply, as a list of no or one block."""
    value = ButtonValue(view.case_id, view.shown_method)
    return row([button(label, action, value, style) for label, action, style in _of_state(words, view)])


def _of_state(words: Words, view: CaseView) -> list[tuple[str, Action, Style | None]]:
    evidence: tuple[str, Action, Style | None] = (words.text("button-show-evidence"), Action.SHOW_EVIDENCE, None)
    again: tuple[str, Action, Style | None] = (words.text("button-check-again"), Action.CHECK_AGAIN, None)
    reopen: tuple[str, Action, Style | None] = (words.text("button-reopen"), Action.REOPEN, None)
    solved: tuple[str, Action, Style | None] = (words.text("button-solved"), Action.SOLVED, "primary")
    match view.state:
        case CaseState.ANSWERED:
            failing: tuple[str, Action, Style | None] = (still_failing_label(words, view), Action.STILL_FAILING, None)
            return [solved, failing, *_more(words, view), again, evidence]
        case CaseState.SOLVED:
            return [reopen, evidence]
        case CaseState.EXHAUSTED:
            return [solved, *_more(words, view), again, reopen, evidence]
        case CaseState.PARKED:
            return [again]
        case _:
            return []


def _more(words: Words, view: CaseView) -> list[tuple[str, Action, Style | None]]:
    """What a case offers beyond the way through the methods."""
    more: list[tuple[str, Action, Style | None]] = []
    if view.offers_mailbox:
        more.append((words.text("button-check-mailbox"), Action.CHECK_MAILBOX, None))
    if label := handoff_label(words, view):
        more.append((label, Action.HAND_OFF, None))
    return more


def scope_buttons(words: Words, view: CaseView) -> list[Block]:
    """The two answers to "this recipient only, or all?"."""
    value = ButtonValue(view.case_id, view.shown_method)
    return row(
        [
            button(words.text("button-scope-one"), Action.ONLY_THIS_RECIPIENT, value),
            button(words.text("button-scope-all"), Action.ALL_RECIPIENTS, value),
        ]
    )


def button(label: str, action: Action, value: ButtonValue | None = None, style: Style | None = None) -> Block:
    """One button (docs.slack.dev/reference/block-kit/block-elements/button-element)."""
    element: Block = {
        "type": "button",
        "action_id": action.value,
        "text": {"type": "plain_text", "text": outside.cut(label, limits.BUTTON_TEXT), "emoji": False},
    }
    if value is not None:
        element["value"] = format_value(value)
    if style is not None:
        element["style"] = style
    return element


def row(buttons: Sequence[Block]) -> list[Block]:
    """An actions block, or nothing where there are no buttons: Slack refuses an empty one."""
    return [{"type": "actions", "elements": list(buttons)}] if buttons else []
