"""Waiting for what arrives, up to a moment."""

from __future__ import annotations

import asyncio
import math
from typing import TypeVar

T = TypeVar("T")


async def next_before(end: float, arrived: asyncio.Queue[T]) -> T:
    """The next of what arrives; `end` is in the event loop's time, infinity for no end. Raises `TimeoutError`.

    What has arrived already is handed over without a timer, but not once the end has come: a stream of hundreds must
    neither cost hundreds of timers nor go on for ever.
    """
    if not arrived.empty() and asyncio.get_running_loop().time() < end:
        return arrived.get_nowait()
    async with asyncio.timeout_at(None if end == math.inf else end):
        return await arrived.get()
