"""`/smtp550 …`: acknowledged at once; an address or a pasted bounce opens a case, everything else is answered here."""

from __future__ import annotations

from bot.article.locale import FALLBACK_LOCALE, locales
from bot.bounce import is_worth_reading
from bot.cases.case import NewCase, Source
from bot.reply.language import AUTOMATIC, render_language_chosen, render_language_unknown
from bot.reply.notice import NoticeKind, render_help, render_notice
from bot.reply.view import Message
from handlers.desk import Desk
from handlers.listening import Call
from handlers.opening import open_case
from handlers.report import on_report
from handlers.request import Request, Want, read_command
from handlers.settings import on_settings_wanted
from handlers.watch import on_unwatch, on_watch


async def on_command(desk: Desk, call: Call) -> None:
    """Acknowledge, then open the case; Slack has 3 s of patience, and knows no second delivery."""
    text = str(call.body.get("text") or "")
    request = read_command(text, is_worth_reading)
    if request.want in {Want.ADDRESS, Want.BOUNCE}:
        await call.ack()
        await _open(desk, call, request)
    elif request.want is Want.REPORT:
        await on_report(desk, call, request.words)
    elif call.again:
        return  # what is told in the ack was told, or Slack said that it failed
    elif request.want is Want.SETTINGS:
        await on_settings_wanted(desk, call)
    elif request.want is Want.WATCH:
        await on_watch(desk, call, request.words)
    elif request.want is Want.UNWATCH:
        await on_unwatch(desk, call, request.words)
    else:
        message = await _words_for(desk, call, request)
        await call.ack(text=message.text, blocks=list(message.blocks), response_type="ephemeral")


async def _open(desk: Desk, call: Call, request: Request) -> None:
    await open_case(
        desk,
        NewCase(
            team=call.team,
            channel=str(call.body.get("channel_id") or ""),
            source_ts=call.key,
            source=Source.PRIVATE if request.private else Source.COMMAND,
            asked=True,
            asker=call.user,
            words=request.words,
            address=request.address,
            sender=request.sender,
        ),
        call.response_url,
    )


async def _words_for(desk: Desk, call: Call, request: Request) -> Message:
    """What the asker, and nobody else, is told in the ack itself."""
    if request.want is Want.LANGUAGE and call.user is not None:
        return await _choose_language(desk, call.team, call.user, request.words)
    locale = await desk.people.locale(call.team, call.user, request.words)
    if request.want is Want.SEVERAL:
        return render_notice(NoticeKind.SEVERAL_ADDRESSES, locale, typed=request.words, count=request.count)
    if request.want is Want.BAD_SENDER:
        return render_notice(NoticeKind.BAD_SENDER, locale, typed=request.words)
    if request.want is Want.NOTHING_WE_KNOW:
        return render_notice(NoticeKind.NO_ADDRESS, locale, typed=request.words)
    return render_help(locale)


async def _choose_language(desk: Desk, team: str, user: str, wanted: str) -> Message:
    if wanted not in {AUTOMATIC, *locales()}:
        return render_language_unknown(await desk.people.locale(team, user), wanted)
    await desk.preferences.choose_locale(team, user, None if wanted == AUTOMATIC else wanted)
    locale = await desk.people.locale(team, user)
    return render_language_chosen(locale or FALLBACK_LOCALE, automatic=wanted == AUTOMATIC)
