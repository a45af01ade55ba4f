"""All checks together: streamed, under one deadline, and never an error for what DNS does."""

from __future__ import annotations

from contextlib import aclosing

import pytest

from bot.checks import InMemoryZoneMemory, Network, run_checks
from bot.checks import run as run_module
from bot.checks.blocklist_zones import Ask, load_zones
from bot.model import Check, Finding, FindingCode, IpOrigin, Question, SendingIp, Status
from bot.playground.nameserver import Behaviour, Fault, NameServer, Zone, blocklist_zone

IP = SendingIp("203.0.113.77", IpOrigin.NAMED)
SHOP = Zone(
    "shop-example.com",
    {
        "@": {"MX": ["10 mx1", "20 mx2"], "TXT": ['"v=spf1 ip4:203.0.113.77 include:_spf.google.com mx -all"']},
        "mx1": {"A": ["192.0.2.25"]},
        "mx2": {"A": ["192.0.2.26"]},
        "_dmarc": {"TXT": ['"v=DMARC1; p=none"']},
    },
)


def blocklists(*listing: str) -> list[Zone]:
    names = [zone.shown_zone for zone in load_zones() if zone.ask is Ask.YES]
    return [blocklist_zone(name, {IP.ip: "spam"} if name in listing else {}) for name in names]


def network_to(server: NameServer) -> Network:
    host, port = server.address
    return Network((host,), port, query_timeout=0.7, lookup_lifetime=2.0, blocklist_deadline=1.9)


async def ask(server: NameServer, question: Question, *, deadline: float = 20.0) -> list[Finding]:
    """All that a run finds of servers that answer, however busy the machine: nobody here waits for the silent."""
    host, port = server.address
    network = Network((host,), port, query_timeout=4.0, lookup_lifetime=12.0, blocklist_deadline=15.0)
    memory = InMemoryZoneMemory()
    return [finding async for finding in run_checks(question, network, memory, deadline=deadline)]


def by_check(findings: list[Finding]) -> dict[Check, set[FindingCode]]:
    found: dict[Check, set[FindingCode]] = {}
    for finding in findings:
        found.setdefault(finding.check, set()).add(finding.code)
    return found


async def test_an_address_and_a_sender_get_all_checks() -> None:
    async with NameServer([SHOP, *blocklists("bl.spamcop.net")]) as server:
        findings = await ask(server, Question(address="someone@shop-example.com", sending_ips=(IP,)))
    found = by_check(findings)
    assert found[Check.ADDRESS] == {FindingCode.VALID}
    assert found[Check.TYPO] == {FindingCode.NONE}
    assert found[Check.MX] == {FindingCode.MX_OK}
    assert found[Check.BLOCKLIST] == {FindingCode.LISTED, FindingCode.CLEAR}
    assert found[Check.SENDER] == {FindingCode.PTR_MISSING}
    assert Check.MAILBOX not in found


async def test_only_what_is_asked_for_is_checked() -> None:
    async with NameServer([SHOP]) as server:
        question = Question(address="someone@shop-example.com", checks=frozenset({Check.MX}))
        findings = await ask(server, question)
    assert by_check(findings) == {Check.MX: {FindingCode.MX_OK}}


async def test_the_findings_that_need_no_network_come_first() -> None:
    async with NameServer([SHOP]) as server:
        findings = await ask(server, Question(address="someone@shop-example.com"))
    assert [finding.check for finding in findings[:2]] == [Check.ADDRESS, Check.TYPO]


async def test_the_domain_of_a_repaired_address_is_looked_up() -> None:
    async with NameServer([SHOP]) as server:
        findings = await ask(server, Question(address=" someone＠shop-example.com."))
    assert by_check(findings)[Check.MX] == {FindingCode.MX_OK}


async def test_a_dead_resolver_gives_unknown_findings_and_no_error() -> None:
    async with NameServer() as server:
        network = network_to(server)
    question = Question(address="someone@shop-example.com", sending_ips=(IP,), sender_domain="shop-example.com")
    findings = [finding async for finding in run_checks(question, network, InMemoryZoneMemory())]
    of_network = [finding for finding in findings if finding.check not in (Check.ADDRESS, Check.TYPO)]
    assert {finding.check for finding in of_network} == {Check.MX, Check.BLOCKLIST, Check.SENDER}
    assert {finding.status for finding in of_network} == {Status.UNKNOWN}


async def test_the_deadline_ends_a_check_that_hangs() -> None:
    silent = Zone("shop-example.com", behaviour=Behaviour(Fault.SILENT))
    async with NameServer([silent]) as server:
        question = Question(address="someone@shop-example.com", checks=frozenset({Check.MX}))
        (finding,) = await ask(server, question, deadline=0.05)
    assert (finding.status, finding.code) == (Status.UNKNOWN, FindingCode.NAMESERVER_SILENT)
    assert finding.details["why"] == "deadline"


