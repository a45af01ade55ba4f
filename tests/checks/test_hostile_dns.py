"""A name server that lies on the wire: whatever it sends, every check ends, and nothing is taken for an answer."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from bot.checks import InMemoryZoneMemory, Network, run_checks
from bot.checks.lookup import Lookups, Outcome
from bot.model import Check, Finding, FindingCode, IpOrigin, Question, SendingIp, Status
from bot.playground.nameserver import NameServer, Zone, blocklist_zone

_HEADER = "!HHHHHH"
_ANSWERED = 0x8180  # a response, recursion desired and available
_ASKED = 12  # where the question begins


def _answer(query: bytes, tail: bytes, *, count: int = 1, flags: int = _ANSWERED) -> bytes:
    return struct.pack(_HEADER, struct.unpack("!H", query[:2])[0], flags, 1, count, 0, 0) + query[_ASKED:] + tail


def _record(name: bytes, rdata: bytes, *, kind: int = 1, claimed: int | None = None) -> bytes:
    return name + struct.pack("!HHIH", kind, 1, 60, len(rdata) if claimed is None else claimed) + rdata


_SAME_NAME = b"\xc0\x0c"
_LISTED = bytes([127, 0, 0, 2])
# What comes back to each query, without EDNS's record (the additional section is cut off with the counts).
LIES: dict[str, Callable[[bytes], bytes]] = {
    "noise": lambda query: query[:2] + bytes(range(7, 199)),
    "nothing but an id": lambda query: query[:2],
    "another question's answer": lambda query: _answer(query, _record(b"\x05other\x03com\x00", _LISTED)),
    "a name that points at itself": lambda query: _answer(query, _record(b"\xc0" + bytes([len(query)]), _LISTED)),
    "an address of three bytes": lambda query: _answer(query, _record(_SAME_NAME, b"\x7f\x00\x00")),
    "a record that claims more than there is": lambda query: _answer(query, _record(_SAME_NAME, _LISTED, claimed=900)),
    "more records than there are": lambda query: _answer(query, _record(_SAME_NAME, _LISTED), count=60_000),
    "the question back": lambda query: query,
    "somebody else's id": lambda query: bytes([query[0] ^ 1]) + _answer(query, _record(_SAME_NAME, _LISTED))[1:],
    "cut short, and no TCP": lambda query: _answer(query, b"", count=0, flags=_ANSWERED | 0x0200),
}


@asynccontextmanager
async def liar(lie: Callable[[bytes], bytes]) -> AsyncIterator[Network]:
    class Protocol(asyncio.DatagramProtocol):
        def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
            self.transport = transport

        def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
            question = data[:_ASKED] + data[_ASKED : data.index(b"\x00", _ASKED) + 5]  # without what EDNS adds
            self.transport.sendto(lie(question), addr)

    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(Protocol, local_addr=("127.0.0.1", 0))
    try:
        host, port = transport.get_extra_info("sockname")
        yield Network((host,), port, query_timeout=0.2, lookup_lifetime=0.4, blocklist_deadline=0.6)
    finally:
        transport.close()


@pytest.mark.parametrize("lie", LIES)
async def test_a_lie_on_the_wire_is_could_not_check(lie: str) -> None:
    question = Question("someone@shop-example.com", (SendingIp("203.0.113.77", IpOrigin.BOUNCE),), "sender-example.com")
    async with liar(LIES[lie]) as network:
        findings = [finding async for finding in run_checks(question, network, InMemoryZoneMemory(), deadline=1.5)]
    of_network = [finding for finding in findings if finding.check in (Check.MX, Check.BLOCKLIST, Check.SENDER)]
    assert {finding.check for finding in of_network} == {Check.MX, Check.BLOCKLIST, Check.SENDER}
    assert {finding.status for finding in of_network} <= {Status.UNKNOWN}


async def test_what_a_list_and_a_record_say_is_cut() -> None:
    flood = blocklist_zone("bl.spamcop.net", {"203.0.113.77": "x" * 250})
    entry = {
        "A": ["127.0.0.2"] * 1 + [f"127.0.1.{number}" for number in range(250)],
        "TXT": ['"' + "y" * 250 + '"'] * 1,
    }
    flood = Zone(flood.origin, {**flood.records, "77.113.0.203": entry})
    long = " ".join('"' + "z" * 250 + '"' for _ in range(40))
    sender = Zone("sender-example.com", {"@": {"TXT": [f'"v=spf1 -all " {long}']}, "_dmarc": {"TXT": [long]}})
    question = Question(None, (SendingIp("203.0.113.77", IpOrigin.BOUNCE),), "sender-example.com")
    async with NameServer([flood, sender]) as server:
        host, port = server.address
        network = Network((host,), port, lookup_lifetime=10, blocklist_query_timeout=8, blocklist_deadline=12)
        findings = [finding async for finding in run_checks(question, network, InMemoryZoneMemory(), deadline=12)]
    assert FindingCode.SPF_PERMERROR in {finding.code for finding in findings}
    assert max(len(str(value)) for finding in findings for value in finding.details.values()) <= 400


async def test_a_mapped_address_is_asked_about_as_what_it_maps_to() -> None:
    async with NameServer([blocklist_zone("bl.spamcop.net", {"203.0.113.77": "spam"})]) as server:
        host, port = server.address
        network = Network((host,), port, blocklist_query_timeout=8, blocklist_deadline=12)
        question = Question(
            None, (SendingIp("::ffff:203.0.113.77", IpOrigin.BOUNCE),), checks=frozenset({Check.BLOCKLIST})
        )
        found: list[Finding] = [
            finding async for finding in run_checks(question, network, InMemoryZoneMemory(), deadline=15)
        ]
        hidden = Question(None, (SendingIp("::ffff:10.0.0.1", IpOrigin.BOUNCE),), checks=frozenset({Check.BLOCKLIST}))
        skipped = [finding async for finding in run_checks(hidden, network, InMemoryZoneMemory())]
        assert not [name for name, _ in server.queries if name.startswith("1.0.0.10.")]
    assert [finding.details["ip"] for finding in found if finding.code is FindingCode.LISTED] == ["203.0.113.77"]
    assert [finding.status for finding in skipped] == [Status.SKIPPED]


async def test_a_name_with_a_hundred_strange_labels_is_asked_or_refused_but_never_a_fault() -> None:
    async with NameServer() as server:
        host, port = server.address
        lookups = Lookups(Network((host,), port))
        try:
            for name in ("a" * 64 + ".com", ".".join("a" * 100), "..", "\\", "a..b", "\x00.com", "ü" * 70, "*.com"):
                assert (await lookups.ask(name, "MX")).outcome in (Outcome.UNASKABLE, Outcome.NXDOMAIN, Outcome.NODATA)
        finally:
            await lookups.close()
