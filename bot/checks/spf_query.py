"""pyspf's query over answers that were given beforehand; it may be checked again when there are more of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import spf

from bot.checks.lookup import Outcome

if TYPE_CHECKING:
    from bot.checks.spf import Answer


class SpfQuery(spf.query):  # type: ignore[misc] # pyspf has no types
    """pyspf's query with our look-ups in place of the process-wide resolver, and a memory for what it is asked again.

    `answer` gives what came of a look-up, or raises what pyspf lets through.
    """

    def __init__(self, ip: str, domain: str, answer: Callable[[str, str], Answer]) -> None:
        super().__init__(i=ip, s=f"postmaster@{domain}", h=domain)
        self._answer = answer
        self._known: dict[tuple[object, ...], Any] = {}

    def dns(self, name: str, qtype: str, cnames: object = None, ignore_void: bool = False) -> list[Any]:
        """See `spf.query.dns`: values of one type, [] where there are none; raises for what must end the check."""
        answer = self._answer(str(name).rstrip(".").lower(), qtype)
        if answer.lookup.outcome is Outcome.UNASKABLE:
            return []
        if not answer.lookup.answered:
            raise spf.TempError(f"DNS {answer.lookup.outcome}")
        if not answer.lookup.found and not ignore_void:
            self.void_lookups += 1
            if self.void_lookups > spf.MAX_VOID_LOOKUPS:
                raise spf.PermError(f"Void lookup limit of {spf.MAX_VOID_LOOKUPS} exceeded")
        if answer.problem:
            raise spf.PermError(answer.problem, answer.lookup.name)
        return answer.values

    def get_explanation(self, spec: str) -> None:
        """No look-up for the words of a domain's own (RFC 7208 §6.2): nobody here reads them, and they may be long."""

    # A term that was written to take long takes these a millisecond, in every evaluation. What they give rests on their
    # arguments and the record's domain alone.
    def validate_mechanism(self, mech: str) -> Any:
        """See `spf.query.validate_mechanism`."""
        return self._once(super().validate_mechanism, mech)

    def expand(self, s: str, stripdot: bool = True) -> Any:
        """See `spf.query.expand`."""
        return self._once(super().expand, s, stripdot)

    def cidrmatch(self, ipaddrs: Iterable[str], n: int) -> Any:
        """See `spf.query.cidrmatch`."""
        return self._once(super().cidrmatch, tuple(ipaddrs), n)

    def _once(self, compute: Callable[..., Any], *arguments: object) -> Any:
        key = (compute.__name__, self.d, *arguments)
        if key not in self._known:
            self._known[key] = compute(*arguments)
        return self._known[key]