async def test_a_bug_in_one_check_does_not_silence_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object, **__: object) -> list[Finding]:
        raise RuntimeError("a bug")

    monkeypatch.setattr(run_module, "check_mx", broken)
    async with NameServer([SHOP, *blocklists()]) as server:
        findings = await ask(server, Question(address="someone@shop-example.com", sending_ips=(IP,)))
    told = next(finding for finding in findings if finding.check is Check.MX)
    assert (told.status, told.details["why"]) == (Status.UNKNOWN, "internal")
    assert FindingCode.CLEAR in by_check(findings)[Check.BLOCKLIST]


async def test_nobody_has_to_listen_to_the_end() -> None:
    async with NameServer([SHOP, *blocklists()]) as server:
        question = Question(address="someone@shop-example.com", sending_ips=(IP,))
        async with aclosing(run_checks(question, network_to(server), InMemoryZoneMemory())) as findings:
            first = await anext(findings)
    assert first.check is Check.ADDRESS


async def test_a_senders_domain_is_looked_up_the_articles_way() -> None:
    async with NameServer([SHOP, *blocklists("bl.spamcop.net")]) as server:
        findings = await ask(server, Question(sender_domain="shop-example.com"))
    asked = {
        (finding.details.get("ip"), finding.details["origin"])
        for finding in findings
        if finding.code is FindingCode.CLEAR
    }
    assert asked >= {(IP.ip, IpOrigin.SPF), ("192.0.2.25", IpOrigin.SPF)}
    listed = next(finding for finding in findings if finding.code is FindingCode.LISTED)
    assert (listed.details["ip"], listed.details["origin"]) == (IP.ip, IpOrigin.SPF)
    shared = next(finding for finding in findings if finding.code is FindingCode.SHARED_PROVIDER)
    assert (shared.status, shared.details["list"]) == (Status.SKIPPED, "Google")


async def test_inbound_hosts_are_told_as_such() -> None:
    inbound = Zone("inbound-example.com", {"@": {"MX": ["10 mx"]}, "mx": {"A": ["192.0.2.30"]}})
    async with NameServer([inbound, *blocklists()]) as server:
        findings = await ask(server, Question(sender_domain="inbound-example.com", checks=frozenset({Check.BLOCKLIST})))
    origins = {finding.details["origin"] for finding in findings if finding.details.get("ip") == "192.0.2.30"}
    assert origins == {IpOrigin.MX}


async def test_a_domain_behind_a_shared_provider_is_not_tested() -> None:
    hosted = Zone("hosted-example.com", {"@": {"MX": ["1 aspmx.l.google.com."]}})
    async with NameServer([hosted, *blocklists()]) as server:
        findings = await ask(server, Question(sender_domain="hosted-example.com", checks=frozenset({Check.BLOCKLIST})))
        assert server.asked("google.com") == 0
    assert [finding.details["list"] for finding in findings if finding.status is Status.SKIPPED] == ["Google"]
    assert not [finding for finding in findings if "ip" in finding.details and finding.status is not Status.SKIPPED]


@pytest.mark.parametrize("named", ["not a domain", "exa mple.com", "x" * 300])
async def test_a_sender_that_is_no_domain_is_told_as_that(named: str) -> None:
    async with NameServer([SHOP, *blocklists()]) as server:
        findings = await ask(server, Question(address="someone@shop-example.com", sender_domain=named))
    told = [finding for finding in findings if finding.check in (Check.SENDER, Check.BLOCKLIST)]
    assert {(finding.status, finding.code, finding.details["why"]) for finding in told} == {
        (Status.SKIPPED, FindingCode.NOT_ASKED, "no_domain")
    }
    assert {finding.check for finding in told} == {Check.SENDER, Check.BLOCKLIST}


async def test_the_lists_are_not_asked_about_a_domain_that_does_not_exist() -> None:
    async with NameServer([SHOP, *blocklists()]) as server:
        findings = await ask(server, Question(sender_domain="nowhere-example.com"))
        assert server.asked("bl.spamcop.net") == server.asked("dbl.spamhaus.org") == 0
    assert {(finding.check, finding.status, finding.code) for finding in findings} == {
        (Check.BLOCKLIST, Status.SKIPPED, FindingCode.NOT_ASKED),
        (Check.SENDER, Status.FAIL, FindingCode.NXDOMAIN),
    }


@pytest.mark.parametrize("address", [None, "", "someone", "x@😀.com", "x@[192.0.2.1]", "x@" + "a." * 300 + "com"])
async def test_what_has_no_domain_asks_no_dns(address: str | None) -> None:
    async with NameServer() as server:
        await ask(server, Question(address=address))
        assert not server.queries
