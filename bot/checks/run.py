"""All checks of one question side by side under one deadline; findings stream as they come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

import structlog

from bot.checks.address import check_address, clean
from bot.checks.arrivals import next_before
from bot.checks.blocklists import check_blocklists
from bot.checks.domains import MAX_NAME, domain_of, registrable, to_ascii
from bot.checks.limited import refused_checks
from bot.checks.lookup import Lookups, Outcome
from bot.checks.mailbox import check_mailbox
from bot.checks.mx import check_mx
from bot.checks.network import Network, ZoneMemory
from bot.checks.sender import check_sender
from bot.checks.sending_ips import find_sending_ips
from bot.checks.typo import check_typo
from bot.model import Check, Finding, FindingCode, Question, Status

_Stream = AsyncGenerator[Finding, None]
# Before the deadline the blocklists tell what they did not hear, and remember who was silent (seconds).
_TIME_TO_TELL = 0.1


@dataclass(frozen=True, slots=True)
class _Run:
    """What the checks of one run share. `until` is the deadline in the event loop's time."""

    question: Question
    network: Network
    memory: ZoneMemory
    lookups: Lookups
    until: float

    @property
    def sender_domain(self) -> str | None:
        """The sender's domain in ASCII form."""
        return to_ascii(self.question.sender_domain) if self.question.sender_domain else None


async def run_checks(
    question: Question, network: Network, memory: ZoneMemory, *, deadline: float = 3.0
) -> AsyncGenerator[Finding, None]:
    """Stream the findings of `question.checks`; ends when all are told or after `deadline` seconds.

    A person who has the mailbox asked for waits longer: a mail server takes its time (`network.smtp_deadline`).
    Never raises for what DNS or a mail server does: what could not be checked is a finding of status `unknown`.
    """
    for check, pure in ((Check.ADDRESS, check_address), (Check.TYPO, check_typo)):
        if check in question.checks:
            for finding in pure(question):
                yield finding
    if Check.MAILBOX in question.checks:
        deadline = max(deadline, network.smtp_deadline + 1)
    until = asyncio.get_running_loop().time() + deadline
    run = _Run(question, network, memory, Lookups(network), until)
    refused = refused_checks(question, network)
    for finding in refused.values():
        yield finding
    streams = {check: stream(run) for check, stream in _STREAMS if check in question.checks - refused.keys()}
    try:
        async with aclosing(_merge(streams, run)) as merged:
            async for finding in merged:
                yield finding
    finally:
        await run.lookups.close()


async def _merge(streams: dict[Check, _Stream], run: _Run) -> AsyncGenerator[Finding, None]:
    """What the streams give, in the order it comes; a check that is cut off, or fails, says that it could not check."""
    arrived: asyncio.Queue[Finding | Check] = asyncio.Queue()
    tasks = {check: asyncio.create_task(_drain(check, stream, arrived)) for check, stream in streams.items()}
    running = set(tasks)
    try:
        while running:
            try:
                item = await next_before(run.until, arrived)
            except TimeoutError:
                break
            if isinstance(item, Check):
                running.discard(item)
            else:
                yield item
        for check in sorted(running):
            yield _cut_off(check, run.question)
    finally:
        for task in tasks.values():
            task.cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)


async def _drain(check: Check, stream: _Stream, arrived: asyncio.Queue[Finding | Check]) -> None:
    try:
        async with aclosing(stream) as findings:
            async for finding in findings:
                arrived.put_nowait(finding)
    except Exception:  # noqa: BLE001 one check's bug must not silence the others; it is logged and told
        structlog.get_logger(__name__).exception("check_failed", check=check)
        arrived.put_nowait(Finding(check, Status.UNKNOWN, FindingCode.SERVFAIL, check, {"why": "internal"}))
    arrived.put_nowait(check)


def _cut_off(check: Check, question: Question) -> Finding:
    subject = domain_of(question.address or "") if check is Check.MX else question.sender_domain
    return Finding(check, Status.UNKNOWN, FindingCode.NAMESERVER_SILENT, subject or check, {"why": "deadline"})


async def _mx(run: _Run) -> _Stream:
    domain = domain_of(clean(run.question.address).address) if run.question.address else None
    if domain is None:
        return
    for finding in await check_mx(domain, run.lookups, documentation=run.network.asks_documentation_ranges):
        yield finding


async def _blocklists(run: _Run) -> _Stream:
    ips, domain = run.question.sending_ips, run.sender_domain
    if unusable := _unusable_domain(Check.BLOCKLIST, run):
        yield unusable
    if not ips and domain:
        hosts = await find_sending_ips(domain, run.lookups)
        ips = hosts.ips
        if (await run.lookups.ask(domain, "MX")).outcome is Outcome.NXDOMAIN and registrable(domain) == domain:
            yield Finding(Check.BLOCKLIST, Status.SKIPPED, FindingCode.NOT_ASKED, domain, {"why": "no_such_domain"})
            return
        for host, provider in hosts.shared:
            details = {"list": provider, "ip": host}
            yield Finding(Check.BLOCKLIST, Status.SKIPPED, FindingCode.SHARED_PROVIDER, host, details)
    found = check_blocklists(
        ips,
        registrable(domain) if domain else None,
        run.network,
        run.memory,
        named_zones=frozenset(zone.lower().rstrip(".") for zone in run.question.named_zones),
        until=run.until - _TIME_TO_TELL,
    )
    async with aclosing(found) as findings:
        async for finding in findings:
            yield finding


async def _sender(run: _Run) -> _Stream:
    ips, domain = run.question.sending_ips, run.sender_domain
    if unusable := _unusable_domain(Check.SENDER, run):
        yield unusable
    if not ips and domain:
        ips = (await find_sending_ips(domain, run.lookups)).ips
    for finding in await check_sender(
        ips,
        domain,
        run.lookups,
        assumed=run.question.assumed_domain,
        dkim_selector=run.question.dkim_selector,
        helo=run.question.helo,
        documentation=run.network.asks_documentation_ranges,
    ):
        yield finding


def _unusable_domain(check: Check, run: _Run) -> Finding | None:
    """What was named as the sender's domain and is none: said instead of passed over."""
    named = run.question.sender_domain
    if not named or run.sender_domain is not None:
        return None
    return Finding(check, Status.SKIPPED, FindingCode.NOT_ASKED, named[:MAX_NAME], {"why": "no_domain"})


async def _mailbox(run: _Run) -> _Stream:
    if run.question.address:
        for finding in await check_mailbox(clean(run.question.address).address, run.lookups, run.network):
            yield finding


_STREAMS = ((Check.MX, _mx), (Check.BLOCKLIST, _blocklists), (Check.SENDER, _sender), (Check.MAILBOX, _mailbox))
