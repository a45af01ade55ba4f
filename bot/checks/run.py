"""All checks of one question side by side under one deadline; findings stream as they come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import structlog

from bot.checks.address import check_address, clean
from bot.checks.blocklists import check_blocklists
from bot.checks.domains import domain_of, registrable, to_ascii
from bot.checks.lookup import Lookups
from bot.checks.mailbox import check_mailbox
from bot.checks.mx import check_mx
from bot.checks.network import Network, ZoneMemory
from bot.checks.sender import check_sender
from bot.checks.sending_ips import find_sending_ips
from bot.checks.typo import check_typo
from bot.model import Check, Finding, FindingCode, Question, Status

_Stream = AsyncGenerator[Finding, None]


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
    lookups = Lookups(network)
    streams = {
        check: stream(question, network, memory, lookups) for check, stream in _STREAMS if check in question.checks
    }
    try:
        async with aclosing(_merge(streams, question, deadline)) as merged:
            async for finding in merged:
                yield finding
    finally:
        await lookups.close()


async def _merge(streams: dict[Check, _Stream], question: Question, deadline: float) -> AsyncGenerator[Finding, None]:
    """What the streams give, in the order it comes; a check that is cut off, or fails, says that it could not check."""
    arrived: asyncio.Queue[Finding | Check] = asyncio.Queue()
    tasks = {check: asyncio.create_task(_drain(check, stream, arrived)) for check, stream in streams.items()}
    running = set(tasks)
    loop = asyncio.get_running_loop()
    end = loop.time() + deadline
    try:
        while running:
            try:
                async with asyncio.timeout_at(end):
                    item = await arrived.get()
            except TimeoutError:
                break
            if isinstance(item, Check):
                running.discard(item)
            else:
                yield item
        for check in sorted(running):
            yield _cut_off(check, question)
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


async def _mx(question: Question, network: Network, memory: ZoneMemory, lookups: Lookups) -> _Stream:
    domain = domain_of(clean(question.address).address) if question.address else None
    if domain is None:
        return
    for finding in await check_mx(domain, lookups, documentation=network.asks_documentation_ranges):
        yield finding


async def _mailbox(question: Question, network: Network, memory: ZoneMemory, lookups: Lookups) -> _Stream:
    if question.address:
        for finding in await check_mailbox(clean(question.address).address, lookups, network):
            yield finding


async def _blocklists(question: Question, network: Network, memory: ZoneMemory, lookups: Lookups) -> _Stream:
    ips, domain = question.sending_ips, _sender_domain(question)
    if not ips and domain:
        hosts = await find_sending_ips(domain, lookups)
        ips = hosts.ips
        for host, provider in hosts.shared:
            details = {"list": provider, "ip": host}
            yield Finding(Check.BLOCKLIST, Status.SKIPPED, FindingCode.SHARED_PROVIDER, host, details)
    named = frozenset(zone.lower().rstrip(".") for zone in question.named_zones)
    found = check_blocklists(ips, registrable(domain) if domain else None, network, memory, named_zones=named)
    async with aclosing(found) as findings:
        async for finding in findings:
            yield finding


async def _sender(question: Question, network: Network, memory: ZoneMemory, lookups: Lookups) -> _Stream:
    ips, domain = question.sending_ips, _sender_domain(question)
    if not ips and domain:
        ips = (await find_sending_ips(domain, lookups)).ips
    for finding in await check_sender(
        ips,
        domain,
        lookups,
        dkim_selector=question.dkim_selector,
        helo=question.helo,
        documentation=network.asks_documentation_ranges,
    ):
        yield finding


def _sender_domain(question: Question) -> str | None:
    return to_ascii(question.sender_domain) if question.sender_domain else None


_STREAMS = ((Check.MX, _mx), (Check.BLOCKLIST, _blocklists), (Check.SENDER, _sender), (Check.MAILBOX, _mailbox))
