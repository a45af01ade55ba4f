"""While Slack is silent one post in some seconds is tried, and none before Slack answers what changes nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from bot.cases.reach import Reach


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def saying(answer: bool, asked: list[bool]) -> Callable[[], Awaitable[bool]]:
    async def answers() -> bool:
        asked.append(answer)
        return answer

    return answers


async def test_as_long_as_slack_answers_nothing_is_asked_before_a_post(clock: Clock) -> None:
    asked: list[bool] = []
    reach = Reach(clock)
    reach.note("T1", answered=True)
    assert await reach.admit("T1", saying(False, asked)) == 0.0
    assert asked == []


async def test_while_slack_is_silent_it_is_asked_at_longer_and_longer_intervals(clock: Clock) -> None:
    asked: list[bool] = []
    reach = Reach(clock)
    reach.note("T1", answered=False)
    times = []
    for _ in range(120):
        before = len(asked)
        wait = await reach.admit("T1", saying(False, asked))
        assert 0 < wait <= 5
        if len(asked) > before:
            times.append(clock.now - 100)
        clock.now += 0.25
    assert times == [1, 3, 7, 12, 17, 22, 27]


async def test_one_post_is_tried_where_it_answers_again_and_all_go_out_where_that_was_answered(clock: Clock) -> None:
    asked: list[bool] = []
    reach = Reach(clock)
    reach.note("T1", answered=False)
    clock.now += 1
    assert [await reach.admit("T1", saying(True, asked)) for _ in range(3)] == [0.0, 2.0, 2.0]
    reach.note("T1", answered=True)
    assert [await reach.admit("T1", saying(True, asked)) for _ in range(3)] == [0.0, 0.0, 0.0]
    assert len(asked) == 1


async def test_where_all_is_well_but_posting_a_few_posts_are_tried(clock: Clock) -> None:
    tried = 0
    reach = Reach(clock)
    reach.note("T1", answered=False)
    for _ in range(600):
        if await reach.admit("T1", saying(True, [])) == 0.0:
            tried += 1
            reach.note("T1", answered=False)
        clock.now += 0.1
    assert 10 <= tried <= 14


async def test_many_that_fail_at_once_count_as_one(clock: Clock) -> None:
    reach = Reach(clock)
    for _ in range(50):
        reach.note("T1", answered=False)
    clock.now += 1
    assert await reach.admit("T1", saying(True, [])) == 0.0


async def test_the_silence_of_one_workspace_holds_up_no_other(clock: Clock) -> None:
    reach = Reach(clock)
    reach.note("T1", answered=False)
    assert await reach.admit("T2", saying(False, [])) == 0.0
    reach.note("T2", answered=True)
    assert await reach.admit("T1", saying(True, [])) == 1.0
