"""Every place to ask, every button and every dialog, in both languages: one line of a table each.

What is tested in a file of its own is named in `ELSEWHERE`. The last test holds the table complete.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import pytest

from bot.app import Application
from bot.cases.case import Source
from bot.cases.workspace import ChannelMode, WorkspaceSettings
from bot.playground.standin import Message, Person, Room, Upload
from bot.playground.zones import LISTED_IP
from bot.reply.actions import PASTE_INPUT, Action, Dialog
from handlers.request import Want
from tests.scenarios.conftest import idle

TEAM = "T0PLAYGRND"
HERE = Path(__file__).parent
UNKNOWN_USER = "550 5.1.1 <bob@example.com>: Recipient address rejected: User unknown in local recipient table"
SPAM = "550 5.7.1 <bob@example.com>: Message rejected as spam by content filtering"
LISTED = (
    "<bob@example.com>: host mx.example.com said: 554 5.7.1 Service unavailable; "
    f"Client host [{LISTED_IP}] blocked using zen.spamhaus.org"
)
MIDDLING = "my mail to bob@example.com came back with error 550, what now?"
MAIL = f"Subject: Undelivered Mail Returned to Sender\nContent-Type: text/plain\n\n{UNKNOWN_USER}\n"


@dataclass(frozen=True)
class Stage:
    """The bot, the one who asks, and a channel."""

    bot: Application
    person: Person
    room: Room

    async def answer(self, text: str = UNKNOWN_USER) -> Message:
        """The answer to a pasted text, with its buttons."""
        paste = await self.person.says(self.room, text)
        reply = await self.room.wait_for_reply(paste, answered)
        await idle(self.bot)
        return reply

    async def click(self, message: Message, action: Action) -> str:
        """What the message says after a click."""
        before = message.words
        await self.person.clicks(message, action)
        await self.room.until(lambda: message.words != before)
        await idle(self.bot)
        return message.words

    async def dialog(self, message: Message, action: Action) -> str:
        """What the dialog says that a click opens."""
        assert (await self.person.clicks(message, action)).ok
        return (await self.person.wait_for_modal()).words

    async def below(self, message: Message) -> str:
        """What is answered in the thread of a message."""
        reply = await self.room.wait_for_reply(message, answered)
        await idle(self.bot)
        return reply.words

    async def whispered(self, line: str) -> str:
        """What only the asker is told after a command."""
        await self.person.command(line, self.room)
        return (await self.room.wait_for_ephemeral(self.person)).words


def answered(message: Message) -> bool:
    return Action.SOLVED in message.action_ids


async def pasted(stage: Stage) -> str:
    return (await stage.answer()).words


async def snippet(stage: Stage) -> str:
    return (await stage.answer(UNKNOWN_USER + "\n" + "\n".join(f"line {n} of the headers" for n in range(800)))).words


async def mail_file(stage: Stage) -> str:
    paste = await stage.person.says(stage.room, "", files=[Upload("bounce.eml", MAIL.encode())])
    return await stage.below(paste)


async def command(stage: Stage) -> str:
    await stage.person.command("/smtp550 someone@gmial.com", stage.room)
    return (await stage.room.wait_for(answered)).words


async def command_bounce(stage: Stage) -> str:
    await stage.person.command(f"/smtp550 {UNKNOWN_USER}", stage.room)
    return (await stage.room.wait_for(answered)).words


async def private_command(stage: Stage) -> str:
    return await stage.whispered("/smtp550 private someone@gmial.com")


async def nothing_we_know(stage: Stage) -> str:
    return await stage.whispered("/smtp550 hmm")


async def several_addresses(stage: Stage) -> str:
    return await stage.whispered("/smtp550 a@example.com b@example.com")


async def bad_sender(stage: Stage) -> str:
    return await stage.whispered("/smtp550 a@example.com from nowhere")


async def help_command(stage: Stage) -> str:
    return await stage.whispered("/smtp550 help")


async def language(stage: Stage) -> str:
    return await stage.whispered("/smtp550 lang")


async def settings(stage: Stage) -> str:
    await stage.person.command("/smtp550 settings", stage.room)
    return (await stage.person.wait_for_modal()).words


async def mention(stage: Stage) -> str:
    return await stage.below(await stage.person.mentions(stage.room, UNKNOWN_USER))


async def mention_in_thread(stage: Stage) -> str:
    await stage.bot.desk.workspaces.save(TEAM, WorkspaceSettings(channel_modes={stage.room.id: ChannelMode.OFF}))
    paste = await stage.person.says(stage.room, UNKNOWN_USER)
    await stage.person.mentions(stage.room, thread=paste)
    return await stage.below(paste)


async def shortcut(stage: Stage) -> str:
    paste = await stage.person.says(stage.room, f"fwd: {UNKNOWN_USER[:20]} bob@example.com")
    await stage.person.shortcut(paste, Dialog.DIAGNOSE_MESSAGE)
    return await stage.below(paste)


async def shortcut_in_thread(stage: Stage) -> str:
    root = await stage.person.says(stage.room, "morning")
    paste = await stage.person.says(stage.room, f"fwd: {UNKNOWN_USER[:20]} bob@example.com", thread=root)
    await stage.person.shortcut(paste, Dialog.DIAGNOSE_MESSAGE)
    return await stage.below(root)


async def global_shortcut(stage: Stage) -> str:
    await stage.person.global_shortcut(Dialog.PASTE)
    dialog = (await stage.person.wait_for_modal()).words
    assert (await stage.person.submits({PASTE_INPUT: UNKNOWN_USER})).ok
    return dialog + (await stage.person.direct.wait_for(answered)).words


async def direct_message(stage: Stage) -> str:
    await stage.person.says(stage.person.direct, UNKNOWN_USER)
    return (await stage.person.direct.wait_for(answered)).words


async def offer(stage: Stage) -> str:
    said = await stage.person.says(stage.room, MIDDLING)
    offered = await stage.room.wait_for_ephemeral(stage.person)
    await idle(stage.bot)
    await stage.person.clicks(offered, Action.OFFER_ACCEPT)
    await stage.room.wait_for_reply(said, answered)
    return offered.words


async def offer_declined(stage: Stage) -> str:
    await stage.person.says(stage.room, MIDDLING)
    offered = await stage.room.wait_for_ephemeral(stage.person)
    await idle(stage.bot)
    await stage.person.clicks(offered, Action.OFFER_DECLINE)
    await stage.room.until(lambda: not stage.room.ephemerals(stage.person))
    assert stage.room.bot_messages == []
    return offered.words


async def home(stage: Stage) -> str:
    await stage.person.opens_home()
    shown = await stage.person.wait_for_home()
    for action in (Action.OPEN_PASTE, Action.OPEN_SETTINGS):
        assert (await stage.person.clicks_in_view(shown, action)).ok
        await stage.person.wait_for_modal()
        await stage.person.closes_modal()
    return shown.words


async def still_failing(stage: Stage) -> str:
    return await stage.click(await stage.answer(), Action.STILL_FAILING)


async def solved(stage: Stage) -> str:
    return await stage.click(await stage.answer(), Action.SOLVED)


async def reopened(stage: Stage) -> str:
    reply = await stage.answer()
    await stage.click(reply, Action.SOLVED)
    return await stage.click(reply, Action.REOPEN)


async def checked_again(stage: Stage) -> str:
    reply = await stage.answer()
    assert (await stage.person.clicks(reply, Action.CHECK_AGAIN)).ok
    await idle(stage.bot)
    await stage.room.until(lambda: answered(reply))
    return reply.words


async def evidence(stage: Stage) -> str:
    return await stage.dialog(await stage.answer(), Action.SHOW_EVIDENCE)


async def this_recipient(stage: Stage) -> str:
    return await stage.click(await stage.answer(SPAM), Action.ONLY_THIS_RECIPIENT)


async def all_recipients(stage: Stage) -> str:
    return await stage.click(await stage.answer(SPAM), Action.ALL_RECIPIENTS)


async def message_to_hand_on(stage: Stage) -> str:
    reply = await stage.answer(SPAM)
    words = await stage.dialog(reply, Action.HAND_OFF)
    dialog = await stage.person.wait_for_modal()
    assert (await stage.person.clicks_in_view(dialog, Action.HAND_OFF_LANGUAGE, "en")).ok
    return words


async def delisting_checklist(stage: Stage) -> str:
    return await stage.dialog(await stage.answer(LISTED), Action.HAND_OFF)


async def called_for_help(stage: Stage) -> str:
    await stage.bot.desk.workspaces.save(TEAM, WorkspaceSettings(escalation_group="S0MAILADMINS"))
    reply = await stage.answer(LISTED)
    while Action.STILL_FAILING in reply.action_ids:
        await stage.click(reply, Action.STILL_FAILING)
    return (await stage.room.wait_for(lambda message: "S0MAILADMINS" in message.text)).words


@dataclass(frozen=True)
class Surface:
    """One way to meet the bot: what is done, what is read in each language, what of the code it is about."""

    do: Callable[[Stage], Awaitable[str]]
    english: str
    japanese: str
    covers: tuple[StrEnum | Want, ...]


METHOD_1 = ("Method 1 —", "方法 1 —")
SURFACES = {
    "pasted text": Surface(pasted, *METHOD_1, (Source.MESSAGE, Want.BOUNCE)),
    "snippet": Surface(snippet, *METHOD_1, ()),
    "mail file": Surface(mail_file, *METHOD_1, ()),
    "command with an address": Surface(command, *METHOD_1, (Source.COMMAND, Want.ADDRESS)),
    "command with a bounce": Surface(command_bounce, *METHOD_1, ()),
    "private command": Surface(private_command, *METHOD_1, (Source.PRIVATE,)),
    "command with nothing we know": Surface(
        nothing_we_know, "no mail address", "見つかりません", (Want.NOTHING_WE_KNOW,)
    ),
    "command with several addresses": Surface(several_addresses, "one address", "1 件です", (Want.SEVERAL,)),
    "command with a bad sender": Surface(bad_sender, "neither a domain", "ドメインでも IP", (Want.BAD_SENDER,)),
    "help": Surface(help_command, "Check an address:", "アドレスを調べる:", (Want.HELP,)),
    "language": Surface(language, "Which language", "どの言語", (Want.LANGUAGE,)),
    "settings": Surface(settings, "whole workspace", "ワークスペース全体", (Want.SETTINGS, Dialog.SETTINGS)),
    "mention": Surface(mention, *METHOD_1, (Source.MENTION,)),
    "mention in a thread": Surface(mention_in_thread, *METHOD_1, ()),
    "message shortcut": Surface(
        shortcut, "bob@example.com", "bob@example.com", (Source.SHORTCUT, Dialog.DIAGNOSE_MESSAGE)
    ),
    "message shortcut in a thread": Surface(shortcut_in_thread, "bob@example.com", "bob@example.com", ()),
    "global shortcut": Surface(
        global_shortcut, "Paste a bounce", "エラーメールの貼り付け", (Source.PASTE, Dialog.PASTE)
    ),
    "direct message": Surface(direct_message, *METHOD_1, (Source.DIRECT,)),
    "quiet offer": Surface(offer, "Shall I find out why?", "お調べしましょうか", (Action.OFFER_ACCEPT,)),
    "quiet offer declined": Surface(offer_declined, "No, thanks", "今はしない", (Action.OFFER_DECLINE,)),
    "home": Surface(home, "Open cases", "対応中のケース", (Action.OPEN_PASTE, Action.OPEN_SETTINGS)),
    "still failing": Surface(still_failing, "Method 2 —", "方法 2 —", (Action.STILL_FAILING,)),
    "solved": Surface(solved, "Solved with Method 1", "方法 1 で解決済み", (Action.SOLVED,)),
    "reopen": Surface(reopened, *METHOD_1, (Action.REOPEN,)),
    "check again": Surface(checked_again, *METHOD_1, (Action.CHECK_AGAIN,)),
    "evidence": Surface(
        evidence, "What the bounce says", "エラーメールの内容", (Action.SHOW_EVIDENCE, Dialog.EVIDENCE)
    ),
    "this recipient only": Surface(this_recipient, "on their side", "受信側にある", (Action.ONLY_THIS_RECIPIENT,)),
    "all recipients": Surface(all_recipients, "Method 3 —", "方法 3 —", (Action.ALL_RECIPIENTS,)),
    "message for the recipient": Surface(
        message_to_hand_on,
        "Message to copy",
        "コピー用の文面",
        (Action.HAND_OFF, Action.HAND_OFF_LANGUAGE, Dialog.HAND_OFF),
    ),
    "delisting checklist": Surface(delisting_checklist, "lists 203.0.113.77", "203.0.113.77 の掲載先", ()),
    "escalation": Surface(called_for_help, "please help", "応援をお願いします", ()),
}
ELSEWHERE = {
    Action.CHECK_MAILBOX: ("test_mailbox.py", "test_a_click_asks_once_and_the_answer_changes_the_verdict"),
    Want.THANKS: ("test_talk.py", "test_thanks_starts_nothing"),
    Want.WATCH: ("test_watch.py", "test_the_command_watches_what_is_named_and_tells_the_channel"),
    Want.UNWATCH: ("test_watch.py", "test_the_command_watches_what_is_named_and_tells_the_channel"),
    Want.REPORT: ("test_report.py", "test_a_report_in_japanese_and_of_nothing"),
}


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
async def test_it_answers_in_the_askers_language(
    bot: Application, ann: Person, taro: Person, support: Room, surface: Surface, language: str
) -> None:
    words = await surface.do(Stage(bot, ann if language == "en" else taro, support))
    assert (surface.english if language == "en" else surface.japanese) in words
    assert bool(re.search("[ぁ-ん]", words)) is (language == "ja")


def test_nothing_that_people_can_do_is_missing() -> None:
    covered = {each for surface in SURFACES.values() for each in surface.covers} | ELSEWHERE.keys()
    assert {*Source, *Action, *Dialog, *Want} - covered == set()
    for file, test in ELSEWHERE.values():
        assert f"def {test}(" in (HERE / file).read_text("utf-8")
