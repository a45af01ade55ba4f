"""What is done again and again: nothing that goes wrong once ends it."""

from __future__ import annotations

import asyncio

import pytest

from bot.app import _every
from bot.cases.database import StoreError


@pytest.mark.parametrize("error", [StoreError("disk full"), ValueError("a row of another version")])
async def test_a_chore_that_failed_is_done_again(error: Exception) -> None:
    done = asyncio.Event()
    tries: list[int] = []

    async def work() -> None:
        tries.append(1)
        if len(tries) < 3:
            raise error
        done.set()

    chore = asyncio.create_task(_every(0.0, work))
    async with asyncio.timeout(10):
        await done.wait()
    chore.cancel()
