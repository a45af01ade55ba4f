"""A message in a channel or a direct message: pasted bounces, files, edits, what a case asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bot.bounce import is_worth_reading
from bot.cases.case import NewCase, Source
from bot.cases.payload_words import files_of, words_of
from bot.cases.store import Overtaken, words_hash
from handlers.desk import Desk
from handlers.gate import said_in
from handlers.listening import Call
from handlers.opening import open_case
from handlers.request import Request, Want, read_request
from handlers.thread import joins, unread

# A run or a click may change a case between our look and our change.
_TRIES: Final = 5
# A program that says the same again within this time has its answer.
_ECHO_SECONDS: Final = 3600.0


async def on_message(desk: Desk, call: Call) -> None:
    """Open a case for a message, or add it to the case that it belongs to."""
    event = call.body["event"]
    message = said_in(event)
    if message is None or not message.get("ts"):
        return
    channel = str(event.get("channel") or "")
    identity = await desk.membership.identity(call.team)
    us = identity.user_id if identity else ""
    words = words_of(message)
    mentioned = event.get("type") == "app_mention" or bool(us and f"<@{us}>" in words)
    direct = event.get("channel_type") == "im"
    asked = read_request(words, is_worth_reading) if mentioned or direct else None
    files = files_of(message)
    new = NewCase(
        team=call.team,
        channel=channel,
        source_ts=str(message["ts"]),
        source=Source.MENTION if mentioned else Source.DIRECT if direct else Source.MESSAGE,
        asked=mentioned or direct,
        thread_ts=thread_of(message),
        asker=str(message.get("user") or event.get("user") or "") or None,
        words=words,
        files=files,
        address=asked.address if asked and not files else None,
        sender=asked.sender if asked and not files else None,
        channel_kind=str(event.get("channel_type") or "")[:8] or None,
        edited_ts=str((message.get("edited") or {}).get("ts") or "")[:32] or None,
    )
    is_edit = event.get("subtype") == "message_changed"
    if is_edit and await _read_again(desk, new):
        return
    if await _is_echo(desk, message, new):
        return
    if asked is not None and not files and asked.want is Want.THANKS:
        return
    if await joins(desk, new, asked):
        return
    if direct and _is_small_talk(new, asked):
        return
    await open_case(desk, new)
    if is_edit:  # the message itself may have opened the case just before
        await _read_again(desk, new)


async def _is_echo(desk: Desk, message: Mapping[str, Any], new: NewCase) -> bool:
    """Whether a program, even an allowed one, speaks below an answer of ours, or repeats itself.

    Two programs that answer each other would talk for ever.
    """
    if not message.get("bot_id"):
        return False
    if new.thread_ts is not None and new.thread_ts != new.source_ts:
        return await desk.cases.find_by_thread(new.team, new.channel, new.thread_ts) is not None
    return await desk.cases.was_said(new, _ECHO_SECONDS)


def thread_of(message: Mapping[str, Any]) -> str:
    """The thread to answer a message in: its own, or the one that it begins."""
    return str(message.get("thread_ts") or message["ts"])


def _is_small_talk(new: NewCase, asked: Request | None) -> bool:
    """In the thread of an answer: "thanks" asks for nothing."""
    in_thread = new.thread_ts != new.source_ts
    return in_thread and not new.files and asked is not None and asked.want in {Want.HELP, Want.NOTHING_WE_KNOW}


def _came_late(edited_ts: str | None, known: str | None) -> bool:
    """Whether Slack delivers an edit after a later one. Its time stamps are of one length."""
    return edited_ts is not None and known is not None and edited_ts < known


async def _read_again(desk: Desk, new: NewCase) -> bool:
    """The author corrected a message: its case is read anew, if the words are others, and its answer updated.

    Whether there is a case. Raises `Overtaken` where it was changed under our hands each time.
    """
    for _ in range(_TRIES):
        known = await desk.cases.find_by_message(new.team, new.channel, new.source_ts)
        if known is None:
            return False
        if known.source_ts != new.source_ts or _came_late(new.edited_ts, known.edited_ts):
            return True
        if words_hash(new.words) == words_hash(known.words):
            await desk.cases.saw_edit(known, new.edited_ts)
            return True
        if not (known.asked or is_worth_reading(new.words) or new.files):
            return True
        said = {"words": new.words, "files": new.files, "address": new.address, "sender": new.sender}
        if await desk.cases.move(known, **said, edited_ts=new.edited_ts, **unread()):
            await desk.submit(known.id)
            return True
    raise Overtaken(new.source_ts)
