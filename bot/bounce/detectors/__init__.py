"""Who the mail did not reach: small detectors with one signature, in one order; the first that finds somebody is right.

A detector takes a `Notice` and returns the claims it can make. It knows one shape of text and nothing of the others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.bounce.claim import Claim
from bot.bounce.detectors import blocks, events, exim, fallback, google_groups, log_lines, report, sendmail, sentences
from bot.bounce.notice import Notice

Detector = Callable[[Notice], Sequence[Claim]]

# From the most to the least certain.
ORDER: tuple[tuple[str, Detector], ...] = (
    ("report", report.detect),
    ("events", events.detect),
    ("log_lines", log_lines.detect),
    ("exim", exim.detect),
    ("sendmail", sendmail.detect),
    ("google_groups", google_groups.detect),
    ("blocks", blocks.detect),
    ("sentences", sentences.detect),
    ("fallback", fallback.detect),
)
