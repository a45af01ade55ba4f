"""What is said in the thread of a case belongs to it: what it asked for, another bounce, a question to us."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Any, Final

from bot.bounce import is_worth_reading, read_text
from bot.cases.case import Case, NewCase, Source
from bot.cases.store import Overtaken
from bot.model import CaseState
from bot.reply.notice import NoticeKind, render_help, render_notice
from handlers.desk import Desk
from handlers.request import Request, Want, unwrapped

# A long paste comes as several messages at once, and people click meanwhile: each finds what the other left.
_TRIES: Final = 5
_UNDER_WAY: Final = frozenset({CaseState.READING, CaseState.CHECKING})


async def joins(desk: Desk, new: NewCase, asked: Request | None) -> bool:
    """Whether `new` was said in the thread of a case, and has become part of it. `asked`: what it asks us for, if so.

    Other people's talk belongs to nothing; a case is answered anew below what was said. Raises `Overtaken` where the
    case was changed under our hands each time.
    """
    if new.thread_ts is None or new.thread_ts == new.source_ts:
        return False
    for _ in range(_TRIES - 1):
        with contextlib.suppress(Overtaken):
            return await _joins(desk, new, new.thread_ts, asked)
    return await _joins(desk, new, new.thread_ts, asked)


async def _joins(desk: Desk, new: NewCase, thread_ts: str, asked: Request | None) -> bool:
    case = await desk.cases.find_by_thread(new.team, new.channel, thread_ts)
    if case is None:
        return False
    # In this order: a mention's other event may open its case just now.
    known = await desk.cases.find_by_message(new.team, new.channel, new.source_ts)
    if known is not None and known.source_ts == new.source_ts:
        return False
    if asked is not None and asked.want is Want.ADDRESS and not new.files:
        return await _join(desk, case, new, {**_about_address(case, new), "asked": True})
    if case.asks_for_more and (new.files or is_worth_reading(new.words)):
        words = "\n\n".join(part for part in (case.words, new.words) if part)
        changes = {"words": words, "files": (*case.files, *new.files), "address": None, **unread(), "message_ts": None}
        return await _join(desk, case, new, changes)
    if bool(new.files) or await asyncio.to_thread(_is_bounce, new.words):
        return await _join(desk, case, new, _another_bounce(case, new))
    if asked is None or new.source is not Source.MENTION:
        return False
    return await _asked_again(desk, case, new, asked)


def unread() -> dict[str, Any]:
    """The fields of a case that is to be read from the beginning."""
    return {
        "state": CaseState.READING,
        "bounce": None,
        "findings": (),
        "diagnoses": (),
        "sending_ips": (),
        "method": None,
        "tried": (),
        "asks_for_more": False,
        "solved_by": None,
        "solved_with": None,
    }


async def _join(desk: Desk, case: Case, new: NewCase, changes: Mapping[str, Any]) -> bool:
    """Raises `Overtaken` where somebody changed the case since it was read: what was said now is not to be lost."""
    if await desk.cases.join(case, new.source_ts, **changes):
        await desk.submit(case.id)
    elif await desk.cases.find_by_message(new.team, new.channel, new.source_ts) is None:
        raise Overtaken(case.id)
    return True


def _about_address(case: Case, new: NewCase) -> dict[str, Any]:
    """An address that is named to us: the case's own, checked anew (with the sender that is named); or another one."""
    main = case.diagnoses[0].address if case.diagnoses else case.address
    if main is not None and new.address is not None and main.lower() == new.address.strip().lower():
        return {**_checked_anew(), "sender": new.sender or case.sender}
    return {"words": "", "files": (), "address": new.address, "sender": new.sender, **unread(), "message_ts": None}


def _another_bounce(case: Case, new: NewCase) -> dict[str, Any]:
    """What came back the next time, or the rest of a long paste.

    What was known stays known until the new text turns out to be a bounce (see `bot.cases.run`).
    """
    if case.state in _UNDER_WAY and not case.diagnoses:
        words = "\n\n".join(part for part in (case.words, new.words) if part)
        return {"words": words, "files": (*case.files, *new.files), "state": CaseState.READING}
    return {"words": new.words, "files": new.files, "state": CaseState.READING}


async def _asked_again(desk: Desk, case: Case, new: NewCase, asked: Request) -> bool:
    """A mention without a bounce asks about the thread's own: it is checked anew, with the sender that is named."""
    if asked.want is Want.HELP and unwrapped(new.words).strip():
        await _whisper(desk, new, None)
    elif case.state in _UNDER_WAY:
        return True  # its answer is on its way
    elif case.state is CaseState.SOLVED and new.sender is None:
        await _whisper(desk, new, NoticeKind.THREAD_SOLVED)
    elif not case.diagnoses:
        return await _join(desk, case, new, {"words": new.words, "asked": True, **unread(), "message_ts": None})
    else:
        return await _join(desk, case, new, {**_checked_anew(), "sender": new.sender or case.sender})
    return True


async def _whisper(desk: Desk, new: NewCase, kind: NoticeKind | None) -> None:
    """Tell the one who asked, and nobody else."""
    if new.asker is None:
        return
    locale = await desk.people.locale(new.team, new.asker, new.words)
    message = render_help(locale) if kind is None else render_notice(kind, locale)
    desk.in_background(desk.poster.whisper(new.team, new.channel, new.asker, message, thread_ts=new.thread_ts))


def _checked_anew() -> dict[str, Any]:
    """The same bounce, asked about again, and answered below the question."""
    return {
        "state": CaseState.CHECKING,
        "findings": (),
        "solved_by": None,
        "solved_with": None,
        "message_ts": None,
        "error_id": None,
    }


def _is_bounce(words: str) -> bool:
    return is_worth_reading(words) and read_text(words).is_bounce
