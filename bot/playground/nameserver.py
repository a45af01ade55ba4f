"""A small DNS server on loopback: zones as data, faults on order; tests, benchmarks and the playground ask it.

It answers like a resolver that knows only its own zones (RA set, CNAMEs followed across zones); everything else is
NXDOMAIN. Use:

    zone = Zone("example.com", {"@": {"MX": ["10 mx"]}, "mx": {"A": ["192.0.2.25"]}, "*": {"TXT": ['"wild"']}})
    slow = Zone("example.net", {"@": {"A": ["192.0.2.1"]}}, Behaviour(delay=(0.02, 0.12)))
    dead = Zone("example.org", behaviour=Behaviour(Fault.SILENT))
    async with NameServer([zone, slow, dead, blocklist_zone("bl.example", {"203.0.113.7": "spam source"})]) as server:
        host, port = server.address                # 127.0.0.1, a free port, UDP and TCP
        server.put(Zone("example.com", ...))       # from now on the zone reads differently
        server.asked("bl.example")                 # how many queries came for that name and everything below

Names in `records` are relative to the origin ("@" is the origin itself, "*" RFC 4592's wildcard); record data is
written as in a zone file (RFC 1035 §5.1), with relative names completed by the origin. Times are seconds.
"""

from __future__ import annotations

import asyncio
import ipaddress
import random
import socket
import struct
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import TracebackType
from typing import Final, Self

import dns.edns
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.reversename
import dns.rrset

Records = Mapping[str, Mapping[str, Sequence[str]]]

_IN: Final = dns.rdataclass.IN
_CNAME_CHAIN_CAP = 16
_PLAIN_UDP_SIZE = 512  # RFC 1035 §4.2.1, for who does not say more by EDNS
_TCP_IDLE_SECONDS = 10.0
_BIND_ATTEMPTS = 20
_RECEIVE_BUFFER = 1 << 20  # bytes; the system grants what it allows
_KEPT_ANSWERS = 20_000  # so that a busy playground or benchmark does not spend its time in parsing and packing


