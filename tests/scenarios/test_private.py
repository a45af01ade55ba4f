"""`/smtp550 private …`: only the asker sees the answer, and the buttons below it work."""

from __future__ import annotations

import pytest

from bot.app import Application
from bot.playground.standin import Message, Person, Room, SlackStandIn
from bot.reply.actions import Action
from tests.scenarios.conftest import idle


@pytest.fixture(params=["en", "ja"])
def asker(request: pytest.FixtureRequest, ann: Person, taro: Person) -> Person:
    return ann if request.param == "en" else taro


def method(person: Person, number: int) -> str:
    return f"方法 {number} —" if person.user.locale == "ja-JP" else f"Method {number} —"


async def answer(person: Person, room: Room) -> Message:
    return await room.wait_for_ephemeral(person, lambda message: Action.SOLVED in message.action_ids)


async def test_nobody_else_sees_it_and_the_buttons_move_it_in_place(
    bot: Application, asker: Person, support: Room
) -> None:
    assert (await asker.command("/smtp550 private someone@gmial.com", support)).ok
    message = await answer(asker, support)
    assert "someone@gmail.com" in message.words
    assert method(asker, 1) in message.words
    await asker.clicks(message, Action.STILL_FAILING)
    await support.until(lambda: method(asker, 2) in message.words)
    await asker.clicks(message, Action.STILL_FAILING)
    await support.until(lambda: method(asker, 3) in message.words)
    await asker.clicks(message, Action.SOLVED)
    await support.until(lambda: Action.REOPEN in message.action_ids)
    await idle(bot)
    assert support.ephemerals(asker) == [message]
    assert support.bot_messages == []


async def test_the_evidence_opens(bot: Application, asker: Person, support: Room) -> None:
    await asker.command("/smtp550 private someone@gmial.com", support)
    await asker.clicks(await answer(asker, support), Action.SHOW_EVIDENCE)
    assert "gmial.com" in (await asker.wait_for_modal()).words


async def test_it_works_where_the_bot_is_not(bot: Application, asker: Person, slack: SlackStandIn) -> None:
    secret = slack.channel("secret", asker, bot=False, private=True)
    await asker.command("/smtp550 private someone@gmial.com", secret)
    message = await answer(asker, secret)
    assert "/invite" not in message.words


async def test_a_bounce_can_be_private_too(bot: Application, asker: Person, support: Room) -> None:
    await asker.command("/smtp550 private 550 5.1.1 <bob@example.com>: User unknown", support)
    assert "bob@example.com" in (await answer(asker, support)).words
    assert support.bot_messages == []


async def test_a_check_that_asks_for_the_bounce_says_how_to_give_it(
    bot: Application, asker: Person, support: Room
) -> None:
    await asker.command("/smtp550 private bob@example.com", support)
    assert "/smtp550 private …" in (await answer(asker, support)).words
