"""`/smtp550 …`: acknowledged at once; an address or a pasted bounce opens a case, everything else is answered here."""

from __future__ import annotations

from bot.bounce import is_worth_reading
from bot.cases.case import NewCase, Source
from bot.reply.notice import NoticeKind, render_help, render_notice
from bot.reply.view import Message
from handlers.desk import Desk
from handlers.listening import Call
from handlers.opening import open_case
from handlers.request import Request, Want, read_request


async def on_command(desk: Desk, call: Call) -> None:
    """Acknowledge, then open the case; Slack has 3 s of patience, and knows no second delivery."""
    text = str(call.body.get("text") or "")
    request = read_request(text, is_worth_reading)
    if request.want not in {Want.ADDRESS, Want.BOUNCE}:
        await _answer_alone(desk, call, request)
        return
    await call.ack()
    await open_case(
        desk,
        NewCase(
            team=call.team,
            channel=str(call.body.get("channel_id") or ""),
            source_ts=call.key,
            source=Source.COMMAND,
            asked=True,
            asker=call.user,
            words=request.words,
            address=request.address,
            sender=request.sender,
        ),
        call.response_url,
    )


async def _answer_alone(desk: Desk, call: Call, request: Request) -> None:
    """Answer the asker, and nobody else, in the ack itself."""
    if call.again:
        return
    locale = await desk.people.locale(call.team, call.user, request.words)
    message = _words_for(locale, request)
    await call.ack(text=message.text, blocks=list(message.blocks), response_type="ephemeral")


def _words_for(locale: str, request: Request) -> Message:
    if request.want is Want.SEVERAL:
        return render_notice(NoticeKind.SEVERAL_ADDRESSES, locale, typed=request.words, count=request.count)
    if request.want is Want.BAD_SENDER:
        return render_notice(NoticeKind.BAD_SENDER, locale, typed=request.words)
    if request.want is Want.NOTHING_WE_KNOW:
        return render_notice(NoticeKind.NO_ADDRESS, locale, typed=request.words)
    return render_help(locale)