class Fault(StrEnum):
    """What can be wrong with a name server, one at a time."""

    SILENT = "silent"  # no answer at all
    REFUSED = "refused"
    SERVFAIL = "servfail"
    NXDOMAIN = "nxdomain"  # to every name
    NODATA = "nodata"  # every name exists and has nothing
    ANSWER_ALL = "answer_all"  # every name has the address `Behaviour.answer`: a wildcard, a parker, a hijacker
    TRUNCATED = "truncated"  # UDP says "ask by TCP"; TCP answers
    BOGUS = "bogus"  # SERVFAIL with EDE 6 "DNSSEC Bogus" (RFC 8914), the records to who sets CD


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How the queries of a zone or a name are treated: a fault, a delay drawn evenly from a range (seconds)."""

    fault: Fault | None = None
    delay: tuple[float, float] = (0.0, 0.0)
    answer: str = "127.0.0.2"


_GOOD: Final = Behaviour()


@dataclass(frozen=True, slots=True)
class Zone:
    """Records under an origin, and how they are served; `names` overrides the behaviour of single (relative) names."""

    origin: str
    records: Records = field(default_factory=dict)
    behaviour: Behaviour = _GOOD
    names: Mapping[str, Behaviour] = field(default_factory=dict)
    ttl: int = 60


def blocklist_zone(
    origin: str,
    listed: Mapping[str, str] | None = None,
    behaviour: Behaviour = _GOOD,
    *,
    answers: Mapping[str, Sequence[str]] | None = None,
    test_points: bool = True,
) -> Zone:
    """A DNS blocklist as RFC 5782 has it. `listed`: IP or domain → the reason in its TXT record (answer 127.0.0.2).

    `answers` gives an entry other A records (return codes). `test_points` puts in what every healthy zone lists:
    127.0.0.2 and ::FFFF:7F00:2 (§5), TEST for domains.
    """
    records: dict[str, Mapping[str, Sequence[str]]] = {}
    entries = dict(listed or {})
    if test_points:
        entries |= {"127.0.0.2": "test entry", "::ffff:7f00:2": "test entry", "test": "test entry"}
    codes = dict(answers or {})
    for subject in entries | dict.fromkeys(codes, ""):
        record: dict[str, Sequence[str]] = {"A": codes.get(subject, ["127.0.0.2"])}
        if reason := entries.get(subject):
            record["TXT"] = ['"' + reason.replace("\\", "\\\\").replace('"', '\\"') + '"']
        records[_entry_name(subject)] = record
    return Zone(origin, records, behaviour)


def zone_file(zone: Zone) -> str:
    """The zone in master file format (RFC 1035 §5.1), with the SOA and NS that other name servers ask for."""
    lines = [f"$ORIGIN {zone.origin.rstrip('.')}.", f"$TTL {zone.ttl}"]
    apex = zone.records.get("@", {})
    if "SOA" not in apex:
        lines.append("@ SOA ns.example. hostmaster.example. 1 3600 600 86400 60")
    if "NS" not in apex:
        lines.append("@ NS ns.example.")
    for name, sets in zone.records.items():
        lines.extend(f"{name} {rdtype} {text}" for rdtype, texts in sets.items() for text in texts)
    return "\n".join(lines) + "\n"


class NameServer:
    """The server; an async context manager. `default` treats the names that belong to no zone. `seed` fixes delays."""

    def __init__(
        self,
        zones: Iterable[Zone] = (),
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        default: Behaviour = Behaviour(Fault.NXDOMAIN),
        seed: int = 550,
    ) -> None:
        self.queries: Counter[tuple[str, str]] = Counter()
        self._zones: dict[dns.name.Name, _LoadedZone] = {}
        self._host = host
        self._port = port
        self._default = _LoadedZone(dns.name.root, {}, frozenset(), {}, default, 60)
        self._random = random.Random(seed)  # noqa: S311 (delays, not secrets)
        self._udp: asyncio.DatagramTransport | None = None
        self._tcp: asyncio.Server | None = None
        self._sessions: set[asyncio.Task[None]] = set()
        self._answered: dict[bytes, _Answered] = {}
        for zone in zones:
            self.put(zone)

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens, (IP, port)."""
        return self._host, self._port

    def put(self, zone: Zone) -> None:
        """Serve a zone from now on, in place of one with the same origin.

        Raises `dns.exception.DNSException` for record data that DNS does not have, `ValueError` for a foreign name.
        """
        loaded = _load(zone)
        self._zones[loaded.origin] = loaded
        self._answered.clear()

    def drop(self, origin: str) -> None:
        """Serve a zone no more; its names are NXDOMAIN, or what `default` says."""
        self._zones.pop(dns.name.from_text(origin), None)
        self._answered.clear()

    def asked(self, name: str, rdtype: str | None = None) -> int:
        """How many queries came for a name and everything below it, of one type or of all."""
        suffix = name.rstrip(".").lower()
        return sum(
            count
            for (qname, qtype), count in self.queries.items()
            if (qname == suffix or qname.endswith("." + suffix)) and rdtype in (None, qtype)
        )

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        for attempt in range(_BIND_ATTEMPTS):
            self._tcp = await asyncio.start_server(self._serve_stream, self._host, self._port)
            port = self._tcp.sockets[0].getsockname()[1]
            try:
                self._udp, _ = await loop.create_datagram_endpoint(
                    lambda: _Datagrams(self), local_addr=(self._host, port)
                )
            except OSError:
                # Somebody else has that UDP port. Where the port was asked for there is no other to try.
                self._tcp.close()
                if self._port or attempt == _BIND_ATTEMPTS - 1:
                    raise
                continue
            self._port = port
            # Who asks in the same process lets no answer out while it sends: a whole burst has to wait here.
            self._udp.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
            break
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._udp:
            self._udp.close()
        if self._tcp:
            self._tcp.close()
        for session in tuple(self._sessions):
            session.cancel()
        await asyncio.gather(*self._sessions, return_exceptions=True)

    async def _serve_stream(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        session = asyncio.current_task()
        if session is not None:
            self._sessions.add(session)
            session.add_done_callback(self._sessions.discard)
        try:
            while True:
                async with asyncio.timeout(_TCP_IDLE_SECONDS):
                    (size,) = struct.unpack("!H", await reader.readexactly(2))
                    wire = await reader.readexactly(size)
                answered = self._answer(wire, over_tcp=True)
                if answered is None:
                    continue
                delay, response = answered
                await asyncio.sleep(delay)
                writer.write(struct.pack("!H", len(response)) + response)
                await writer.drain()
        except (asyncio.IncompleteReadError, TimeoutError, ConnectionError):
            return  # the other side is done
        finally:
            writer.close()

    def _answer(self, wire: bytes, *, over_tcp: bool) -> tuple[float, bytes] | None:
        """The delay and the response to a query; None for silence and for what is no query."""
        key = _gist(wire, over_tcp=over_tcp)
        answered = self._answered.get(key) if key else None
        if answered is None:
            answered = self._work_out(wire, over_tcp=over_tcp)
            if answered is None:
                return None
            if key and len(self._answered) < _KEPT_ANSWERS:
                self._answered[key] = answered
        self.queries[answered.asked] += 1
        if answered.response is None:
            return None
        return self._random.uniform(*answered.behaviour.delay), wire[:2] + answered.response[2:]

    def _work_out(self, wire: bytes, *, over_tcp: bool) -> _Answered | None:
        """What to answer to a query; None for what is no query."""
        try:
            query = dns.message.from_wire(wire)
        except dns.exception.DNSException:
            return None
        if query.flags & dns.flags.QR or len(query.question) != 1:
            return None
        question = query.question[0]
        qname = question.name.canonicalize()
        asked = (qname.to_text(omit_final_dot=True), dns.rdatatype.to_text(question.rdtype))
        behaviour = self._zone_of(qname).behaviour_of(qname)
        if behaviour.fault is Fault.SILENT:
            return _Answered(asked, behaviour, None)
        response = dns.message.make_response(query, recursion_available=True)
        response.flags |= query.flags & dns.flags.CD  # RFC 4035 §3.2.2
        if behaviour.fault is Fault.TRUNCATED and not over_tcp:
            response.flags |= dns.flags.TC
            return _Answered(asked, behaviour, response.to_wire())
        self._fill(response, qname, question.rdtype)
        limit = 65535 if over_tcp else max(query.payload, _PLAIN_UDP_SIZE) if query.edns >= 0 else _PLAIN_UDP_SIZE
        try:
            return _Answered(asked, behaviour, response.to_wire(max_size=limit))
        except dns.exception.TooBig:
            short = dns.message.make_response(query, recursion_available=True)
            short.flags |= dns.flags.TC
            return _Answered(asked, behaviour, short.to_wire())

    def _fill(self, response: dns.message.Message, qname: dns.name.Name, rdtype: dns.rdatatype.RdataType) -> None:
        """Put the answer in, following CNAMEs (RFC 1034 §4.3.2) as far as our zones know them."""
        for _ in range(_CNAME_CHAIN_CAP):
            zone = self._zone_of(qname)
            behaviour = zone.behaviour_of(qname)
            if _spoil(response, behaviour, qname, rdtype):
                return
            sets = zone.find(qname)
            if sets is None:
                response.set_rcode(dns.rcode.NXDOMAIN)
                response.authority.append(zone.soa())
                return
            cname = sets.get(dns.rdatatype.CNAME)
            if cname and rdtype not in (dns.rdatatype.CNAME, dns.rdatatype.ANY):
                response.answer.append(dns.rrset.from_rdata_list(qname, zone.ttl, cname))
                target: dns.name.Name = cname[0].target  # type: ignore[attr-defined]
                qname = target.canonicalize()
                continue
            wanted = sets.values() if rdtype == dns.rdatatype.ANY else [sets[rdtype]] if rdtype in sets else []
            response.answer.extend(dns.rrset.from_rdata_list(qname, zone.ttl, rdatas) for rdatas in wanted)
            if not wanted:
                response.authority.append(zone.soa())
            return

    def _zone_of(self, qname: dns.name.Name) -> _LoadedZone:
        name = qname
        while name != dns.name.root:
            if zone := self._zones.get(name):
                return zone
            name = name.parent()
        return self._zones.get(dns.name.root, self._default)


@dataclass(frozen=True, slots=True)
class _Answered:
    """An answer worked out once: who was asked for, how that is served, the message (None for silence)."""

    asked: tuple[str, str]
    behaviour: Behaviour
    response: bytes | None


def _gist(wire: bytes, *, over_tcp: bool) -> bytes | None:
    """All of a query that its answer depends on, or None where it is not of the plain form.

    That is the flags, the question as it is spelt, and the payload size of EDNS; id and EDNS options are left out.
    """
    position = 12
    while position < len(wire) and wire[position]:
        position += 1 + wire[position]
    end = position + 5  # the root label, type and class
    counts = wire[4:12]
    if counts == b"\0\1\0\0\0\0\0\0" and len(wire) == end:
        payload = b""
    elif counts == b"\0\1\0\0\0\0\0\1" and wire[end : end + 3] == b"\0\0\x29":  # OPT (RFC 6891 §6.1.2)
        payload = wire[end + 3 : end + 9]
    else:
        return None
    return wire[2:4] + wire[12:end] + payload + (b"t" if over_tcp else b"u")


class _Datagrams(asyncio.DatagramProtocol):
    """The UDP side: one query, one datagram back when its delay is over."""

    def __init__(self, server: NameServer) -> None:
        self._server = server
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        answered = self._server._answer(data, over_tcp=False)
        if answered is None:
            return
        delay, response = answered
        if delay > 0:
            asyncio.get_running_loop().call_later(delay, self._send, response, addr)
        else:
            self._send(response, addr)

    def _send(self, response: bytes, addr: tuple[str, int]) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(response, addr)


_RecordSets = dict[dns.rdatatype.RdataType, list[dns.rdata.Rdata]]


@dataclass(frozen=True, slots=True)
class _LoadedZone:
    """A zone with its record data parsed; `existing` are all names that have something at or below them (RFC 4592)."""

    origin: dns.name.Name
    sets: Mapping[dns.name.Name, _RecordSets]
    existing: frozenset[dns.name.Name]
    names: Mapping[dns.name.Name, Behaviour]
    behaviour: Behaviour
    ttl: int

    def behaviour_of(self, qname: dns.name.Name) -> Behaviour:
        return self.names.get(qname, self.behaviour)

    def find(self, qname: dns.name.Name) -> _RecordSets | None:
        """The record sets of a name, its wildcard's, {} for a name without records, None for NXDOMAIN."""
        if qname in self.sets:
            return self.sets[qname]
        if qname in self.existing:
            return {}
        encloser = qname
        while encloser != self.origin and encloser not in self.existing:
            encloser = encloser.parent()
        return self.sets.get(dns.name.Name((b"*", *encloser.labels)))

    def soa(self) -> dns.rrset.RRset:
        own = self.sets.get(self.origin, {}).get(dns.rdatatype.SOA)
        if own:
            return dns.rrset.from_rdata_list(self.origin, self.ttl, own)
        text = "ns.example. hostmaster.example. 1 3600 600 86400 60"
        return dns.rrset.from_text(self.origin, self.ttl, _IN, dns.rdatatype.SOA, text)


def _load(zone: Zone) -> _LoadedZone:
    origin = dns.name.from_text(zone.origin).canonicalize()
    sets: dict[dns.name.Name, _RecordSets] = {}
    for relative, by_type in zone.records.items():
        name = _absolute(relative, origin)
        sets[name] = {
            dns.rdatatype.from_text(rdtype): [
                dns.rdata.from_text(_IN, rdtype, text, origin=origin, relativize=False) for text in texts
            ]
            for rdtype, texts in by_type.items()
        }
    existing = {origin}
    for name in sets:
        while name != origin and name not in existing:
            existing.add(name)
            name = name.parent()
    names = {_absolute(relative, origin): behaviour for relative, behaviour in zone.names.items()}
    return _LoadedZone(origin, sets, frozenset(existing), names, zone.behaviour, zone.ttl)


def _absolute(relative: str, origin: dns.name.Name) -> dns.name.Name:
    name = origin if relative == "@" else dns.name.from_text(relative, origin)
    if not name.is_subdomain(origin):
        raise ValueError(f"{name} is not under {origin}")
    return name.canonicalize()


def _spoil(
    response: dns.message.Message, behaviour: Behaviour, qname: dns.name.Name, rdtype: dns.rdatatype.RdataType
) -> bool:
    """Put a fault's answer in, if there is a fault to show for this query."""
    match behaviour.fault:
        case Fault.REFUSED:
            response.set_rcode(dns.rcode.REFUSED)
        case Fault.SERVFAIL | Fault.SILENT:  # a silent server behind a CNAME is what a resolver calls SERVFAIL
            response.set_rcode(dns.rcode.SERVFAIL)
        case Fault.NXDOMAIN:
            response.set_rcode(dns.rcode.NXDOMAIN)
        case Fault.NODATA:
            pass
        case Fault.ANSWER_ALL:
            version = ipaddress.ip_address(behaviour.answer).version
            if rdtype == (dns.rdatatype.A if version == 4 else dns.rdatatype.AAAA):
                response.answer.append(dns.rrset.from_text(qname, 60, _IN, rdtype, behaviour.answer))
        case Fault.BOGUS if not response.flags & dns.flags.CD:
            response.set_rcode(dns.rcode.SERVFAIL)
            if response.edns >= 0:
                option = dns.edns.EDEOption(dns.edns.EDECode.DNSSEC_BOGUS, "signature does not verify")
                response.use_edns(response.edns, response.ednsflags, response.payload, options=[option])
        case _:
            return False
    return True


def _entry_name(subject: str) -> str:
    """The name of a blocklist entry relative to its zone: reversed octets or nibbles (RFC 5782 §2.1, §2.4)."""
    try:
        address = ipaddress.ip_address(subject)
    except ValueError:
        return subject.rstrip(".")
    if address.version == 4:
        return ".".join(reversed(str(address).split(".")))
    return ".".join(reversed(address.exploded.replace(":", "")))
