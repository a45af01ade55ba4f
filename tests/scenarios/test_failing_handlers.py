"""Handlers that fail: tried again by the inbox, parked in the end, and the person is told, with an id."""

from __future__ import annotations

import pytest

from bot.app import Application
from bot.cases.database import StoreError
from bot.cases.store import CaseStore
from bot.playground.standin import Person, Room, SlackStandIn
from bot.reply.actions import Action
from tests.scenarios.conftest import Started, idle

BOUNCE = "550 5.1.1 <bob@example.com>: Recipient address rejected: User unknown in local recipient table"


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handlers.listening._BACKOFF_SECONDS", (0.05,))
    monkeypatch.setattr("bot.cases.inbox.CLAIM_SECONDS", 0.0)
    monkeypatch.setattr("bot.app._SWEEP_SECONDS", 0.1)


def failing(monkeypatch: pytest.MonkeyPatch, times: int) -> list[int]:
    """Cases cannot be opened so many times."""
    calls: list[int] = []
    really = CaseStore.open

    async def open_case(self: CaseStore, new: object, retention_days: int | None = None) -> object:
        calls.append(1)
        if len(calls) <= times:
            raise StoreError("disk full")
        return await really(self, new, retention_days)  # type: ignore[arg-type]

    monkeypatch.setattr(CaseStore, "open", open_case)
    return calls


async def test_an_event_whose_handler_failed_is_handled_again(
    started: Started, ann: Person, support: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = failing(monkeypatch, 2)
    async with started() as bot:
        paste = await ann.says(support, BOUNCE)
        await support.wait_for_reply(paste, lambda message: Action.SOLVED in message.action_ids)
        await idle(bot)
        assert await bot.desk.inbox.unfinished() == []
    assert len(calls) == 3
    assert len(support.bot_messages) == 1


async def test_an_event_whose_handler_always_fails_is_parked_with_an_apology(
    started: Started, ann: Person, support: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = failing(monkeypatch, 99)
    async with started() as bot:
        paste = await ann.says(support, BOUNCE)
        sorry = await support.wait_for_reply(paste)
        assert "went wrong" in sorry.words
        assert await bot.desk.inbox.unfinished() == []
    assert len(calls) == 5


async def test_who_typed_a_command_is_told_with_an_id_and_answered_later_all_the_same(
    started: Started, ann: Person, support: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, 1)
    async with started():
        assert (await ann.command("/smtp550 someone@gmial.com", support)).ok
        hint = await support.wait_for_ephemeral(ann)
        assert "id" in hint.words
        await support.wait_for(lambda message: Action.SOLVED in message.action_ids)


async def test_after_a_restart_the_asker_of_a_closed_channel_is_answered_in_a_direct_message(
    bot: Application, ann: Person, slack: SlackStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.desk.response_urls, "use", lambda _case: None)
    secret = slack.channel("secret", ann, bot=False, private=True)
    await ann.command("/smtp550 someone@gmial.com", secret)
    answer = await ann.direct.wait_for(lambda message: bool(message.bot_id))
    assert "someone@gmail.com" in answer.words
