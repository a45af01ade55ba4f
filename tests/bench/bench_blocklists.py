"""Blocklists against the clock: 120 zones at 20–120 ms, some silent; ours and pydnsbl as shipped, side by side."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from unittest import mock

import aiodns
from pydnsbl import DNSBLIpChecker
from pydnsbl.providers import Provider
from rich.console import Console
from rich.table import Table

from bot.checks import InMemoryZoneMemory, Network, blocklists, run_checks
from bot.checks.blocklist_zones import Access, Ask, BlocklistZone, Code, Covers
from bot.checks.blocklists import check_blocklists
from bot.checks.network import BriefCache
from bot.model import FindingCode, IpOrigin, Question, SendingIp, Status
from bot.playground.nameserver import Behaviour, Fault, NameServer, Zone, blocklist_zone
from tests.bench.dns_world import Address, dns_world

ZONES, SILENT = 120, 8
DELAY = Behaviour(delay=(0.02, 0.12))
SLOWEST = DELAY.delay[1]
LISTED, LISTED_BY_SMALL, CLEAN = "203.0.113.77", "203.0.113.79", "203.0.113.78"
BIG, SMALL = (9, 45, 81), (10, 50, 70)  # the zones that list the two
RUNS = 7


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds: until the last live answer, until the end; CPU of our process; how many listings were told."""

    live: float
    complete: float
    cpu: float
    listed: int


def main() -> None:
    """Print the tables."""
    console = Console(width=116)
    with _our_table():
        console.print(_speed())
        console.print(_falsehoods())


def _speed() -> Table:
    table = Table(title=f"{ZONES} zones, 20–120 ms (medians of {RUNS}; the worst of a crowd)")
    for column in ("", "live answers in", "complete", "× the slowest zone", "CPU", "listings told"):
        table.add_column(column, justify="left" if not column else "right")
    with dns_world(_zones(SILENT)) as address:
        asyncio.run(_ours(address, InMemoryZoneMemory()))  # the server has seen each question once
        cold = [asyncio.run(_ours(address, InMemoryZoneMemory())) for _ in range(RUNS)]
        warm = asyncio.run(_warm(address))
        shipped = [asyncio.run(_shipped(address)) for _ in range(3)]
        crowd = asyncio.run(_crowd(address, 50))
    with dns_world(_zones(0)) as address:
        asyncio.run(_ours(address, InMemoryZoneMemory()))
        prompt = {ip: [asyncio.run(_ours(address, InMemoryZoneMemory(), ip=ip)) for _ in range(RUNS)] for ip in _IPS}
        whole = asyncio.run(_whole(address))
        everybody = asyncio.run(_crowd_of_wholes(address, 50))
    table.add_row(f"cold, {SILENT} silent", *_row(cold))
    table.add_row(f"{SILENT} known as silent", *_row(warm))
    table.add_row(f"pydnsbl as shipped, {SILENT} silent", *_row(shipped))
    for ip, name in _IPS.items():
        table.add_row(f"cold, none silent, {name}", *_row(prompt[ip]))
    table.add_row("a whole diagnosis, none silent", *_row(whole))
    table.add_row(f"50 at once, {SILENT} known as silent", *_row([_worst(crowd)]))
    table.add_row("50 whole diagnoses at once", *_row([_worst(everybody)]))
    return table


_IPS = {CLEAN: "a clean address", LISTED: "listed by big lists", LISTED_BY_SMALL: "by small lists"}


def _worst(timings: Sequence[Timing]) -> Timing:
    """The slowest of a crowd, and the one that was told the fewest listings."""
    return Timing(
        max(timing.live for timing in timings),
        max(timing.complete for timing in timings),
        statistics.median(timing.cpu for timing in timings),
        min(timing.listed for timing in timings),
    )


def _row(timings: Sequence[Timing]) -> list[str]:
    return [
        f"{statistics.median(timing.live for timing in timings):.2f} s",
        f"{(complete := statistics.median(timing.complete for timing in timings)):.2f} s",
        f"{complete / SLOWEST:.2f}" if complete < 2 * SLOWEST else "–",
        f"{statistics.median(timing.cpu for timing in timings) * 1000:.0f} ms",
        f"{statistics.median(timing.listed for timing in timings):.0f}",
    ]


