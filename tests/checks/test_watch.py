"""The watch's reading of many targets: every list is asked politely, and nothing is called a listing that is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from bot.checks import watch as watch_module
from bot.checks.blocklist_zones import BlocklistZone, load_zones, zones_to_ask
from bot.checks.network import Health, InMemoryZoneMemory, Network
from bot.checks.operator_pace import OperatorPace
from bot.checks.operators import operator_of
from bot.checks.watch import Watched, read_targets
from bot.model import Check, Finding, FindingCode, Status
from bot.playground.nameserver import Behaviour, Fault, NameServer, Zone, blocklist_zone
from tests.checks.test_blocklists import SAMPLE, SPAMCOP, healthy_zones, network_to

IP, OTHER_IP = "203.0.113.77", "203.0.113.78"
DOMAIN = "example.com"
RECORDS = Zone(DOMAIN, {"@": {"TXT": ['"v=spf1 mx ~all"']}, "_dmarc": {"TXT": ['"v=DMARC1; p=none"']}})
REVERSE = Zone("113.0.203.in-addr.arpa", {"77": {"PTR": ["mail.example.com."]}})


@pytest.fixture(autouse=True)
def _sample(monkeypatch: pytest.MonkeyPatch) -> None:
    def sample(*arguments: Any) -> list[BlocklistZone]:
        return [zone for zone in zones_to_ask(*arguments) if zone.shown_zone in SAMPLE]

    monkeypatch.setattr(watch_module, "zones_to_ask", sample)
    monkeypatch.setattr(watch_module, "_CANARIES", 3)


@dataclass(frozen=True)
class Told:
    findings: Mapping[str, Sequence[Finding]]
    resolver_is_sound: bool


async def read(
    server: NameServer,
    *targets: str | Watched,
    memory: InMemoryZoneMemory | None = None,
    deadline: float = 20.0,
    quick: float = 1000.0,
) -> Told:
    watched = [target if isinstance(target, Watched) else Watched(target) for target in targets]
    readings = await read_targets(
        watched, network_to(server), memory or InMemoryZoneMemory(), OperatorPace(quick), deadline=deadline
    )
    return Told({each.target: found for each, found in readings.findings.items()}, readings.resolver_is_sound)


def of(findings: Sequence[Finding], check: Check) -> list[Finding]:
    return [finding for finding in findings if finding.check is check]


async def test_every_list_answers_for_every_target_and_only_the_listed_one_is_listed() -> None:
    listing = blocklist_zone(SPAMCOP, {IP: "spam seen"})
    async with NameServer([*healthy_zones([SPAMCOP]), listing, RECORDS, REVERSE]) as server:
        readings = await read(server, IP, OTHER_IP, DOMAIN)
    assert readings.resolver_is_sound
    listed = [f for found in readings.findings.values() for f in found if f.code is FindingCode.LISTED]
    assert [(finding.subject, finding.details["ip"]) for finding in listed] == [(SPAMCOP, IP)]
    assert listed[0].details["reason"] == "spam seen"
    for target in (IP, OTHER_IP):
        assert {f.code for f in of(readings.findings[target], Check.BLOCKLIST)} - {FindingCode.LISTED} == {
            FindingCode.CLEAR
        }
    assert {finding.code for finding in of(readings.findings[DOMAIN], Check.SENDER)} == {
        FindingCode.SPF_PASS,
        FindingCode.DMARC_POLICY,
    }
    assert of(readings.findings[OTHER_IP], Check.SENDER)[0].code is FindingCode.PTR_MISSING


async def test_a_zone_is_asked_about_its_test_point_once_for_all_targets() -> None:
    targets = [f"198.51.100.{number}" for number in range(1, 21)]
    memory = InMemoryZoneMemory()
    async with NameServer(healthy_zones()) as server:
        await read(server, *targets, memory=memory)
        assert server.asked(SPAMCOP) == len(targets) + 1
        server.queries.clear()
        await read(server, *targets, memory=memory)
        assert server.asked("dnsbl.dronebl.org") == len(targets)


async def test_a_zone_that_gives_no_answer_is_left_alone_soon() -> None:
    targets = [f"198.51.100.{number}" for number in range(1, 31)]
    refusing = Zone(SPAMCOP, behaviour=Behaviour(Fault.REFUSED))
    async with NameServer([*healthy_zones([SPAMCOP]), refusing]) as server:
        readings = await read(server, *targets)
        asked = [name for name, _ in server.queries if name.endswith(SPAMCOP) and name.count(".") > 4]
    assert len(asked) < 12
    codes = {f.code for found in readings.findings.values() for f in found if f.subject == SPAMCOP}
    assert codes == {FindingCode.BLOCKED}


async def test_a_list_whose_word_may_be_a_change_is_asked_for_its_health_anew() -> None:
    memory = InMemoryZoneMemory()
    await memory.remember({f"{zone}/ip4": Health.HEALTHY for zone in SAMPLE})
    emptied = Zone("dnsbl.dronebl.org", behaviour=Behaviour(Fault.NXDOMAIN))
    async with NameServer([*healthy_zones(["dnsbl.dronebl.org"]), emptied]) as server:
        [trusting] = [
            f for f in (await read(server, IP, memory=memory)).findings[IP] if f.subject == "dnsbl.dronebl.org"
        ]
        doubting = await read(server, Watched(IP, doubtful=frozenset({"dnsbl.dronebl.org"})), memory=memory)
    assert trusting.code is FindingCode.CLEAR
    assert [f.code for f in doubting.findings[IP] if f.subject == "dnsbl.dronebl.org"] == [FindingCode.UNHEALTHY]


@pytest.mark.parametrize("fault", [Fault.NXDOMAIN, Fault.NODATA, Fault.ANSWER_ALL, Fault.REFUSED, Fault.SERVFAIL])
async def test_a_resolver_that_lies_about_everything_is_not_sound(fault: Fault) -> None:
    memory = InMemoryZoneMemory()
    await memory.remember({f"{zone}/ip4": Health.HEALTHY for zone in SAMPLE})
    async with NameServer(default=Behaviour(fault)) as server:
        readings = await read(server, IP, DOMAIN, memory=memory)
    assert not readings.resolver_is_sound
    assert not [f for found in readings.findings.values() for f in found if f.status is Status.FAIL]


async def test_what_is_not_in_by_the_deadline_was_not_read() -> None:
    silent = Zone(SPAMCOP, behaviour=Behaviour(Fault.SILENT))
    async with NameServer([*healthy_zones([SPAMCOP]), silent, REVERSE]) as server:
        readings = await read(server, IP, deadline=1.0)
    subjects = {finding.subject for finding in of(readings.findings[IP], Check.BLOCKLIST)}
    assert "dnsbl.dronebl.org" in subjects
    assert SPAMCOP not in subjects


async def test_private_addresses_are_asked_of_nobody() -> None:
    async with NameServer(healthy_zones()) as server:
        host, port = server.address
        network = Network((host,), port)
        await read_targets([Watched("10.0.0.1")], network, InMemoryZoneMemory(), OperatorPace(1000.0))
    assert not server.queries


async def test_a_record_that_cannot_be_evaluated_is_told() -> None:
    broken = Zone(DOMAIN, {"@": {"TXT": ['"v=spf1 include:gone.example.com ~all"']}})
    async with NameServer([*healthy_zones(), broken]) as server:
        readings = await read(server, DOMAIN)
    codes = {finding.code for finding in of(readings.findings[DOMAIN], Check.SENDER)}
    assert codes == {FindingCode.SPF_PERMERROR, FindingCode.DMARC_MISSING}


async def test_the_own_servers_have_to_be_allowed_by_the_record() -> None:
    strict = Zone(DOMAIN, {"@": {"TXT": [f'"v=spf1 ip4:{IP} -all"']}, "_dmarc": {"TXT": ['"v=DMARC1; p=none"']}})
    async with NameServer([*healthy_zones(), strict]) as server:
        readings = await read(server, Watched(DOMAIN, sending_ips=(IP, OTHER_IP)))
    spf = [finding for finding in of(readings.findings[DOMAIN], Check.SENDER) if "ip" in finding.details]
    assert [(finding.code, finding.details["ip"]) for finding in spf] == [
        (FindingCode.SPF_PASS, IP),
        (FindingCode.SPF_FAIL, OTHER_IP),
    ]


def test_turns_of_an_operator_are_evenly_spaced_and_of_two_independent() -> None:
    pace = OperatorPace(per_second=10.0)
    assert [round(pace.take("one.example", 1, 100.0), 3) for _ in range(4)] == [0.0, 0.1, 0.2, 0.3]
    assert pace.take("other.example", 3, 100.0) == 0.0
    assert round(pace.take("other.example", 1, 100.0), 3) == 0.3
    assert pace.take("one.example", 1, 200.0) == 0.0


def test_zones_of_one_operator_are_told_by_their_delisting_page() -> None:
    operators = {zone.shown_zone: operator_of(zone) for zone in load_zones()}
    assert operators["zen.spamhaus.org"] == operators["cbl.abuseat.org"] == operators["dbl.spamhaus.org"]
    assert operators["bl.spamcop.net"] != operators["zen.spamhaus.org"]
    assert len(set(operators.values())) > 60
