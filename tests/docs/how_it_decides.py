"""Writes the tables of docs/how-it-decides.md from the engine itself: `python -m tests.docs.how_it_decides`.

Each example goes through the reader (or, an address, through the checks on a made-up DNS), the diagnosis and the
renderer.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bot.article import Words
from bot.bounce import read_text
from bot.checks import InMemoryZoneMemory, Network, run_checks
from bot.diagnosis import diagnose
from bot.model import CAUSE_FACTS, CaseState, Cause, Check, Diagnosis, Question
from bot.playground.nameserver import NameServer, Zone
from bot.reply.thread import reply_lines
from bot.reply.verdict import short_cause
from bot.reply.view import CaseView

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "how-it-decides.md"
LANGUAGES: Final = ("en", "ja")

# A line as people paste it; what has an @ and no blank is an address that somebody asks about.
EXAMPLES: Final[Mapping[Cause, str]] = {
    Cause.TYPO_IN_ADDRESS: "someone@gmial.com",
    Cause.ADDRESS_NOT_FOUND: "550 5.1.1 <bob@example.com>: Recipient address rejected: User unknown",
    Cause.DOMAIN_NOT_FOUND: (
        "<bob@example.com>: Host or domain name not found. Name service error for name=example.com "
        "type=MX: Host not found"
    ),
    Cause.SPAM_FILTER: (
        "<bob@example.com>: host mx.example.com[198.51.100.7] said: 554 5.7.1 Message rejected as spam "
        "by Content Filtering"
    ),
    Cause.BLOCKLISTED: (
        "<bob@example.com>: host mx.example.com[198.51.100.7] said: 554 5.7.1 Service unavailable; "
        "Client host [203.0.113.77] blocked using zen.spamhaus.org"
    ),
    Cause.OUTBOUND_FILTER: "550 5.1.8 Access denied, bad outbound sender",
    Cause.SMTP_AUTH_FAILED: "535 5.7.8 Error: authentication failed",
    Cause.RECIPIENT_SERVER_DOWN: "<bob@example.com>: connect to mx.example.com[198.51.100.7]:25: Connection timed out",
    Cause.MAILBOX_UNAVAILABLE: (
        "<bob@example.com>: host mx.example.com[198.51.100.7] said: 554 5.2.1 The email account that "
        "you tried to reach is disabled"
    ),
    Cause.MAILBOX_FULL: "<bob@example.com>: host mx.example.com[198.51.100.7] said: 552 5.2.2 Mailbox full",
    Cause.MX_MISCONFIGURED: "<bob@example.com>: mail for example.com loops back to myself",
    Cause.SENDER_AUTHENTICATION: (
        "550 5.7.26 Unauthenticated email from example.org is not accepted due to domain's DMARC policy"
    ),
    Cause.SENDER_DNS: "550 5.7.25 The IP address sending this message does not have a PTR record setup",
    Cause.TLS_REQUIRED: "530 5.7.0 Must issue a STARTTLS command first",
    Cause.RECIPIENT_RESTRICTED: "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required",
    Cause.MESSAGE_TOO_LARGE: "552 5.3.4 Message size exceeds fixed maximum message size",
    Cause.CONTENT_REJECTED: (
        "552 5.7.0 This message was blocked because its content presents a potential security issue"
    ),
    Cause.RATE_LIMITED: "450 4.2.0 <bob@example.com>: Recipient address rejected: Greylisted, try again in 5 minutes",
    Cause.SENDING_QUOTA: "550 5.4.5 Daily user sending limit exceeded",
    Cause.MAIL_LOOP: "554 5.4.6 <bob@example.com>: Too many hops",
    Cause.DELAYED: (
        "Delivery to the following recipient has been delayed: bob@example.com. The server will keep "
        "trying for 2 more days."
    ),
    Cause.UNKNOWN: "Undelivered Mail Returned to Sender. The mail system",
    Cause.NO_FAULT_FOUND: "bob@example.com",
}
_DNS: Final = (
    Zone(
        "example.com",
        {"@": {"MX": ["10 mx1", "20 mx2"]}, "mx1": {"A": ["198.51.100.7"]}, "mx2": {"A": ["203.0.113.7"]}},
    ),
    Zone("gmial.com", {"@": {"A": ["198.51.100.9"]}}),
)


async def diagnosed(example: str) -> Diagnosis:
    """What the engine makes of an example."""
    if "@" in example and " " not in example:
        async with NameServer(_DNS) as nameserver:
            host, port = nameserver.address
            network = Network(nameservers=(host,), port=port)
            question = Question(example, checks=frozenset({Check.ADDRESS, Check.TYPO, Check.MX}))
            findings = [finding async for finding in run_checks(question, network, InMemoryZoneMemory(), deadline=5.0)]
        return diagnose(example, findings)
    failures = read_text(example).failures
    return diagnose(None, (), failures[0] if failures else None)


def said(diagnosis: Diagnosis, language: str) -> str:
    """The verdict, as it leads the reply."""
    view = CaseView(
        case_id="", state=CaseState.ANSWERED, locale=language, diagnoses=(diagnosis,), address=diagnosis.address
    )
    return reply_lines(view)[0]


async def causes() -> str:
    """The table of causes, in the order of the vocabulary."""
    words = Words("en")
    lines = ["| cause | suspect | begins with | example | what the bot says |", "|---|---|---|---|---|"]
    for cause in Cause:
        diagnosis = await diagnosed(EXAMPLES[cause])
        if diagnosis.cause is not cause:
            raise ValueError(f"the example of {cause} is taken for {diagnosis.cause}")
        facts = CAUSE_FACTS[cause]
        begins = words.text(f"method-{int(facts.method)}.short") if facts.method else "beyond the article"
        sentences = "<br>".join(_cell(said(diagnosis, language)) for language in LANGUAGES)
        name = f"`{cause.value}`<br>{short_cause(words, cause)}"
        number = str(facts.suspect or "–")
        lines.append(f"| {name} | {number} | {begins} | `{_cell(EXAMPLES[cause])}` | {sentences} |")
    return "\n".join(lines)


async def written(text: str) -> str:
    """The page with its generated parts written anew. Raises `ValueError` where a part has lost its place."""
    for name, content in {"causes": await causes()}.items():
        part = re.compile(rf"(<!-- {name} -->\n).*?(\n<!-- end of {name} -->)", re.DOTALL)
        if not part.search(text):
            raise ValueError(f"no place for {name}")
        text = part.sub(lambda found, content=content: found[1] + content + found[2], text)  # type: ignore[misc]
    return text


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(asyncio.run(written(PAGE.read_text("utf-8"))), "utf-8")
