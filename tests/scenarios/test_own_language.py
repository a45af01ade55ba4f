"""`/smtp550 lang …`: the language that a person chose with us wins over that of their Slack."""

from __future__ import annotations

import pytest

from bot.app import Application
from bot.playground.standin import Person, Room
from tests.scenarios.conftest import Started


async def test_who_chose_a_language_is_answered_in_it(
    bot: Application, ann: Person, taro: Person, support: Room
) -> None:
    for person, language, chosen, method in (
        (ann, "ja", "日本語", "方法 1"),
        (taro, "en", "English", "Method 1"),
    ):
        assert (await person.command(f"/smtp550 lang {language}", support)).ok
        assert chosen in support.ephemerals(person)[-1].words
        address = f"{person.user.name}@gmial.com"
        await person.command(f"/smtp550 {address}", support)
        await support.wait_for(
            lambda message, address=address, method=method: address in message.words and method in message.words  # type: ignore[misc]
        )


async def test_auto_goes_back_to_the_language_of_slack(bot: Application, taro: Person, support: Room) -> None:
    await taro.command("/smtp550 lang en", support)
    await taro.command("/smtp550 lang auto", support)
    assert "Slack の言語" in support.ephemerals(taro)[-1].words


async def test_the_choice_outlives_a_restart(started: Started, ann: Person, support: Room) -> None:
    async with started():
        await ann.command("/smtp550 lang ja", support)
    async with started():
        await ann.command("/smtp550 help", support)
    assert "アドレスを調べる" in support.ephemerals(ann)[-1].words


@pytest.mark.parametrize("line", ["/smtp550 lang", "/smtp550 lang tlh", "/smtp550 lang <!channel>"])
async def test_a_language_that_is_not_there_is_answered_with_those_that_are(
    bot: Application, ann: Person, support: Room, line: str
) -> None:
    await ann.command(line, support)
    hint = support.ephemerals(ann)[-1]
    assert "/smtp550 lang ja" in hint.words
    assert "<!" not in hint.text
