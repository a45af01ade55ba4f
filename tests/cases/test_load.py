"""How many get through the gate side by side."""

from __future__ import annotations

import asyncio

import pytest

from bot.cases.load import Gate


async def _inside(gate: Gate, entered: list[int], number: int, leave: asyncio.Event) -> None:
    async with gate:
        entered.append(number)
        await leave.wait()


async def test_as_many_as_allowed_go_in_and_the_others_in_the_order_in_which_they_came() -> None:
    gate, entered, leave = Gate(2), list[int](), asyncio.Event()
    tasks = [asyncio.create_task(_inside(gate, entered, number, leave)) for number in range(6)]
    await asyncio.sleep(0)
    assert entered == [0, 1]
    leave.set()
    async with asyncio.timeout(5):
        await asyncio.gather(*tasks)
    assert entered == [0, 1, 2, 3, 4, 5]
    gate.close()


async def test_who_gives_up_in_the_line_takes_nobodys_place() -> None:
    gate, entered, leave = Gate(1), list[int](), asyncio.Event()
    tasks = [asyncio.create_task(_inside(gate, entered, number, leave)) for number in range(3)]
    await asyncio.sleep(0)
    tasks[1].cancel()
    leave.set()
    async with asyncio.timeout(5):
        results = await asyncio.gather(*tasks, return_exceptions=True)
    assert entered == [0, 2]
    assert isinstance(results[1], asyncio.CancelledError)
    async with asyncio.timeout(5), gate:
        pass
    gate.close()


async def test_what_fails_inside_leaves_room() -> None:
    gate = Gate(1)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            async with gate:
                raise ZeroDivisionError
    gate.close()
