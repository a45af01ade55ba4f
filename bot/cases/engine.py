"""What runs the cases, as a port: the runner in this process, or a job queue that several processes share."""

from __future__ import annotations

from typing import Protocol


class Engine(Protocol):
    """Runs cases whose newest revision is not shown yet: each one at a time, sooner or later, whatever dies meanwhile.

    The database says what there is to do (`CaseStore.unsettled`); an engine only decides when and where.
    """

    async def start(self) -> None:
        """Begin, with what earlier processes left over."""
        ...

    async def submit(self, case_id: str, *, here: bool = False) -> None:
        """There is something to do for this case. Submitting twice does no harm.

        `here`: in this process, if it lives; only it can answer by the response URL that Slack sent with a command.
        """
        ...

    async def drain(self, seconds: float) -> None:
        """Begin nothing new, and give what runs that long to end. What does not is left to the next start."""
        ...

    def backlog(self) -> int:
        """How many cases run or wait in this process."""
        ...
