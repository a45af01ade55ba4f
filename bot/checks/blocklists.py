"""Is the sending address, or the sender's domain, on a blocklist? Findings stream in the order the lists answer."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.checks.arrivals import next_before
from bot.checks.blocklist_query import (
    TruthfulDomainChecker,
    TruthfulIpChecker,
    ZoneClient,
    ZoneProvider,
    ZoneResponse,
    memory_key,
)
from bot.checks.blocklist_verdict import Reach, Verdict
from bot.checks.blocklist_zones import Access, BlocklistZone, Covers, dead_zones, zones_to_ask
from bot.checks.network import Health, Network, ZoneMemory
from bot.checks.pace import Pace
from bot.checks.public_addresses import is_public, sending_ip
from bot.model import Check, Finding, FindingCode, IpOrigin, SendingIp, Status

MAX_IPS = 4
# How long a zone that was silent before may take this time, counted from the start, if all others are in (seconds).
_PATIENCE_WITH_SILENT = 0.3

_LAST = 9  # after every tier
_SMALL = 3  # the tier of the many lists that hardly anybody refuses mail by

_Details = dict[str, str | int | float | bool]
_Checker = TruthfulIpChecker | TruthfulDomainChecker


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question to one zone, under way."""

    zone: BlocklistZone
    covers: Covers
    subject: _Details  # `ip` and `origin`, or `domain`
    known: Health | None


@dataclass(slots=True)
class _Departures:
    """When the questions of a run leave. Where many runs share the pace, theirs must not count as the lists' silence.

    `waiting` have not left; `last` is when the last one did, infinity before; `on_last` is called then. `gone` has the
    `id` of each `_Asked` whose questions have left.
    """

    pace: Pace
    waiting: int = 0
    last: float = math.inf
    on_last: Callable[[], None] = lambda: None
    gone: set[int] = field(default_factory=set)

    async def turn(self, urgency: int, questions: int) -> None:
        """Wait for the turn of one zone's questions."""
        await self.pace.turn(urgency, questions)
        self.waiting -= 1
        if not self.waiting:
            self.last = asyncio.get_running_loop().time()
            self.on_last()


async def check_blocklists(
    ips: Sequence[SendingIp],
    domain: str | None,
    network: Network,
    memory: ZoneMemory,
    *,
    named_zones: frozenset[str] = frozenset(),
    until: float = math.inf,
) -> AsyncGenerator[Finding, None]:
    """One finding for each zone and address (or registrable domain), as the answers come.

    Ends `network.blocklist_deadline` seconds after the last question has left, at the latest at `until` (the event
    loop's time); what has not answered by then is `silent`. `named_zones` (the bounce's) are asked first, if we know
    them: a zone of which only a stranger's text tells is never asked.
    """
    for finding in _dead_but_named(named_zones):
        yield finding
    askable = []
    for sending in ips[:MAX_IPS]:
        address = sending_ip(sending.ip)
        if address is None or not is_public(address, documentation=network.asks_documentation_ranges):
            details: _Details = {"ip": sending.ip, "origin": sending.origin, "why": "not_public"}
            yield Finding(Check.BLOCKLIST, Status.SKIPPED, FindingCode.NOT_ASKED, sending.ip, details)
        else:
            askable.append(SendingIp(str(address), sending.origin))
    if not askable and domain is None:
        return
    known = await memory.recall()
    client = ZoneClient(network)
    tasks: dict[asyncio.Task[ZoneResponse], _Asked] = {}
    departures = _Departures(network.pace)
    try:
        for covers, requests in _by_kind(askable, domain).items():
            zones = zones_to_ask(covers, network.keys, named_zones)
            providers = [ZoneProvider(zone, network.keys, _wants_reason_at_once(zone, named_zones)) for zone in zones]
            tasks |= _start(_checker(covers, providers, client, known), requests, known, departures)
        async for finding in _collect(tasks, departures, until, network, memory):
            yield finding
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await client.close()


def _wants_reason_at_once(zone: BlocklistZone, named: frozenset[str]) -> bool:
    """Whether a listing is likely and weighty enough to ask for its reason before it is known to be one.

    The answer is then complete after one round trip. The many small lists are spared the second question.
    """
    return zone.tier < _SMALL or zone.shown_zone in named


def _by_kind(ips: Sequence[SendingIp], domain: str | None) -> dict[Covers, dict[str, _Details]]:
    """What to ask of each kind of list: the request, and the details that its findings begin with."""
    requests: dict[Covers, dict[str, _Details]] = {}
    for sending in ips:
        covers = Covers.IP6 if ":" in sending.ip else Covers.IP4
        requests.setdefault(covers, {})[sending.ip] = {"ip": sending.ip, "origin": sending.origin}
    if domain is not None:
        requests[Covers.DOMAIN] = {domain: {"domain": domain, "origin": IpOrigin.NAMED}}
    return requests


def _checker(
    covers: Covers, providers: Sequence[ZoneProvider], client: ZoneClient, known: Mapping[str, Health]
) -> _Checker:
    if covers is Covers.DOMAIN:
        return TruthfulDomainChecker(providers, client, known)
    return TruthfulIpChecker(providers, client, known, covers)


