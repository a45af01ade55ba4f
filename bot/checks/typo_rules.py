"""Which provider's domain did somebody mean? Pure rules over a domain and the tables of `mail_domains`.

A rule gives a cost: about the number of slips that lead from the provider's domain to what was typed. The cheapest
provider wins; a tie between two names is silence. Distances are optimal string alignment: insertion, deletion,
substitution and the swap of two neighbours are one slip each.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from bot.checks.domains import is_public_ending, is_registry_ending
from bot.checks.mail_domains import Provider, misspellings, providers, real_domains, subdomain_providers
from bot.model import FindingCode

SHORT_DOMAIN = 8  # characters; a provider's domain up to here bears one slip, a longer one two
_LONG_NAME = 5  # characters from which a name survives a slip of its own beside a wrong ending
_SHORT_NAME = 6  # characters up to which a name bears two slips only if everybody knows it
_TIE = 0.3

_SLIPPED_ENDINGS = frozenset({"co", "cm", "om", "ne"})
_KEY_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")  # each half a key further to the right than the one above
# Endings people mean when they type one that does not exist; the likelier first.
_TOP_LEVEL = ("com", "net", "org", "edu", "jp", "de", "fr", "uk")
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
    name, _, ending = domain.partition(".")
    if name == provider.name and not provider.owns_name and _is_somebody_elses(ending):
        return  # "hotmail.be", "orange.es": a sister or a stranger
    whole = OSA.distance(domain, provider.domain, score_cutoff=2)
    if whole <= (1 if len(provider.domain) <= SHORT_DOMAIN else 2) and _plausible(domain, provider, whole):
        yield FindingCode.TYPO_DISTANCE, float(whole)
    if domain.replace(".", "") == provider.domain.replace(".", ""):
        yield FindingCode.TYPO_DISTANCE, 0.5  # only dots are wrong: "ezwebne.jp", "ya.hoo.co.jp"
    elif provider.domain.startswith(domain + ".") and ("." in domain or provider.owns_name):
        yield FindingCode.TYPO_TLD, 1.0  # the end is missing: "plala.or", "gmail"
    elif provider.owns_name and domain.startswith(provider.domain + "."):
        yield FindingCode.TYPO_TLD, 1.1  # something after the end: "gmail.com.co"
    elif provider.owns_name:
        yield from _other_ending(domain, provider)
    elif name == provider.name and ending in _SLIPPED_ENDINGS:
        yield FindingCode.TYPO_TLD, 1.5  # "cox.co"


def _is_somebody_elses(ending: str) -> bool:
    """Whether an ending exists and is not what slips make of ".com" and ".net" (".co", ".cm" are countries, too)."""
    return ending not in _SLIPPED_ENDINGS and is_registry_ending(ending)


def _other_ending(domain: str, provider: Provider) -> Iterator[tuple[FindingCode, float]]:
    """The provider's name, or nearly, with another ending; only for a name that is the provider's alone."""
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
    """Whether enough of the name is left to know it by.

    Another letter in a name of three is another name ("tim.it" is not "tin.it"), in one of four only a neighbouring key
    is a slip. Two slips leave little of a short name: there it has to be one that everybody knows, with the right
    first letter.
    """
    name = domain.removesuffix("." + provider.ending)
    if name == domain or distance == 0:
        return True  # the ending is touched as well, which names nobody
    if distance == 1:
        return _can_be_a_slip(name, provider.name)
    if len(provider.name) > _SHORT_NAME:
        return True
    return provider.famous and name[:1] == provider.name[:1]


def _can_be_a_slip(name: str, meant: str) -> bool:
    """Whether a letter of a short name may have slipped: see `_plausible`."""
    if len(name) != len(meant) or len(meant) > 4:
        return True
    wrong = [(typed, right) for typed, right in zip(name, meant, strict=True) if typed != right]
    if len(wrong) != 1:
        return True  # two neighbours swapped
    typed, right = wrong[0]
    return len(meant) == 4 and typed in _keys_beside(right)


@functools.cache
def _keys_beside(letter: str) -> frozenset[str]:
    """The letters around a letter on a QWERTY keyboard."""
    places = {key: (row, column + row / 2) for row, keys in enumerate(_KEY_ROWS) for column, key in enumerate(keys)}
    if letter not in places:
        return frozenset()
    row, column = places[letter]
    return frozenset(
        key for key, (y, x) in places.items() if key != letter and abs(y - row) <= 1 and abs(x - column) <= 1
    )


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
                if _dot_came_early(typed, ending):
                    name += typed[0]
                return Slip(f"{name}.{ending}", FindingCode.TYPO_TLD, 1.0)
    return None


def _dot_came_early(typed: str, ending: str) -> bool:
    """Whether the dot and the letter before it changed places: "exampl.ecom", and not a key struck beside another."""
    stray = typed[:1]
    return typed[1:] == ending and stray != ending[0] and stray not in _keys_beside(ending[0])


def _same_name(one: str, other: str) -> bool:
    return one.partition(".")[0] == other.partition(".")[0]