async def _warm(address: Address) -> list[Timing]:
    memory = InMemoryZoneMemory()
    await _ours(address, memory)
    return [await _ours(address, memory) for _ in range(RUNS)]


async def _crowd(address: Address, size: int) -> list[Timing]:
    memory, network = InMemoryZoneMemory(), Network((address[0],), address[1])
    await _ours(address, memory, network)
    cpu = time.process_time()
    timings = await asyncio.gather(*(_ours(address, memory, network) for _ in range(size)))
    each = (time.process_time() - cpu) / size
    return [replace(timing, cpu=each) for timing in timings]


async def _ours(
    address: Address, memory: InMemoryZoneMemory, network: Network | None = None, ip: str = LISTED
) -> Timing:
    network = network or Network((address[0],), address[1])
    start, cpu = time.perf_counter(), time.process_time()
    live, listed = 0.0, 0
    async for finding in check_blocklists([SendingIp(ip, IpOrigin.NAMED)], None, network, memory):
        if finding.code is not FindingCode.SILENT:
            live = time.perf_counter() - start
        listed += finding.status is Status.FAIL
    return Timing(live, time.perf_counter() - start, time.process_time() - cpu, listed)


async def _whole(address: Address) -> list[Timing]:
    """Every check that needs no click: an address, its domain, the lists, SPF, DMARC, PTR."""
    memory = InMemoryZoneMemory()
    return [await _one_whole(Network((address[0],), address[1]), memory) for _ in range(RUNS)]


async def _crowd_of_wholes(address: Address, size: int) -> list[Timing]:
    memory, network = InMemoryZoneMemory(), Network((address[0],), address[1])
    await _one_whole(network, memory)
    cpu = time.process_time()
    timings = await asyncio.gather(*(_one_whole(replace(network, cache=BriefCache(100)), memory) for _ in range(size)))
    each = (time.process_time() - cpu) / size
    return [replace(timing, cpu=each) for timing in timings]


async def _one_whole(network: Network, memory: InMemoryZoneMemory) -> Timing:
    question = Question("someone@shop-example.com", (SendingIp(LISTED, IpOrigin.NAMED),), "sender-example.com")
    start, cpu = time.perf_counter(), time.process_time()
    live, listed = 0.0, 0
    async for finding in run_checks(question, network, memory):
        listed += finding.code is FindingCode.LISTED
        if finding.status is not Status.UNKNOWN:
            live = time.perf_counter() - start
    return Timing(live, time.perf_counter() - start, time.process_time() - cpu, listed)


async def _shipped(address: Address, ip: str = LISTED) -> Timing:
    start, cpu = time.perf_counter(), time.process_time()
    checker = DNSBLIpChecker(providers=[Provider(_name(number)) for number in range(ZONES)])
    checker._resolver = aiodns.DNSResolver(
        [address[0]], udp_port=address[1], tcp_port=address[1], timeout=5, tries=2, loop=checker._loop
    )
    result = await checker.check_async(ip)
    complete = time.perf_counter() - start
    return Timing(complete, complete, time.process_time() - cpu, len(result.detected_by))


def _falsehoods() -> Table:
    """What a clean address is called when every zone misbehaves in one way."""
    table = Table(title=f"A clean address at {ZONES} zones that all misbehave: told as listed")
    for column in ("all zones", "ours", "ours could not check", "pydnsbl as shipped"):
        table.add_column(column, justify="left" if column == "all zones" else "right")
    for name, zones in _misbehaving().items():
        table.add_row(name, *asyncio.run(_count_falsehoods(zones)))
    table.add_row("went bad between two checks", *asyncio.run(_gone_bad()))
    return table


async def _count_falsehoods(zones: Sequence[Zone]) -> tuple[str, str, str]:
    async with NameServer(zones) as server:
        told = await _statuses(server, InMemoryZoneMemory())
        shipped = await _shipped(server.address, CLEAN)
    return str(told.count(Status.FAIL)), str(told.count(Status.UNKNOWN)), str(shipped.listed)


