"""pydnsbl, made to tell the truth: a provider with a verdict, checkers that ask the control points with the question.

pydnsbl as it is calls any A record a listing, an empty answer a failure, and a dead zone's silence "not listed"; its
resolver is the system's. What is kept: the form of the queries, c-ares underneath, `check_async` and its result.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import aiodns
import pycares
from pydnsbl import DNSBLDomainChecker, DNSBLIpChecker
from pydnsbl.checker import BaseDNSBLChecker, DNSBLResponse
from pydnsbl.providers import Provider

from bot.checks.blocklist_verdict import WEIGHT, Answer, Reach, Verdict, confirm, first_reading, read_health
from bot.checks.blocklist_zones import BlocklistZone, Covers
from bot.checks.network import Health, Key, Network
from bot.model import FindingCode, Status

MAX_REASON = 300
_MAX_ANSWERS = 16
_TRIES = 3  # with c-ares' own back-off this lasts as long as our deadline
_AT_ONCE = 400
_ABSENT = (pycares.errno.ARES_ENOTFOUND, pycares.errno.ARES_ENODATA)
_SILENT = (pycares.errno.ARES_ETIMEOUT, pycares.errno.ARES_ECONNREFUSED, pycares.errno.ARES_ECANCELLED)

Question = asyncio.Future[list[Any]]

# What must be listed, and what must not, by RFC 5782 §5, in the form in which a zone is asked: 127.0.0.2 and 127.0.0.1,
# the same mapped into IPv6 (::FFFF:7F00:2, ::FFFF:7F00:1), TEST and INVALID.
_MAPPED = "0.0.0.0.0.0.f.7.f.f.f.f" + ".0" * 20
_POINTS = {
    Covers.IP4: ("2.0.0.127", "1.0.0.127"),
    Covers.IP6: (f"2.{_MAPPED[2:]}", f"1.{_MAPPED[2:]}"),
    Covers.DOMAIN: ("test", "invalid"),
}


class CouldNotCheckError(Exception):
    """A zone gave no usable answer; the argument is the finding's code."""


class ZoneProvider(Provider):  # type: ignore[misc]
    """A pydnsbl provider that knows its zone. `host`, which may hold a key, is for asking, never for showing.

    `wants_reason_at_once`: the reason of a listing is asked for together with the question whether there is one.
    """

    def __init__(self, zone: BlocklistZone, keys: Mapping[Key, str], wants_reason_at_once: bool = False) -> None:
        super().__init__(zone.host(keys))
        self.zone = zone
        self.wants_reason_at_once = wants_reason_at_once

    def process_response(self, response: Iterable[Any]) -> set[str]:
        """pydnsbl's categories: the operator's words for a listing; empty for every answer that is none."""
        verdict = first_reading(self.zone, Answer(Reach.ANSWERED, tuple(record.host for record in response)))
        return {verdict.meaning or "listed"} if verdict.code is FindingCode.LISTED else set()

    def __repr__(self) -> str:
        return f"<ZoneProvider: {self.zone.shown_zone}>"


@dataclass(frozen=True, slots=True)
class ListingRecord:
    """An A record as pydnsbl's result reads it."""

    host: str


@dataclass(slots=True)
class ZoneResponse(DNSBLResponse):  # type: ignore[misc]
    """pydnsbl's response, with what became of it. `response` is None unless the address is really listed.

    `error` is set for everything that is no answer. `health` is what the control points said this time, None where they
    were not asked.
    """

    addr: str
    provider: ZoneProvider
    response: Sequence[ListingRecord] | None
    error: Exception | None
    verdict: Verdict
    answer: Answer
    reason: str = ""
    health: Health | None = None


class _LoopResolver(aiodns.DNSResolver):
    """aiodns with its sockets in the event loop instead of a thread of c-ares: a fifth less CPU for a run."""

    def _make_channel(self, **options: Any) -> tuple[bool, pycares.Channel]:
        return False, pycares.Channel(sock_state_cb=self._sock_state_cb, timeout=self._timeout, **options)


@dataclass(slots=True)
class ZoneClient:
    """A c-ares channel for one run; its cache must not outlive the run, or it would keep a listing that is gone."""

    network: Network
    resolver: aiodns.DNSResolver = field(init=False)

    def __post_init__(self) -> None:
        self.resolver = _LoopResolver(
            nameservers=list(self.network.nameservers) or None,
            udp_port=self.network.port,
            tcp_port=self.network.port,
            timeout=self.network.blocklist_query_timeout,
            tries=_TRIES,
        )

    def ask(self, name: str) -> Question:
        """Send a question for the A records of a name; the answer is for `read_answer`.

        A bare future and no coroutine: a run asks some hundred questions, and a task for each would double its cost.
        """
        future: Question = self.resolver.query(name, "A")
        return future

    def ask_reason(self, name: str) -> Question:
        """Send a question for the TXT records of a name; the answer is for `read_reason`."""
        future: Question = self.resolver.query(name, "TXT")
        future.add_done_callback(_heed)
        return future

    async def close(self) -> None:
        """Give up what is still being asked and let the channel go."""
        self.resolver.cancel()
        await asyncio.sleep(0)  # c-ares reports the cancelled queries through the loop, which must still be there
        await self.resolver.close()


def _heed(question: Question) -> None:
    """Take note of a question's error: a run that ends early leaves it unread, which asyncio would complain of."""
    if not question.cancelled():
        question.exception()


