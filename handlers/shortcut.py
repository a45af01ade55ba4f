"""The shortcuts: "Diagnose this bounce" on a message, and a dialog to paste a bounce into."""

from __future__ import annotations

from bot.cases.case import NewCase, Source
from bot.cases.payload_words import files_of, words_of
from bot.reply.actions import PASTE_BLOCK, PASTE_INPUT
from bot.reply.paste import paste_errors, render_paste
from handlers.desk import Desk
from handlers.dialogs import opened
from handlers.listening import Call
from handlers.message import thread_of
from handlers.opening import open_case


async def on_message_shortcut(desk: Desk, call: Call) -> None:
    """Open a case for the message that somebody pointed at; works in threads, too."""
    await call.ack()
    message = call.body.get("message") or {}
    if not message.get("ts"):
        return
    await open_case(
        desk,
        NewCase(
            team=call.team,
            channel=str((call.body.get("channel") or {}).get("id") or ""),
            source_ts=str(message["ts"]),
            source=Source.SHORTCUT,
            asked=True,
            thread_ts=thread_of(message),
            asker=call.user,
            words=words_of(message),
            files=files_of(message),
        ),
        call.response_url,
    )


async def on_paste_wanted(desk: Desk, call: Call) -> None:
    """Open the dialog to paste into, while the trigger lives (3 s)."""
    await call.ack()
    locale = await desk.people.locale(call.team, call.user)
    await opened(call, render_paste(locale))


async def on_pasted(desk: Desk, call: Call) -> None:
    """What was pasted into the dialog is answered in a direct message: a dialog belongs to no channel."""
    values = ((call.body.get("view") or {}).get("state") or {}).get("values") or {}
    words = str(((values.get(PASTE_BLOCK) or {}).get(PASTE_INPUT) or {}).get("value") or "")
    if not words.strip() or call.user is None:
        locale = await desk.people.locale(call.team, call.user)
        await call.ack(response_action="errors", errors=paste_errors(locale))
        return
    await call.ack()
    await open_case(
        desk,
        NewCase(
            team=call.team,
            channel=call.user,
            source_ts=call.key,
            source=Source.PASTE,
            asked=True,
            asker=call.user,
            words=words,
        ),
    )
