"""What the poster does when Slack says 429, when a channel is busy, and when it was held up before a post."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.cases.case import Case, Part, Source
from bot.cases.pacing import NotYetError, Pace
from bot.cases.poster import Poster
from bot.cases.slack_errors import TryLaterError, UnreachableError
from bot.model import CaseState
from bot.reply.view import Message
from tests.cases.slack_client import Answer, OneClient

MESSAGE = Message("words", ())
CASE = Case("c1", "T1", "C1", "1.0", Source.MESSAGE, asked=True, state=CaseState.ANSWERED, thread_ts="1.0")


class Slack(AsyncWebClient):
    """Answers with what is on the list, then with success."""

    def __init__(self, *refusals: Answer) -> None:
        super().__init__(token="xoxb-test")
        self.refusals = list(refusals)
        self.calls: list[str] = []

    async def api_call(self, api_method: str, **_: Any) -> Any:
        self.calls.append(api_method)
        if self.refusals:
            raise SlackApiError("refused", self.refusals.pop(0))  # type: ignore[no-untyped-call]
        return Answer({"ok": True, "ts": "2.0"})


def poster_of(slack: Slack, pace: Pace | None = None) -> Poster:
    return Poster(OneClient(slack), pace)


def limited(seconds: int) -> Answer:
    return Answer({"ok": False, "error": "ratelimited"}, 429, seconds)


async def test_a_429_pauses_its_channel_and_no_other() -> None:
    pace = Pace()
    poster = poster_of(Slack(limited(30)), pace)
    with pytest.raises(TryLaterError) as told:
        await poster.post(CASE, Part.ANSWER, MESSAGE, thread_ts="1.0", since=time.monotonic())
    assert (told.value.seconds, told.value.nothing_done) == (30.0, True)
    with pytest.raises(NotYetError):
        await pace.turn("T1:C1", patience=5.0)
    assert await pace.turn("T1:C2", patience=5.0) == 0.0


async def test_who_would_wait_too_long_for_a_turn_makes_room() -> None:
    pace = Pace()
    await pace.pause("T1:C1", 60.0)
    with pytest.raises(TryLaterError) as told:
        await poster_of(Slack(), pace).wait_for_turn(CASE)
    assert told.value.nothing_done
    assert 55 < told.value.seconds <= 60


async def test_after_being_frozen_it_looks_again_before_it_posts() -> None:
    slack = Slack()
    with pytest.raises(TryLaterError) as told:
        await poster_of(slack).post(CASE, Part.ANSWER, MESSAGE, thread_ts="1.0", since=time.monotonic() - 20.0)
    assert told.value.nothing_done
    assert slack.calls == []


@pytest.mark.parametrize(
    ("refusal", "nothing_done"),
    [
        (limited(1), True),
        (Answer({}, 503), False),
        (Answer({"ok": False, "error": "internal_error"}), False),
    ],
)
async def test_only_where_nothing_can_have_been_posted_it_says_so(refusal: Answer, nothing_done: bool) -> None:
    with pytest.raises(TryLaterError) as told:
        await poster_of(Slack(refusal)).post(CASE, Part.ANSWER, MESSAGE, thread_ts="1.0", since=time.monotonic())
    assert told.value.nothing_done is nothing_done


async def test_a_courtesy_waits_for_the_end_of_a_429() -> None:
    slack = Slack(limited(1))
    async with asyncio.timeout(10):
        await poster_of(slack).tell("T1", "C1", MESSAGE)
    assert slack.calls == ["chat.postMessage", "chat.postMessage"]


async def test_after_a_post_without_an_answer_slack_is_asked_before_the_next_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.cases.reach._FIRST_SECONDS", 0.05)
    slack = Slack(Answer({}, 503), Answer({}, 503))
    poster = poster_of(slack)
    with pytest.raises(TryLaterError, match="HTTP 503"):
        await poster.post(CASE, Part.ANSWER, MESSAGE, thread_ts="1.0", since=time.monotonic())
    with pytest.raises(TryLaterError, match="does not answer") as told:
        await poster.wait_for_turn(CASE)
    assert told.value.nothing_done
    assert slack.calls == ["chat.postMessage"]
    await asyncio.sleep(0.06)
    with pytest.raises(TryLaterError, match="does not answer"):
        await poster.wait_for_turn(CASE)
    await asyncio.sleep(0.11)
    await poster.wait_for_turn(CASE)
    await poster.post(CASE, Part.ANSWER, MESSAGE, thread_ts="1.0", since=time.monotonic())
    await poster.wait_for_turn(CASE)
    assert slack.calls == ["chat.postMessage", "api.test", "api.test", "chat.postMessage"]


@pytest.mark.parametrize("refusal", [limited(1), Answer({"ok": False, "error": "is_archived"})])
async def test_a_refusal_is_an_answer(refusal: Answer) -> None:
    slack = Slack(refusal)
    poster = poster_of(slack)
    with pytest.raises((TryLaterError, UnreachableError)):
        await poster.post(CASE, Part.ANSWER, MESSAGE, thread_ts="1.0", since=time.monotonic())
    await poster.wait_for_turn(CASE)
    assert slack.calls == ["chat.postMessage"]