async def _gone_bad() -> tuple[str, str, str]:
    memory = InMemoryZoneMemory()
    async with NameServer([blocklist_zone(_name(number)) for number in range(ZONES)]) as server:
        await _statuses(server, memory)
        for number in range(ZONES):
            server.put(Zone(_name(number), behaviour=Behaviour(Fault.ANSWER_ALL)))
        told = await _statuses(server, memory)
        shipped = await _shipped(server.address, CLEAN)
    return str(told.count(Status.FAIL)), str(told.count(Status.UNKNOWN)), str(shipped.listed)


async def _statuses(server: NameServer, memory: InMemoryZoneMemory) -> list[Status]:
    network = Network((server.address[0],), server.address[1])
    asked = check_blocklists([SendingIp(CLEAN, IpOrigin.NAMED)], None, network, memory)
    return [finding.status async for finding in asked]


def _misbehaving() -> dict[str, list[Zone]]:
    def everywhere(behaviour: Behaviour) -> list[Zone]:
        return [Zone(_name(number), behaviour=behaviour) for number in range(ZONES)]

    def answering(code: str) -> list[Zone]:
        return [blocklist_zone(_name(number), answers={CLEAN: [code]}) for number in range(ZONES)]

    return {
        "error code 127.255.255.254": answering("127.255.255.254"),
        "policy code": answering("127.0.0.10"),
        "white code": answering("127.0.0.20"),
        "hijacking resolver": everywhere(Behaviour(Fault.ANSWER_ALL, answer="198.51.100.7")),
        "wildcarded dead zone": everywhere(Behaviour(Fault.ANSWER_ALL, answer="127.0.0.2")),
        "resolver denies everything": everywhere(Behaviour(Fault.NXDOMAIN)),
        "NODATA": everywhere(Behaviour(Fault.NODATA)),
        "SERVFAIL": everywhere(Behaviour(Fault.SERVFAIL)),
    }


def _name(number: int) -> str:
    return f"bl{number}.lists-example.net"


_OTHERS = (
    Zone(
        "shop-example.com",
        {"@": {"MX": ["10 mx1", "20 mx2"]}, "mx1": {"A": ["192.0.2.25"]}, "mx2": {"A": ["192.0.2.26"]}},
        DELAY,
    ),
    Zone(
        "sender-example.com",
        {"@": {"TXT": [f'"v=spf1 ip4:{LISTED} -all"']}, "_dmarc": {"TXT": ['"v=DMARC1; p=none"']}},
        DELAY,
    ),
)


def _zones(silent: int) -> list[Zone]:
    entries = {n: {LISTED: "spam source"} for n in BIG} | {n: {LISTED_BY_SMALL: "spam source"} for n in SMALL}
    healthy = [blocklist_zone(_name(n), entries.get(n, {}), DELAY) for n in range(silent, ZONES)]
    return [*(Zone(_name(n), behaviour=Behaviour(Fault.SILENT)) for n in range(silent)), *healthy, *_OTHERS]


@contextmanager
def _our_table() -> Iterator[None]:
    """The benchmark's zones in place of the real lists."""
    exact = ((127, 127), (0, 0), (0, 0))
    codes = (
        Code((*exact, (2, 2)), 0, FindingCode.LISTED, ""),
        Code((*exact, (10, 10)), 0, FindingCode.POLICY, ""),
        Code((*exact, (20, 20)), 0, FindingCode.WHITE, ""),
    )
    zones = [
        BlocklistZone(
            _name(number),
            frozenset({Covers.IP4}),
            f"List {number}",
            "",
            FindingCode.LISTED,
            codes,
            strict=True,
            tier=1 if number % 12 == 9 else 2 if number % 6 == 0 else 3,
            access=Access.FREE,
            ask=Ask.YES,
            delist_url="",
            rule="",
        )
        for number in range(ZONES)
    ]
    with mock.patch.object(blocklists, "zones_to_ask", lambda covers, *_: zones if covers is Covers.IP4 else []):
        yield


if __name__ == "__main__":
    main()
