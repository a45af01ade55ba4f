"""The engine inside this process: a few cases side by side, a look for leftovers."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Final

import structlog

from bot.cases.attempts import Attempts
from bot.cases.case import new_id
from bot.cases.database import StoreError
from bot.cases.load import Regulator

_LOG: Final = structlog.get_logger(__name__)

# Most of a run is waiting for DNS and Slack.
SIDE_BY_SIDE: Final = 32
_SWEEP_SECONDS: Final = 2.0


class InProcessEngine:
    """The engine of the embedded default: one process, SQLite."""

    def __init__(self, attempts: Attempts, side_by_side: int = SIDE_BY_SIDE) -> None:
        self._attempts = attempts
        self._store = attempts.store
        self._load = Regulator(side_by_side)
        self._waiting: deque[str] = deque()
        self._queued: set[str] = set()
        self._running: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._sweeper: asyncio.Task[None] | None = None
        self._draining = False

    async def start(self) -> None:
        """See `Engine`. The runs of earlier processes are dead: their cases are taken up at once."""
        for case_id in await self._store.unsettled(also_claimed=True):
            await self.submit(case_id)
        self._sweeper = asyncio.create_task(self._sweep(), name="engine sweep")

    async def submit(self, case_id: str, *, here: bool = True) -> None:
        """See `Engine`."""
        del here  # there is no other place
        if self._draining or case_id in self._queued:
            return
        if case_id in self._running:
            self._again.add(case_id)
            return
        self._queued.add(case_id)
        self._waiting.append(case_id)
        self._begin_what_fits()

    async def drain(self, seconds: float) -> None:
        """See `Engine`."""
        self._draining = True
        if self._sweeper is not None:
            self._sweeper.cancel()
        self._load.stop()
        running = list(self._running.values())
        if not running:
            return
        _, late = await asyncio.wait(running, timeout=seconds)
        for task in late:
            task.cancel()
        if late:
            await asyncio.gather(*late, return_exceptions=True)
            _LOG.warning("cases left to the next start", cases=len(late))

    def backlog(self) -> int:
        """See `Engine`."""
        return len(self._running) + len(self._waiting)

    def _begin_what_fits(self) -> None:
        while self._waiting and len(self._running) < self._load.limit and not self._draining:
            case_id = self._waiting.popleft()
            self._queued.discard(case_id)
            task = asyncio.create_task(self._run_once(case_id), name=f"case {case_id}")
            self._running[case_id] = task
            task.add_done_callback(lambda _, case_id=case_id: self._ended(case_id))  # type: ignore[misc]

        self._load.watch(lambda: bool(self._running or self._waiting), self._begin_what_fits)

    def _ended(self, case_id: str) -> None:
        del self._running[case_id]
        if case_id in self._again and not self._draining:
            self._again.discard(case_id)
            self._queued.add(case_id)
            self._waiting.append(case_id)
        self._begin_what_fits()

    async def _run_once(self, case_id: str) -> None:
        if await self._attempts(case_id):
            self._again.add(case_id)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(_SWEEP_SECONDS)
            try:
                for case_id in await self._store.unsettled():
                    if case_id not in self._running:
                        await self.submit(case_id)
            except StoreError as error:
                _LOG.error("store failed during the sweep", error_id=new_id(), reason=str(error))
            except Exception as error:  # noqa: BLE001 - without the sweep what was left over would lie for ever
                _LOG.exception("sweep failed", error_id=new_id(), exc_info=error)