def _start(
    checker: _Checker, requests: Mapping[str, _Details], known: Mapping[str, Health], departures: _Departures
) -> dict[asyncio.Task[ZoneResponse], _Asked]:
    """Ask every zone about every request, the lists that matter first."""
    tasks: dict[asyncio.Task[ZoneResponse], _Asked] = {}
    for provider in checker.providers:
        health = known.get(memory_key(provider.zone, checker.covers))
        for request, subject in requests.items():
            asked = _Asked(provider.zone, checker.covers, subject, health)
            departures.waiting += 1
            tasks[asyncio.create_task(_ask_in_turn(checker, request, provider, asked, departures))] = asked
    return tasks


async def _ask_in_turn(
    checker: _Checker, request: str, provider: ZoneProvider, asked: _Asked, departures: _Departures
) -> ZoneResponse:
    # Who was silent comes last. A zone whose health is not known is asked about a test point as well; one that matters
    # about both, and for its reason.
    urgency = _LAST if asked.known is Health.SILENT else asked.zone.tier
    points = 0 if asked.known is Health.HEALTHY else 2 if provider.wants_reason_at_once else 1
    await departures.turn(urgency, 1 + points + provider.wants_reason_at_once)
    departures.gone.add(id(asked))
    response: ZoneResponse = await checker.dnsbl_request(request, provider)
    return response


async def _collect(
    tasks: Mapping[asyncio.Task[ZoneResponse], _Asked],
    departures: _Departures,
    until: float,
    network: Network,
    memory: ZoneMemory,
) -> AsyncGenerator[Finding, None]:
    """Yield what comes in; zones that are known to be silent are not waited for."""
    arrived: asyncio.Queue[asyncio.Task[ZoneResponse] | None] = asyncio.Queue()
    for asking in tasks:
        asking.add_done_callback(arrived.put_nowait)
    departures.on_last = lambda: arrived.put_nowait(None)  # from then on the patience counts
    healths: dict[str, Health] = {}
    pending = dict(tasks)
    awaited = sum(asked.known is not Health.SILENT for asked in tasks.values())
    heard = waited_in_full = False
    while pending:
        patience = network.blocklist_deadline if awaited else min(_PATIENCE_WITH_SILENT, network.blocklist_deadline)
        end = min(until, departures.last + patience)
        try:
            task = await next_before(end, arrived)
        except TimeoutError:
            waited_in_full = patience == network.blocklist_deadline and end < until
            break
        if task is None:
            continue
        asked, response = pending.pop(task), task.result()
        awaited -= asked.known is not Health.SILENT
        heard = heard or response.answer.reach is not Reach.SILENT
        silence = Health.SILENT if response.answer.reach is Reach.SILENT else None
        if health := response.health or silence:
            healths[memory_key(asked.zone, asked.covers)] = health
        yield zone_finding(asked.zone, asked.subject, response.verdict, response)
    for asked in pending.values():
        if id(asked) not in departures.gone:  # a crowd was before us; the list is not to blame
            yield zone_finding(asked.zone, {**asked.subject, "why": "busy"}, Verdict(FindingCode.NOT_ASKED), None)
            continue
        if waited_in_full:
            healths[memory_key(asked.zone, asked.covers)] = Health.SILENT
        code = FindingCode.BLOCKED if asked.zone.access is Access.REGISTERED else FindingCode.SILENT
        yield zone_finding(asked.zone, asked.subject, Verdict(code), None)
    if heard:  # where nobody answered, it is our resolver that is silent, and no zone is to pay for it
        await memory.remember(healths)


def zone_finding(
    zone: BlocklistZone,
    subject: Mapping[str, str | int | float | bool],
    verdict: Verdict,
    response: ZoneResponse | None,
) -> Finding:
    """What a zone said, as a finding. `subject` is what its details begin with: `ip` and `origin`, or `domain`."""
    details: _Details = {**subject, "list": zone.name, "tier": zone.tier}
    if zone.alias_of:
        details["alias_of"] = zone.alias_of
    if response is not None and response.answer.addresses:
        details["answer"] = ", ".join(response.answer.addresses)
    elif response is not None and verdict.status is Status.UNKNOWN:
        details["answer"] = response.answer.reach
    if response is not None and response.reason:
        details["reason"] = response.reason
    if response is not None and response.health is not None and response.health is not Health.HEALTHY:
        details["health"] = response.health
    if verdict.meaning:
        details["meaning"] = verdict.meaning
    if verdict.code is FindingCode.BLOCKED:
        # Which resolver to use instead: our own recursive one, one that was registered, one with a key.
        details["resolver"] = zone.access if zone.access is not Access.FREE else Access.LIMITED
    if verdict.status in (Status.FAIL, Status.WARN):
        details |= {key: value for key, value in (("delist_url", zone.delist_url), ("rule", zone.rule)) if value}
    return Finding(Check.BLOCKLIST, verdict.status, verdict.code, zone.shown_zone, details)


def _dead_but_named(named: frozenset[str]) -> list[Finding]:
    """A refusal that rests on a list which is no more: whoever uses it refuses by chance, and should be told."""
    return [
        Finding(Check.BLOCKLIST, Status.WARN, FindingCode.UNHEALTHY, zone, {"list": zone, "dead": dead_zones()[zone]})
        for zone in sorted(named & dead_zones().keys())
    ]
