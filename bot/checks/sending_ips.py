"""Which addresses does the sender's mail come from? What was said, else what DNS says of the sender's domain.

A domain's MX hosts take mail in; its SPF record says who may send. Neither proves that the mail came from there, so
what is found this way is told as "inbound" or "authorised".
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.checks.domains import registrable
from bot.checks.lookup import Lookups
from bot.checks.mx_records import fetch_addresses, parse_exchanges
from bot.checks.public_addresses import parse_ip
from bot.checks.shared_providers import shared_provider_of
from bot.checks.spf import spf_record, too_long
from bot.model import IpOrigin, SendingIp

MAX_SENDING_IPS = 4
_MAX_MX_HOSTS = 3
_MAX_HOSTS = 4
_MAX_OWN_INCLUDES = 3


@dataclass(frozen=True, slots=True)
class SendingHosts:
    """The addresses to test, and the shared providers that the domain sends or receives through (host → name)."""

    ips: tuple[SendingIp, ...]
    shared: tuple[tuple[str, str], ...] = ()


async def find_sending_ips(domain: str, lookups: Lookups) -> SendingHosts:
    """The hosts of a mail domain (ASCII form), authorised ones first. At most `MAX_SENDING_IPS`."""
    mx, terms = await asyncio.gather(lookups.ask(domain, "MX"), _own_terms(domain, lookups))
    mx_hosts = [exchange.host for exchange in parse_exchanges(mx) if exchange.host and not parse_ip(exchange.host)]
    mx_origin = IpOrigin.SPF if "mx" in terms else IpOrigin.MX
    shared: dict[str, str] = {}
    ips: list[SendingIp] = []
    hosts: list[tuple[str, IpOrigin]] = []
    for term in terms:
        kind, _, value = term.partition(":")
        if kind in ("ip4", "ip6") and (address := _single_address(value)):
            ips.append(SendingIp(address, IpOrigin.SPF))
        elif kind == "a" and "/" not in term:
            hosts.append((value or domain, IpOrigin.SPF))
        elif kind == "include" and (provider := shared_provider_of(value)):
            shared[value] = provider
    for host in mx_hosts[:_MAX_MX_HOSTS]:
        if provider := shared_provider_of(host):
            shared[host] = provider
        else:
            hosts.append((host, mx_origin))
    found = await asyncio.gather(*(fetch_addresses(host, lookups) for host, _ in hosts[:_MAX_HOSTS]))
    for (_, origin), addresses in zip(hosts, found, strict=False):
        ips.extend(SendingIp(str(address), origin) for address in addresses.addresses)
    unique = {ip.ip: ip for ip in reversed(ips)}
    ordered = sorted(unique.values(), key=lambda ip: (ip.origin is not IpOrigin.SPF, ":" in ip.ip))
    return SendingHosts(tuple(ordered[:MAX_SENDING_IPS]), tuple(shared.items()))


async def _own_terms(domain: str, lookups: Lookups) -> list[str]:
    """The terms of a domain's SPF record, and of those that it includes or points to under its own name, one step."""
    terms = spf_terms(spf_record(await lookups.ask(domain, "TXT")))
    own = registrable(domain) or domain
    parts = (term.replace("=", ":", 1).partition(":") for term in terms)
    inner = [
        name
        for kind, _, name in parts
        if kind in ("include", "redirect") and "%" not in name and (name == own or name.endswith("." + own))
    ]
    answers = await asyncio.gather(*(lookups.ask(name, "TXT") for name in inner[:_MAX_OWN_INCLUDES]))
    return terms + [term for answer in answers for term in spf_terms(spf_record(answer))]


def spf_terms(record: str) -> list[str]:
    """The terms of an SPF record (RFC 7208 §4.6.1) in lower case, without "+"; none of one that nobody evaluates."""
    if too_long(record):
        return []
    return [term.removeprefix("+") for term in record.lower().split()[1:]]


def _single_address(value: str) -> str | None:
    """The address of an `ip4`/`ip6` mechanism that names one host; a range is too many to test and to blame."""
    text, _, length = value.partition("/")
    address = parse_ip(text)
    if address is None or (length and length != str(address.max_prefixlen)):
        return None
    return str(address)
