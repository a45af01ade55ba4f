"""May this address send for this domain? SPF (RFC 7208) evaluated by pyspf over our own look-ups."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.checks.lookup import Lookup, Lookups, Outcome
from bot.checks.txt import text_of

# RFC 7208 §4.6.4 allows ten terms that ask DNS; each may name ten hosts. Whoever wants more look-ups gets "temperror".
_MAX_LOOKUPS = 60

_Answers = dict[tuple[str, str], Lookup]


class SpfResult(StrEnum):
    """RFC 7208 §2.6."""

    PASS = "pass"
    FAIL = "fail"
    SOFTFAIL = "softfail"
    NEUTRAL = "neutral"
    NONE = "none"
    TEMPERROR = "temperror"
    PERMERROR = "permerror"


@dataclass(frozen=True, slots=True)
class SpfVerdict:
    """The result for one address; `record` is the domain's SPF record, "" if it has none, `why` pyspf's explanation."""

    result: SpfResult
    record: str = ""
    why: str = ""


class _Unanswered(BaseException):
    """The evaluation has come to a look-up that is not made yet. No `Exception`: pyspf must let it through."""

    def __init__(self, name: str, rdtype: str) -> None:
        super().__init__(name, rdtype)
        self.question = (name, rdtype)


async def evaluate_spf(ip: str, domain: str, lookups: Lookups) -> SpfVerdict:
    """Evaluate the SPF record of a domain (ASCII form) for an address.

    pyspf is synchronous. It is run over the answers that are there; where it wants another one, that is looked up and
    the evaluation begins anew: it takes less than a millisecond, while a thread for each diagnosis would let fifty of
    them wait for one another.
    """
    record = await lookups.ask(domain, "TXT")
    answers: _Answers = {(domain, "TXT"): record}
    while len(answers) < _MAX_LOOKUPS:
        try:
            result, why = _evaluate(ip, domain, answers)
        except _Unanswered as wanted:
            answers[wanted.question] = await lookups.ask(*wanted.question)
        else:
            return SpfVerdict(SpfResult(result), spf_record(record), why)
    return SpfVerdict(SpfResult.TEMPERROR, spf_record(record), "too many look-ups")


def spf_record(txt: Lookup) -> str:
    """The first SPF record among a name's TXT records; "" if there is none (RFC 7208 §4.5)."""
    texts = (text_of(record) for record in txt.records)
    return next((text for text in texts if is_spf(text)), "")


def is_spf(text: str) -> bool:
    """Whether a text is an SPF record of version 1."""
    return text.lower() == "v=spf1" or text.lower().startswith("v=spf1 ")


def record_with(record: str, ip: str) -> str:
    """An SPF record that allows an address as well: the record to publish."""
    term = f"ip6:{ip}" if ":" in ip else f"ip4:{ip}"
    if not record:
        return f"v=spf1 {term} ~all"
    version, *terms = record.split()
    return " ".join([version, term, *terms])


_EVERYBODY = ("all", "+all")


def allows_everybody(record: str) -> bool:
    """Whether a record ends in "+all": anybody may send as the domain, and receivers know what to think of it."""
    return any(term in _EVERYBODY for term in record.lower().split()[1:])


def without_all(record: str) -> str:
    """The record without its "+all"."""
    return " ".join(term for term in record.split() if term.lower() not in _EVERYBODY)


def _evaluate(ip: str, domain: str, answers: _Answers) -> tuple[str, str]:
    import spf  # heavy, and wanted by few runs

    class Query(spf.query):  # type: ignore[misc]
        """pyspf's query with our look-ups in place of the process-wide resolver."""

        def dns(self, name: str, qtype: str, cnames: object = None, ignore_void: bool = False) -> list[Any]:
            """See `spf.query.dns`: values of one type, [] where there are none; raises for what must end the check."""
            question = (str(name).rstrip(".").lower(), qtype)
            if question not in answers:
                raise _Unanswered(*question)
            lookup = answers[question]
            if lookup.outcome is Outcome.UNASKABLE:
                return []
            if not lookup.answered:
                raise spf.TempError(f"DNS {lookup.outcome}")
            if not lookup.found and not ignore_void:
                self.void_lookups += 1
                if self.void_lookups > spf.MAX_VOID_LOOKUPS:
                    raise spf.PermError(f"Void lookup limit of {spf.MAX_VOID_LOOKUPS} exceeded")
            return [_value(record, qtype) for record in lookup.records]

    result, _, why = Query(i=ip, s=f"postmaster@{domain}", h=domain).check()
    return result, str(why)


def _value(record: str, qtype: str) -> object:
    """A record as pyspf wants it: TXT as its strings in bytes, MX as preference and name, the rest as text."""
    if qtype == "TXT":
        return [text_of(record).encode("utf-8")]
    if qtype == "MX":
        preference, _, host = record.partition(" ")
        return int(preference), host.rstrip(".")
    return record.rstrip(".")
