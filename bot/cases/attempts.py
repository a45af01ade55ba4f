"""One try at a case, whichever engine makes it: claim it, run it, write down what came of it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

import structlog

from bot.cases.case import Case, new_id
from bot.cases.database import StoreError
from bot.cases.slack_errors import TryLaterError
from bot.cases.store import CaseStore, Overtaken, UnreadableError
from bot.model import CaseState

_LOG: Final = structlog.get_logger(__name__)

_TRIES: Final = 5
# Tries whose end nobody could write down: their process died, over the case or with it.
_DEATHS: Final = 10
_BACKOFF_SECONDS: Final = (1.0, 2.0, 5.0, 15.0, 30.0)
# How long Slack's or the network's trouble is no fault of a case.
_FORGIVE_SECONDS: Final = 3600.0


@dataclass(frozen=True, slots=True)
class Attempts:
    """Makes tries. `run` brings a claimed case to where Slack shows its newest revision; `now` is epoch seconds."""

    store: CaseStore
    run: Callable[[Case], Awaitable[None]]
    now: Callable[[], float]
    # What may have killed its process runs without others of that kind: then the next death counts for one of them.
    _alone: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def __call__(self, case_id: str) -> bool:
        """Try the case if there is something to do; whether there is something to do at once again.

        Raises nothing: what went wrong is in the log, and in the case. Cancelled, it gives the case back.
        """
        try:
            return await self._claim_and_try(case_id)
        except Overtaken:
            # Whoever changed the case submitted it, and whoever claimed it runs it.
            _LOG.info("run overtaken", case=case_id)
            return False
        except StoreError as error:
            # The claim's time runs out, and then the case is found again, as soon as the store is back.
            _LOG.error("store failed during a run", case=case_id, error_id=new_id(), reason=str(error))
            return False

    async def _claim_and_try(self, case_id: str) -> bool:
        try:
            case = await self.store.claim(case_id)
            if case is None or case.tries <= _TRIES:
                return case is not None and await self._attempt(case)
            await self.store.postpone(case, 0.0, forgive=True)
            async with self._alone:
                case = await self.store.claim(case_id)
                return case is not None and await self._attempt(case)
        except UnreadableError as error:
            # While a new version takes over from an old one, another process may read it: it gets its tries.
            return await self._failed(error.case, error)

    async def _attempt(self, case: Case) -> bool:
        if case.tries > _DEATHS:
            return await self._give_up(case, new_id())
        try:
            await self.run(case)
        except TryLaterError as error:
            # After that it waits longer from try to try, and is still not given up.
            forgive = self.now() - case.created_at < _FORGIVE_SECONDS or case.tries >= _TRIES
            await self.store.postpone(case, max(error.seconds, _backoff(case.tries)), forgive=forgive)
            _LOG.warning("case put off", case=case.id, reason=str(error))
        except asyncio.CancelledError:
            # The process is told to end. Whoever looks next goes on, without waiting for the claim's time to be over.
            await self.store.postpone(case, 0.0, forgive=True)
            raise
        except StoreError:
            with contextlib.suppress(StoreError):  # else the claim's time runs out
                await self.store.postpone(case, _backoff(case.tries), forgive=True)
            raise
        except Overtaken:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it is logged, tried again, and parked in the end
            return await self._failed(case, error)
        return False

    async def _failed(self, case: Case, error: Exception) -> bool:
        error_id = new_id()
        _LOG.exception("case failed", case=case.id, error_id=error_id, tries=case.tries, exc_info=error)
        if case.tries < _TRIES:
            await self.store.postpone(case, _backoff(case.tries), forgive=False)
            return False
        return await self._give_up(case, error_id, unreadable=isinstance(error, UnreadableError))

    async def _give_up(self, case: Case, error_id: str, *, unreadable: bool = False) -> bool:
        if case.state is CaseState.PARKED:
            _LOG.error("not even the apology could be posted", case=case.id, error_id=error_id)
            await self.store.settle(case)
            return False
        _LOG.error("case parked", case=case.id, error_id=error_id, tries=case.tries)
        await self.store.park(case, error_id, unreadable=unreadable)
        return True


def _backoff(tries: int) -> float:
    return _BACKOFF_SECONDS[min(max(tries, 1), len(_BACKOFF_SECONDS)) - 1]
