"""Which provider's domain did somebody mean? Pure rules over a domain and the tables of `mail_domains`.

A rule gives a cost: about the number of slips that lead from the provider's domain to what was typed. The cheapest
provider wins; a tie between two names is silence. Distances are optimal string alignment: insertion, deletion,
substitution and the swap of two neighbours are one slip each.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from bot.checks.domains import is_public_ending
from bot.checks.mail_domains import Provider, misspellings, providers, real_domains, subdomain_providers
from bot.model import FindingCode

SHORT_DOMAIN = 8  # characters; a provider's domain up to here bears one slip, a longer one two
_LONG_NAME = 5  # characters from which a name survives a slip of its own beside a wrong ending
_TIE = 0.3

# Endings people mean when they type one that does not exist; the likelier first.
_TOP_LEVEL = ("com", "net", "org", "jp", "de", "fr", "uk")
_SECOND_LEVEL = ("co.jp", "ne.jp", "or.jp", "ac.jp", "go.jp", "co.uk", "com.br", "com.au")


@dataclass(frozen=True, slots=True)
class Slip:
    """What was meant, which rule says so, and at what cost. `taken`: the domain as typed is known to exist."""

    meant: str
    code: FindingCode
    cost: float
    taken: bool = False


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A provider that may have been meant; `rank` and `owns_name` as in `Provider`."""

    slip: Slip
    rank: int
    owns_name: bool


def find_slip(domain: str, known: frozenset[str] = frozenset()) -> Slip | None:
    """The slip in a domain (lower case, A-labels), or None. `known` domains are right, and may be what was meant."""
    if domain in known:
        return None
    if entry := misspellings().get(domain):
        return Slip(entry.meant, FindingCode.TYPO_TABLE, 0.0, entry.taken)
    if "_" in domain and (bare := domain.replace("_", "")) in real_domains():
        return Slip(bare, FindingCode.TYPO_DISTANCE, 1.0)  # no mail domain has underscores (RFC 5321 §2.3.5)
    if domain in real_domains() or domain.endswith(subdomain_providers()):
        return None
    candidates = _candidates(domain, known)
    if candidates:
        return _cheapest(candidates)
    repaired = _right_ending(domain)
    if repaired is None or repaired.meant in known or repaired.meant in real_domains():
        return repaired
    # The ending is right now; what stands before it may be a slip of its own: "gmxx.con".
    candidates = _candidates(repaired.meant, known)
    return _cheapest(candidates) if candidates else repaired


def _cheapest(candidates: list[_Candidate]) -> Slip | None:
    """The nearest provider; None where another one is as near, unless the name is the same and the provider's own."""
    best = min(candidates, key=lambda candidate: (candidate.slip.cost, candidate.rank))
    for rival in candidates:
        if rival.slip.meant == best.slip.meant or rival.slip.cost - best.slip.cost >= _TIE:
            continue
        if not (best.owns_name and _same_name(best.slip.meant, rival.slip.meant)):
            return None
    return best.slip


def _candidates(domain: str, known: frozenset[str]) -> list[_Candidate]:
    found = [
        _Candidate(Slip(provider.domain, code, cost), provider.rank, provider.owns_name)
        for provider in providers()
        for code, cost in _costs(domain, provider)
    ]
    near = (own for own in known if len(own) > SHORT_DOMAIN and OSA.distance(domain, own, score_cutoff=1) == 1)
    found.extend(_Candidate(Slip(own, FindingCode.TYPO_DISTANCE, 1.0), -1, owns_name=False) for own in near)
    return found


def _costs(domain: str, provider: Provider) -> Iterator[tuple[FindingCode, float]]:
    """The rules that fit, each with its cost."""
    whole = OSA.distance(domain, provider.domain, score_cutoff=2)
    if whole <= (1 if len(provider.domain) <= SHORT_DOMAIN else 2) and _plausible(domain, provider, whole):
        yield FindingCode.TYPO_DISTANCE, float(whole)
    if domain.replace(".", "") == provider.domain.replace(".", ""):
        yield FindingCode.TYPO_DISTANCE, 0.5  # only dots are wrong: "ezwebne.jp", "ya.hoo.co.jp"
    elif domain.startswith(provider.domain + "."):
        yield FindingCode.TYPO_TLD, 1.1  # something after the end: "gmail.com.co"
    else:
        yield from _other_ending(domain, provider)


def _other_ending(domain: str, provider: Provider) -> Iterator[tuple[FindingCode, float]]:
    """The provider's name, or nearly, with another ending."""
    if not provider.owns_name:
        return
    if domain.startswith(provider.name + "."):
        ending = domain[len(provider.name) + 1 :]
        yield FindingCode.TYPO_TLD, 1.0 + 0.1 * OSA.distance(ending, provider.ending)
        return
    name, _, ending = domain.partition(".")
    if "." not in provider.name and len(provider.name) >= _LONG_NAME and ending:
        near = OSA.distance(name, provider.name, score_cutoff=1) == 1
        same_country = ending.rpartition(".")[2] == provider.ending.rpartition(".")[2]
        if near and (same_country or OSA.distance(ending, provider.ending, score_cutoff=1) == 1):
            yield FindingCode.TYPO_DISTANCE, 2.0 + 0.1 * OSA.distance(ending, provider.ending)


def _plausible(domain: str, provider: Provider, distance: int) -> bool:
    """Two slips in a short name leave little of it: then the first letter, at least, must be right."""
    return distance < 2 or len(provider.name) > _LONG_NAME or domain[:1] == provider.domain[:1]


def _right_ending(domain: str) -> Slip | None:
    """The domain with an ending that exists, a slip away from one that does not: "example.cmo", "example.co.jo"."""
    labels = domain.split(".")
    for count, endings in ((2, _SECOND_LEVEL), (1, _TOP_LEVEL)):
        name, typed = ".".join(labels[:-count]), ".".join(labels[-count:])
        if not name or is_public_ending(typed):
            continue
        for ending in endings:
            # ".jo" exists; of the second-level endings that lie a slip apart only Japan's are sure to be meant.
            if is_public_ending(labels[-1]) and not ending.endswith(".jp"):
                continue
            if OSA.distance(typed, ending, score_cutoff=1) == 1:
                return Slip(f"{name}.{ending}", FindingCode.TYPO_TLD, 1.0)
    return None


def _same_name(one: str, other: str) -> bool:
    return one.partition(".")[0] == other.partition(".")[0]
