"""The Home tab: how to ask, the workspace's open cases, what was solved and by which method."""

from __future__ import annotations

import pytest

from bot.app import Application
from bot.playground.standin import Message, Person, Room, SlackStandIn
from bot.reply.actions import PASTE_INPUT, Action
from tests.scenarios.conftest import idle

BOUNCE = "550 5.1.1 <bob@example.com>: Recipient address rejected: User unknown in local recipient table"


@pytest.fixture(params=["en", "ja"])
def asker(request: pytest.FixtureRequest, ann: Person, taro: Person) -> Person:
    return ann if request.param == "en" else taro


def in_words_of(person: Person, english: str, japanese: str) -> str:
    return japanese if person.user.locale == "ja-JP" else english


async def answered(bot: Application, person: Person, room: Room, bounce: str = BOUNCE) -> Message:
    paste = await person.says(room, bounce)
    reply = await room.wait_for_reply(paste, lambda message: Action.SOLVED in message.action_ids)
    await idle(bot)
    return reply


async def home_of(person: Person, *words: str) -> str:
    await person.opens_home()
    return (await person.wait_for_home(lambda view: all(word in view.words for word in words))).words


async def test_it_tells_how_to_ask_and_opens_the_dialog_to_paste_into(bot: Application, asker: Person) -> None:
    words = await home_of(asker, in_words_of(asker, "Mail came back?", "メールが戻ってきましたか？"))
    assert "/smtp550 someone@example.com" in words
    assert in_words_of(asker, "No open cases.", "対応中のケースはありません。") in words
    assert asker.home is not None
    assert (await asker.clicks_in_view(asker.home, Action.OPEN_PASTE)).ok
    await asker.wait_for_modal()
    assert (await asker.submits({PASTE_INPUT: BOUNCE})).ok
    await asker.direct.wait_for(lambda message: Action.SOLVED in message.action_ids)


async def test_everybody_sees_the_open_cases_of_public_channels_and_what_helped(
    bot: Application, asker: Person, ann: Person, taro: Person, support: Room
) -> None:
    other = taro if asker is ann else ann
    reply = await answered(bot, other, support)
    open_one = in_words_of(asker, "bob@example.com: address not found", "bob@example.com: 宛先が存在しない")
    words = await home_of(asker, open_one)
    assert f"<#{support.id}>" in words
    await other.clicks(reply, Action.SOLVED)
    await support.until(lambda: Action.REOPEN in reply.action_ids)
    await idle(bot)
    solved_with = in_words_of(asker, "solved with Method 1", "方法 1 で解決")
    words = await home_of(asker, solved_with)
    assert in_words_of(asker, "Solved lately", "最近解決したケース") in words


async def test_what_was_asked_in_private_is_a_number_to_all_others(
    bot: Application, asker: Person, ann: Person, taro: Person, support: Room, slack: SlackStandIn
) -> None:
    other = taro if asker is ann else ann
    secret = slack.channel("secret", other, private=True)
    await answered(bot, other, secret)
    await answered(bot, other, other.direct, BOUNCE.replace("bob", "carol"))
    words = await home_of(
        asker, in_words_of(asker, "2 more open cases are in private", "ダイレクトメッセージに 2 件あります")
    )
    assert "bob@" not in words
    assert "carol@" not in words
    assert "secret" not in words
    assert "bob@example.com" in await home_of(other, "bob@example.com", "carol@example.com")


async def test_a_guest_sees_their_own_cases_only(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn
) -> None:
    await answered(bot, ann, support)
    guest = slack.person("guest")
    guest.user.is_guest = True
    words = await home_of(guest, "One more open case")
    assert "bob@" not in words
