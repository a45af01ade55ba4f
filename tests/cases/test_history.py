"""What the bot reads in Slack: as often as Slack allows, and to the end, however little Slack gives at a time."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.cases.case import Case, Part, Source
from bot.cases.history import History
from bot.cases.slack_errors import TryLaterError
from bot.model import CaseState
from tests.cases.slack_client import Answer, OneClient

CASE = Case("c1", "T1", "C1", "1.0", Source.MESSAGE, asked=True, state=CaseState.ANSWERED, thread_ts="1.0")


class Slack(AsyncWebClient):
    """Has pages of messages, and now and then an error in the place of one."""

    def __init__(self, *pages: list[dict[str, Any]]) -> None:
        super().__init__(token="xoxb-test")
        self.pages = pages
        self.errors: dict[int, Exception] = {}
        self.calls: list[tuple[str, dict[str, Any]]] = []

    async def api_call(self, api_method: str, **arguments: Any) -> Any:
        asked = arguments.get("params") or arguments.get("json") or {}
        self.calls.append((api_method, asked))
        if error := self.errors.pop(len(self.calls), None):
            raise error
        number = int(asked.get("cursor") or 0)
        more = {"next_cursor": str(number + 1) if number + 1 < len(self.pages) else ""}
        return Answer({"ok": True, "messages": self.pages[number] if self.pages else [], "response_metadata": more})


def refused(name: str, status: int = 200, retry_after: int | None = None) -> SlackApiError:
    answer = Answer({"ok": False, "error": name}, status, retry_after)
    return SlackApiError("refused", answer)  # type: ignore[no-untyped-call]


def message(ts: str, case: str, part: Part) -> dict[str, Any]:
    return {"ts": ts, "metadata": {"event_payload": {"case_id": case, "part": str(part)}}}


OTHERS = [{"ts": "1.0", "text": "550"}, message("2.0", "c2", Part.ANSWER), message("3.0", "c1", Part.ROOT)]
OURS = message("4.0", "c1", Part.ANSWER)


@pytest.mark.parametrize(
    "trouble", [refused("ratelimited", 429, 0), refused("internal_error"), TimeoutError(), refused("x", 503)]
)
async def test_a_search_that_is_broken_off_goes_on_where_it_was(trouble: Exception) -> None:
    slack = Slack(OTHERS, OTHERS, [OURS])
    slack.errors[2] = slack.errors[4] = trouble
    history = History(OneClient(slack))
    for _ in range(2):
        with pytest.raises(TryLaterError):
            await history.find(CASE, Part.ANSWER)
    assert await history.find(CASE, Part.ANSWER) == "4.0"
    assert [asked.get("cursor") for _, asked in slack.calls] == [None, "1", "1", "2", "2"]
    assert await history.find(CASE, Part.ANSWER) == "4.0"
    assert slack.calls[5][1].get("cursor") is None


async def test_of_the_searches_that_nobody_goes_on_with_few_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.cases.history._MOST_BROKEN_OFF", 2)
    slack = Slack(OTHERS, [OURS])
    slack.errors = {number: TimeoutError() for number in (2, 4, 6)}
    history = History(OneClient(slack))
    for name in ("c1", "c2", "c3"):
        with pytest.raises(TryLaterError):
            await history.find(replace(CASE, id=name), Part.ESCALATION)
    assert [search[1] for search in history._broken_off] == ["c2", "c3"]


@pytest.mark.parametrize(("part", "method"), [(Part.ROOT, "history"), (Part.ANSWER, "replies")])
async def test_roots_are_in_channels_and_the_rest_in_threads(part: Part, method: str) -> None:
    slack = Slack(OTHERS)
    assert await History(OneClient(slack)).find(replace(CASE, id="c9"), part) is None
    assert [name for name, _ in slack.calls] == [f"conversations.{method}"]


async def test_where_we_may_not_look_nothing_is_found() -> None:
    slack = Slack()
    slack.errors = {1: refused("missing_scope"), 2: refused("not_in_channel")}
    history = History(OneClient(slack))
    assert await history.find(CASE, Part.ANSWER) is None
    assert await history.root(CASE) is None


async def test_a_threads_root_that_cannot_be_read_now_is_read_later() -> None:
    slack = Slack(OTHERS)
    slack.errors = {1: refused("ratelimited", 429, 0), 2: TimeoutError()}
    history = History(OneClient(slack))
    for _ in range(2):
        with pytest.raises(TryLaterError):
            await history.root(CASE)
    assert (await history.root(CASE) or {})["text"] == "550"


async def test_pages_are_no_more_than_slack_allows() -> None:
    slack = Slack([OURS])
    history = History(OneClient(slack))
    for _ in range(100):
        try:
            async with asyncio.timeout(0.1):
                await history.find(CASE, Part.ANSWER)
        except (TryLaterError, TimeoutError):
            break
    assert 10 <= len(slack.calls) <= 40


async def test_a_429_pauses_all_reading_in_its_workspace() -> None:
    slack = Slack([OURS])
    slack.errors[1] = refused("ratelimited", 429, 30)
    history = History(OneClient(slack))
    for _ in range(3):
        with pytest.raises(TryLaterError) as told:
            await history.find(CASE, Part.ANSWER)
        assert 25 < told.value.seconds <= 30
    with pytest.raises(TryLaterError):
        await history.root(CASE)
    assert len(slack.calls) == 1
    assert await history.find(replace(CASE, team="T2"), Part.ANSWER) == "4.0"
