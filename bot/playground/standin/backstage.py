"""What people and channels share behind the scenes: the workspace, the courier, and a bell for those who wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from bot.playground.standin.courier import Courier
from bot.playground.standin.workspace import Workspace

T = TypeVar("T")

PATIENCE = 5.0
"""How long one waits for something to happen, in seconds, unless told otherwise."""


class Watch:
    """Wakes those who wait whenever anything in the workspace changes."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()

    def notify(self) -> None:
        """Something changed."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def until(self, probe: Callable[[], T | None], within: float, describe: Callable[[], str]) -> T:
        """The first true answer of `probe`, asked after every change.

        Raises `TimeoutError`, with `describe`'s words, after `within` seconds.
        """
        try:
            async with asyncio.timeout(within):
                while True:
                    changed = self._changed
                    if found := probe():
                        return found
                    await changed.wait()
        except TimeoutError:
            raise TimeoutError(f"waited {within:g} s in vain; {describe()}") from None


@dataclass(frozen=True, slots=True)
class Backstage:
    """What people and channels need of the stand-in."""

    workspace: Workspace
    courier: Courier
    watch: Watch
    base_url: Callable[[], str]
