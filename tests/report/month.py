"""A seeded month: cases as a support channel of a middling company has them, the same every time."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

from bot.model import CAUSE_FACTS, Cause, Method
from bot.report.figures import CaseRow

SINCE, UNTIL = date(2026, 10, 26), date(2026, 11, 24)

# How often a cause comes, and in how many cases out of ten somebody says that it is solved.
_CAUSES = {
    Cause.TYPO_IN_ADDRESS: (34, 9),
    Cause.ADDRESS_NOT_FOUND: (27, 7),
    Cause.SPAM_FILTER: (15, 5),
    Cause.BLOCKLISTED: (11, 8),
    Cause.MAILBOX_FULL: (9, 4),
    Cause.SENDER_AUTHENTICATION: (8, 8),
    Cause.RECIPIENT_SERVER_DOWN: (6, 7),
    Cause.MAILBOX_UNAVAILABLE: (5, 3),
    Cause.SMTP_AUTH_FAILED: (4, 9),
    Cause.RATE_LIMITED: (4, 6),
    Cause.MESSAGE_TOO_LARGE: (3, 9),
    Cause.UNKNOWN: (3, 1),
    Cause.MX_MISCONFIGURED: (2, 2),
}
_CHANNELS = (("C0SUPPORT0", 6), ("C0SALES000", 3), (None, 2))
_RECEIVERS = (("gmail.com", 4), ("Microsoft 365", 4), ("Google", 2), ("docomo.ne.jp", 2), ("yahoo.co.jp", 1), (None, 7))


def month(cases: int = 131, seed: int = 550) -> list[CaseRow]:
    """So many cases, on working days mostly."""
    chance = random.Random(seed)
    days = [SINCE + timedelta(days=number) for number in range((UNTIL - SINCE).days + 1)]
    weights = [1 if day.weekday() > 4 else 6 + chance.randrange(5) for day in days]
    return [_case(chance, day) for day in chance.choices(days, weights, k=cases)]


def _case(chance: random.Random, day: date) -> CaseRow:
    [cause] = chance.choices(list(_CAUSES), [often for often, _ in _CAUSES.values()])
    created = datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() + chance.uniform(0, 10 * 3600)
    is_solved = chance.random() < _CAUSES[cause][1] / 10
    first = CAUSE_FACTS[cause].method
    method = first if first and chance.random() < 0.8 else chance.choice([None, *Method])
    [channel] = chance.choices([name for name, _ in _CHANNELS], [often for _, often in _CHANNELS])
    [receiver] = chance.choices([name for name, _ in _RECEIVERS], [often for _, often in _RECEIVERS])
    return CaseRow(
        cause=cause,
        created_at=created,
        channel=channel,
        receiver=receiver,
        solved_at=created + chance.lognormvariate(8.0, 1.4) if is_solved else None,
        solved_with=method if is_solved else None,
        is_solved=is_solved,
        check_seconds=chance.uniform(0.3, 2.0),
    )
