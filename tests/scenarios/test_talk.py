"""The conversation below an answer: a second paste, thanks, "this recipient only, or all?"."""

from __future__ import annotations

from typing import Any

import pytest

from bot.app import Application
from bot.cases.case import Case
from bot.cases.store import CaseStore
from bot.cases.workspace import ChannelMode, WorkspaceSettings
from bot.playground.standin import Message, Person, Room, SlackStandIn
from bot.playground.zones import LISTED_IP
from bot.reply.actions import Action
from bot.reply.view import Scope
from tests.scenarios.conftest import counted, idle

UNKNOWN_USER = "550 5.1.1 <bob@example.com>: Recipient address rejected: User unknown in local recipient table"
FULL = "552 5.2.2 <bob@example.com>: The email account that you tried to reach is over quota"
SPAM = "550 5.7.1 <bob@example.com>: Message rejected as spam by content filtering"


def answered(message: Message) -> bool:
    return Action.SOLVED in message.action_ids


@pytest.fixture(params=["en", "ja"])
def asker(request: pytest.FixtureRequest, ann: Person, taro: Person) -> Person:
    return ann if request.param == "en" else taro


def in_words_of(person: Person, english: str, japanese: str) -> str:
    return japanese if person.user.locale == "ja-JP" else english


async def test_a_second_bounce_in_the_thread_belongs_to_the_case(
    bot: Application, asker: Person, support: Room
) -> None:
    paste = await asker.says(support, UNKNOWN_USER)
    first = await support.wait_for_reply(paste, answered)
    await idle(bot)
    await asker.says(support, FULL, thread=paste)
    second = await support.wait_for_reply(paste, lambda message: message is not first and answered(message))
    await idle(bot)
    assert in_words_of(asker, "is full", "容量がいっぱい") in second.words
    assert counted(bot, "smtp550_cases_opened_total") == 1
    assert support.bot_messages == [first, second]


async def test_a_mention_with_a_bounce_in_the_thread_belongs_to_it_too(
    bot: Application, asker: Person, support: Room
) -> None:
    paste = await asker.says(support, UNKNOWN_USER)
    first = await support.wait_for_reply(paste, answered)
    await idle(bot)
    await asker.mentions(support, FULL, thread=paste)
    await support.wait_for_reply(paste, lambda message: message is not first and answered(message))
    await idle(bot)
    assert counted(bot, "smtp550_cases_opened_total") == 1


async def test_the_second_bounce_reopens_a_case_that_was_solved(bot: Application, asker: Person, support: Room) -> None:
    paste = await asker.says(support, UNKNOWN_USER)
    first = await support.wait_for_reply(paste, answered)
    await asker.clicks(first, Action.SOLVED)
    await support.until(lambda: Action.REOPEN in first.action_ids)
    await idle(bot)
    await asker.says(support, FULL, thread=paste)
    await support.wait_for_reply(paste, lambda message: message is not first and answered(message))


async def test_a_mention_without_a_bounce_asks_about_the_case_of_its_thread(
    bot: Application, asker: Person, support: Room
) -> None:
    paste = await asker.says(support, UNKNOWN_USER)
    first = await support.wait_for_reply(paste, answered)
    await idle(bot)
    await asker.mentions(support, in_words_of(asker, "it is still failing, why?", "まだ届きません"), thread=paste)
    second = await support.wait_for_reply(paste, lambda message: message is not first and answered(message))
    await idle(bot)
    assert in_words_of(asker, "does not exist", "存在しません") in second.words
    assert counted(bot, "smtp550_cases_opened_total") == 1
    assert support.bot_messages == [first, second]


async def test_a_mention_may_add_where_the_mail_was_sent_from(bot: Application, asker: Person, support: Room) -> None:
    paste = await asker.says(support, SPAM)
    first = await support.wait_for_reply(paste, answered)
    await idle(bot)
    await asker.mentions(support, in_words_of(asker, f"from {LISTED_IP}", f"送信元 {LISTED_IP}"), thread=paste)
    second = await support.wait_for_reply(paste, lambda message: message is not first and answered(message))
    await idle(bot)
    assert in_words_of(asker, f"{LISTED_IP} (named by you)", f"{LISTED_IP}（ご指定）") in second.words
    assert "bob@example.com" in second.words
    assert counted(bot, "smtp550_cases_opened_total") == 1


@pytest.mark.parametrize("same", [True, False])
async def test_a_mention_may_name_an_address_in_the_thread(
    bot: Application, asker: Person, support: Room, same: bool
) -> None:
    paste = await asker.says(support, UNKNOWN_USER)
    first = await support.wait_for_reply(paste, answered)
    await idle(bot)
    address = "Bob@example.com" if same else "someone@gmial.com"
    await asker.mentions(support, address, thread=paste)
    second = await support.wait_for_reply(paste, lambda message: message is not first and answered(message))
    await idle(bot)
    assert ("User unknown" in second.words) is same
    assert ("someone@gmail.com" in second.words) is not same
    assert counted(bot, "smtp550_cases_opened_total") == 1


