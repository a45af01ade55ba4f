"""What the watch asks of DNS: all lists about all targets that are due, politely, and the targets' own records.

Nobody waits for it, so it takes its time: each operator is asked at a pace of its own (`operator_pace`), and a zone
that gives no usable answer is left alone for the rest of the reading.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.checks.blocklist_query import (
    TruthfulDomainChecker,
    TruthfulIpChecker,
    ZoneClient,
    ZoneProvider,
    ZoneResponse,
    memory_key,
)
from bot.checks.blocklist_verdict import Reach
from bot.checks.blocklist_zones import Covers, zones_to_ask
from bot.checks.blocklists import zone_finding
from bot.checks.domains import registrable
from bot.checks.lookup import Lookups
from bot.checks.network import BriefCache, Health, Network, ZoneMemory
from bot.checks.operator_pace import OperatorPace
from bot.checks.operators import operator_of
from bot.checks.public_addresses import is_public, parse_ip
from bot.checks.sender_names import check_reverse_name
from bot.checks.sender_policies import check_dmarc, check_spf, check_spf_usable
from bot.model import Finding, IpOrigin, SendingIp, Status

# Seconds for a whole reading; what is not in by then was not read.
DEADLINE = 50.0
_QUERY_TIMEOUT = 1.5
# c-ares backs off before it sends a question again: two tries fit, and a third would keep a silent list's others back.
_ANSWER_SECONDS = 6.0
_LOOKUP_LIFETIME = 6.0
# So many questions to one zone are under way at once, and so many useless answers are enough.
_SIDE_BY_SIDE = 4
_PATIENCE_WITH_A_ZONE = 3
_RECORDS_SIDE_BY_SIDE = 8
_CACHED_ANSWERS = 1_000
# Lists of which the test points are asked every time: one of them has to stand the control, or the resolver is not
# believed when it says that there is no record.
_CANARIES = 5
_UNHURRIED = 9  # in the pace of all questions of the process, behind everybody who waits for an answer


@dataclass(frozen=True, slots=True)
class Watched:
    """A target: a public IP address, or a domain in ASCII form.

    `sending_ips` are the domain's own servers, where they are known: SPF has to allow them. `doubtful` are the zones
    (without keys) whose health has to be asked anew, because what they say next may be a change.
    """

    target: str
    sending_ips: tuple[str, ...] = ()
    doubtful: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Readings:
    """What was read, by target. `resolver_is_sound`: some list told its test points apart through it."""

    findings: Mapping[Watched, Sequence[Finding]]
    resolver_is_sound: bool


@dataclass(slots=True)
class _Round:
    """One reading of several targets, as it fills."""

    network: Network
    pace: OperatorPace
    known: Mapping[str, Health]
    findings: dict[Watched, list[Finding]] = field(default_factory=dict)
    healths: dict[str, Health] = field(default_factory=dict)
    heard: bool = False

    def note(self, target: Watched, found: Iterable[Finding]) -> None:
        self.findings.setdefault(target, []).extend(found)


async def read_targets(
    targets: Sequence[Watched], network: Network, memory: ZoneMemory, pace: OperatorPace, deadline: float = DEADLINE
) -> Readings:
    """Ask about all `targets`; takes as long as politeness wants, `deadline` seconds at most.

    Never raises for what DNS does: what could not be read has no finding, or one of status `unknown`.
    """
    # With a cache of its own: what another run heard a minute ago is no second reading.
    cache = BriefCache(_CACHED_ANSWERS)
    patient = replace(network, blocklist_query_timeout=_QUERY_TIMEOUT, lookup_lifetime=_LOOKUP_LIFETIME, cache=cache)
    reading = _Round(patient, pace, await memory.recall())
    client = ZoneClient(patient)
    lookups = Lookups(patient)
    tasks = [
        *(asyncio.create_task(work) for work in _lists(reading, targets, client)),
        asyncio.create_task(_records(reading, targets, lookups)),
    ]
    try:
        await asyncio.wait(tasks, timeout=deadline)
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        await lookups.close()
        await client.close()
    for outcome in ended:
        if isinstance(outcome, Exception):  # a fault of ours, and no reading
            raise outcome
    if reading.heard:
        await memory.remember(reading.healths)
    return Readings(reading.findings, Health.HEALTHY in reading.healths.values())


# --- the lists --------------------------------------------------------------------------------------------------------


def _lists(reading: _Round, targets: Sequence[Watched], client: ZoneClient) -> Iterator[Coroutine[Any, Any, None]]:
    """The work of a reading that the lists are, one piece for each zone."""
    for covers, wanted in _by_kind(reading.network, targets).items():
        zones = zones_to_ask(covers, reading.network.keys)
        fresh = {zone.shown_zone for zone in zones[:_CANARIES]}.union(*(target.doubtful for target, _ in wanted))
        known = {
            memory_key(zone, covers): health
            for zone in zones
            if zone.shown_zone not in fresh and (health := reading.known.get(memory_key(zone, covers)))
        }
        providers = [ZoneProvider(zone, reading.network.keys) for zone in zones]
        if covers is Covers.DOMAIN:
            checker: TruthfulIpChecker | TruthfulDomainChecker = TruthfulDomainChecker(providers, client, known)
        else:
            checker = TruthfulIpChecker(providers, client, known, covers)
        for provider in providers:
            is_known = known.get(memory_key(provider.zone, covers)) is Health.HEALTHY
            yield _ask_zone(reading, checker, provider, wanted, points_are_asked=not is_known)


def _by_kind(network: Network, targets: Sequence[Watched]) -> dict[Covers, list[tuple[Watched, str]]]:
    """The targets by the kind of list, each with what the lists are asked about."""
    wanted: dict[Covers, list[tuple[Watched, str]]] = {}
    for target in targets:
        address = parse_ip(target.target)
        if address is None:
            if asked := registrable(target.target):
                wanted.setdefault(Covers.DOMAIN, []).append((target, asked))
        elif is_public(address, documentation=network.asks_documentation_ranges):
            wanted.setdefault(Covers.IP4 if address.version == 4 else Covers.IP6, []).append((target, str(address)))
    return wanted


async def _ask_zone(
    reading: _Round,
    checker: TruthfulIpChecker | TruthfulDomainChecker,
    provider: ZoneProvider,
    wanted: Sequence[tuple[Watched, str]],
    *,
    points_are_asked: bool,
) -> None:
    """Ask one zone about all targets, until it has given `_PATIENCE_WITH_A_ZONE` useless answers."""
    zone, operator = provider.zone, operator_of(provider.zone)
    points = 3 if checker.covers is Covers.DOMAIN and zone.test_point else 2
    free = asyncio.Semaphore(_SIDE_BY_SIDE)
    useless = 0

    async def ask(target: Watched, asked: str) -> None:
        nonlocal points, useless
        response: ZoneResponse = await checker.dnsbl_request(asked, provider)
        if points and response.health is not None:  # asked because of a listing
            reading.pace.take(operator, points, loop.time())
            points = 0
        if response.reason:
            reading.pace.take(operator, 1, loop.time())
        useless += response.verdict.status is Status.UNKNOWN
        reading.heard = reading.heard or response.answer.reach is not Reach.SILENT
        if response.health is not None:
            reading.healths[memory_key(zone, checker.covers)] = response.health
        elif response.answer.reach is Reach.SILENT:
            reading.healths[memory_key(zone, checker.covers)] = Health.SILENT
        subject = {"domain": asked} if checker.covers is Covers.DOMAIN else {"ip": asked}
        reading.note(target, [zone_finding(zone, subject, response.verdict, response)])

    async def ask_and_let_go(target: Watched, asked: str) -> None:
        nonlocal useless
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                await ask(target, asked)
        except TimeoutError:
            useless += 1
            reading.healths[memory_key(zone, checker.covers)] = Health.SILENT
        finally:
            free.release()

    loop = asyncio.get_running_loop()
    async with asyncio.TaskGroup() as group:
        for target, asked in wanted:
            await free.acquire()
            if useless >= _PATIENCE_WITH_A_ZONE:
                break
            questions = 1
            if points and points_are_asked:
                questions, points = 1 + points, 0
            await asyncio.sleep(reading.pace.take(operator, questions, loop.time()))
            await reading.network.pace.turn(_UNHURRIED, questions)
            group.create_task(ask_and_let_go(target, asked))


# --- the records ------------------------------------------------------------------------------------------------------


async def _records(reading: _Round, targets: Sequence[Watched], lookups: Lookups) -> None:
    """PTR of the addresses; SPF and DMARC of the domains."""
    free = asyncio.Semaphore(_RECORDS_SIDE_BY_SIDE)

    async def read(target: Watched) -> None:
        async with free:
            for question in _questions(reading.network, target, lookups):
                reading.note(target, await question)

    async with asyncio.TaskGroup() as group:
        for target in targets:
            group.create_task(read(target))


def _questions(network: Network, target: Watched, lookups: Lookups) -> Iterator[Coroutine[Any, Any, list[Finding]]]:
    address = parse_ip(target.target)
    if address is not None:
        if is_public(address, documentation=network.asks_documentation_ranges):
            yield check_reverse_name(SendingIp(str(address), IpOrigin.WORKSPACE), lookups)
        return
    for ip in target.sending_ips:
        yield check_spf(SendingIp(ip, IpOrigin.WORKSPACE), target.target, lookups)
    if not target.sending_ips:
        yield check_spf_usable(target.target, lookups)
    yield check_dmarc(target.target, lookups)
