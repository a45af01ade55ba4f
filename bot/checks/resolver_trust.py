"""Can the resolver be trusted? Whether it answers, whether it invents names, and whether Spamhaus talks to it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.checks.lookup import Lookup, Lookups, Outcome, random_label
from bot.checks.network import Network

# RFC 5782 §5: every DNSxL lists 127.0.0.2. What Spamhaus answers instead to those it does not serve:
# https://www.spamhaus.org/faqs/dnsbl-usage/
_SPAMHAUS_TEST_POINT: Final = "2.0.0.127.zen.spamhaus.org"
_PUBLIC_RESOLVER: Final = "127.255.255.254"
_TOO_MANY_QUERIES: Final = "127.255.255.255"
_ALWAYS_THERE: Final = "com"


class Spamhaus(StrEnum):
    """How the list that matters most treats this resolver."""

    GOOD = "good"
    PUBLIC_RESOLVER = "public-resolver"
    VOLUME = "volume"
    BROKEN = "broken"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class ResolverReport:
    """What came of asking the resolver about itself.

    `answers`: it answered at all, within `milliseconds`. `invented`: the address that it gave to a name that does not
    exist, or None. `spamhaus_answer`: what stood in place of the test entry, where that is wrong.
    """

    answers: bool
    milliseconds: int
    invented: str | None = None
    spamhaus: Spamhaus = Spamhaus.SILENT
    spamhaus_answer: str = ""


async def examine_resolver(network: Network) -> ResolverReport:
    """Ask the resolver three questions. Takes a few seconds where it is silent; raises nothing for what DNS does."""
    lookups = Lookups(network)
    try:
        began = time.perf_counter()
        alive = await lookups.ask(_ALWAYS_THERE, "NS")
        milliseconds = round((time.perf_counter() - began) * 1000)
        if alive.outcome is Outcome.SILENT:
            return ResolverReport(answers=False, milliseconds=milliseconds)
        invented = await lookups.ask(f"{random_label()}.{_ALWAYS_THERE}", "A")
        test_point = await lookups.ask(_SPAMHAUS_TEST_POINT, "A")
    finally:
        await lookups.close()
    return ResolverReport(
        answers=True,
        milliseconds=milliseconds,
        invented=invented.records[0] if invented.found else None,
        spamhaus=_judge_spamhaus(test_point),
        spamhaus_answer=", ".join(test_point.records) or test_point.outcome.value,
    )


def _judge_spamhaus(test_point: Lookup) -> Spamhaus:
    if _PUBLIC_RESOLVER in test_point.records or test_point.outcome is Outcome.REFUSED:
        return Spamhaus.PUBLIC_RESOLVER
    if _TOO_MANY_QUERIES in test_point.records:
        return Spamhaus.VOLUME
    if test_point.outcome is Outcome.SILENT:
        return Spamhaus.SILENT
    return Spamhaus.GOOD if "127.0.0.2" in test_point.records else Spamhaus.BROKEN
