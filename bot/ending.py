"""How a process is told to end, and how much time it has from then on."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from typing import Final

import structlog

_LOG: Final = structlog.get_logger(__name__)

_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)


class Ending:
    """Waits for SIGTERM or SIGINT; the process should be gone `seconds` later."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end: float | None = None

    async def comes(self) -> signal.Signals:
        """Wait for the signal."""
        loop = asyncio.get_running_loop()
        told: asyncio.Future[signal.Signals] = loop.create_future()

        def tell(number: signal.Signals) -> None:
            if not told.done():
                told.set_result(number)

        for number in _SIGNALS:
            # Only the main thread of a process can be told by a signal; elsewhere the task is cancelled.
            with contextlib.suppress(RuntimeError, ValueError, NotImplementedError):
                loop.add_signal_handler(number, tell, number)
        try:
            number = await told
            self._end = time.monotonic() + self._seconds
            _LOG.info("draining")
            return number
        finally:
            for number in _SIGNALS:
                with contextlib.suppress(RuntimeError, ValueError, NotImplementedError):
                    loop.remove_signal_handler(number)

    def time_left(self) -> float:
        """Seconds until the process should be gone; at least one, so that what was begun can be put down."""
        return self._seconds if self._end is None else max(1.0, self._end - time.monotonic())
