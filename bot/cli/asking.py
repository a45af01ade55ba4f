"""The checks as the command line asks them: over the settings' network, with the bot's memory of the blocklists."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.checks import InMemoryZoneMemory, Network, ZoneMemory, check_address, check_typo, run_checks
from bot.checks.configured import network_from
from bot.checks.named_sender import named_sender
from bot.config import Settings
from bot.model import Check, Finding, Question

Asker = Callable[[Question], AsyncIterator[Finding]]

_OFFLINE = frozenset({Check.ADDRESS, Check.TYPO})


def question_about(address: str, sender: str | None, checks: frozenset[Check]) -> Question:
    """What is asked about `address`, sent from `sender` (a domain or an IP)."""
    sending_ips, sender_domain = named_sender(sender)
    return Question(address=address, sending_ips=sending_ips, sender_domain=sender_domain, checks=checks)


def needs_network(checks: frozenset[Check]) -> bool:
    """Whether one of the checks asks DNS or a mail server."""
    return not checks <= _OFFLINE


def ask_offline(question: Question) -> list[Finding]:
    """The findings of the checks that need no network."""
    asked = {Check.ADDRESS: check_address, Check.TYPO: check_typo}
    return [finding for check, ask in asked.items() if check in question.checks for finding in ask(question)]


@asynccontextmanager
async def asker(settings: Settings) -> AsyncIterator[Asker]:
    """A function that streams the findings for a question.

    Where the bot has a database here, its memory of the blocklists' health is used and kept up; no database is made.
    """
    network = network_from(settings)
    async with _zone_memory(settings) as memory:
        yield lambda question: _ask(question, network, memory)


async def _ask(question: Question, network: Network, memory: ZoneMemory) -> AsyncIterator[Finding]:
    if not needs_network(question.checks):
        for finding in ask_offline(question):
            yield finding
        return
    async for finding in run_checks(question, network, memory):
        yield finding


@asynccontextmanager
async def _zone_memory(settings: Settings) -> AsyncIterator[ZoneMemory]:
    if settings.database_url is None and not settings.sqlite_file.exists():
        yield InMemoryZoneMemory()
        return
    from bot.cases.database import StoreError, open_database
    from bot.cases.zone_memory import DiskZoneMemory

    try:
        database = await open_database(settings.sqlalchemy_url)
    except StoreError:
        yield InMemoryZoneMemory()  # the doctor's business; an answer does not depend on it
        return
    try:
        yield DiskZoneMemory(database)
    finally:
        await database.close()
