"""What every test does with a bot that is a process of its own: kill it, freeze it, thaw it, tell it to end."""

from __future__ import annotations

import asyncio
import signal
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(slots=True, kw_only=True)
class BotProcess:
    """The process, once it was started, and its log."""

    log: Path
    process: asyncio.subprocess.Process | None = None

    @property
    def is_running(self) -> bool:
        """Whether there is a process."""
        return self.process is not None and self.process.returncode is None

    async def kill(self) -> None:
        """SIGKILL, without a good-bye, and wait until it is gone."""
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()

    def freeze(self) -> None:
        """SIGSTOP: it holds its connections and its locks, and does nothing."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """SIGCONT: it goes on as if no time had passed."""
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    async def end(self) -> float:
        """SIGTERM; the seconds until it is gone. Raises `RuntimeError` where it did not end well."""
        assert self.process is not None
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        if await self.process.wait() != 0:
            raise RuntimeError(self.log.read_text("utf-8"))
        return time.monotonic() - began
