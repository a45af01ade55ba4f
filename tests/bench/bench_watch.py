"""A day of the watch: 50 addresses at every list that we know; seconds, CPU, and questions a second to an operator."""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection

from rich.console import Console
from rich.table import Table

from bot.checks import InMemoryZoneMemory, Network
from bot.checks.blocklist_zones import Covers, zones_to_ask
from bot.checks.operator_pace import OperatorPace
from bot.checks.operators import operator_of
from bot.checks.watch import Watched, read_targets
from bot.model import FindingCode
from bot.playground.nameserver import Behaviour, Fault, NameServer, Zone, blocklist_zone

TARGETS = [f"198.51.100.{number}" for number in range(1, 51)]
LISTED = TARGETS[:10]
DELAY = Behaviour(delay=(0.02, 0.12))
_LISTING, _SILENT = 12, 15  # every so many a zone lists ten of the targets, or is silent


def main() -> None:
    """Print the table."""
    table = Table(title=f"{len(TARGETS)} addresses × {len(zones_to_ask(Covers.IP4, {}))} lists, read once")
    for column in ("", "seconds", "CPU", "questions", "most to one operator", "listings told"):
        table.add_column(column, justify="left" if not column else "right")
    for name, faults in (("the first time", False), ("again, health known", False), ("some lists silent", True)):
        table.add_row(name, *_row(faults=faults, warm="again" in name))
    Console().print(table)


def _row(*, faults: bool, warm: bool) -> list[str]:
    with _world(faults) as (address, hear):
        return asyncio.run(_measure(address, hear, warm=warm))


async def _measure(address: tuple[str, int], hear: Connection, *, warm: bool) -> list[str]:
    memory, network = InMemoryZoneMemory(), Network((address[0],), address[1])
    targets = [Watched(target) for target in TARGETS]
    if warm:
        await read_targets(targets, network, memory, OperatorPace())
        await asyncio.sleep(1.0)
        hear.send("forget")
    start, cpu = time.perf_counter(), time.process_time()
    readings = await read_targets(targets, network, memory, OperatorPace())
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    hear.send("tell")
    heard: _Heard = await asyncio.to_thread(hear.recv)
    listed = sum(f.code is FindingCode.LISTED for found in readings.findings.values() for f in found)
    return [f"{seconds:.1f}", f"{cpu:.2f} s", str(heard.questions), f"{heard.most}/s", str(listed)]


# --- the lists' side --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Heard:
    """What the lists heard: all questions, and the most that one operator got within any second."""

    questions: int
    most: int


class _ListeningServer(NameServer):
    """A name server that keeps the time of every question, lost ones and repeated ones included."""

    def __init__(self, zones: Sequence[Zone], operators: Mapping[str, str]) -> None:
        super().__init__(zones)
        self._operators = operators
        self._within: dict[str, deque[float]] = defaultdict(deque)
        self.most: Counter[str] = Counter()
        self.count = 0

    def forget(self) -> None:
        self._within.clear()
        self.most.clear()
        self.count = 0

    def _answer(self, wire: bytes, *, over_tcp: bool) -> tuple[float, bytes] | None:
        name, labels = _name(wire), ""
        for label in reversed(name.split(".")):
            labels = f"{label}.{labels}" if labels else label
            if operator := self._operators.get(labels):
                self._hear(operator)
                break
        return super()._answer(wire, over_tcp=over_tcp)

    def _hear(self, operator: str) -> None:
        now = time.monotonic()
        within = self._within[operator]
        within.append(now)
        while within[0] <= now - 1.0:
            within.popleft()
        self.most[operator] = max(self.most[operator], len(within))
        self.count += 1


def _name(wire: bytes) -> str:
    labels, position = [], 12
    while position < len(wire) and wire[position]:
        size = wire[position]
        labels.append(wire[position + 1 : position + 1 + size].decode("ascii", "replace"))
        position += 1 + size
    return ".".join(labels).lower()


@contextmanager
def _world(faults: bool) -> Iterator[tuple[tuple[str, int], Connection]]:
    """The lists in another process, so that their work is not counted as ours."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(faults, theirs), daemon=True)
    process.start()
    try:
        yield ours.recv(), ours
    finally:
        ours.send("stop")
        process.join(timeout=5)
        if process.is_alive():
            process.kill()


def _serve(faults: bool, control: Connection) -> None:
    asyncio.run(_serve_until_told(faults, control))


async def _serve_until_told(faults: bool, control: Connection) -> None:
    known = zones_to_ask(Covers.IP4, {})
    zones = []
    for number, zone in enumerate(known):
        listing = dict.fromkeys(LISTED, "spam source") if number % _LISTING == 0 else {}
        silent = faults and number % _SILENT == 0
        behaviour = Behaviour(Fault.SILENT) if silent else DELAY
        zones.append(
            Zone(zone.shown_zone, behaviour=behaviour)
            if silent
            else blocklist_zone(zone.shown_zone, listing, behaviour)
        )
    async with _ListeningServer(zones, {zone.shown_zone: operator_of(zone) for zone in known}) as server:
        control.send(server.address)
        while (word := await asyncio.to_thread(control.recv)) != "stop":
            if word == "forget":
                server.forget()
            else:
                control.send(_Heard(server.count, max(server.most.values())))


if __name__ == "__main__":
    main()
