"""The blocklists that we know, as data: what each covers, what its answers mean, who runs it, how to get off it.

`data/blocklists.tsv` has the lists that live or may live, `data/dead_zones.tsv` those that must never be asked again:
some of them answer for every address on earth. A zone's `codes` are `;`-separated `PATTERN=VERDICT[:MEANING]`, tried
from left to right: `127.0.0.2` one answer, `127.0.0.4-7` a range of the last number, `*` any number in its place, `&8`
a bit of the last number (several may hold). `other_codes` says what an answer of 127/8 outside the patterns counts as:
`any` like the zone itself (its codes are not published), `strict` as nothing but information.
"""

from __future__ import annotations

import csv
import functools
import io
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources

from bot.checks.network import Key
from bot.model import FindingCode


class Covers(StrEnum):
    """What a zone has entries for."""

    IP4 = "ip4"
    IP6 = "ip6"
    DOMAIN = "domain"


class Access(StrEnum):
    """Who gets an answer: everybody, everybody within a quota, registered resolvers, holders of a key."""

    FREE = "free"
    LIMITED = "limited"
    REGISTERED = "registered"
    KEY = "key"


class Ask(StrEnum):
    """When a zone is asked: always, only when a bounce names it (another zone has its entries), or never."""

    YES = "yes"
    NAMED = "named"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Code:
    """A pattern of an answer, what it counts as, and what the operator means by it."""

    octets: tuple[tuple[int, int], ...]
    bit: int
    verdict: FindingCode
    meaning: str

    def matches(self, octets: tuple[int, ...]) -> bool:
        """Whether an answer, as its four numbers, is of this code."""
        if self.bit:
            return octets[:3] == (127, 0, 0) and bool(octets[3] & self.bit)
        return all(low <= octet <= high for octet, (low, high) in zip(octets, self.octets, strict=True))


@dataclass(frozen=True, slots=True)
class BlocklistZone:
    """A blocklist. `zone` may hold a `{key}`; `name` is the list's name, the same for zones that are one list.

    `tier`: 1 the lists that big receivers use, 2 those of some weight, 3 the rest. `rule` is a slug of the list's own
    rule ("expires_24h", "self_removal", "removal_request" …). `delist_url` is the operator's page. `test_point`
    is the operator's own entry for tests, beside RFC 5782's. `key` is the one that the zone's name needs.
    """

    zone: str
    covers: frozenset[Covers]
    name: str
    alias_of: str
    counts_as: FindingCode
    codes: tuple[Code, ...]
    strict: bool
    tier: int
    access: Access
    ask: Ask
    delist_url: str
    rule: str
    test_point: str = ""
    key: Key | None = None

    @property
    def shown_zone(self) -> str:
        """The zone's name without a key: what may be shown and logged."""
        return self.zone.removeprefix(f"{{{self.key}}}.") if self.key else self.zone

    def host(self, keys: Mapping[Key, str]) -> str:
        """The name to ask under: a secret where there is a key in it."""
        return self.zone.replace(f"{{{self.key}}}", keys[self.key]) if self.key else self.zone


@functools.cache
def load_zones() -> tuple[BlocklistZone, ...]:
    """The whole table, tier 1 first."""
    return tuple(_zone(row) for row in _rows("blocklists.tsv"))


@functools.cache
def dead_zones() -> Mapping[str, str]:
    """The zones that must not be asked, and why."""
    return {row["zone"]: row["why"] for row in _rows("dead_zones.tsv")}


def zones_to_ask(covers: Covers, keys: Mapping[Key, str], named: frozenset[str] = frozenset()) -> list[BlocklistZone]:
    """The zones for one kind of question: those that a bounce named, then tier by tier.

    Where we hold a key for a list, its public zone is left out: it is the same list, and may refuse our resolver.
    """
    fitting = [
        zone
        for zone in load_zones()
        if covers in zone.covers
        and zone.shown_zone not in dead_zones()
        and (zone.ask is Ask.YES or (zone.ask is Ask.NAMED and zone.shown_zone in named))
        and (zone.key is None or zone.key in keys)
    ]
    by_key = {zone.name for zone in fitting if zone.key}
    usable = [zone for zone in fitting if zone.key or zone.name not in by_key or zone.shown_zone in named]
    return sorted(usable, key=lambda zone: (zone.shown_zone not in named, zone.tier))


def _rows(file: str) -> list[dict[str, str]]:
    text = resources.files("bot.checks").joinpath("data", file).read_text("utf-8")
    return list(csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE))


def _zone(row: dict[str, str]) -> BlocklistZone:
    return BlocklistZone(
        zone=row["zone"],
        covers=frozenset(Covers(kind) for kind in row["covers"].split("+")),
        name=row["list"],
        alias_of=row["alias_of"],
        counts_as=FindingCode(row["counts_as"]),
        codes=tuple(_code(text) for text in row["codes"].split(";") if text),
        strict=row["other_codes"] == "strict",
        tier=int(row["tier"]),
        access=Access(row["access"]),
        ask=Ask(row["ask"]),
        delist_url=row["delist_url"],
        rule=row["rule"],
        test_point=row["test_point"],
        key=next((key for key in Key if row["zone"].startswith(f"{{{key}}}.")), None),
    )


def _code(text: str) -> Code:
    pattern, _, rest = text.partition("=")
    verdict, _, meaning = rest.partition(":")
    if pattern.startswith("&"):
        return Code((), int(pattern[1:]), FindingCode(verdict), meaning)
    return Code(tuple(_span(part) for part in pattern.split(".")), 0, FindingCode(verdict), meaning)


def _span(part: str) -> tuple[int, int]:
    if part == "*":
        return 0, 255
    low, _, high = part.partition("-")
    return int(low), int(high or low)
