"""How often strangers' mail servers may be asked about mailboxes: nobody is to be hammered through us."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

PER_DOMAIN_SECONDS = 60.0
IN_ALL_PER_MINUTE = 30
_REMEMBERED_DOMAINS = 1_000


class ProbeLimit:
    """One question a minute to each domain, whoever asks, and thirty a minute in all. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last: dict[str, float] = {}
        self._recent: deque[float] = deque(maxlen=IN_ALL_PER_MINUTE)

    def allows(self, domain: str) -> bool:
        """Whether the domain's server may be asked now; counts the question if so."""
        now = self._clock()
        if len(self._recent) == IN_ALL_PER_MINUTE and now - self._recent[0] < 60:
            return False
        if now - self._last.get(domain, -PER_DOMAIN_SECONDS) < PER_DOMAIN_SECONDS:
            return False
        if len(self._last) >= _REMEMBERED_DOMAINS:
            self._last = {name: at for name, at in self._last.items() if now - at < PER_DOMAIN_SECONDS}
        self._last[domain] = now
        self._recent.append(now)
        return True
