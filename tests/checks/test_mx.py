"""Every fault of a mail route is told by its name, with its RFC, from what a real name server answers."""

from __future__ import annotations

import pytest

from bot.checks.lookup import Lookups
from bot.checks.mx import check_mx
from bot.checks.mx_records import MAX_EXCHANGES
from bot.checks.network import Network
from bot.model import Check, Finding, FindingCode, Status
from bot.playground.nameserver import Behaviour, Fault, NameServer, Zone
from tests.checks.zoo import EXHIBITS, NEIGHBOURS, Exhibit


def network_to(server: NameServer) -> Network:
    host, port = server.address
    return Network(nameservers=(host,), port=port, query_timeout=0.4, lookup_lifetime=1.0)


async def ask(server: NameServer, domain: str) -> list[Finding]:
    lookups = Lookups(network_to(server))
    try:
        return await check_mx(domain, lookups, documentation=True)
    finally:
        await lookups.close()


@pytest.mark.parametrize("exhibit", EXHIBITS, ids=lambda exhibit: exhibit.name)
async def test_each_exhibit_of_the_zoo_is_named(exhibit: Exhibit) -> None:
    async with NameServer([exhibit.zone, *NEIGHBOURS]) as server:
        findings = await ask(server, exhibit.domain)
    assert {finding.code: finding.status for finding in findings} == exhibit.expected
    assert all(finding.check is Check.MX for finding in findings)
    assert all("RFC" in str(finding.details["rfc"]) for finding in findings if finding.code is not FindingCode.MX_OK)


def test_the_zoo_shows_every_fault_of_the_vocabulary() -> None:
    from_null_mx = list(FindingCode)[list(FindingCode).index(FindingCode.MX_OK) :]
    faults = set(from_null_mx[: from_null_mx.index(FindingCode.LISTED)])
    assert len(EXHIBITS) >= 31
    assert faults <= {code for exhibit in EXHIBITS for code in exhibit.expected}


async def test_a_missing_dot_is_told_with_the_name_that_was_meant() -> None:
    zone = Zone("doubled-example.com", {"@": {"MX": ["10 mail.doubled-example.com"]}})
    async with NameServer([zone]) as server:
        findings = await ask(server, "doubled-example.com")
    doubled = next(finding for finding in findings if finding.code is FindingCode.MX_DOUBLED_NAME)
    assert doubled.subject == "mail.doubled-example.com.doubled-example.com"
    assert doubled.details["meant"] == "mail.doubled-example.com"


async def test_a_stranger_with_a_thousand_records_costs_a_few_lookups() -> None:
    zone = Zone("many-example.com", {"@": {"MX": [f"{number} mx{number}" for number in range(300)]}})
    async with NameServer([zone]) as server:
        findings = await ask(server, "many-example.com")
        hosts = {name for name, rdtype in server.queries if rdtype == "A" and name.startswith("mx")}
        assert len(hosts) <= MAX_EXCHANGES
    assert FindingCode.MX_TARGET_NXDOMAIN in {finding.code for finding in findings}


async def test_a_chain_of_aliases_ends() -> None:
    links = {f"a{number}": {"CNAME": [f"a{number + 1}"]} for number in range(14)}
    zone = Zone("chain-example.com", {"@": {"MX": ["10 a0"]}, **links, "a14": {"A": ["198.51.100.1"]}})
    async with NameServer([zone]) as server:
        findings = await ask(server, "chain-example.com")
    assert FindingCode.MX_TARGET_SERVFAIL in {finding.code for finding in findings}


async def test_without_a_resolver_nothing_is_said_about_the_domain() -> None:
    async with NameServer() as server:
        network = network_to(server)
    lookups = Lookups(network)
    findings = await check_mx("example.com", lookups)
    await lookups.close()
    assert [(finding.status, finding.code) for finding in findings] == [(Status.UNKNOWN, FindingCode.NAMESERVER_SILENT)]


async def test_a_resolver_that_answers_for_every_name_makes_no_domain_exist() -> None:
    async with NameServer(default=Behaviour(Fault.ANSWER_ALL, answer="198.51.100.7")) as server:
        (finding,) = await ask(server, "no-such-domain-example.com")
    assert (finding.status, finding.code) == (Status.UNKNOWN, FindingCode.SERVFAIL)
    assert finding.details["why"] == "invented"


async def test_bogus_signatures_are_told_with_the_resolvers_reason() -> None:
    exhibit = next(exhibit for exhibit in EXHIBITS if exhibit.name == "dnssec-bogus")
    async with NameServer([exhibit.zone, *NEIGHBOURS]) as server:
        (finding,) = await ask(server, exhibit.domain)
    assert finding.details["ede"] == "dnssec bogus: signature does not verify"
