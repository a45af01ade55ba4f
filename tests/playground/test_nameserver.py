"""The name server answers as its zones and faults say, over UDP and TCP, to independent resolvers."""

from __future__ import annotations

import aiodns
import dns.asyncquery
import dns.edns
import dns.flags
import dns.message
import dns.rcode
import pytest

from bot.playground.nameserver import Behaviour, Fault, NameServer, Zone, blocklist_zone, zone_file

SHOP = Zone(
    "example.com",
    {
        "@": {"MX": ["10 mx", "20 mx.example.net."], "A": ["192.0.2.1"]},
        "mx": {"A": ["192.0.2.25"], "AAAA": ["2001:db8::25"]},
        "alias": {"CNAME": ["mx"]},
        "loop": {"CNAME": ["loop"]},
        "away": {"CNAME": ["nowhere.example.org."]},
        "*.wild": {"A": ["192.0.2.99"]},
        "deep.empty": {"TXT": ['"under an empty non-terminal"']},
        "long": {"TXT": [f'"{"x" * 200}" "{number}"' for number in range(40)]},
    },
)


async def ask(
    server: NameServer, name: str, rdtype: str = "A", *, patience: float = 2.0, cd: bool = False
) -> dns.message.Message:
    query = dns.message.make_query(name, rdtype, use_edns=0, payload=1232)
    if cd:
        query.flags |= dns.flags.CD
    host, port = server.address
    message, _ = await dns.asyncquery.udp_with_fallback(query, host, port=port, timeout=patience)
    return message


def answers(message: dns.message.Message) -> list[str]:
    """Sorted: DNS gives the records of a set no order."""
    return sorted(rdata.to_text() for rrset in message.answer for rdata in rrset)


@pytest.mark.parametrize(
    ("name", "rdtype", "rcode", "expected"),
    [
        ("example.com", "MX", "NOERROR", ["10 mx.example.com.", "20 mx.example.net."]),
        ("EXAMPLE.com", "A", "NOERROR", ["192.0.2.1"]),
        ("mx.example.com", "AAAA", "NOERROR", ["2001:db8::25"]),
        ("mx.example.com", "TXT", "NOERROR", []),
        ("alias.example.com", "A", "NOERROR", ["192.0.2.25", "mx.example.com."]),
        ("alias.example.com", "CNAME", "NOERROR", ["mx.example.com."]),
        ("away.example.com", "A", "NXDOMAIN", ["nowhere.example.org."]),
        ("any.wild.example.com", "A", "NOERROR", ["192.0.2.99"]),
        ("empty.example.com", "A", "NOERROR", []),
        ("no.example.com", "A", "NXDOMAIN", []),
        ("elsewhere.example.net", "A", "NXDOMAIN", []),
    ],
)
async def test_records_are_served_as_dns_has_them(name: str, rdtype: str, rcode: str, expected: list[str]) -> None:
    async with NameServer([SHOP]) as server:
        message = await ask(server, name, rdtype)
    assert dns.rcode.to_text(message.rcode()) == rcode
    assert answers(message) == expected


async def test_a_cname_loop_ends() -> None:
    async with NameServer([SHOP]) as server:
        message = await ask(server, "loop.example.com")
    assert set(answers(message)) == {"loop.example.com."}


async def test_what_does_not_fit_a_datagram_comes_by_tcp() -> None:
    async with NameServer([SHOP]) as server:
        message = await ask(server, "long.example.com", "TXT")
        assert len(answers(message)) == 40
        assert server.asked("long.example.com") == 2


@pytest.mark.parametrize(
    ("fault", "rcode", "expected"),
    [
        (Fault.REFUSED, "REFUSED", []),
        (Fault.SERVFAIL, "SERVFAIL", []),
        (Fault.NXDOMAIN, "NXDOMAIN", []),
        (Fault.NODATA, "NOERROR", []),
        (Fault.ANSWER_ALL, "NOERROR", ["198.51.100.9"]),
        (Fault.TRUNCATED, "NOERROR", ["192.0.2.25"]),
    ],
)
async def test_a_fault_spoils_its_zone_and_no_other(fault: Fault, rcode: str, expected: list[str]) -> None:
    bad = Zone(SHOP.origin, SHOP.records, Behaviour(fault, answer="198.51.100.9"))
    good = Zone("example.net", {"@": {"A": ["192.0.2.2"]}})
    async with NameServer([bad, good]) as server:
        message = await ask(server, "mx.example.com")
        assert dns.rcode.to_text(message.rcode()) == rcode
        assert answers(message) == expected
        assert answers(await ask(server, "example.net")) == ["192.0.2.2"]


