"""The zoo of broken mail domains: what each fault is called by us, by checkdmarc and by email-validator."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Sequence
from unittest import mock

import checkdmarc.smtp
import dns.exception
import dns.resolver
from checkdmarc.smtp import get_mx_hosts
from email_validator import EmailNotValidError, caching_resolver, validate_email
from rich import box
from rich.console import Console
from rich.table import Table

from bot.checks.lookup import Lookups
from bot.checks.mx import check_mx
from bot.checks.network import Network
from bot.model import Finding, Status
from tests.bench.dns_world import Address, dns_world
from tests.checks.zoo import EXHIBITS, NEIGHBOURS, Exhibit

_HEAVIEST = (Status.FAIL, Status.UNKNOWN, Status.WARN)
_NAMES = re.compile(r"[\w.-]*(?:-example\.(?:com|net)|localhost)\.?")


def main() -> None:
    """Print the table."""
    logging.getLogger("checkdmarc").setLevel(logging.CRITICAL)
    table = Table(title=f"{len(EXHIBITS)} mail domains, each set up in one way", box=box.SIMPLE)
    table.add_column("exhibit", no_wrap=True)
    table.add_column("ours", no_wrap=True)
    table.add_column("checkdmarc says", no_wrap=True, max_width=44)
    table.add_column("email-validator", no_wrap=True)
    named = noticed = refused = 0
    broken = sum(any(status is not Status.PASS for status in exhibit.expected.values()) for exhibit in EXHIBITS)
    fatal = sum(Status.FAIL in exhibit.expected.values() for exhibit in EXHIBITS)
    with dns_world([*(exhibit.zone for exhibit in EXHIBITS), *NEIGHBOURS]) as address:
        for exhibit in EXHIBITS:
            findings = asyncio.run(_ours(exhibit, address))
            right = {finding.code: finding.status for finding in findings} == exhibit.expected
            theirs, validator = _checkdmarc(exhibit, address), _validator(exhibit, address)
            named += right
            noticed += theirs != "fine" and set(exhibit.expected.values()) != {Status.PASS}
            refused += validator.startswith("refuses") and Status.FAIL in exhibit.expected.values()
            table.add_row(exhibit.name, ("" if right else "WRONG: ") + _told(findings), theirs, validator)
    console = Console(width=150)
    console.print(table)
    console.print(f"ours: {named} of {len(EXHIBITS)} told as what they are, with the right weight")
    console.print(f"checkdmarc: says something about {noticed} of the {broken} with a fault")
    console.print(f"email-validator: refuses {refused} of the {fatal} that no mail can get to")


def _told(findings: Sequence[Finding]) -> str:
    """The findings that weigh most, heaviest first; what is merely for information only where there is nothing else."""
    told = sorted((f for f in findings if f.status is not Status.PASS), key=lambda f: _HEAVIEST.index(f.status))
    return ", ".join(f"{finding.code} ({finding.status})" for finding in told or findings)


async def _ours(exhibit: Exhibit, address: Address) -> list[Finding]:
    lookups = Lookups(Network((address[0],), address[1], query_timeout=0.3, lookup_lifetime=0.6))
    try:
        return await check_mx(exhibit.domain, lookups, documentation=True)
    finally:
        await lookups.close()


def _resolver(address: Address) -> dns.resolver.Resolver:
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = [address[0]], address[1]
    resolver.timeout, resolver.lifetime = 0.3, 0.6
    return resolver


def _checkdmarc(exhibit: Exhibit, address: Address) -> str:
    # It asks the system's resolver about DNSSEC and DANE, whatever resolver it is given; that is not compared here.
    quiet = mock.patch.multiple(
        checkdmarc.smtp, check_dnssec=lambda *_, **__: False, get_tlsa_records=lambda *_, **__: []
    )
    try:
        with quiet:
            result = get_mx_hosts(exhibit.domain, resolver=_resolver(address), timeout=0.6)
    except Exception as error:  # noqa: BLE001 an oracle that fails has told us so
        return _without_names(f"{type(error).__name__}: {error}")
    warnings = [text for warning in result["warnings"] if "reverse DNS" not in (text := str(warning))]
    return _without_names("; ".join(warnings)) or "fine"


def _without_names(text: str) -> str:
    return _NAMES.sub("…", text)


def _validator(exhibit: Exhibit, address: Address) -> str:
    resolver = caching_resolver(dns_resolver=_resolver(address), timeout=1)
    try:
        result = validate_email(f"someone@{exhibit.domain}", dns_resolver=resolver)
    except EmailNotValidError:
        return "refuses"
    except dns.exception.DNSException as error:
        return type(error).__name__
    return "unknown" if getattr(result, "unknown-deliverability", None) else "accepts"


if __name__ == "__main__":
    main()
