"""What happens when somebody pastes a bounce, or anything else, into a channel."""

from __future__ import annotations

from typing import Any

import pytest

from bot.app import Application
from bot.cases.case import Case
from bot.cases.store import CaseStore
from bot.playground.standin import Message, Person, Room, SlackStandIn, Upload
from bot.reply.view import Scope
from tests.scenarios.conftest import counted, idle

BOUNCE = """\
This is the mail system at host mail.example.org.

I'm sorry to have to inform you that your message could not be delivered to one or more recipients.

<bob@example.com>: host mx1.example.com[198.51.100.21] said: 550 5.1.1 <bob@example.com>:
    Recipient address rejected: User unknown in local recipient table (in reply to RCPT TO command)
"""


def answered(message: Message) -> bool:
    return "Method 1" in message.words and "checked" in message.words


async def test_a_pasted_bounce_is_answered_in_its_thread_and_nowhere_else(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn
) -> None:
    paste = await ann.says(support, BOUNCE)
    reply = await support.wait_for_reply(paste, answered)
    await slack.settled()
    assert "bob@example.com" in reply.words
    assert support.bot_messages == [reply]
    assert (reply.metadata or {})["event_payload"]["part"] == "answer"


async def test_it_is_answered_in_japanese_to_whom_slack_speaks_japanese(
    bot: Application, taro: Person, support: Room
) -> None:
    paste = await taro.says(support, BOUNCE)
    reply = await support.wait_for_reply(paste, lambda message: "方法" in message.words)
    assert "bob@example.com" in reply.words


async def test_chatter_is_acknowledged_and_never_stored(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn
) -> None:
    await ann.says(support, "who has the keys for room 550?")
    await ann.says(support, "lunch?")
    await slack.settled()
    assert counted(bot, "smtp550_events_total") >= 2
    assert await bot.desk.inbox.unfinished() == []
    assert counted(bot, "smtp550_cases_opened_total") == 0


async def test_what_is_delivered_several_times_is_answered_once(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn
) -> None:
    slack.faults.repeat_deliveries(copies=3)
    slack.faults.lose_acks(times=2)
    paste = await ann.says(support, BOUNCE)
    await support.wait_for_reply(paste, answered)
    await slack.settled()
    assert len(support.bot_messages) == 1
    assert counted(bot, "smtp550_events_total", fate="duplicate") >= 3


async def test_a_mention_is_one_case_though_it_comes_as_two_events(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn
) -> None:
    asked = await ann.mentions(support, BOUNCE)
    await support.wait_for_reply(asked, answered)
    await slack.settled()
    assert len(support.bot_messages) == 1
    assert counted(bot, "smtp550_cases_opened_total") == 1


async def test_a_mention_may_name_an_address(bot: Application, ann: Person, support: Room) -> None:
    asked = await ann.mentions(support, "someone@gmial.com")
    reply = await support.wait_for_reply(asked, answered)
    assert "someone@gmail.com" in reply.words


async def test_a_mention_in_a_thread_asks_about_what_the_thread_is_about(
    bot: Application, ann: Person, taro: Person, support: Room, slack: SlackStandIn
) -> None:
    slack.faults.drop_deliveries(times=4)  # the bot never hears of the root message
    root = await ann.says(support, BOUNCE)
    await slack.settled()
    asked = await taro.mentions(support, "これは?", thread=root)
    reply = await support.wait_for_reply(asked, lambda message: "bob@example.com" in message.words)
    assert reply.thread_ts == root.ts


async def test_an_edit_that_changes_the_words_changes_the_answer(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn
) -> None:
    paste = await ann.says(support, BOUNCE)
    reply = await support.wait_for_reply(paste, answered)
    await ann.edits(paste, BOUNCE.replace("bob@", "carol@"))
    await support.until(lambda: "carol@example.com" in reply.words and answered(reply))
    assert support.bot_messages == [reply]


async def test_an_edit_is_not_lost_to_a_click(
    bot: Application, ann: Person, support: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    paste = await ann.says(support, BOUNCE)
    reply = await support.wait_for_reply(paste, answered)
    await idle(bot)
    really = CaseStore.move
    clicks: list[bool] = []

    async def click_first(self: CaseStore, case: Case, **changes: Any) -> bool:
        if not clicks:
            clicks.append(await really(self, case, scope=Scope.ONE))
        return await really(self, case, **changes)

    monkeypatch.setattr(CaseStore, "move", click_first)
    await ann.edits(paste, BOUNCE.replace("bob@", "carol@"))
    await support.until(lambda: "carol@example.com" in reply.words and answered(reply))
    assert clicks == [True]


async def test_an_unfurl_changes_nothing(bot: Application, ann: Person, support: Room, slack: SlackStandIn) -> None:
    paste = await ann.says(support, BOUNCE)
    await support.wait_for_reply(paste, answered)
    await slack.settled()
    await idle(bot)
    calls = len(slack.traffic.calls)
    support.unfurls(paste)
    await slack.settled()
    assert bot.engine.backlog() == 0
    assert len(slack.traffic.calls) == calls


async def test_a_long_paste_comes_as_a_snippet_and_is_read(bot: Application, ann: Person, support: Room) -> None:
    paste = await ann.says(support, BOUNCE + "\n--- the original message ---\n" + "lorem ipsum dolor\n" * 1_000)
    reply = await support.wait_for_reply(paste, answered)
    assert "bob@example.com" in reply.words


async def test_a_mail_that_is_dropped_into_the_channel_is_read(bot: Application, ann: Person, support: Room) -> None:
    mail = f"From: MAILER-DAEMON@example.org\nTo: ann@example.org\nSubject: Undelivered Mail\n\n{BOUNCE}"
    paste = await ann.says(support, "", files=[Upload("undelivered.eml", mail.encode())])
    reply = await support.wait_for_reply(paste, answered)
    assert "bob@example.com" in reply.words


async def test_a_mail_that_was_mailed_to_the_channel_is_read(bot: Application, support: Room) -> None:
    mail = support.receives_email("Undelivered Mail Returned to Sender", "MAILER-DAEMON@example.org", BOUNCE)
    reply = await support.wait_for_reply(mail, answered)
    assert "bob@example.com" in reply.words


async def test_a_direct_message_is_answered(bot: Application, ann: Person) -> None:
    paste = await ann.says(ann.direct, BOUNCE)
    reply = await ann.direct.wait_for_reply(paste, answered)
    assert "bob@example.com" in reply.words


async def test_a_direct_message_about_nothing_gets_help(bot: Application, ann: Person) -> None:
    asked = await ann.says(ann.direct, "hello?")
    reply = await ann.direct.wait_for_reply(asked)
    assert "/smtp550" in reply.words


async def test_a_bounce_that_somebody_shares_from_another_channel_is_read(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn
) -> None:
    shared = {"is_share": True, "from_url": "https://example.slack.com/archives/C9/p1", "text": BOUNCE, "fallback": "x"}
    said = Message(support.id, slack.workspace.new_ts(), ann.id, "what is this?", attachments=[shared])
    slack.workspace.post(said)
    reply = await support.wait_for_reply(said, answered)
    assert "bob@example.com" in reply.words
