"""Which verdict a diagnosis gets, and how sure it sounds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.article import Words
from bot.diagnosis import diagnose
from bot.model import Cause, Check, Diagnosis, Failure, Finding, FindingCode, NamedList, Reply, Status
from bot.reply.spans import line, plain
from bot.reply.verdict import verdict
from tests.reply.samples import DNS_SILENT, IP, LISTED, MX_OK, NO_MX, TYPO, VALID, ZEN, diagnosis, failure

NULL_MX = Finding(Check.MX, Status.FAIL, FindingCode.NULL_MX, "example.com")
CLEAR = Finding(
    Check.BLOCKLIST, Status.PASS, FindingCode.CLEAR, "zen.spamhaus.org", {"ip": IP, "origin": "bounce", "list": "ZEN"}
)
DOMAIN_LISTED = Finding(
    Check.BLOCKLIST,
    Status.FAIL,
    FindingCode.LISTED,
    "dbl.spamhaus.org",
    {"domain": "sender.example", "origin": "named", "list": "Spamhaus DBL", "tier": 1},
)
NEAR = replace(TYPO, code=FindingCode.TYPO_DISTANCE, status=Status.WARN)
STRAY = Finding(
    Check.ADDRESS,
    Status.FAIL,
    FindingCode.REPAIRED_CHARACTERS,
    "bob @example.com",
    {"suggestion": "bob@example.com", "strays": "blank"},
)
SYNTAX = Finding(Check.ADDRESS, Status.FAIL, FindingCode.SYNTAX_ERROR, "bob", {"why": "no_at"})


def inferred(origin: str) -> Finding:
    """The listing of an address that DNS gave, and nobody named."""
    return replace(LISTED, details={**LISTED.details, "origin": origin})


RELAY = replace(failure(Cause.MX_MISCONFIGURED), diagnostic="554 5.7.1 <bob@example.com>: Relay access denied")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            diagnose("someone@gmial.example", [TYPO, NO_MX]),
            "someone@gmial.example is probably a typo: did you mean someone@gmail.example?",
        ),
        (
            diagnose("someone@gmial.example", [NEAR, MX_OK]),
            "Please check someone@gmial.example: did you mean someone@gmail.example?",
        ),
        (
            diagnose("bob @example.com", [STRAY, MX_OK]),
            "bob @example.com has stray characters in it: did you mean bob@example.com?",
        ),
        (diagnose("bob", [SYNTAX]), "bob is not a valid mail address."),
        (
            diagnose(None, [NEAR, MX_OK], failure(Cause.ADDRESS_NOT_FOUND)),
            "bob@example.com does not exist there. Did you mean someone@gmail.example?",
        ),
        (
            diagnose(None, [inferred("spf")], replace(failure(Cause.BLOCKLISTED), sending_ip=None)),
            f"{IP}, which your SPF allows to send, is on Spamhaus ZEN: probably why mx.example.com refused the mail.",
        ),
        (
            diagnose(None, [inferred("mx")], replace(failure(Cause.BLOCKLISTED), sending_ip=None)),
            f"{IP}, your inbound server (MX), is on Spamhaus ZEN: why mx.example.com refused the mail if it sends too.",
        ),
        (
            diagnose(None, [LISTED], failure(Cause.BLOCKLISTED)),
            "203.0.113.77, your mail server, is on Spamhaus ZEN: that is why mx.example.com refused the mail.",
        ),
        (
            diagnose(None, [CLEAR], failure(Cause.BLOCKLISTED)),
            "Your mail was refused because of Spamhaus ZEN, but 203.0.113.77 is not on it any more.",
        ),
        (
            diagnose(None, [], Failure(None, Cause.BLOCKLISTED, 0.9, named_list=ZEN)),
            "Your mail server is on the blocklist Spamhaus ZEN: that is why the mail was refused.",
        ),
        (
            diagnose("bob@example.com", [MX_OK, replace(LISTED, details={**LISTED.details, "origin": "named"})]),
            "203.0.113.77, your mail server, is on Spamhaus ZEN: some servers refuse it.",
        ),
        (
            diagnose("bob@example.com", [MX_OK, DOMAIN_LISTED]),
            "sender.example, your mail domain, is on Spamhaus DBL: some servers refuse it.",
        ),
        (
            diagnose("bob@example.com", [NULL_MX]),
            "example.com takes no mail at all: its owner says so in DNS (null MX).",
        ),
        (
            diagnose(None, [], RELAY),
            "The server for example.com refused the mail: it does not host that domain.",
        ),
        (
            diagnose("bob@example.com", [VALID, DNS_SILENT]),
            "bob@example.com could not be checked: the DNS servers gave no answer.",
        ),
        (diagnose(None, []), "There is nothing to check yet: an address or the text of the bounce is missing."),
        (diagnose(None, [], failure(Cause.MAILBOX_FULL, None)), "The recipient's mailbox is full."),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_variant_that_fits(given: Diagnosis, sentence: str) -> None:
    assert plain(line(verdict(Words("en"), given))) == sentence


@pytest.mark.parametrize(
    ("confidence", "beginning"),
    [
        (0.95, "The mailbox"),
        (0.8, "The mailbox"),
        (0.79, "Probably: "),
        (0.5, "Probably: "),
        (0.49, "Perhaps, but not sure: "),
    ],
)
def test_a_guess_is_marked(confidence: float, beginning: str) -> None:
    assert verdict(Words("en"), diagnosis(Cause.MAILBOX_FULL, confidence=confidence)).startswith(beginning)


def test_a_list_without_a_zone_is_named_too() -> None:
    private = NamedList("Microsoft S3140", None, "https://sender.office.com/")
    given = diagnose(None, [], Failure("bob@example.com", Cause.BLOCKLISTED, 0.9, Reply(550), named_list=private))
    assert "Microsoft S3140" in verdict(Words("ja"), given)
