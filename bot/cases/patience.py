"""How long a silent server is borne with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(slots=True)
class Patience:
    """For so many seconds a connection waits for an answer while nothing comes. One for all connections of a pool.

    It may be changed while they wait, from any thread: they look at it ten times a second.
    """

    seconds: float

    @contextmanager
    def of(self, seconds: float) -> Iterator[None]:
        """Be as patient as this for a while."""
        usual, self.seconds = self.seconds, seconds
        try:
            yield
        finally:
            self.seconds = usual

    def end(self) -> None:
        """Let those give up who still wait, and who will."""
        self.seconds = 0.0