async def test_a_fault_can_belong_to_one_name() -> None:
    zone = Zone(SHOP.origin, SHOP.records, names={"mx": Behaviour(Fault.SERVFAIL)})
    async with NameServer([zone]) as server:
        assert (await ask(server, "mx.example.com")).rcode() == dns.rcode.SERVFAIL
        assert answers(await ask(server, "example.com")) == ["192.0.2.1"]


async def test_a_silent_zone_says_nothing() -> None:
    async with NameServer([Zone("example.org", behaviour=Behaviour(Fault.SILENT))]) as server:
        with pytest.raises(dns.exception.Timeout):
            await ask(server, "example.org", patience=0.1)
        assert server.asked("example.org", "A") == 1
        assert server.asked("example.org", "MX") == 0


async def test_bogus_dnssec_answers_only_with_checking_disabled_and_says_why() -> None:
    async with NameServer([Zone(SHOP.origin, SHOP.records, Behaviour(Fault.BOGUS))]) as server:
        refused = await ask(server, "mx.example.com")
        assert refused.rcode() == dns.rcode.SERVFAIL
        assert [error.code for error in refused.extended_errors()] == [dns.edns.EDECode.DNSSEC_BOGUS]
        assert answers(await ask(server, "mx.example.com", cd=True)) == ["192.0.2.25"]


async def test_a_zone_can_change_while_it_is_served() -> None:
    async with NameServer([blocklist_zone("bl.example.org")]) as server:
        assert answers(await ask(server, "7.113.0.203.bl.example.org")) == []
        server.put(blocklist_zone("bl.example.org", {"203.0.113.7": "spam source"}))
        assert answers(await ask(server, "7.113.0.203.bl.example.org")) == ["127.0.0.2"]
        assert answers(await ask(server, "7.113.0.203.bl.example.org", "TXT")) == ['"spam source"']
        server.drop("bl.example.org")
        assert (await ask(server, "7.113.0.203.bl.example.org")).rcode() == dns.rcode.NXDOMAIN


async def test_a_blocklist_has_the_test_points_of_rfc_5782() -> None:
    zone = blocklist_zone("bl.example.org", answers={"203.0.113.8": ["127.0.0.4", "127.0.0.10"]})
    async with NameServer([zone]) as server:
        assert answers(await ask(server, "2.0.0.127.bl.example.org")) == ["127.0.0.2"]
        assert answers(await ask(server, "1.0.0.127.bl.example.org")) == []
        assert answers(await ask(server, "TEST.bl.example.org")) == ["127.0.0.2"]
        assert answers(await ask(server, "8.113.0.203.bl.example.org")) == ["127.0.0.10", "127.0.0.4"]
        mapped = "2.0.0.0.0.0.f.7." + "f.f.f.f." + "0." * 20 + "bl.example.org"
        assert answers(await ask(server, mapped)) == ["127.0.0.2"]


async def test_c_ares_understands_it_too() -> None:
    async with NameServer([SHOP]) as server:
        host, port = server.address
        resolver = aiodns.DNSResolver([host], udp_port=port, tcp_port=port, timeout=2, tries=1)
        try:
            records = await resolver.query("mx.example.com", "A")
            assert [record.host for record in records] == ["192.0.2.25"]
        finally:
            await resolver.close()


async def test_rubbish_is_met_with_silence_and_does_no_harm() -> None:
    async with NameServer([SHOP]) as server:
        datagrams = server._udp
        assert datagrams is not None
        for rubbish in (
            b"",
            b"\x00",
            b"\xff" * 600,
            dns.message.make_response(dns.message.make_query("a.b", "A")).to_wire(),
        ):
            assert server._answer(rubbish, over_tcp=False) is None
        assert answers(await ask(server, "example.com")) == ["192.0.2.1"]


def test_the_same_zone_can_be_written_for_other_name_servers() -> None:
    text = zone_file(Zone("example.com", {"@": {"MX": ["10 mx"]}, "mx": {"A": ["192.0.2.25"]}}))
    assert text.splitlines() == [
        "$ORIGIN example.com.",
        "$TTL 60",
        "@ SOA ns.example. hostmaster.example. 1 3600 600 86400 60",
        "@ NS ns.example.",
        "@ MX 10 mx",
        "mx A 192.0.2.25",
    ]


def test_names_outside_the_origin_are_refused() -> None:
    with pytest.raises(ValueError, match=r"not under example\.com"):
        NameServer([Zone("example.com", {"www.example.net.": {"A": ["192.0.2.1"]}})])
