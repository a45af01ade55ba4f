"""The zoo of broken mail domains: what each fault is called by us, by checkdmarc and by email-validator."""

from __future__ import annotations

import asyncio
import logging
from unittest import mock

import checkdmarc.smtp
import dns.exception
import dns.resolver
from checkdmarc.smtp import get_mx_hosts
from email_validator import EmailNotValidError, caching_resolver, validate_email
from rich.console import Console
from rich.table import Table

from bot.checks.lookup import Lookups
from bot.checks.mx import check_mx
from bot.checks.network import Network
from bot.model import Finding
from tests.bench.dns_world import Address, dns_world
from tests.checks.zoo import EXHIBITS, NEIGHBOURS, Exhibit


def main() -> None:
    """Print the table."""
    logging.getLogger("checkdmarc").setLevel(logging.CRITICAL)
    table = Table(title=f"{len(EXHIBITS)} mail domains, each broken in one way")
    for column in ("exhibit", "ours", "right", "checkdmarc says", "email-validator"):
        table.add_column(column)
    named = 0
    with dns_world([*(exhibit.zone for exhibit in EXHIBITS), *NEIGHBOURS]) as address:
        for exhibit in EXHIBITS:
            findings = asyncio.run(_ours(exhibit, address))
            right = {finding.code: finding.status for finding in findings} == exhibit.expected
            named += right
            codes = ", ".join(sorted(f"{finding.code} ({finding.status})" for finding in findings))
            table.add_row(
                exhibit.name,
                codes,
                "yes" if right else "NO",
                _checkdmarc(exhibit, address),
                _validator(exhibit, address),
            )
    console = Console(width=150)
    console.print(table)
    console.print(f"told apart by name: {named} of {len(EXHIBITS)}")


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
        return f"{type(error).__name__}: {error}"[:60]
    warnings = [text for warning in result["warnings"] if "reverse DNS" not in (text := str(warning))]
    return "; ".join(warnings)[:60] or "fine"


def _validator(exhibit: Exhibit, address: Address) -> str:
    resolver = caching_resolver(dns_resolver=_resolver(address), timeout=1)
    try:
        result = validate_email(f"someone@{exhibit.domain}", dns_resolver=resolver)
    except EmailNotValidError as error:
        return f"refuses: {error}"[:40]
    except dns.exception.DNSException as error:
        return type(error).__name__
    return "unknown" if getattr(result, "unknown-deliverability", None) else "accepts"


if __name__ == "__main__":
    main()
