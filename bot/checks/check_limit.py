"""How often one workspace may have strangers' servers asked: nobody is to be hammered through us."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import StrEnum

from bot.bucket import Bucket

# A channel full of people with the same trouble is heard; a script that names one domain again and again is not.
RUNS_PER_MINUTE = 300
RUNS_PER_TARGET_AND_MINUTE = 60
PROBES_PER_MINUTE = 5


class Limit(StrEnum):
    """Which limit was reached; the slug of the sentence that says so."""

    WORKSPACE = "workspace_limit"
    TARGET = "target_limit"


class CheckLimit:
    """The limits of a process; several replicas each count their own checks. `clock` gives seconds.

    A workspace of "" (the command line: whoever runs it runs the bot) has none.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._runs = Bucket(RUNS_PER_MINUTE)
        self._targets = Bucket(RUNS_PER_TARGET_AND_MINUTE)
        self._probes = Bucket(PROBES_PER_MINUTE)

    def refuses_run(self, workspace: str) -> Limit | None:
        """The limit that keeps a workspace from one more run of checks, or None; counts the run if so."""
        return None if not workspace or self._granted(self._runs, workspace) else Limit.WORKSPACE

    def refuses_target(self, workspace: str, target: str) -> Limit | None:
        """The same for the name servers of one target, a registrable domain or an address."""
        return None if not workspace or self._granted(self._targets, f"{workspace} {target}") else Limit.TARGET

    def refuses_probe(self, workspace: str) -> Limit | None:
        """The same for a question about a mailbox."""
        return None if not workspace or self._granted(self._probes, workspace) else Limit.WORKSPACE

    def _granted(self, bucket: Bucket, name: str) -> bool:
        now = self._clock()
        granted = bucket.has(name, now)
        if granted:
            bucket.take(name, now)
        return granted
