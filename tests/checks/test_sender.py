"""What DNS says about a sender: SPF, DMARC, DKIM, PTR and HELO, over a real name server."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest
import spf as pyspf
import structlog.testing

from bot.checks.lookup import Lookups
from bot.checks.network import Network
from bot.checks.sender import check_sender
from bot.checks.spf import SpfResult, evaluate_spf
from bot.model import Finding, FindingCode, IpOrigin, SendingIp, Status
from bot.playground.nameserver import Behaviour, Fault, NameServer, Records, Zone

DOMAIN = "sender-example.com"
IP = SendingIp("203.0.113.77", IpOrigin.BOUNCE)
IP6 = SendingIp("2001:db8::77", IpOrigin.NAMED)
REVERSE = Zone("113.0.203.in-addr.arpa", {"77": {"PTR": ["mail.sender-example.com."]}})
HOST: Records = {"mail": {"A": [IP.ip]}, "_dmarc": {"TXT": ['"v=DMARC1; p=reject"']}}


def spf(*texts: str) -> Records:
    return {"@": {"TXT": [f'"{text}"' for text in texts]}, **HOST}


async def ask(
    *zones: Zone,
    ips: tuple[SendingIp, ...] = (IP,),
    domain: str | None = DOMAIN,
    dkim_selector: str | None = None,
    helo: str | None = None,
    assumed: bool = False,
) -> dict[FindingCode, Finding]:
    async with NameServer(zones) as server:
        host, port = server.address
        lookups = Lookups(Network((host,), port, query_timeout=0.4, lookup_lifetime=1.0))
        try:
            findings = await check_sender(
                ips, domain, lookups, assumed=assumed, dkim_selector=dkim_selector, helo=helo, documentation=True
            )
        finally:
            await lookups.close()
    return {finding.code: finding for finding in findings}


@pytest.mark.parametrize(
    ("record", "code", "status"),
    [
        ("v=spf1 ip4:203.0.113.77 -all", FindingCode.SPF_PASS, Status.PASS),
        ("v=spf1 ip4:203.0.113.0/24 -all", FindingCode.SPF_PASS, Status.PASS),
        ("v=spf1 a:mail.sender-example.com -all", FindingCode.SPF_PASS, Status.PASS),
        ("v=spf1 mx -all", FindingCode.SPF_FAIL, Status.FAIL),
        ("v=spf1 -all", FindingCode.SPF_FAIL, Status.FAIL),
        ("v=spf1 ~all", FindingCode.SPF_SOFTFAIL, Status.WARN),
        ("v=spf1 ?all", FindingCode.SPF_NONE, Status.WARN),
        ("v=spf1 include:other-example.net -all", FindingCode.SPF_PASS, Status.PASS),
        ("v=spf1 include:nowhere-example.net -all", FindingCode.SPF_PERMERROR, Status.FAIL),
        ("v=spf1 ipv4:203.0.113.77 -all", FindingCode.SPF_PERMERROR, Status.FAIL),
        ("v=spf1 redirect=other-example.net", FindingCode.SPF_PASS, Status.PASS),
        ("not an SPF record", FindingCode.SPF_NONE, Status.WARN),
    ],
)
async def test_spf_is_evaluated_for_the_address(record: str, code: FindingCode, status: Status) -> None:
    other = Zone("other-example.net", {"@": {"TXT": ['"v=spf1 ip4:203.0.113.77 -all"']}})
    found = await ask(Zone(DOMAIN, spf(record)), other, REVERSE)
    assert found[code].status is status
    assert found[code].subject == DOMAIN
    assert found[code].details["ip"] == IP.ip


@pytest.mark.parametrize(
    ("record", "code", "why"),
    [
        ("v=spf1 mx +all", FindingCode.SPF_PASS, "everybody"),
        ("v=spf1 all", FindingCode.SPF_PASS, "everybody"),
        ("v=spf1 ?all", FindingCode.SPF_NONE, "neutral"),
        ("v=spf1", FindingCode.SPF_NONE, "neutral"),
    ],
)
async def test_a_record_that_says_nothing_is_told_as_that(record: str, code: FindingCode, why: str) -> None:
    found = await ask(Zone(DOMAIN, spf(record)), REVERSE)
    assert (found[code].status, found[code].details["why"]) == (Status.WARN, why)
    assert "+all" not in str(found[code].details["record"])


async def test_two_spf_records_are_a_permanent_error() -> None:
    found = await ask(Zone(DOMAIN, spf("v=spf1 ip4:203.0.113.77 -all", "v=spf1 -all")), REVERSE)
    assert "Two or more" in str(found[FindingCode.SPF_PERMERROR].details["reason"])


async def test_more_than_ten_lookups_are_a_permanent_error() -> None:
    chain = {f"s{n}": {"TXT": [f'"v=spf1 include:s{n + 1}.{DOMAIN} ?all"']} for n in range(12)}
    found = await ask(Zone(DOMAIN, {**spf(f"v=spf1 include:s0.{DOMAIN} -all"), **chain}), REVERSE)
    assert FindingCode.SPF_PERMERROR in found


async def test_a_long_record_in_several_strings_is_one_record() -> None:
    records: Records = {"@": {"TXT": ['"v=spf1 ip4:203.0." "113.77 -all"']}, **HOST}
    assert FindingCode.SPF_PASS in await ask(Zone(DOMAIN, records), REVERSE)


def texts(record: str) -> str:
    """A record of any length, in strings of at most 255 octets (RFC 1035 §3.3)."""
    return " ".join(f'"{record[at : at + 255]}"' for at in range(0, len(record), 255))


TOO_LONG = {
    "a term that is quadratic to pyspf": ("v=spf1 exists:%{i}" + "." * 50_000 + "x -all", "more than 4,096"),
    "fifty thousand macros": ("v=spf1 exists:" + "%{l99r+-/.=_}" * 4_000 + f".{DOMAIN} -all", "more than 4,096"),
    "a prefix length that is no integer to Python": (f"v=spf1 a:{DOMAIN}/" + "1" * 5_000, "more than 4,096"),
    "a term longer than any name": ("v=spf1 exists:%{i}" + "." * 1_000 + "x -all", "more than 300"),
}


@pytest.mark.parametrize("case", TOO_LONG)
async def test_a_record_too_long_to_be_meant_is_a_permanent_error(case: str) -> None:
    record, why = TOO_LONG[case]
    hostile = {"TXT": [texts(record)]}
    of_the_domain = Zone(DOMAIN, {**HOST, "@": hostile})
    included = Zone(DOMAIN, {**spf(f"v=spf1 include:long.{DOMAIN} -all"), "long": hostile})
    redirected = Zone(DOMAIN, {**spf(f"v=spf1 redirect=long.{DOMAIN}"), "long": hostile})
    for zone in (of_the_domain, included, redirected):
        found = await ask(zone, REVERSE)
        assert why in str(found[FindingCode.SPF_PERMERROR].details["reason"])


async def test_a_flattened_record_of_two_hundred_addresses_is_evaluated() -> None:
    many = " ".join(f"ip4:198.51.100.{number}" for number in range(200))
    record: Records = {"@": {"TXT": [texts(f"v=spf1 {many} ip4:{IP.ip} -all")]}, **HOST}
    assert FindingCode.SPF_PASS in await ask(Zone(DOMAIN, record), REVERSE)


async def test_a_term_is_taken_apart_once_however_many_lookups_follow(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[str] = []
    validate = pyspf.query.validate_mechanism

    def watched(query: object, term: str) -> object:
        taken.append(term)
        return validate(query, term)

    monkeypatch.setattr(pyspf.query, "validate_mechanism", watched)
    includes = [f"include:s{number}.{DOMAIN}" for number in range(9)]
    inner = {f"s{number}": {"TXT": [f'"v=spf1 ip4:198.51.100.{number} -all"']} for number in range(9)}
    outer: Records = {"@": {"TXT": [texts(f"v=spf1 {' '.join(includes)} -all")]}, **HOST}
    found = await ask(Zone(DOMAIN, {**outer, **inner}), REVERSE)
    assert FindingCode.SPF_FAIL in found
    assert [term for term in taken if term.startswith("include:")] == includes


async def test_a_record_that_pyspf_stumbles_over_is_told_as_not_evaluated(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(query: object, term: str) -> None:
        raise AssertionError(term)

    monkeypatch.setattr(pyspf.query, "validate_mechanism", stumble)
    with structlog.testing.capture_logs() as logs:
        found = await ask(Zone(DOMAIN, spf("v=spf1 mx -all")), REVERSE)
    assert "could not be evaluated" in str(found[FindingCode.SPF_PERMERROR].details["reason"])
    assert [(log["event"], log["domain"]) for log in logs] == [("spf_not_evaluated", DOMAIN)]


async def test_the_record_to_publish_allows_the_address() -> None:
    found = await ask(Zone(DOMAIN, spf("v=spf1 mx ~all")), REVERSE)
    published = found[FindingCode.SPF_SOFTFAIL].details["record"]
    assert published == f'{DOMAIN}. TXT "v=spf1 ip4:203.0.113.77 mx ~all"'
    assert FindingCode.SPF_PASS in await ask(Zone(DOMAIN, spf("v=spf1 ip4:203.0.113.77 mx ~all")), REVERSE)


async def test_an_unanswered_spf_lookup_is_could_not_check() -> None:
    silent = Zone("other-example.net", behaviour=Behaviour(Fault.SILENT))
    found = await ask(Zone(DOMAIN, spf("v=spf1 include:other-example.net -all")), silent, REVERSE)
    assert found[FindingCode.SERVFAIL].status is Status.UNKNOWN


async def test_an_address_from_the_domains_own_records_is_not_held_against_them() -> None:
    authorised = SendingIp(IP.ip, IpOrigin.SPF)
    found = await ask(Zone(DOMAIN, spf("v=spf1 ip4:203.0.113.77 -all")), REVERSE, ips=(authorised,))
    assert set(found) == {FindingCode.PTR_CONFIRMED, FindingCode.DMARC_POLICY, FindingCode.SPF_PASS}
    inbound = SendingIp(IP.ip, IpOrigin.MX)
    found = await ask(Zone(DOMAIN, spf("v=spf1 ip4:203.0.113.9 -all")), REVERSE, ips=(inbound,))
    assert set(found) == {FindingCode.DMARC_POLICY}


@pytest.mark.parametrize("ips", [(), (SendingIp(IP.ip, IpOrigin.MX),)])
async def test_a_record_that_cannot_be_used_is_told_without_an_address_as_well(ips: tuple[SendingIp, ...]) -> None:
    found = await ask(Zone(DOMAIN, spf("v=spf1 include:nowhere-example.net -all")), ips=ips)
    assert found[FindingCode.SPF_PERMERROR].status is Status.FAIL
    assert "ip" not in found[FindingCode.SPF_PERMERROR].details


async def test_a_senders_domain_that_does_not_exist_is_told_as_that_alone() -> None:
    found = await ask(REVERSE, Zone(DOMAIN, HOST), domain="nowhere-example.net")
    assert set(found) == {FindingCode.PTR_CONFIRMED, FindingCode.NXDOMAIN}
    assert found[FindingCode.NXDOMAIN].details["why"] == "sender"


async def test_that_a_domain_is_only_assumed_is_said_with_its_spf_verdict() -> None:
    found = await ask(Zone(DOMAIN, spf("v=spf1 -all")), REVERSE, assumed=True)
    assert found[FindingCode.SPF_FAIL].details["assumed"] is True


async def test_fifty_spf_records_are_walked_side_by_side() -> None:
    chain = {f"s{n}": {"TXT": [f'"v=spf1 include:s{n + 1}.{DOMAIN} ?all"']} for n in range(5)}
    zone = Zone(DOMAIN, {**spf(f"v=spf1 include:s0.{DOMAIN} -all"), **chain, "s5": {"TXT": ['"v=spf1 +all"']}})
    async with NameServer([zone]) as server:
        host, port = server.address
        networks = [Lookups(Network((host,), port, lookup_lifetime=30, query_timeout=10)) for _ in range(50)]
        verdicts = await asyncio.gather(*(evaluate_spf(IP.ip, DOMAIN, lookups) for lookups in networks))
    assert {verdict.result for verdict in verdicts} == {SpfResult.PASS}


async def test_a_domain_without_spf_is_told_what_to_publish() -> None:
    found = await ask(Zone(DOMAIN, HOST), ips=())
    assert found[FindingCode.SPF_NONE].details["record"] == f'{DOMAIN}. TXT "v=spf1 mx ~all"'


@pytest.mark.parametrize(
    ("domain", "records", "code", "more"),
    [
        (DOMAIN, {"_dmarc": {"TXT": ['"v=DMARC1; p=quarantine"']}}, FindingCode.DMARC_POLICY, {"policy": "quarantine"}),
        (f"mail.{DOMAIN}", {"_dmarc": {"TXT": ['"v=DMARC1; p=none"']}}, FindingCode.DMARC_POLICY, {"policy": "none"}),
        (DOMAIN, {"@": {"A": [IP.ip]}}, FindingCode.DMARC_MISSING, {"rfc": "RFC 7489 §6.3"}),
        (
            DOMAIN,
            {"_dmarc": {"TXT": ['"v=DMARC1; p=none"', '"v=DMARC1; p=reject"']}},
            FindingCode.DMARC_MISSING,
            {"why": "several"},
        ),
        (DOMAIN, {"_dmarc": {"TXT": ['"v=DMARC1 p=reject"']}}, FindingCode.DMARC_MISSING, {"why": "broken"}),
        (DOMAIN, {"_dmarc": {"TXT": ['"v=DMARC1; rua=mailto:x"']}}, FindingCode.DMARC_MISSING, {"why": "broken"}),
        (DOMAIN, {"_dmarc": {"TXT": ['"v=DMARC1; p=nothing"']}}, FindingCode.DMARC_MISSING, {"why": "broken"}),
        (DOMAIN, {"_dmarc": {"TXT": ['"v=DMARC1; p=Reject"', '"x"']}}, FindingCode.DMARC_POLICY, {"policy": "reject"}),
    ],
)
async def test_dmarc_is_looked_for_at_the_domain_and_above(
    domain: str, records: Records, code: FindingCode, more: Mapping[str, str]
) -> None:
    found = await ask(Zone(DOMAIN, records), ips=(), domain=domain)
    assert more.items() <= found[code].details.items()


@pytest.mark.parametrize(
    ("key", "why"),
    [(None, "missing"), ("v=DKIM1; k=rsa; p=", "revoked"), ("v=DKIM1; k=rsa; p=MIGfMA0", None)],
)
async def test_the_dkim_key_of_the_bounced_mail_is_looked_up(key: str | None, why: str | None) -> None:
    records = dict(spf("v=spf1 -all"))
    if key is not None:
        records["s1._domainkey"] = {"TXT": [f'"{key}"']}
    found = await ask(Zone(DOMAIN, records), REVERSE, dkim_selector="s1")
    finding = found.get(FindingCode.DKIM_MISSING)
    assert (finding.details["why"] if finding else None) == why
    assert finding is None or finding.subject == f"s1._domainkey.{DOMAIN}"


async def test_an_address_whose_name_leads_back_is_confirmed() -> None:
    found = await ask(Zone(DOMAIN, HOST), REVERSE, domain=None)
    assert list(found) == [FindingCode.PTR_CONFIRMED]
    assert found[FindingCode.PTR_CONFIRMED].details["name"] == "mail.sender-example.com"


async def test_an_address_without_a_name_is_told_the_record_to_publish() -> None:
    found = await ask(Zone(DOMAIN, HOST), domain=None)
    missing = found[FindingCode.PTR_MISSING]
    assert (missing.status, missing.subject) == (Status.WARN, IP.ip)
    assert str(missing.details["record"]).startswith("77.113.0.203.in-addr.arpa. PTR ")


async def test_a_name_that_leads_elsewhere_is_unconfirmed() -> None:
    elsewhere = Zone(DOMAIN, {"mail": {"A": ["203.0.113.1"]}})
    found = await ask(elsewhere, REVERSE, domain=None)
    assert found[FindingCode.PTR_UNCONFIRMED].details["record"] == f"mail.{DOMAIN}. A {IP.ip}"


async def test_ipv6_names_are_confirmed_by_aaaa_records() -> None:
    reverse = Zone("8.b.d.0.1.0.0.2.ip6.arpa", {"7.7" + ".0" * 22: {"PTR": [f"mail.{DOMAIN}."]}})
    forward = Zone(DOMAIN, {"mail": {"AAAA": [IP6.ip]}})
    assert list(await ask(forward, reverse, ips=(IP6,), domain=None)) == [FindingCode.PTR_CONFIRMED]


async def test_silence_about_a_name_is_could_not_check() -> None:
    silent = Zone("113.0.203.in-addr.arpa", behaviour=Behaviour(Fault.SILENT))
    found = await ask(Zone(DOMAIN, HOST), silent, domain=None)
    assert found[FindingCode.NAMESERVER_SILENT].status is Status.UNKNOWN


@pytest.mark.parametrize(("helo", "mismatch"), [(f"mail.{DOMAIN}", False), ("wrong.example", True), ("[x]", False)])
async def test_the_name_in_helo_should_lead_to_the_address(helo: str, mismatch: bool) -> None:
    found = await ask(Zone(DOMAIN, HOST), REVERSE, domain=None, helo=helo)
    assert (FindingCode.HELO_MISMATCH in found) is mismatch


async def test_private_addresses_are_not_asked_about() -> None:
    found = await ask(ips=(SendingIp("192.168.1.1", IpOrigin.NAMED),), domain=None)
    assert [(finding.status, finding.details["why"]) for finding in found.values()] == [(Status.SKIPPED, "not_public")]
