"""The Home tab: how to ask, open cases, and those that were solved lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from bot.article import Words
from bot.model import CaseState
from bot.reply import limits, outside
from bot.reply.actions import Action
from bot.reply.buttons import button, row
from bot.reply.notice import help_lines
from bot.reply.spans import Line, joined, line, listing, mention_channel, paragraph, rich_text
from bot.reply.verdict import short_cause
from bot.reply.view import Block, CaseView


@dataclass(frozen=True, slots=True)
class HomeCase:
    """A case as one line. `channel` is where it was asked; None: in private."""

    view: CaseView
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class Home:
    """What the tab shows to one person.

    `more_open` are open cases that this person may see and that did not fit; `hidden_open` are those of other people in
    private channels and direct messages: told as a number.
    """

    open: tuple[HomeCase, ...] = ()
    solved: tuple[HomeCase, ...] = ()
    more_open: int = 0
    hidden_open: int = 0


def render_home(locale: str | None, home: Home | None = None) -> Block:
    """The view for `views.publish`."""
    words, home = Words(locale or ""), home or Home()
    _, points = help_lines(words)
    blocks: list[Block] = [_header(words.text("home-title")), rich_text(listing(points, ordered=False))]
    blocks += row(
        [
            button(words.text("button-paste"), Action.OPEN_PASTE),
            button(words.text("button-settings"), Action.OPEN_SETTINGS),
        ]
    )
    blocks.append(_header(words.text("home-open")))
    if home.open:
        blocks.append(rich_text(listing([_case(words, case) for case in home.open], ordered=False)))
    elif not home.hidden_open:
        blocks.append(rich_text(paragraph([line(words.text("home-no-cases"))])))
    if notes := _notes(words, home):
        blocks.append(rich_text(paragraph(notes)))
    if home.solved:
        blocks.append(_header(words.text("home-solved")))
        blocks.append(rich_text(listing([_case(words, case) for case in home.solved], ordered=False)))
    return {"type": "home", "blocks": blocks}


def _notes(words: Words, home: Home) -> list[Line]:
    notes = []
    if home.more_open:
        notes.append(line(words.text("home-more-open", count=home.more_open)))
    if home.hidden_open:
        notes.append(line(words.text("home-hidden-open", count=home.hidden_open)))
    return notes


def _case(words: Words, case: HomeCase) -> Line:
    """When it began, about whom, why, what helped, and where."""
    view = case.view
    typed = view.address or (view.main.address if view.main else None)
    told: dict[str, str | datetime] = {
        "date": datetime.fromtimestamp(view.created_at, UTC),
        "address": outside.address(typed) if typed else words.text("the-recipient"),
        "cause": short_cause(words, view.main.cause) if view.main else words.text("state-checking"),
    }
    parts = [line(words.text("home-case", **told))]
    if view.state is CaseState.SOLVED and view.solved_with is not None:
        method = words.text(f"method-{int(view.solved_with)}.short")
        parts.append(line(words.text("home-solved-with", method=method)))
    elif view.state is CaseState.SOLVED:
        parts.append(line(words.text("home-solved-otherwise")))
    elif view.state is CaseState.EXHAUSTED:
        parts.append(line(words.text("home-exhausted")))
    if channel := mention_channel(case.channel):
        parts.append(line(channel))
    return joined(parts, words.text("part-separator"))


def _header(text: str) -> Block:
    text = outside.cut(text, limits.HEADER_TEXT)
    return {"type": "header", "text": {"type": "plain_text", "text": text, "emoji": False}}
