"""Response URLs, in memory only: who holds one can speak in our name, so they are never stored.

Slack: "These responses can be sent up to five times within 30 minutes of your receiving the payload"
(https://docs.slack.dev/interactivity/handling-user-interaction#message_responses).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

_USES: Final = 5
_SECONDS: Final = 30 * 60.0
_CAPACITY: Final = 10_000


class ResponseUrls:
    """Keeps a case's response URL while it is good. After a restart there is none: callers need another way then."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[str, tuple[float, int, str]] = {}

    def keep(self, case_id: str, url: str | None) -> None:
        """Remember the URL that came with what began the case; a newer one replaces it."""
        if not url or not url.startswith(("https://", "http://")):
            return
        now = self._clock()
        if len(self._kept) >= _CAPACITY:
            self._kept = {case: kept for case, kept in self._kept.items() if kept[0] > now}
        if len(self._kept) < _CAPACITY:
            self._kept[case_id] = (now + _SECONDS, _USES, url)

    def holds(self, case_id: str) -> bool:
        """Whether there is a URL that is still good."""
        until, uses, _ = self._kept.get(case_id, (0.0, 0, ""))
        return uses > 0 and until > self._clock()

    def use(self, case_id: str) -> str | None:
        """A URL that is still good for one more answer."""
        if not self.holds(case_id):
            self._kept.pop(case_id, None)
            return None
        until, uses, url = self._kept[case_id]
        self._kept[case_id] = (until, uses - 1, url)
        return url
