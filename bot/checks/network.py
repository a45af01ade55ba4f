"""How the checks reach DNS and what they may remember between two runs: settings as data, memory as a protocol."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

import dns.name
import dns.rdataclass
import dns.rdatatype
import dns.resolver

from bot.checks.check_limit import CheckLimit
from bot.checks.dial import Dial, dial_public
from bot.checks.pace import Pace
from bot.checks.probe_limit import ProbeLimit
from bot.config import DNS_PORT

ZONE_MEMORY_SECONDS = 24 * 3600
_CACHED_ANSWERS = 5_000
_CACHE_SECONDS = 60.0

CacheKey = tuple[dns.name.Name, dns.rdatatype.RdataType, dns.rdataclass.RdataClass]


class BriefCache(dns.resolver.LRUCache):
    """Answers by their TTL, but no longer than a minute: who mends a record and asks again wants to see it."""

    def put(self, key: CacheKey, value: dns.resolver.Answer) -> None:
        """Keep an answer. See `dns.resolver.LRUCache`."""
        value.expiration = min(value.expiration, time.time() + _CACHE_SECONDS)
        super().put(key, value)


class Key(StrEnum):
    """Blocklists that answer only under a name with the asker's key in it; the value stands in our table's zone."""

    SPAMHAUS_DQS = "spamhaus_dqs_key"
    ABUSIX = "abusix_key"


@dataclass(frozen=True, slots=True)
class Network:
    """Where questions go. One per process: it holds the cache of DNS answers (never of listings) and the pace.

    `nameservers` are IP addresses that all listen on `port`; empty means the system's own. `keys` are secrets: they
    become part of the names that are asked, and of nothing that is shown or logged. In seconds: `query_timeout` is the
    patience with one query before it is sent again, `lookup_lifetime` with one look-up; `blocklist_query_timeout` and
    `blocklist_deadline` are the same for one list and for all; `smtp_deadline` is for the recipient's mail server.

    `allow_documentation_ranges` treats 192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24 and 2001:db8::/32 (RFC 5737,
    RFC 3849) as public addresses to ask about: the playground needs it. It is implied by `nameservers`, because who
    names their own name servers has decided where such questions end, and these addresses belong to nobody.

    `dial` opens connections to mail servers: public addresses only, unless a playground puts its own in. `check_limit`
    and `probe_limit` say how often strangers' servers may be asked, and asked about mailboxes.
    """

    nameservers: tuple[str, ...] = ()
    port: int = DNS_PORT
    keys: Mapping[Key, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    allow_documentation_ranges: bool = False
    query_timeout: float = 0.7
    lookup_lifetime: float = 2.0
    blocklist_query_timeout: float = 0.4
    blocklist_deadline: float = 1.8
    smtp_port: int = 25
    smtp_deadline: float = 5.0
    dial: Dial = dial_public
    check_limit: CheckLimit = field(default_factory=CheckLimit, repr=False, compare=False)
    probe_limit: ProbeLimit = field(default_factory=ProbeLimit, repr=False, compare=False)
    pace: Pace = field(default_factory=Pace, repr=False, compare=False)
    cache: BriefCache = field(default_factory=lambda: BriefCache(_CACHED_ANSWERS), repr=False, compare=False)

    @property
    def asks_documentation_ranges(self) -> bool:
        """Whether an address of the documentation ranges may be asked about."""
        return self.allow_documentation_ranges or bool(self.nameservers)


class Health(StrEnum):
    """What a blocklist's RFC 5782 test points said of it."""

    HEALTHY = "healthy"
    NO_TEST_ENTRY = "no_test_entry"  # the point that must be listed is not: "clear" would mean nothing
    LISTS_EVERYTHING = "lists_everything"  # the point that must not be listed is
    SILENT = "silent"


class ZoneMemory(Protocol):
    """What is known of the blocklists' health, for 24 hours, so that their operators are not asked every time.

    Keys are opaque strings (zone and kind of entry; no secrets).
    """

    async def recall(self) -> Mapping[str, Health]:
        """All that was remembered in the last `ZONE_MEMORY_SECONDS`."""
        ...

    async def remember(self, healths: Mapping[str, Health]) -> None:
        """Remember these from now on, in place of what was known of the same zones."""
        ...


class InMemoryZoneMemory:
    """A memory that lasts as long as the process. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: dict[str, tuple[float, Health]] = {}

    async def recall(self) -> Mapping[str, Health]:
        """See `ZoneMemory`."""
        oldest = self._clock() - ZONE_MEMORY_SECONDS
        self._known = {zone: entry for zone, entry in self._known.items() if entry[0] > oldest}
        return {zone: health for zone, (_, health) in self._known.items()}

    async def remember(self, healths: Mapping[str, Health]) -> None:
        """See `ZoneMemory`."""
        now = self._clock()
        self._known.update({zone: (now, health) for zone, health in healths.items()})
