"""The buttons below an answer. Each click is a compare-and-set: of two at the same time, one changes the case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.cases.case import Case, MailboxQuestion
from bot.cases.view import view_of
from bot.model import CaseState, Check, Method
from bot.reply.actions import Action, ButtonValue, parse_value
from bot.reply.evidence import render_evidence
from bot.reply.handoff import render_handoff
from bot.reply.notice import NoticeKind, render_notice
from bot.reply.steps import next_one
from bot.reply.view import Message, Scope
from handlers.desk import Desk
from handlers.dialogs import opened
from handlers.listening import Call

_ANSWERED = frozenset({CaseState.ANSWERED})
_BEING_WORKED_ON = frozenset({CaseState.READING, CaseState.CHECKING})
_ENDED = frozenset({CaseState.SOLVED, CaseState.EXHAUSTED})


async def on_still_failing(desk: Desk, call: Call) -> None:
    """The method shown did not help: on to the next one, or to the end of the road."""
    case, value = await _case_of(desk, call)
    if case is None or case.state not in _ANSWERED or _shown(case) != value.method:
        return
    # After a reopening, the way may be gone a second time.
    tried = tuple(dict.fromkeys((*case.tried, value.method) if value.method else case.tried))
    following = next_one(view_of(case))
    if following is None:
        await _move(desk, case, state=CaseState.EXHAUSTED, tried=tried)
    else:
        await _move(desk, case, tried=tried, **_begin(case, following))


async def on_solved(desk: Desk, call: Call) -> None:
    """The mail got through."""
    case, value = await _case_of(desk, call)
    if case is None or case.state not in _ANSWERED | {CaseState.EXHAUSTED}:
        return
    await _move(desk, case, state=CaseState.SOLVED, solved_by=call.user, solved_with=value.method)


async def on_reopen(desk: Desk, call: Call) -> None:
    """Solved or given up by mistake."""
    case, _ = await _case_of(desk, call)
    if case is None or case.state not in _ENDED:
        return
    await _move(desk, case, state=CaseState.ANSWERED, solved_by=None, solved_with=None)


async def on_check_again(desk: Desk, call: Call) -> None:
    """Ask DNS and the lists anew; the same message shows it."""
    case, _ = await _case_of(desk, call)
    if case is None or case.state in _BEING_WORKED_ON:
        return
    parked = case.state is CaseState.PARKED
    begin = CaseState.READING if parked else CaseState.CHECKING
    known = () if parked else case.diagnoses
    await _move(desk, case, state=begin, findings=(), diagnoses=known, solved_by=None, solved_with=None, error_id=None)


async def on_check_mailbox(desk: Desk, call: Call) -> None:
    """Ask the recipient's server, if the workspace still allows it; the same message shows what it said."""
    case, _ = await _case_of(desk, call)
    if case is None or case.state not in _ANSWERED or case.mailbox is not MailboxQuestion.OFFERED:
        return
    if (await desk.workspaces.settings(call.team)).mailbox_check:
        await _move(desk, case, state=CaseState.CHECKING, findings=(), mailbox=MailboxQuestion.WANTED)


async def on_hand_off(desk: Desk, call: Call) -> None:
    """Open the dialog with what to hand on, from stored state, while the trigger lives (3 s)."""
    case, _ = await _case_of(desk, call)
    if case is not None:
        await opened(call, render_handoff(view_of(case)))


async def on_hand_off_language(desk: Desk, call: Call) -> None:
    """The same dialog, with its message in the language of the recipient."""
    await call.ack()
    view = call.body.get("view") or {}
    case = await desk.cases.get(call.team, str(view.get("private_metadata") or ""))
    if case is None:
        return
    chosen = (_action(call).get("selected_option") or {}).get("value")
    await call.client.views_update(view_id=view.get("id"), view=render_handoff(view_of(case), chosen))


async def on_hand_off_done(desk: Desk, call: Call) -> None:
    """The dialog was closed with its button; there is nothing to keep."""
    del desk
    await call.ack()


