"""The reply in the thread: verdict, who can fix it, evidence, next steps, buttons, small print. One phone screen."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.article import Words
from bot.model import CaseState, Cause, Diagnosis, Party
from bot.reply import limits, outside
from bot.reply.buttons import case_buttons, scope_buttons
from bot.reply.context_line import context_line
from bot.reply.evidence_lines import evidence_lines
from bot.reply.phone import ITEM_COLUMNS, rows_of
from bot.reply.sentences import slug
from bot.reply.spans import Line, emboldened, escaped, joined, line, listing, mention, paragraph, plain, rich_text
from bot.reply.steps import Advice, advice
from bot.reply.verdict import verdict
from bot.reply.view import Block, CaseView, Message, Scope, wants_text


@dataclass(frozen=True, slots=True)
class Outline:
    """A reply before it takes a shape: blocks and fallback text are both made from this, so they say the same."""

    top: tuple[Line, ...]
    advice: Advice | None
    notes: tuple[Line, ...]
    context: Line

    @property
    def lines(self) -> list[Line]:
        """Every line in the order of reading; steps are numbered."""
        steps: list[Line] = []
        if self.advice is not None:
            steps.append(self.advice.heading)
            steps.extend((*line(f"{number}. "), *step) for number, step in enumerate(self.advice.steps, start=1))
        return [*self.top, *steps, *self.notes, *([self.context] if self.context else [])]


def render_reply(view: CaseView) -> Message:
    """The message in the thread, in every state of a case."""
    words = Words(view.locale)
    outlined = outline(words, view)
    blocks: list[Block] = []
    if outlined.top:
        blocks.append(rich_text(paragraph(outlined.top)))
    if outlined.advice is not None:
        heading, steps = paragraph([outlined.advice.heading]), listing(outlined.advice.steps, ordered=True)
        blocks.append(rich_text(heading, steps))
    if outlined.notes:
        blocks.append(rich_text(paragraph(outlined.notes)))
    if _asks_scope(view):
        blocks.extend(scope_buttons(words, view))
    blocks.extend(case_buttons(words, view))
    if outlined.context:
        blocks.append(context_block(outlined.context))
    return Message(fallback(outlined.lines), tuple(blocks))


def reply_lines(view: CaseView) -> list[str]:
    """The same reply as plain lines, for a terminal."""
    return [plain(spans) for spans in outline(Words(view.locale), replace(view, has_buttons=False)).lines]


def fallback(lines: list[Line]) -> str:
    """The top-level `text`: every line, escaped, within Slack's limit for messages that are updated."""
    return _cut_escaped("\n".join(escaped(spans) for spans in lines), limits.TEXT_BUDGET)


def context_block(spans: Line) -> Block:
    """The small print, as plain text: nothing in it can become a link."""
    text = outside.cut(plain(spans), limits.SECTION_TEXT)
    return {"type": "context", "elements": [{"type": "plain_text", "text": text, "emoji": False}]}


def outline(words: Words, view: CaseView) -> Outline:
    """What the reply says in this state."""
    diagnosis = view.main
    context = context_line(words, view)
    if view.state is CaseState.PARKED:
        sorry = (
            line(words.text("parked"), bold=True),
            line(words.text("parked-next", id=outside.outside(view.error_id or view.case_id, 60))),
        )
        return Outline((*sorry, *_verdict(words, diagnosis)), None, (), context)
    if diagnosis is None or _nothing_known_yet(view, diagnosis):
        return Outline(_asked(words, view), None, (), context)
    top = (*_state(words, view), *_verdict(words, diagnosis))
    if view.state is CaseState.SOLVED:
        return Outline(top, None, (), context)
    top = (*top, *_who(words, diagnosis))
    steps, notes = advice(words, view, diagnosis), _notes(words, view, diagnosis)
    taken = rows_of((*top, steps.heading, *notes)) + rows_of(steps.steps, ITEM_COLUMNS)
    evidence = evidence_lines(words, view, diagnosis, room=limits.PHONE_LINES - taken)
    return Outline((*top, *evidence), steps, notes, context)


def _nothing_known_yet(view: CaseView, diagnosis: Diagnosis) -> bool:
    """An address without a bounce: before the checks are through, "nothing found" would be said too soon."""
    running = view.state in (CaseState.READING, CaseState.CHECKING)
    return running and diagnosis.failure is None and diagnosis.cause in (Cause.NO_FAULT_FOUND, Cause.UNKNOWN)


def _asked(words: Words, view: CaseView) -> tuple[Line, ...]:
    if not view.address:
        return ()
    return (line(words.text("root-checking-nobody", address=outside.address(view.address))),)


def _verdict(words: Words, diagnosis: Diagnosis | None) -> tuple[Line, ...]:
    return () if diagnosis is None else (line(verdict(words, diagnosis), bold=True),)


def _who(words: Words, diagnosis: Diagnosis) -> tuple[Line, ...]:
    parts, who = [], diagnosis.who
    if diagnosis.permanent is True:
        # "Nobody has to fix this" holds only while the server goes on trying.
        who = tuple(party for party in who if party is not Party.NOBODY)
    if who:
        parts.append(line(words.text("who-" + "-".join(slug(party.value) for party in who))))
    if diagnosis.failure is not None and diagnosis.permanent is False:
        # That an error is permanent goes without saying: there is something to do before the mail is sent again.
        parts.append(line(words.text("temporary")))
    return (joined(parts, words.text("part-separator")),) if parts else ()


def _state(words: Words, view: CaseView) -> tuple[Line, ...]:
    if view.state is CaseState.SOLVED:
        return (emboldened(line(solved_words(words, view))),)
    if view.state is CaseState.EXHAUSTED:
        return (line(words.text("state-exhausted"), bold=True),)
    return ()


def solved_words(words: Words, view: CaseView) -> str:
    """Who solved it and how, as far as it is known."""
    user = mention(view.solved_by)
    if user is None:
        return words.text("state-solved-nobody")
    if view.solved_with is None:
        return words.text("state-solved", user=user)
    return words.text("state-solved-with", user=user, method=words.text(f"method-{int(view.solved_with)}.short"))


def _notes(words: Words, view: CaseView, diagnosis: Diagnosis) -> tuple[Line, ...]:
    notes = []
    if view.state is CaseState.ANSWERED and wants_text(diagnosis):
        if not view.has_buttons:
            notes.append(line(words.text("read-bounce", command=outside.outside(words.text("command-read"), 60))))
        elif view.is_private:
            notes.append(line(words.text("paste-in-private", command=outside.outside("/smtp550 private …", 60))))
        else:
            notes.append(line(words.text("paste-more" if diagnosis.failure else "paste-bounce")))
    if view.scope is not None:
        notes.append(line(words.text("scope-all" if view.scope is Scope.ALL else "scope-one")))
    elif _asks_scope(view):
        notes.append(line(words.text("scope-question")))
    return tuple(notes)


def _asks_scope(view: CaseView) -> bool:
    return view.state is CaseState.ANSWERED and view.asks_scope and view.scope is None


def _cut_escaped(text: str, cap: int) -> str:
    """Cut without leaving half an entity or half a mention at the end."""
    if len(text) <= cap:
        return text
    kept = text[: cap - 1]
    for opening, closing in (("&", ";"), ("<", ">")):
        start = kept.rfind(opening)
        if start >= 0 and closing not in kept[start:]:
            kept = kept[:start]
    return kept.rstrip() + outside.ELLIPSIS
