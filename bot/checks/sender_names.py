"""The names of a sending host: PTR, whether it leads back, HELO; each finding with the record to publish."""

from __future__ import annotations

import asyncio
import ipaddress

from bot.checks.lookup import Lookups, Outcome
from bot.checks.public_addresses import parse_ip
from bot.checks.sender_findings import Details, not_told, sender_finding
from bot.model import Finding, FindingCode, SendingIp, Status

_MAX_NAMES = 5  # PTR records of one address that are followed (RFC 1912 §2.1 expects one)


async def check_reverse_name(ip: SendingIp, lookups: Lookups) -> list[Finding]:
    """The address's names, and whether one of them leads back to it (FCrDNS, RFC 8601 §2.7.3)."""
    reverse = ipaddress.ip_address(ip.ip).reverse_pointer
    details: Details = {"ip": ip.ip, "origin": ip.origin}
    ptr = await lookups.ask(reverse, "PTR")
    if not ptr.answered:
        return [not_told(ptr, ip.ip)]
    if not ptr.found:
        details |= {"rfc": "RFC 1912 §2.1", "record": f"{reverse}. PTR mail.example.com."}
        return [sender_finding(Status.WARN, FindingCode.PTR_MISSING, ip.ip, details)]
    names = [record.rstrip(".").lower() for record in ptr.records[:_MAX_NAMES]]
    forward = await asyncio.gather(*(_leads_to(name, ip.ip, lookups) for name in names))
    confirmed = [name for name, leads in zip(names, forward, strict=True) if leads]
    if confirmed:
        return [sender_finding(Status.PASS, FindingCode.PTR_CONFIRMED, ip.ip, details | {"name": confirmed[0]})]
    if any(leads is None for leads in forward):
        return [sender_finding(Status.UNKNOWN, FindingCode.NAMESERVER_SILENT, names[0], details)]
    rdtype = "AAAA" if ":" in ip.ip else "A"
    details |= {"name": names[0], "rfc": "RFC 8601 §2.7.3", "record": f"{names[0]}. {rdtype} {ip.ip}"}
    return [sender_finding(Status.WARN, FindingCode.PTR_UNCONFIRMED, ip.ip, details)]


async def check_helo(name: str, ip: SendingIp, lookups: Lookups) -> list[Finding]:
    """RFC 5321 §4.1.4: the name in HELO should be the host's own, so that it leads to the address."""
    if await _leads_to(name, ip.ip, lookups) is not False:
        return []
    details: Details = {"ip": ip.ip, "origin": ip.origin, "rfc": "RFC 5321 §4.1.4"}
    rdtype = "AAAA" if ":" in ip.ip else "A"
    return [
        sender_finding(Status.WARN, FindingCode.HELO_MISMATCH, name, details | {"record": f"{name}. {rdtype} {ip.ip}"})
    ]


async def _leads_to(name: str, ip: str, lookups: Lookups) -> bool | None:
    """Whether a name has an address; None where DNS did not tell."""
    lookup = await lookups.ask(name, "AAAA" if ":" in ip else "A")
    if lookup.outcome is Outcome.UNASKABLE:
        return False
    if not lookup.answered:
        return None
    address = ipaddress.ip_address(ip)
    return any(parse_ip(record) == address for record in lookup.records)
