"""What DNS says about where a domain takes its mail, fetched as data for the rules of `mx_rules`."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.checks.domains import registrable
from bot.checks.lookup import Lookup, Lookups, Outcome, random_label
from bot.checks.public_addresses import IpAddress, parse_ip

MAX_EXCHANGES = 16


@dataclass(frozen=True, slots=True)
class Exchange:
    """An MX record (RFC 1035 §3.3.9): host in lower case without its final dot; "" is the root, a null MX."""

    preference: int
    host: str


@dataclass(frozen=True, slots=True)
class HostAddresses:
    """The addresses of a mail host, and how the two look-ups ended."""

    ipv4: Lookup
    ipv6: Lookup

    @property
    def addresses(self) -> tuple[IpAddress, ...]:
        """All addresses, IPv4 first."""
        texts = (*self.ipv4.records, *self.ipv6.records)
        return tuple(address for text in texts if (address := parse_ip(text)) is not None)

    @property
    def aliases(self) -> tuple[str, ...]:
        """The CNAME chain that leads to the addresses."""
        return self.ipv4.aliases or self.ipv6.aliases


@dataclass(frozen=True, slots=True)
class MailRoute:
    """All that the rules want to know of a domain. `hosts` has every exchange that is a name to look up, and the domain
    itself where there is no MX. `wildcard_of` is the parent whose `*` record gives the domain's (or any) MX answers.
    `invented`: the domain's only address is what our resolver gives to names that do not exist.
    """

    domain: str
    mx: Lookup
    exchanges: tuple[Exchange, ...] = ()
    hosts: dict[str, HostAddresses] | None = None
    wildcard_of: str = ""
    invented: bool = False


async def fetch_route(domain: str, lookups: Lookups) -> MailRoute:
    """Look a domain's mail route up; at most `MAX_EXCHANGES` hosts are followed."""
    mx, wildcard_of = await asyncio.gather(lookups.ask(domain, "MX"), _wildcard_of(domain, lookups))
    exchanges = parse_exchanges(mx)
    names = {exchange.host for exchange in exchanges if _is_to_look_up(exchange.host)}
    if mx.outcome is Outcome.NODATA:
        names = {domain}
    ordered = sorted(names)[:MAX_EXCHANGES]
    found = await asyncio.gather(*(fetch_addresses(name, lookups) for name in ordered))
    hosts = dict(zip(ordered, found, strict=True))
    invented = domain in hosts and not mx.found and await _is_invented(domain, hosts[domain], lookups)
    return MailRoute(domain, mx, exchanges, hosts, wildcard_of if mx.found else "", invented)


async def fetch_addresses(host: str, lookups: Lookups) -> HostAddresses:
    """A host's IPv4 and IPv6 addresses."""
    ipv4, ipv6 = await asyncio.gather(lookups.ask(host, "A"), lookups.ask(host, "AAAA"))
    return HostAddresses(ipv4, ipv6)


def parse_exchanges(mx: Lookup) -> tuple[Exchange, ...]:
    """The MX records of a look-up, best preference first."""
    exchanges = []
    for record in mx.records:
        preference, _, host = record.partition(" ")
        exchanges.append(Exchange(int(preference), host.rstrip(".").lower()))
    return tuple(sorted(exchanges, key=lambda exchange: (exchange.preference, exchange.host))[:MAX_EXCHANGES])


async def _wildcard_of(domain: str, lookups: Lookups) -> str:
    """The name whose wildcard has an MX: the domain's parent where the domain may exist by it alone, or the domain."""
    candidates = [domain]
    if (registrable(domain) or domain) != domain:
        candidates.insert(0, domain.partition(".")[2])
    answers = await asyncio.gather(*(lookups.ask(f"{random_label()}.{parent}", "MX") for parent in candidates))
    return next((parent for parent, answer in zip(candidates, answers, strict=True) if answer.found), "")


async def _is_invented(domain: str, own: HostAddresses, lookups: Lookups) -> bool:
    """Whether a name that nobody has leads to the same address: the resolver puts its own in place of NXDOMAIN."""
    if not own.ipv4.found:
        return False
    nobody = await lookups.ask(f"{random_label()}.{domain.rpartition('.')[2]}", "A")
    return bool(set(nobody.records) & set(own.ipv4.records))


def is_local_name(host: str) -> bool:
    """Whether a name means the asking machine itself (RFC 6761 §6.3)."""
    return any(label in ("localhost", "localdomain") for label in host.split("."))


def _is_to_look_up(host: str) -> bool:
    return bool(host) and parse_ip(host) is None and not is_local_name(host)