async def test_a_mention_where_nobody_answered_yet_reads_the_root_and_itself(
    bot: Application, asker: Person, support: Room
) -> None:
    await bot.desk.workspaces.save("T0PLAYGRND", WorkspaceSettings(channel_modes={support.id: ChannelMode.OFF}))
    paste = await asker.says(support, SPAM)
    await asker.mentions(support, f"bob@example.com from {LISTED_IP}", thread=paste)
    reply = await support.wait_for_reply(paste, answered)
    await idle(bot)
    assert "550 5.7.1" in reply.words
    assert LISTED_IP in reply.words
    assert counted(bot, "smtp550_cases_opened_total") == 1


async def test_a_mention_below_a_solved_case_says_how_to_go_on_to_the_one_who_asked(
    bot: Application, asker: Person, support: Room
) -> None:
    paste = await asker.says(support, UNKNOWN_USER)
    first = await support.wait_for_reply(paste, answered)
    await asker.clicks(first, Action.SOLVED)
    await support.until(lambda: Action.REOPEN in first.action_ids)
    await idle(bot)
    await asker.mentions(support, in_words_of(asker, "well done, folks", "お見事でした"), thread=paste)
    hint = await support.wait_for_ephemeral(asker)
    await idle(bot)
    assert in_words_of(asker, "“Reopen”", "「再開する」") in hint.words
    assert support.bot_messages == [first]
    await asker.mentions(support, in_words_of(asker, "help", "ヘルプ"), thread=paste)
    await support.wait_for_ephemeral(asker, lambda message: "/smtp550 someone@example.com" in message.words)
    assert counted(bot, "smtp550_cases_opened_total") == 1


@pytest.mark.parametrize(
    "chatter", ["I told them about error 550, waiting", "550 エラーだったと伝えました", "it is 550 again?"]
)
async def test_talk_in_the_thread_changes_nothing(
    bot: Application, asker: Person, support: Room, slack: SlackStandIn, chatter: str
) -> None:
    paste = await asker.says(support, UNKNOWN_USER)
    first = await support.wait_for_reply(paste, answered)
    await idle(bot)
    await asker.says(support, chatter, thread=paste)
    await slack.settled()
    await idle(bot)
    assert support.bot_messages == [first]
    assert support.ephemerals(asker) == []
    assert answered(first)


@pytest.mark.parametrize(
    "thanks", ["thanks!", "Thank you", "ありがとうございます！", "助かりました。", "了解です", ":+1:"]
)
async def test_thanks_starts_nothing(
    bot: Application, asker: Person, support: Room, slack: SlackStandIn, thanks: str
) -> None:
    paste = await asker.says(support, UNKNOWN_USER)
    first = await support.wait_for_reply(paste, answered)
    await idle(bot)
    await asker.says(support, thanks, thread=paste)
    await asker.mentions(support, thanks, thread=paste)
    await asker.mentions(support, thanks)
    await asker.says(asker.direct, thanks)
    await slack.settled()
    await idle(bot)
    assert support.bot_messages == [first]
    assert asker.direct.bot_messages == []
    assert counted(bot, "smtp550_cases_opened_total") == 1


async def test_all_recipients_leads_to_the_blocklists_and_this_one_only_to_the_recipients_side(
    bot: Application, asker: Person, support: Room
) -> None:
    for text, action, said in (
        (SPAM, Action.ALL_RECIPIENTS, in_words_of(asker, "Method 3 —", "方法 3 —")),
        (SPAM.replace("bob", "carol"), Action.ONLY_THIS_RECIPIENT, in_words_of(asker, "on their side", "受信側にある")),
    ):
        paste = await asker.says(support, text)
        reply = await support.wait_for_reply(paste, lambda message: Action.ALL_RECIPIENTS in message.action_ids)
        await idle(bot)
        await asker.clicks(reply, action)
        await support.until(lambda reply=reply, said=said: said in reply.words)  # type: ignore[misc]
        assert Action.ALL_RECIPIENTS not in reply.action_ids


async def test_what_is_pasted_while_somebody_clicks_is_not_lost(
    bot: Application, asker: Person, support: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    paste = await asker.says(support, UNKNOWN_USER)
    first = await support.wait_for_reply(paste, answered)
    await idle(bot)
    really = CaseStore.join
    clicks: list[bool] = []

    async def click_first(self: CaseStore, case: Case, ts: str, **changes: Any) -> bool:
        if not clicks:
            clicks.append(await self.move(case, scope=Scope.ONE))
        return await really(self, case, ts, **changes)

    monkeypatch.setattr(CaseStore, "join", click_first)
    await asker.says(support, FULL, thread=paste)
    second = await support.wait_for_reply(paste, lambda message: message is not first and answered(message))
    await idle(bot)
    assert clicks == [True]
    assert in_words_of(asker, "is full", "容量がいっぱい") in second.words
