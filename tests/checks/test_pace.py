"""Questions leave at a measured pace: urgent ones first, everybody in the end, in whatever loop they wait."""

from __future__ import annotations

import asyncio
import time

from bot.checks.pace import BURST, QUESTIONS_PER_SECOND, Pace


async def test_a_few_questions_go_at_once() -> None:
    pace = Pace()
    turns = [asyncio.create_task(pace.turn(1)) for _ in range(BURST)]
    await asyncio.sleep(0)
    assert all(turn.done() for turn in turns)


async def test_many_wait_for_the_next_ticks_and_all_get_there() -> None:
    pace = Pace()
    turns = [asyncio.create_task(pace.turn(1, 3)) for _ in range(BURST)]
    await asyncio.sleep(0)
    assert sum(turn.done() for turn in turns) == BURST // 3
    await asyncio.gather(*turns)


async def test_a_late_tick_makes_up_for_the_time_that_passed() -> None:
    pace = Pace()
    await pace.turn(1, BURST)
    turns = [asyncio.create_task(pace.turn(1)) for _ in range(BURST)]
    await asyncio.sleep(0)
    assert not any(turn.done() for turn in turns)
    time.sleep(2 * BURST / QUESTIONS_PER_SECOND)  # noqa: ASYNC251 something holds the loop up
    for _ in range(5):  # the tick, the turns that it gives, the tasks that take them
        await asyncio.sleep(0)
    assert all(turn.done() for turn in turns)


async def test_urgent_questions_go_first() -> None:
    pace = Pace()
    went: list[int] = []

    async def ask(urgency: int) -> None:
        await pace.turn(urgency, BURST)
        went.append(urgency)

    await asyncio.gather(*(ask(urgency) for urgency in (1, 3, 2, 3, 1)))
    assert went == [1, 1, 2, 3, 3]


async def test_who_gave_up_takes_nobodys_turn() -> None:
    pace = Pace()
    await pace.turn(1, BURST)
    waiting = asyncio.create_task(pace.turn(1, BURST))
    await asyncio.sleep(0)
    waiting.cancel()
    await pace.turn(2)
    assert waiting.cancelled()


def test_one_pace_serves_one_loop_after_another() -> None:
    pace = Pace()

    async def leave_somebody_waiting() -> None:
        await pace.turn(1, BURST)
        asyncio.create_task(pace.turn(1)).cancel()

    for _ in range(3):
        asyncio.run(leave_somebody_waiting())
    asyncio.run(asyncio.wait_for(pace.turn(1), timeout=5))