async def read_answer(question: Question) -> Answer:
    """Wait for the answer to a question; never raises for what DNS does."""
    try:
        records = await question
    except aiodns.error.DNSError as error:
        number = error.args[0] if error.args else None
        if number in _ABSENT:
            return Answer(Reach.ABSENT)
        if number == pycares.errno.ARES_EREFUSED:
            return Answer(Reach.REFUSED)
        return Answer(Reach.SILENT if number in _SILENT else Reach.FAILED)
    hosts = tuple(record.host for record in records[:_MAX_ANSWERS])
    return Answer(Reach.ANSWERED, hosts) if hosts else Answer(Reach.ABSENT)


async def read_reason(question: Question) -> str:
    """Wait for a reason: the TXT records in one line, at most `MAX_REASON` characters; "" where there is none."""
    try:
        records = await question
    except aiodns.error.DNSError:
        return ""  # the reason is an extra; a listing stands without it
    texts = [
        record.text if isinstance(record.text, str) else record.text.decode("utf-8", "replace")
        for record in records[:_MAX_ANSWERS]
    ]
    return " ".join(" ".join(dict.fromkeys(texts)).split())[:MAX_REASON]


class _TruthfulChecker(BaseDNSBLChecker):  # type: ignore[misc]
    """pydnsbl's checkers with their request replaced. `known` is the zones' remembered health, by `memory_key`."""

    covers: Covers

    def __init__(self, providers: Sequence[ZoneProvider], client: ZoneClient, known: Mapping[str, Health]) -> None:
        super().__init__(providers, concurrency=_AT_ONCE, loop=asyncio.get_running_loop())
        self._resolver = client.resolver  # in place of the system's, which the line above has made
        self._client = client
        self._known = known
        self._listed: dict[str, list[Question]] = {}
        self._unlisted: dict[str, Question] = {}

    async def dnsbl_request(self, request: str, provider: ZoneProvider) -> ZoneResponse:
        """Ask a zone about an address (or domain); its health with it, where that is not known."""
        async with self._semaphore:
            answer, verdict, health, reason = await self._ask(
                f"{self.prepare_query(request)}.{provider.host}", provider
            )
        listed = verdict.code is FindingCode.LISTED
        return ZoneResponse(
            addr=request,
            provider=provider,
            response=[ListingRecord(address) for address in answer.addresses] if listed else None,
            error=CouldNotCheckError(verdict.code) if verdict.status is Status.UNKNOWN else None,
            verdict=verdict,
            answer=answer,
            reason=reason,
            health=health,
        )

    async def _ask(self, name: str, provider: ZoneProvider) -> tuple[Answer, Verdict, Health | None, str]:
        question = self._client.ask(name)
        if self._known.get(memory_key(provider.zone, self.covers)) is not Health.HEALTHY:
            # What was wrong may be mended, with the zone or with our resolver. "Clear" rests on the listed point alone:
            # a zone that denies this very address does not list everything.
            self._ask_listed_points(provider)
            if provider.wants_reason_at_once:
                self._ask_unlisted_point(provider)
        told = self._client.ask_reason(name) if provider.wants_reason_at_once else None
        answer = await read_answer(question)
        verdict = first_reading(provider.zone, answer)
        if verdict.code not in WEIGHT:
            told = None
        else:
            told = told or self._client.ask_reason(name)
            # What is remembered vouches for "clear"; a listing is checked anew: the zone may have gone bad since.
            self._ask_listed_points(provider)
            self._ask_unlisted_point(provider)
        health = await self._health(provider)
        verdict = confirm(verdict, health or Health.HEALTHY)
        reason = await read_reason(told) if told is not None and verdict.status is not Status.UNKNOWN else ""
        return answer, verdict, health, reason

    def _ask_listed_points(self, provider: ZoneProvider) -> None:
        """Ask about what the zone must list, once in a run, however many addresses the run is about."""
        if provider.host not in self._listed:
            points = [_POINTS[self.covers][0]]
            if self.covers is Covers.DOMAIN and provider.zone.test_point:
                points.append(provider.zone.test_point)
            self._listed[provider.host] = [self._ask_point(point, provider) for point in points]

    def _ask_unlisted_point(self, provider: ZoneProvider) -> None:
        """Ask about what the zone must not list, once in a run."""
        if provider.host not in self._unlisted:
            self._unlisted[provider.host] = self._ask_point(_POINTS[self.covers][1], provider)

    def _ask_point(self, point: str, provider: ZoneProvider) -> Question:
        question = self._client.ask(f"{point}.{provider.host}")
        question.add_done_callback(_heed)
        return question

    async def _health(self, provider: ZoneProvider) -> Health | None:
        """What the test points say; None where they were not asked."""
        if provider.host not in self._listed:
            return None
        listed = [await read_answer(question) for question in self._listed[provider.host]]
        control = self._unlisted.get(provider.host)
        unlisted = Answer(Reach.ABSENT) if control is None else await read_answer(control)
        return read_health(next((answer for answer in listed if answer.reach is Reach.ANSWERED), listed[0]), unlisted)


class TruthfulIpChecker(_TruthfulChecker, DNSBLIpChecker):  # type: ignore[misc]
    """pydnsbl's checker for IP addresses, of one version."""

    def __init__(
        self, providers: Sequence[ZoneProvider], client: ZoneClient, known: Mapping[str, Health], covers: Covers
    ) -> None:
        super().__init__(providers, client, known)
        self.covers = covers


class TruthfulDomainChecker(_TruthfulChecker, DNSBLDomainChecker):  # type: ignore[misc]
    """pydnsbl's checker for domains."""

    covers = Covers.DOMAIN

    def prepare_query(self, request: str) -> str:
        """The domain as it is: it comes in ASCII, and pydnsbl's pattern refuses names that exist (and test points)."""
        return request


def memory_key(zone: BlocklistZone, covers: Covers) -> str:
    """What a zone's health is remembered under: no key in it."""
    return f"{zone.shown_zone}/{covers}"
