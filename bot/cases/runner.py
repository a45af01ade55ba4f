"""The engine inside this process: a few cases side by side, retries with growing patience, a look for leftovers."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from bot.cases.case import Case, new_id
from bot.cases.database import StoreError
from bot.cases.load import Regulator
from bot.cases.poster import TryLaterError
from bot.cases.store import CaseStore, Overtaken
from bot.model import CaseState

_LOG: Final = structlog.get_logger(__name__)

# Most of a run is waiting for DNS and Slack.
_SIDE_BY_SIDE: Final = 32
_TRIES: Final = 5
_BACKOFF_SECONDS: Final = (1.0, 2.0, 5.0, 15.0, 30.0)
_SWEEP_SECONDS: Final = 2.0
# How long Slack's or the network's trouble is no fault of a case.
_FORGIVE_SECONDS: Final = 3600.0


class InProcessEngine:
    """The engine of the embedded default: one process, SQLite."""

    def __init__(
        self,
        store: CaseStore,
        run: Callable[[Case], Awaitable[None]],
        now: Callable[[], float],
        side_by_side: int = _SIDE_BY_SIDE,
    ) -> None:
        self._store = store
        self._run = run
        self._now = now
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

    async def submit(self, case_id: str) -> None:
        """See `Engine`."""
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
        try:
            case = await self._store.claim(case_id)
            if case is not None:
                await self._attempt(case)
        except StoreError as error:
            # The claim's time runs out and the sweep finds the case again, as soon as the store is back.
            _LOG.error("store failed during a run", case=case_id, error_id=new_id(), reason=str(error))

    async def _attempt(self, case: Case) -> None:
        try:
            await self._run(case)
        except Overtaken:
            # Whoever changed the case submitted it, and whoever claimed it runs it.
            _LOG.info("run overtaken", case=case.id)
        except TryLaterError as error:
            forgive = self._now() - case.created_at < _FORGIVE_SECONDS
            await self._store.postpone(case, max(error.seconds, _backoff(case.tries)), forgive=forgive)
            _LOG.warning("case put off", case=case.id, reason=str(error))
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it is logged, tried again, and parked in the end
            await self._failed(case, error)

    async def _failed(self, case: Case, error: Exception) -> None:
        error_id = new_id()
        _LOG.exception("case failed", case=case.id, error_id=error_id, tries=case.tries, exc_info=error)
        if case.tries < _TRIES:
            await self._store.postpone(case, _backoff(case.tries), forgive=False)
        elif case.state is CaseState.PARKED:
            _LOG.error("not even the apology could be posted", case=case.id, error_id=error_id)
            await self._store.settle(case)
        else:
            _LOG.error("case parked", case=case.id, error_id=error_id)
            await self._store.park(case, error_id)
            self._again.add(case.id)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(_SWEEP_SECONDS)
            try:
                for case_id in await self._store.unsettled():
                    if case_id not in self._running:
                        await self.submit(case_id)
            except StoreError as error:
                _LOG.error("store failed during the sweep", error_id=new_id(), reason=str(error))


def _backoff(tries: int) -> float:
    return _BACKOFF_SECONDS[min(max(tries, 1), len(_BACKOFF_SECONDS)) - 1]