async def on_scope(desk: Desk, call: Call) -> None:
    """The answer to "this recipient only, or all?"."""
    case, _ = await _case_of(desk, call)
    if case is None or case.state not in _ANSWERED or case.scope is not None:
        return
    everybody = _action(call).get("action_id") == Action.ALL_RECIPIENTS
    # All recipients refuse: the article's way to the sender's own server is its third method.
    begun = _begin(case, Method.CHECK_BLOCKLISTS) if everybody else {}
    await _move(desk, case, scope=Scope.ALL if everybody else Scope.ONE, **begun)


async def on_show_evidence(desk: Desk, call: Call) -> None:
    """Open the dialog with all findings, from stored state, while the trigger lives (3 s)."""
    case, _ = await _case_of(desk, call)
    if case is None:
        return
    if not await opened(call, render_evidence(view_of(case))):
        locale = await desk.people.locale(call.team, call.user)
        _whisper(desk, call, render_notice(NoticeKind.TRY_AGAIN, locale, error_id=case.id))


async def on_offer_accepted(desk: Desk, call: Call) -> None:
    """The quiet offer was taken: now it is asked for."""
    case, _ = await _case_of(desk, call)
    if case is None:
        return
    _remove_offer(desk, call)
    if case.state is CaseState.READING and not case.asked:
        await _move(desk, case, asked=True)


async def on_offer_declined(desk: Desk, call: Call) -> None:
    """The quiet offer was not wanted: keep nothing."""
    case, _ = await _case_of(desk, call)
    _remove_offer(desk, call)
    if case is not None and case.state is CaseState.READING:
        await desk.cases.forget(case)


async def on_anything_else(desk: Desk, call: Call) -> None:
    """A link's button: nothing to do but to say thanks. One that another version drew: say that it is gone."""
    await call.ack()
    action = _action(call)
    if str(action.get("action_id")).startswith("smtp550_") and not action.get("url"):
        locale = await desk.people.locale(call.team, call.user)
        _whisper(desk, call, render_notice(NoticeKind.CASE_GONE, locale))


async def _case_of(desk: Desk, call: Call) -> tuple[Case | None, ButtonValue]:
    """Acknowledge the click, and find its case; who clicks on one that is gone is told so."""
    await call.ack()
    value = parse_value(_action(call).get("value"))
    case = await desk.cases.get(call.team, value.case_id) if value else None
    if case is None and not call.again:
        locale = await desk.people.locale(call.team, call.user)
        _whisper(desk, call, render_notice(NoticeKind.CASE_GONE, locale))
    if case is not None and case.is_private:
        desk.response_urls.keep(case.id, call.response_url)
    return case, value or ButtonValue("")


def _action(call: Call) -> Mapping[str, Any]:
    actions = call.body.get("actions")
    return actions[0] if isinstance(actions, list) and actions and isinstance(actions[0], Mapping) else {}


def _begin(case: Case, method: Method) -> dict[str, Any]:
    """The changes that begin a method; the third one with a look at the lists, if nobody has looked yet."""
    looked = any(finding.check is Check.BLOCKLIST for finding in case.findings)
    if method is Method.CHECK_BLOCKLISTS and not looked:
        return {"method": method, "state": CaseState.CHECKING}
    return {"method": method}


def _shown(case: Case) -> Method | None:
    return view_of(case).shown_method


async def _move(desk: Desk, case: Case, **changes: Any) -> None:
    if await desk.cases.move(case, **changes):
        await desk.submit(case.id)


def _whisper(desk: Desk, call: Call, message: Message) -> None:
    """Tell the one who clicked, and nobody else."""
    if call.response_url:
        desk.in_background(desk.poster.respond(call.response_url, message))
        return
    container = call.body.get("container") or {}
    channel = (call.body.get("channel") or {}).get("id") or container.get("channel_id")
    if channel and call.user:
        thread = container.get("thread_ts")
        desk.in_background(desk.poster.whisper(call.team, channel, call.user, message, thread_ts=thread))


def _remove_offer(desk: Desk, call: Call) -> None:
    if call.response_url:
        desk.in_background(desk.poster.remove(call.response_url))
