"""Blocklists over a real name server: a listing is told with its reason, and nothing else is called one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest

from bot.checks import blocklists
from bot.checks.blocklist_query import TruthfulIpChecker, ZoneClient, ZoneProvider, memory_key
from bot.checks.blocklist_zones import Ask, BlocklistZone, Covers, load_zones, zones_to_ask
from bot.checks.blocklists import check_blocklists
from bot.checks.network import Health, InMemoryZoneMemory, Key, Network
from bot.model import Finding, FindingCode, IpOrigin, SendingIp, Status
from bot.playground.nameserver import Behaviour, Fault, NameServer, Zone, blocklist_zone

IP = SendingIp("203.0.113.77", IpOrigin.NAMED)
SPAMCOP = "bl.spamcop.net"  # of tier 1
SMALL = "rbl.schulte.org"  # of tier 3


# Most tests ask these lists alone: they show as much as all, in a fraction of the time.
SAMPLE = frozenset(
    {
        SPAMCOP,
        "b.barracudacentral.org",
        "dbl.spamhaus.org",
        "dnsbl.dronebl.org",
        "multi.surbl.org",
        "multi.uribl.com",
        "psbl.surriel.com",
        SMALL,
        "xbl.spamhaus.org",
        "zen.dq.spamhaus.net",
        "zen.spamhaus.org",
    }
)


@pytest.fixture
def every_list() -> None:
    """Asked for by the tests that ask all lists."""


@pytest.fixture(autouse=True)
def _sample(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    def sample(*arguments: Any) -> list[BlocklistZone]:
        return [zone for zone in zones_to_ask(*arguments) if zone.shown_zone in SAMPLE]

    if "every_list" not in request.fixturenames:
        monkeypatch.setattr(blocklists, "zones_to_ask", sample)


def healthy_zones(except_for: Iterable[str] = ()) -> list[Zone]:
    names = {zone.shown_zone for zone in load_zones() if zone.ask is not Ask.NO} - set(except_for)
    return [blocklist_zone(name) for name in sorted(names)]


def network_to(server: NameServer, deadline: float = 20.0) -> Network:
    """A patient network: where every zone answers, nobody waits, however busy the machine is."""
    host, port = server.address
    return Network((host,), port, blocklist_query_timeout=deadline / 2, blocklist_deadline=deadline)


async def ask(
    server: NameServer,
    *ips: SendingIp,
    domain: str | None = None,
    memory: InMemoryZoneMemory | None = None,
    named: frozenset[str] = frozenset(),
    deadline: float = 20.0,
) -> list[Finding]:
    network = network_to(server, deadline)
    memory = memory or InMemoryZoneMemory()
    return [finding async for finding in check_blocklists(ips, domain, network, memory, named_zones=named)]


def of_zone(findings: list[Finding], zone: str) -> Finding:
    (finding,) = [finding for finding in findings if finding.subject == zone]
    return finding


@pytest.mark.usefixtures("every_list")
async def test_a_listing_comes_with_its_reason_and_its_delisting_page() -> None:
    entry = blocklist_zone(SPAMCOP, {IP.ip: "Blocked - see https://www.spamcop.net/bl.shtml"})
    async with NameServer([*healthy_zones([SPAMCOP]), entry]) as server:
        findings = await ask(server, IP)
    listed = of_zone(findings, SPAMCOP)
    assert (listed.status, listed.code) == (Status.FAIL, FindingCode.LISTED)
    assert listed.details == {
        "ip": IP.ip,
        "origin": "named",
        "list": "SpamCop",
        "tier": 1,
        "answer": "127.0.0.2",
        "reason": "Blocked - see https://www.spamcop.net/bl.shtml",
        "meaning": "reported as spam",
        "delist_url": "https://www.spamcop.net/bl.shtml",
        "rule": "expires_24h",
    }
    others = [finding for finding in findings if finding is not listed]
    assert len(others) >= 100
    assert {finding.code for finding in others} == {FindingCode.CLEAR}


_EVERYTHING = {"127.0.0.1": "wildcard"}


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        (Zone(SPAMCOP, behaviour=Behaviour(Fault.ANSWER_ALL, answer="127.0.0.2")), FindingCode.UNHEALTHY),
        (Zone(SPAMCOP, behaviour=Behaviour(Fault.ANSWER_ALL, answer="198.51.100.7")), FindingCode.BROKEN),
        (Zone(SPAMCOP, behaviour=Behaviour(Fault.ANSWER_ALL, answer="127.255.255.254")), FindingCode.BLOCKED),
        (Zone(SPAMCOP, behaviour=Behaviour(Fault.NXDOMAIN)), FindingCode.UNHEALTHY),
        (Zone(SPAMCOP, behaviour=Behaviour(Fault.NODATA)), FindingCode.UNHEALTHY),
        (Zone(SPAMCOP, behaviour=Behaviour(Fault.SERVFAIL)), FindingCode.UNHEALTHY),
        (Zone(SPAMCOP, behaviour=Behaviour(Fault.REFUSED)), FindingCode.BLOCKED),
        (Zone(SPAMCOP, behaviour=Behaviour(Fault.SILENT)), FindingCode.SILENT),
        (blocklist_zone(SPAMCOP, {IP.ip: "spam"}, test_points=False), FindingCode.UNHEALTHY),
        (blocklist_zone(SPAMCOP, {IP.ip: "spam"} | _EVERYTHING), FindingCode.UNHEALTHY),
        (blocklist_zone(SPAMCOP, answers={IP.ip: ["127.255.255.255"]}), FindingCode.BLOCKED),
        (blocklist_zone(SPAMCOP, answers={IP.ip: ["127.0.0.1"]}), FindingCode.BROKEN),
    ],
)
async def test_a_zone_that_cannot_be_trusted_is_could_not_check(zone: Zone, expected: FindingCode) -> None:
    patience = 0.8 if zone.behaviour.fault is Fault.SILENT else 20.0
    async with NameServer([*healthy_zones([SPAMCOP]), zone]) as server:
        findings = await ask(server, IP, deadline=patience)
    finding = of_zone(findings, SPAMCOP)
    assert (finding.status, finding.code) == (Status.UNKNOWN, expected)
    assert not [other for other in findings if other.status is Status.FAIL]


async def test_an_empty_answer_of_a_healthy_zone_is_clear() -> None:
    zone = blocklist_zone(SPAMCOP)
    nodata = Zone(SPAMCOP, {**zone.records, "77.113.0.203": {"TXT": ['"no A record"']}})
    async with NameServer([*healthy_zones([SPAMCOP]), nodata]) as server:
        assert of_zone(await ask(server, IP), SPAMCOP).code is FindingCode.CLEAR


@pytest.mark.usefixtures("every_list")
async def test_a_resolver_that_denies_everything_makes_nothing_clear() -> None:
    async with NameServer() as server:
        findings = await ask(server, IP)
    assert len(findings) >= 100
    assert {finding.status for finding in findings} == {Status.UNKNOWN}


async def test_a_zone_that_went_bad_since_it_was_remembered_lists_nobody() -> None:
    memory = InMemoryZoneMemory()
    async with NameServer(healthy_zones()) as server:
        assert of_zone(await ask(server, IP, memory=memory), SPAMCOP).code is FindingCode.CLEAR
        server.put(Zone(SPAMCOP, behaviour=Behaviour(Fault.ANSWER_ALL, answer="127.0.0.2")))
        assert of_zone(await ask(server, IP, memory=memory), SPAMCOP).code is FindingCode.UNHEALTHY


async def test_a_healthy_zone_is_asked_one_question_from_then_on() -> None:
    memory = InMemoryZoneMemory()
    async with NameServer(healthy_zones()) as server:
        await ask(server, IP, memory=memory)
        assert server.asked(SMALL) == 2  # the address, and what the zone must list
        await ask(server, IP, memory=memory)
        assert server.asked(SMALL) == 3


async def test_a_listing_costs_the_control_points_and_the_reason() -> None:
    async with NameServer([*healthy_zones([SMALL]), blocklist_zone(SMALL, {IP.ip: "spam"})]) as server:
        assert of_zone(await ask(server, IP), SMALL).code is FindingCode.LISTED
        assert server.asked(SMALL, "A") == 3
        assert server.asked(SMALL, "TXT") == 1


async def test_a_big_list_is_asked_for_its_reason_together_with_the_question() -> None:
    memory = InMemoryZoneMemory()
    async with NameServer(healthy_zones()) as server:
        await ask(server, IP, memory=memory)
        await ask(server, IP, memory=memory)
        assert server.queries["77.113.0.203." + SPAMCOP, "TXT"] == 2
        assert server.queries["77.113.0.203." + SMALL, "TXT"] == 0


async def test_what_was_wrong_with_a_zone_is_not_held_against_it() -> None:
    memory = InMemoryZoneMemory()
    async with NameServer([*healthy_zones([SPAMCOP]), blocklist_zone(SPAMCOP, test_points=False)]) as server:
        assert of_zone(await ask(server, IP, memory=memory), SPAMCOP).code is FindingCode.UNHEALTHY
        server.put(blocklist_zone(SPAMCOP))
        assert of_zone(await ask(server, IP, memory=memory), SPAMCOP).code is FindingCode.CLEAR


async def test_silent_zones_are_waited_for_once_and_asked_again_beside_the_others() -> None:
    memory = InMemoryZoneMemory()
    silent = ["psbl.surriel.com", "dnsbl.dronebl.org"]
    zones = [*healthy_zones(silent), *(Zone(name, behaviour=Behaviour(Fault.SILENT)) for name in silent)]
    async with NameServer(zones) as server:
        first = await ask(server, IP, memory=memory, deadline=0.8)
        assert {of_zone(first, name).code for name in silent} == {FindingCode.SILENT}
        before = server.asked(silent[0])
        second = await ask(server, IP, memory=memory, deadline=30)  # patience with them ends long before
        assert {of_zone(second, name).code for name in silent} == {FindingCode.SILENT}
        assert server.asked(silent[0]) > before
        server.put(blocklist_zone(silent[0], {IP.ip: "back again"}))
        third = await ask(server, IP, memory=memory)
        assert of_zone(third, silent[0]).code is FindingCode.LISTED


async def test_a_silence_of_our_own_resolver_is_not_remembered_of_the_zones() -> None:
    memory = InMemoryZoneMemory()
    async with NameServer(default=Behaviour(Fault.SILENT)) as server:
        assert {finding.status for finding in await ask(server, IP, memory=memory, deadline=0.4)} == {Status.UNKNOWN}
    assert not await memory.recall()


async def test_a_short_wait_does_not_prolong_the_memory_of_a_silence() -> None:
    now = [0.0]
    memory = InMemoryZoneMemory(lambda: now[0])
    zones = [*healthy_zones([SPAMCOP]), Zone(SPAMCOP, behaviour=Behaviour(Fault.SILENT))]
    async with NameServer(zones) as server:
        await ask(server, IP, memory=memory, deadline=0.8)
        now[0] = 23 * 3600.0
        await ask(server, IP, memory=memory, deadline=0.8)
        now[0] = 25 * 3600.0
        assert Health.SILENT not in (await memory.recall()).values()


async def test_silence_towards_unregistered_resolvers_is_called_so() -> None:
    barracuda = "b.barracudacentral.org"
    zones = [*healthy_zones([barracuda]), Zone(barracuda, behaviour=Behaviour(Fault.SILENT))]
    async with NameServer(zones) as server:
        finding = of_zone(await ask(server, IP, deadline=0.8), barracuda)
    assert (finding.status, finding.code) == (Status.UNKNOWN, FindingCode.BLOCKED)
    assert finding.details["resolver"] == "registered"


@pytest.mark.usefixtures("every_list")
async def test_private_addresses_are_never_sent_out() -> None:
    private = SendingIp("10.1.2.3", IpOrigin.BOUNCE)
    async with NameServer(healthy_zones()) as server:
        findings = await ask(server, private)
        assert not server.queries
    assert [(finding.status, finding.code, finding.subject) for finding in findings] == [
        (Status.SKIPPED, FindingCode.NOT_ASKED, "10.1.2.3")
    ]


async def test_ipv6_addresses_are_asked_as_nibbles() -> None:
    address = SendingIp("2001:db8::25", IpOrigin.NAMED)
    zen = blocklist_zone("zen.spamhaus.org", answers={address.ip: ["127.0.0.3"]})
    async with NameServer([*healthy_zones(["zen.spamhaus.org"]), zen]) as server:
        findings = await ask(server, address)
    assert of_zone(findings, "zen.spamhaus.org").code is FindingCode.LISTED
    assert SPAMCOP not in {finding.subject for finding in findings}


async def test_domain_lists_get_the_domain_and_ip_lists_do_not() -> None:
    dbl = blocklist_zone("dbl.spamhaus.org", {"spam-example.com": ""}, answers={"spam-example.com": ["127.0.1.2"]})
    async with NameServer([*healthy_zones(["dbl.spamhaus.org"]), dbl]) as server:
        findings = await ask(server, domain="spam-example.com")
        assert server.asked(SPAMCOP) == 0
    listed = of_zone(findings, "dbl.spamhaus.org")
    assert (listed.code, listed.details["domain"]) == (FindingCode.LISTED, "spam-example.com")


@pytest.mark.parametrize(
    ("zone", "point", "answer"),
    [
        ("multi.uribl.com", "test.uribl.com", "127.0.0.14"),
        ("multi.surbl.org", "test.surbl.org", "127.0.0.254"),
        ("dbl.spamhaus.org", "dbltest.com", "127.0.1.2"),
    ],
)
async def test_an_operators_own_test_entry_counts_as_well(zone: str, point: str, answer: str) -> None:
    own = blocklist_zone(zone, answers={point: [answer]}, test_points=False)
    async with NameServer([*healthy_zones([zone]), own]) as server:
        assert of_zone(await ask(server, domain="clean-example.com"), zone).code is FindingCode.CLEAR


async def test_the_zone_that_a_bounce_names_is_asked_even_if_another_has_its_entries() -> None:
    xbl = blocklist_zone("xbl.spamhaus.org", answers={IP.ip: ["127.0.0.4"]})
    async with NameServer([*healthy_zones(["xbl.spamhaus.org"]), xbl]) as server:
        findings = await ask(server, IP, named=frozenset({"xbl.spamhaus.org"}))
    listed = of_zone(findings, "xbl.spamhaus.org")
    assert (listed.code, listed.details["list"]) == (FindingCode.LISTED, "Spamhaus ZEN")


async def test_a_refusal_by_a_dead_list_is_told_without_asking_it() -> None:
    async with NameServer(healthy_zones()) as server:
        findings = await ask(server, IP, named=frozenset({"dnsbl.sorbs.net"}))
        assert server.asked("dnsbl.sorbs.net") == 0
    dead = of_zone(findings, "dnsbl.sorbs.net")
    assert dead.status is Status.WARN
    assert "2024" in str(dead.details["dead"])


async def test_a_key_is_used_and_never_shown() -> None:
    zones = [*healthy_zones(), blocklist_zone("s3cret.zen.dq.spamhaus.net", answers={IP.ip: ["127.0.0.3"]})]
    async with NameServer(zones) as server:
        host, port = server.address
        network = Network(
            (host,), port, {Key.SPAMHAUS_DQS: "s3cret"}, blocklist_query_timeout=10, blocklist_deadline=20
        )
        memory = InMemoryZoneMemory()
        findings = [finding async for finding in check_blocklists([IP], None, network, memory)]
        assert "s3cret" not in repr((findings, network, await memory.recall()))
    assert of_zone(findings, "zen.dq.spamhaus.net").code is FindingCode.LISTED


async def test_a_long_reason_is_cut() -> None:
    async with NameServer([*healthy_zones([SPAMCOP]), blocklist_zone(SPAMCOP, {IP.ip: "spam " * 50})]) as server:
        listed = of_zone(await ask(server, IP), SPAMCOP)
    assert len(str(listed.details["reason"])) <= 300


async def test_pydnsbls_own_result_tells_the_truth_too() -> None:
    zones = [
        *healthy_zones([SPAMCOP, "psbl.surriel.com"]),
        Zone(SPAMCOP, behaviour=Behaviour(Fault.ANSWER_ALL, answer="127.255.255.254")),
        blocklist_zone("psbl.surriel.com", {IP.ip: "trap"}),
    ]
    async with NameServer(zones) as server:
        client = ZoneClient(network_to(server))
        providers = [ZoneProvider(zone, {}) for zone in zones_to_ask(Covers.IP4, {})]
        result = await TruthfulIpChecker(providers, client, {}, Covers.IP4).check_async(IP.ip)
        await client.close()
    assert result.blacklisted
    assert result.detected_by == {"psbl.surriel.com": ["spam trap"]}
    assert [provider.host for provider in result.failed_providers] == [SPAMCOP]


async def test_health_is_remembered_without_secrets_for_a_day() -> None:
    now = [0.0]
    memory = InMemoryZoneMemory(lambda: now[0])
    zone = next(zone for zone in load_zones() if zone.key)
    await memory.remember({memory_key(zone, Covers.IP4): Health.HEALTHY})
    assert list(await memory.recall()) == [f"{zone.shown_zone}/ip4"]
    now[0] = 24 * 3600 + 1
    assert not await memory.recall()


async def test_a_list_whose_turn_never_came_is_not_called_silent() -> None:
    network = Network(("127.0.0.1",), 9, blocklist_deadline=5)
    await network.pace.turn(0, 100_000)  # a crowd before us
    asked = check_blocklists([IP], None, network, InMemoryZoneMemory(), until=asyncio.get_running_loop().time() + 0.05)
    findings = [finding async for finding in asked]
    assert {(finding.status, finding.code, finding.details["why"]) for finding in findings} == {
        (Status.UNKNOWN, FindingCode.NOT_ASKED, "busy")
    }
