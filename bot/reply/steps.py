"""What to do: the steps of the method that is shown, or the advice beyond the article."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.article import Words
from bot.diagnosis import next_method
from bot.model import CaseState, Cause, Diagnosis, FindingCode, Method, Reply
from bot.reply import outside
from bot.reply.handoff_rules import DELISTABLE
from bot.reply.phone import ITEM_COLUMNS, rows
from bot.reply.sentences import list_name, slug
from bot.reply.spans import Line, Span, line
from bot.reply.verdict import is_own_server, sending_ip
from bot.reply.view import CaseView

# What the sending server gets over by trying again, until it gives up.
_PASSING = frozenset({Cause.RATE_LIMITED, Cause.RECIPIENT_SERVER_DOWN})
_LINK_ROWS = 2


@dataclass(frozen=True, slots=True)
class Advice:
    """A heading and numbered steps."""

    heading: Line
    steps: tuple[Line, ...]


def advice(words: Words, view: CaseView, diagnosis: Diagnosis) -> Advice:
    """The method or advice that the view shows; what to hand on where every method was tried."""
    if view.state is CaseState.EXHAUSTED:
        return _advice(words.text("exhausted"), words.steps("exhausted", handoff=words.text("button-hand-off")))
    match view.shown_method:
        case Method.CHECK_ADDRESS:
            steps = _check_address(words, view, diagnosis)
        case Method.ASK_RECIPIENT:
            steps = _method(words, view, diagnosis)
        case Method.CHECK_BLOCKLISTS:
            steps = _check_blocklists(words, view, diagnosis)
        case _:
            steps = _beyond(words, diagnosis)
    if view.shown_method is None and _tries_by_itself(diagnosis):
        return steps
    return Advice(steps.heading, (*steps.steps, line(_send_again(words, view))))


def still_failing_label(words: Words, view: CaseView) -> str:
    """The label of the button that goes on to the next method."""
    following = next_one(view)
    if following is None:
        return words.text("button-still-failing-last")
    return words.text("button-still-failing", number=str(int(following)))


def next_one(view: CaseView) -> Method | None:
    """The method that "Still failing" leads to; None where that is the hand-off."""
    shown = view.shown_method
    return next_method(view.tried if shown is None else (*view.tried, shown))


def _send_again(words: Words, view: CaseView) -> str:
    following = next_one(view)
    if following is not None:
        return words.text("send-again", method=words.text(f"method-{int(following)}.short"))
    return words.text("send-again-at-last" if view.has_buttons else "send-again-plainly")


def in_full(words: Words, view: CaseView, diagnosis: Diagnosis) -> Advice | None:
    """All that the article says on the method that is shown; None where advice beyond the article is shown."""
    if view.shown_method is None or view.state is CaseState.EXHAUSTED:
        return None
    message_id = f"method-{int(view.shown_method)}-full"
    return _advice(words.text(message_id), words.steps(message_id, command=_command(words, view, diagnosis)))


def _method(words: Words, view: CaseView, diagnosis: Diagnosis, variant: str = "", **variables: str) -> Advice:
    """The steps of the method that is shown, for this variant of it; on a terminal, which has no dialog, in full."""
    message_id = f"method-{int(view.shown_method or 0)}{variant}"
    if not variant and not view.has_buttons and (full := in_full(words, view, diagnosis)):
        return full
    return _advice(words.text(message_id), words.steps(message_id, **variables))


def _check_address(words: Words, view: CaseView, diagnosis: Diagnosis) -> Advice:
    if diagnosis.suggestion is None:
        return _method(words, view, diagnosis)
    return _method(words, view, diagnosis, "-suggested", suggestion=outside.address(diagnosis.suggestion))


def _check_blocklists(words: Words, view: CaseView, diagnosis: Diagnosis) -> Advice:
    if diagnosis.cause is Cause.BLOCKLISTED and not diagnosis.contradicted_by:
        return _ask_for_delisting(words, diagnosis)
    tested = [finding for finding in view.findings if finding.code is FindingCode.CLEAR and "ip" in finding.details]
    command = _command(words, view, diagnosis)
    if tested and not any(finding.code is FindingCode.LISTED for finding in view.findings):
        ip = outside.host(sending_ip(diagnosis) or tested[0].details["ip"])
        return _method(words, view, diagnosis, "-tested", command=command, ip=ip)
    return _method(words, view, diagnosis, command=command)


def _command(words: Words, view: CaseView, diagnosis: Diagnosis) -> str:
    """What to type to have a sender tested."""
    command = words.text(
        "command" if view.has_buttons else "command-check",
        address=outside.clean(diagnosis.address, 60) if diagnosis.address else "someone@example.com",
        sender=words.text("your-domain"),
    )
    return outside.outside(command, 150)


def _ask_for_delisting(words: Words, diagnosis: Diagnosis) -> Advice:
    pages = dict(_delisting_pages(diagnosis))
    first, second, third = words.steps("method-3-listed")
    ask = line(second if pages else words.text("method-3-listed.step-2-no-page"))
    for number, (url, name) in enumerate(pages.items()):
        longer = (*ask, Span(words.text("list-separator") if number else " "), Span(name, url=url))
        if number and rows(longer, ITEM_COLUMNS) > _LINK_ROWS:
            break  # the checklist has all of them
        ask = longer
    return Advice(line(words.text("method-3-listed"), bold=True), (line(first), ask, line(third)))


def _delisting_pages(diagnosis: Diagnosis) -> Iterator[tuple[str, str]]:
    """(page, list's name), the list that the bounce names first. Pages come from our own tables only."""
    named = diagnosis.failure.named_list if diagnosis.failure else None
    if named and (url := outside.table_url(named.delist_url)):
        yield url, outside.clean(named.name, 60)
    # What a whole network or a policy is listed for is delisted only where nothing is held against the address itself.
    listed = [finding for finding in diagnosis.rests_on if finding.code is FindingCode.LISTED]
    for finding in listed or diagnosis.rests_on:
        if finding.code in DELISTABLE and (url := outside.table_url(finding.details.get("delist_url"))):
            yield url, outside.clean(list_name(finding), 60)


def _beyond(words: Words, diagnosis: Diagnosis) -> Advice:
    given_up = diagnosis.cause in _PASSING and not _tries_by_itself(diagnosis)
    variant = "-own" if is_own_server(diagnosis) else "-given-up" if given_up else ""
    message_id = f"advice-{slug(diagnosis.cause.value)}{variant}"
    return _advice(words.text("beyond", title=words.text(message_id)), words.steps(message_id))


def _tries_by_itself(diagnosis: Diagnosis) -> bool:
    """The sending server is at it: sending again by hand would only make two mails of one.

    A notice that gives the mail up without a code ("could not be delivered … Connection timed out") is the end of that.
    """
    if diagnosis.cause is Cause.DELAYED:
        return True
    if is_own_server(diagnosis):
        return False
    failure = diagnosis.failure
    given_up = failure is not None and failure.permanent is None and failure.reply == Reply(text=failure.reply.text)
    return diagnosis.cause in _PASSING and diagnosis.permanent is not True and not given_up


def _advice(heading: str, steps: tuple[str, ...]) -> Advice:
    return Advice(line(heading, bold=True), tuple(line(step) for step in steps))
