"""What people get for `/smtp550 …`."""

from __future__ import annotations

import pytest

from bot.app import Application
from bot.playground.standin import Person, Room, SlackStandIn
from bot.playground.zones import LISTED_IP
from tests.scenarios.conftest import idle


async def test_an_address_gets_a_root_message_and_the_method_in_its_thread(
    bot: Application, ann: Person, support: Room
) -> None:
    outcome = await ann.command("/smtp550 someone@gmial.com", support)
    assert outcome.ok
    assert outcome.payload is None
    root = await support.wait_for(lambda message: "someone@gmial.com" in message.words)
    reply = await support.wait_for_reply(root, lambda message: "someone@gmail.com" in message.words)
    await idle(bot)
    assert "Method 1" in reply.words
    await support.until(lambda: "gmail.com" in root.words)
    assert root.thread_ts is None
    assert support.bot_messages == [root, reply]


async def test_the_asker_is_answered_in_their_language(bot: Application, taro: Person, support: Room) -> None:
    await taro.command("/smtp550 someone@gmial.com", support)
    root = await support.wait_for(lambda message: bool(message.bot_id) and message.thread_ts is None)
    reply = await support.wait_for_reply(root, lambda message: "someone@gmail.com" in message.words)
    await idle(bot)
    assert "方法 1" in reply.words or "方法1" in reply.words


async def test_a_named_sender_is_looked_up_on_the_blocklists(bot: Application, ann: Person, support: Room) -> None:
    await ann.command(f"/smtp550 someone@example.com from {LISTED_IP}", support)
    reply = await support.wait_for(lambda message: message.thread_ts is not None and "Method 3" in message.words)
    await idle(bot)
    assert LISTED_IP in reply.words
    assert "Spamhaus" in reply.words


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/smtp550", "/smtp550"),
        ("/smtp550 help", "/smtp550"),
        ("/smtp550 hello there", "address"),
        ("/smtp550 a@example.com b@example.com c@example.com d@example.com e@example.com", "5"),
    ],
)
async def test_what_is_no_question_is_answered_to_the_asker_alone(
    bot: Application, ann: Person, support: Room, line: str, said: str
) -> None:
    outcome = await ann.command(line, support)
    assert outcome.ok
    [hint] = support.ephemerals(ann)
    assert said in hint.words
    assert support.bot_messages == []
    assert await bot.desk.cases.unsettled() == []


async def test_a_bounce_can_be_typed_after_the_command(bot: Application, ann: Person, support: Room) -> None:
    await ann.command("/smtp550 550 5.1.1 <bob@example.com>: Recipient address rejected: User unknown", support)
    reply = await support.wait_for(lambda message: message.thread_ts is not None and "Method 1" in message.words)
    assert "bob@example.com" in reply.words


async def test_where_the_bot_is_not_the_asker_gets_the_same_content_and_how_to_invite_it(
    bot: Application, ann: Person, slack: SlackStandIn
) -> None:
    secret = slack.channel("secret", ann, bot=False, private=True)
    outcome = await ann.command("/smtp550 someone@gmial.com", secret)
    assert outcome.ok
    answer = await secret.wait_for_ephemeral(ann)
    assert "someone@gmail.com" in answer.words
    assert "/invite" in answer.words
    assert secret.bot_messages == []


async def test_a_person_whom_slack_does_not_know_is_answered_in_english(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn
) -> None:
    slack.faults.fail("users.info", "user_not_found", times=5)
    await ann.command("/smtp550 someone@gmial.com", support)
    await support.wait_for(lambda message: message.thread_ts is not None and "Method 1" in message.words)
