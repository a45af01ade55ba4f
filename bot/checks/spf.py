"""May this address send for this domain? SPF (RFC 7208) evaluated by pyspf over our own look-ups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import structlog

from bot.checks.lookup import Lookup, Lookups
from bot.checks.txt import text_of

# RFC 7208 §4.6.4 allows ten terms that ask DNS; each may name ten hosts. Whoever wants more look-ups gets "temperror".
_MAX_LOOKUPS = 60
# RFC 7208 §3.4 wants an answer of 512 octets, which UDP always carries; flattened records of two hundred addresses fit
# into the 4,096 that EDNS lets it carry (RFC 6891 §6.2.5). TCP brings 64 kB, over which pyspf sits for a minute.
MAX_RECORD = 4_096
# A qualifier, a mechanism, a name of 253 characters (RFC 1035 §2.3.4) and two prefix lengths make 265. Macros may make
# a short name of a longer term; those in use have sixty characters. pyspf's time grows with the square of this.
_MAX_TERM = 300
# Enough of a record in presentation format for its first characters, were each of them escaped.
_BEGINNING = 64


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


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a look-up, with its records in pyspf's form: of TXT the SPF records, MX as preference and name.

    `problem` is what makes the SPF record unusable; "" where nothing does.
    """

    lookup: Lookup
    values: list[Any]
    problem: str = ""


class _Unanswered(BaseException):
    """The evaluation has come to a look-up that is not made yet. No `Exception`: pyspf must let it through."""

    def __init__(self, name: str, rdtype: str) -> None:
        super().__init__(name, rdtype)
        self.question = (name, rdtype)


async def evaluate_spf(ip: str, domain: str, lookups: Lookups) -> SpfVerdict:
    """Evaluate the SPF record of a domain (ASCII form) for an address.

    pyspf is synchronous. It is run over the answers that are there; where it wants another one, that is looked up and
    the evaluation begins anew: it takes less than a millisecond, while a thread for each diagnosis would let fifty of
    them wait for one another. What would take it longer is refused (`too_long`) or done once (`SpfQuery`).
    """
    from bot.checks.spf_query import SpfQuery  # pyspf is heavy, and wanted by few runs

    txt = await lookups.ask(domain, "TXT")
    record = spf_record(txt)
    answers = {(domain, "TXT"): _answer(txt)}

    def answer(name: str, rdtype: str) -> Answer:
        if (name, rdtype) not in answers:
            raise _Unanswered(name, rdtype)
        return answers[name, rdtype]

    query = SpfQuery(ip, domain, answer)
    while len(answers) < _MAX_LOOKUPS:
        try:
            result, _, why = query.check()
            return SpfVerdict(SpfResult(result), record, str(why))
        except _Unanswered as wanted:
            question = wanted.question
        except Exception as error:  # noqa: BLE001 a record that pyspf stumbles over is one that receivers stumble over
            # RFC 7208 §2.6.7: "permerror" is for records that "could not be correctly interpreted".
            structlog.get_logger(__name__).exception("spf_not_evaluated", domain=domain)
            why = f"It could not be evaluated ({type(error).__name__})"
            return SpfVerdict(SpfResult.PERMERROR, record, why)
        answers[question] = _answer(await lookups.ask(*question))
    return SpfVerdict(SpfResult.TEMPERROR, record, "too many look-ups")


def spf_record(txt: Lookup) -> str:
    """The first SPF record among a name's TXT records; "" if there is none (RFC 7208 §4.5)."""
    return next(iter(_spf_records(txt)), "")


def _spf_records(txt: Lookup) -> Iterator[str]:
    return (text_of(record) for record in txt.records if is_spf(text_of(record[:_BEGINNING])))


def is_spf(text: str) -> bool:
    """Whether a text is an SPF record of version 1."""
    return text.lower() == "v=spf1" or text.lower().startswith("v=spf1 ")


def too_long(record: str) -> str:
    """What is too long in an SPF record for anybody to evaluate it; "" where nothing is."""
    if len(record) > MAX_RECORD:
        return f"The record has more than {MAX_RECORD:,} characters"
    if any(len(term) > _MAX_TERM for term in record.split(" ")):
        return f"A term has more than {_MAX_TERM} characters"
    return ""


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


def _answer(lookup: Lookup) -> Answer:
    """A look-up as pyspf wants it."""
    if lookup.rdtype == "TXT":
        records = list(_spf_records(lookup))
        problem = next(filter(None, map(too_long, records)), "")
        return Answer(lookup, [[record.encode("utf-8")] for record in records], problem)
    return Answer(lookup, [_value(record, lookup.rdtype) for record in lookup.records])


def _value(record: str, rdtype: str) -> object:
    if rdtype == "MX":
        preference, _, host = record.partition(" ")
        return int(preference), host.rstrip(".")
    return record.rstrip(".")
