"""What bounce and findings add up to: one row for each situation."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from bot.diagnosis import diagnose, next_method
from bot.model import (
    CAUSE_FACTS,
    Cause,
    Check,
    Failure,
    Finding,
    FindingCode,
    Method,
    NamedList,
    Reply,
    Status,
)

ADDRESS = "someone@gmial.example"
SUGGESTION = "someone@gmail.example"
IP = "203.0.113.77"


def finding(
    check: Check, status: Status, code: FindingCode, subject: str = "example.com", **details: str | int
) -> Finding:
    return Finding(check, status, code, subject, details)


def said(cause: Cause, confidence: float = 0.9, **more: object) -> Failure:
    return Failure("someone@example.com", cause, confidence, **more)  # type: ignore[arg-type]


TYPO_TABLE = finding(Check.TYPO, Status.WARN, FindingCode.TYPO_TABLE, ADDRESS, suggestion=SUGGESTION)
TYPO_NEAR = finding(Check.TYPO, Status.WARN, FindingCode.TYPO_DISTANCE, ADDRESS, suggestion=SUGGESTION)
TYPO_TLD = finding(Check.TYPO, Status.WARN, FindingCode.TYPO_TLD, ADDRESS, suggestion=SUGGESTION)
NEAR_KNOWN = finding(Check.TYPO, Status.WARN, FindingCode.NEAR_KNOWN_ADDRESS, ADDRESS, suggestion=SUGGESTION)
SYNTAX = finding(Check.ADDRESS, Status.FAIL, FindingCode.SYNTAX_ERROR, "someone.example.com")
REPAIRED = finding(Check.ADDRESS, Status.FAIL, FindingCode.REPAIRED_CHARACTERS, ADDRESS, suggestion=SUGGESTION)
TRIMMED = finding(Check.ADDRESS, Status.WARN, FindingCode.REPAIRED_CHARACTERS, ADDRESS, suggestion=SUGGESTION)
VALID = finding(Check.ADDRESS, Status.PASS, FindingCode.VALID, ADDRESS)
OLD_STYLE = finding(Check.ADDRESS, Status.WARN, FindingCode.RFC_BREAKING_LOCAL_PART, "a..b@docomo.ne.jp")
MX_OK = finding(Check.MX, Status.PASS, FindingCode.MX_OK)
MX_SINGLE = finding(Check.MX, Status.PASS, FindingCode.MX_SINGLE)
MX_CNAME = finding(Check.MX, Status.WARN, FindingCode.MX_IS_CNAME)
PARKING = finding(Check.MX, Status.WARN, FindingCode.MX_PARKING)
NXDOMAIN = finding(Check.MX, Status.FAIL, FindingCode.NXDOMAIN)
NULL_MX = finding(Check.MX, Status.FAIL, FindingCode.NULL_MX)
NO_MX = finding(Check.MX, Status.FAIL, FindingCode.NO_MX_NO_ADDRESS)
BOGUS = finding(Check.MX, Status.FAIL, FindingCode.DNSSEC_BOGUS)
DNS_SILENT = finding(Check.MX, Status.UNKNOWN, FindingCode.NAMESERVER_SILENT)
SERVFAIL = finding(Check.MX, Status.UNKNOWN, FindingCode.SERVFAIL)
EXISTS = finding(Check.MAILBOX, Status.PASS, FindingCode.EXISTS, "someone@example.com")
NO_SUCH = finding(Check.MAILBOX, Status.FAIL, FindingCode.DOES_NOT_EXIST, "someone@example.com")
REFUSED_US = finding(Check.MAILBOX, Status.UNKNOWN, FindingCode.REFUSED_US, "someone@example.com")
SPF_FAIL = finding(Check.SENDER, Status.FAIL, FindingCode.SPF_FAIL, ip=IP, origin="named")
SPF_FAIL_AGAIN = finding(Check.SENDER, Status.FAIL, FindingCode.SPF_FAIL, ip="203.0.113.9", origin="named")
SPF_FAIL_ASSUMED = finding(Check.SENDER, Status.FAIL, FindingCode.SPF_FAIL, ip=IP, origin="named", assumed=True)
NO_SENDER_DOMAIN = finding(Check.SENDER, Status.FAIL, FindingCode.NXDOMAIN, "nowhere-example.com", why="sender")
SPF_PASS = finding(Check.SENDER, Status.PASS, FindingCode.SPF_PASS, ip=IP, origin="bounce")
SPF_PASS_OF_RECORD = finding(Check.SENDER, Status.PASS, FindingCode.SPF_PASS, ip=IP, origin="spf")
NO_PTR = finding(Check.SENDER, Status.FAIL, FindingCode.PTR_MISSING, ip=IP, origin="bounce")


def listed(
    code: FindingCode = FindingCode.LISTED, *, origin: str = "bounce", tier: int = 1, zone: str = "zen.spamhaus.org"
) -> Finding:
    status = {FindingCode.LISTED: Status.FAIL, FindingCode.CLEAR: Status.PASS}.get(code, Status.WARN)
    return finding(Check.BLOCKLIST, status, code, zone, ip=IP, origin=origin, tier=tier, list="ZEN")


CLEAR = listed(FindingCode.CLEAR)
SILENT_LIST = finding(Check.BLOCKLIST, Status.UNKNOWN, FindingCode.SILENT, "bl.example.net", ip=IP, origin="bounce")
ZEN = NamedList("Spamhaus ZEN", "zen.spamhaus.org", "https://check.spamhaus.org/")
PRIVATE = NamedList("Microsoft S3140", None, "https://sender.office.com/")


@dataclass(frozen=True)
class Row:
    name: str
    findings: tuple[Finding, ...]
    cause: Cause
    failure: Failure | None = None
    suggestion: str | None = None
    at_least: float = 0.0
    below: float = 1.0


ADDRESS_ONLY = [
    Row("a table hit without mail servers", (TYPO_TABLE, NO_MX), Cause.TYPO_IN_ADDRESS, None, SUGGESTION, 0.85),
    Row("a table hit with working mail servers", (TYPO_TABLE, MX_OK), Cause.TYPO_IN_ADDRESS, None, SUGGESTION, 0.85),
    Row("a table hit with parking", (TYPO_TABLE, PARKING), Cause.TYPO_IN_ADDRESS, None, SUGGESTION, 0.85),
    Row("near, domain does not exist", (TYPO_NEAR, NXDOMAIN), Cause.TYPO_IN_ADDRESS, None, SUGGESTION, 0.8),
    Row("near, parked", (TYPO_NEAR, PARKING), Cause.TYPO_IN_ADDRESS, None, SUGGESTION, 0.8),
    Row("near, mail works: please check", (TYPO_NEAR, MX_OK), Cause.TYPO_IN_ADDRESS, None, SUGGESTION, 0.4, 0.5),
    Row("near, DNS silent", (TYPO_NEAR, DNS_SILENT), Cause.TYPO_IN_ADDRESS, None, SUGGESTION, 0.5, 0.8),
    Row("near, nobody asked DNS", (TYPO_NEAR,), Cause.TYPO_IN_ADDRESS, None, SUGGESTION, 0.5, 0.8),
    Row("mistyped ending", (TYPO_TLD, NXDOMAIN), Cause.TYPO_IN_ADDRESS, None, SUGGESTION, 0.8),
    Row("near a known address", (NEAR_KNOWN, MX_OK), Cause.TYPO_IN_ADDRESS, None, SUGGESTION, 0.4, 0.5),
    Row("no address at all", (SYNTAX,), Cause.TYPO_IN_ADDRESS, None, None, 0.9),
    Row("stray characters inside", (REPAIRED, MX_OK), Cause.TYPO_IN_ADDRESS, None, SUGGESTION, 0.85),
    Row("blanks around", (TRIMMED, MX_OK), Cause.TYPO_IN_ADDRESS, None, SUGGESTION, 0.4, 0.8),
    Row("an old address of a carrier", (OLD_STYLE, MX_OK), Cause.NO_FAULT_FOUND),
    Row("no such domain", (VALID, NXDOMAIN), Cause.DOMAIN_NOT_FOUND, None, None, 0.9),
    Row("null MX", (VALID, NULL_MX), Cause.MX_MISCONFIGURED, None, None, 0.85),
    Row("bogus signatures", (VALID, BOGUS), Cause.MX_MISCONFIGURED, None, None, 0.8),
    Row("parked", (VALID, PARKING), Cause.MX_MISCONFIGURED, None, None, 0.4, 0.7),
    Row("a harmless MX fault", (VALID, MX_CNAME), Cause.NO_FAULT_FOUND),
    Row("nothing wrong", (VALID, MX_OK), Cause.NO_FAULT_FOUND),
    Row("DNS gave no answer", (VALID, DNS_SILENT), Cause.UNKNOWN, None, None, 0.0, 0.3),
    Row("DNS gave no answer for one of two", (VALID, SERVFAIL, MX_SINGLE), Cause.NO_FAULT_FOUND),
    Row("the checks of DNS were not asked for", (VALID,), Cause.NO_FAULT_FOUND, None, None, 0.0, 0.4),
    Row("the sender's IP is listed", (MX_OK, listed(origin="named")), Cause.BLOCKLISTED, None, None, 0.7),
    Row(
        "listed by an obscure list",
        (MX_OK, listed(origin="workspace", tier=3)),
        Cause.BLOCKLISTED,
        None,
        None,
        0.4,
        0.7,
    ),
    Row("an incoming server is listed", (MX_OK, listed(origin="mx")), Cause.NO_FAULT_FOUND),
    Row("a server of the SPF record is listed", (MX_OK, listed(origin="spf")), Cause.NO_FAULT_FOUND),
    Row("a policy entry", (MX_OK, listed(FindingCode.POLICY, origin="named")), Cause.NO_FAULT_FOUND),
    Row("a network-wide entry", (MX_OK, listed(FindingCode.NETWORK, origin="named")), Cause.NO_FAULT_FOUND),
    Row("a list that is silent", (MX_OK, SILENT_LIST), Cause.NO_FAULT_FOUND),
    Row("SPF forbids the named IP", (MX_OK, SPF_FAIL), Cause.SENDER_AUTHENTICATION, None, None, 0.45, 0.8),
    Row(
        "SPF forbids two IPs, and a big list has one of them",
        (MX_OK, SPF_FAIL, SPF_FAIL_AGAIN, listed(origin="named")),
        Cause.BLOCKLISTED,
    ),
    Row("SPF of a domain that nobody named", (MX_OK, SPF_FAIL_ASSUMED), Cause.NO_FAULT_FOUND),
    Row(
        "SPF of a domain that nobody named, beside an obscure list",
        (MX_OK, SPF_FAIL_ASSUMED, listed(origin="named", tier=3)),
        Cause.BLOCKLISTED,
    ),
    Row("the sender's domain does not exist", (MX_OK, NO_SENDER_DOMAIN), Cause.NO_FAULT_FOUND),
    Row("the named IP has no name", (MX_OK, NO_PTR), Cause.SENDER_DNS, None, None, 0.4, 0.6),
    Row("the server knows no such mailbox", (MX_OK, NO_SUCH), Cause.ADDRESS_NOT_FOUND, None, None, 0.85),
    Row("the server refused to say", (MX_OK, REFUSED_US), Cause.NO_FAULT_FOUND),
]

WITH_BOUNCE = [
    Row(
        "not found, at a table typo",
        (TYPO_TABLE, MX_OK),
        Cause.TYPO_IN_ADDRESS,
        said(Cause.ADDRESS_NOT_FOUND),
        SUGGESTION,
        0.85,
    ),
    Row(
        "not found, near a provider whose twin works",
        (TYPO_NEAR, MX_OK),
        Cause.ADDRESS_NOT_FOUND,
        said(Cause.ADDRESS_NOT_FOUND),
        SUGGESTION,
        0.85,
    ),
    Row(
        "not found, near a known address",
        (NEAR_KNOWN, MX_OK),
        Cause.TYPO_IN_ADDRESS,
        said(Cause.ADDRESS_NOT_FOUND),
        SUGGESTION,
        0.8,
    ),
    Row(
        "spam filter of a squatter",
        (TYPO_TABLE, PARKING),
        Cause.TYPO_IN_ADDRESS,
        said(Cause.SPAM_FILTER),
        SUGGESTION,
        0.85,
    ),
    Row(
        "login failed, whatever the spelling", (TYPO_TABLE, NO_MX), Cause.SMTP_AUTH_FAILED, said(Cause.SMTP_AUTH_FAILED)
    ),
    Row("stray blanks of the paste explain nothing", (TRIMMED, MX_OK), Cause.MAILBOX_FULL, said(Cause.MAILBOX_FULL)),
    Row(
        "server down: the domain is gone",
        (NXDOMAIN,),
        Cause.DOMAIN_NOT_FOUND,
        said(Cause.RECIPIENT_SERVER_DOWN),
        None,
        0.9,
    ),
    Row("delayed: it takes no mail at all", (NULL_MX,), Cause.MX_MISCONFIGURED, said(Cause.DELAYED), None, 0.85),
    Row(
        "no such domain: it is there without mail",
        (NO_MX,),
        Cause.MX_MISCONFIGURED,
        said(Cause.DOMAIN_NOT_FOUND),
        None,
        0.85,
    ),
    Row(
        "no such domain, confirmed", (NXDOMAIN,), Cause.DOMAIN_NOT_FOUND, said(Cause.DOMAIN_NOT_FOUND, 0.8), None, 0.95
    ),
    Row("spam filter stays, DNS is silent", (DNS_SILENT,), Cause.SPAM_FILTER, said(Cause.SPAM_FILTER), None, 0.9),
    Row("spam filter, and listed beside", (MX_OK, listed()), Cause.SPAM_FILTER, said(Cause.SPAM_FILTER)),
    Row("a guess of the text gives way", (MX_OK, listed()), Cause.BLOCKLISTED, said(Cause.SPAM_FILTER, 0.45)),
    Row("no reason given, but listed", (MX_OK, listed()), Cause.BLOCKLISTED, said(Cause.UNKNOWN, 0.5), None, 0.7),
    Row("no reason given, nothing found", (MX_OK, CLEAR), Cause.UNKNOWN, said(Cause.UNKNOWN, 0.5)),
    Row(
        "blocklisted, confirmed",
        (MX_OK, listed()),
        Cause.BLOCKLISTED,
        said(Cause.BLOCKLISTED, named_list=ZEN),
        None,
        0.95,
    ),
    Row(
        "blocklisted, seen on the incoming server only",
        (MX_OK, listed(origin="mx")),
        Cause.BLOCKLISTED,
        said(Cause.BLOCKLISTED),
        None,
        0.9,
    ),
    Row("full, whatever DNS says", (NULL_MX,), Cause.MAILBOX_FULL, said(Cause.MAILBOX_FULL)),
    Row(
        "sender check, confirmed",
        (MX_OK, SPF_FAIL),
        Cause.SENDER_AUTHENTICATION,
        said(Cause.SENDER_AUTHENTICATION),
        None,
        0.95,
    ),
    Row("no PTR, confirmed", (MX_OK, NO_PTR), Cause.SENDER_DNS, said(Cause.SENDER_DNS), None, 0.95),
]


@pytest.mark.parametrize("row", [*ADDRESS_ONLY, *WITH_BOUNCE], ids=lambda row: row.name)
def test_the_cause_that_leads(row: Row) -> None:
    diagnosis = diagnose(None if row.failure else ADDRESS, row.findings, row.failure)
    assert diagnosis.cause is row.cause
    assert row.at_least <= diagnosis.confidence < row.below
    assert diagnosis.suggestion == row.suggestion
    assert diagnosis.method is CAUSE_FACTS[row.cause].method
    assert diagnosis.who == CAUSE_FACTS[row.cause].who
    assert diagnosis.ranked[0].cause is row.cause
    confidences = [ranked.confidence for ranked in diagnosis.ranked]
    assert confidences == sorted(confidences, reverse=True)


@pytest.mark.parametrize(
    ("failure", "findings", "against"),
    [
        (said(Cause.DOMAIN_NOT_FOUND), (MX_OK,), (MX_OK,)),
        (said(Cause.DOMAIN_NOT_FOUND), (NXDOMAIN,), ()),
        (said(Cause.DOMAIN_NOT_FOUND), (DNS_SILENT,), ()),
        (said(Cause.MX_MISCONFIGURED, reply=Reply(550, "5.1.2")), (MX_OK,), (MX_OK,)),
        # "Relay access denied" says nothing about the records: they may be fine and lead to the wrong server.
        (said(Cause.MX_MISCONFIGURED, reply=Reply(554, "5.7.1")), (MX_OK,), ()),
        (said(Cause.ADDRESS_NOT_FOUND), (MX_OK, EXISTS), (EXISTS,)),
        (said(Cause.ADDRESS_NOT_FOUND), (MX_OK, REFUSED_US), ()),
        (said(Cause.BLOCKLISTED, named_list=ZEN), (CLEAR,), (CLEAR,)),
        (said(Cause.BLOCKLISTED), (CLEAR,), (CLEAR,)),
        (said(Cause.BLOCKLISTED, named_list=ZEN), (listed(FindingCode.POLICY),), ()),
        (said(Cause.BLOCKLISTED, named_list=ZEN), (listed(FindingCode.CLEAR, zone="bl.example.net"),), ()),
        (said(Cause.BLOCKLISTED, named_list=PRIVATE), (CLEAR,), ()),
        (said(Cause.BLOCKLISTED, named_list=ZEN), (listed(FindingCode.CLEAR, origin="mx"),), ()),
        (said(Cause.BLOCKLISTED, named_list=ZEN, sending_ip=IP), (CLEAR,), (CLEAR,)),
        (said(Cause.BLOCKLISTED, named_list=ZEN, sending_ip="198.51.100.9"), (CLEAR,), ()),
        (said(Cause.BLOCKLISTED, named_list=ZEN), (listed(FindingCode.CLEAR, origin="workspace"),), ()),
        (said(Cause.BLOCKLISTED, named_list=ZEN), (SILENT_LIST,), ()),
        (said(Cause.SENDER_AUTHENTICATION, reply=Reply(550, "5.7.23")), (SPF_PASS,), (SPF_PASS,)),
        (said(Cause.SENDER_AUTHENTICATION, diagnostic="550 5.7.26 DMARC"), (SPF_PASS,), ()),
        (said(Cause.SENDER_AUTHENTICATION, reply=Reply(550, "5.7.23")), (SPF_PASS_OF_RECORD,), ()),
    ],
)
def test_a_contradiction_is_shown_and_lowers_the_confidence(
    failure: Failure, findings: tuple[Finding, ...], against: tuple[Finding, ...]
) -> None:
    diagnosis = diagnose(None, findings, failure)
    assert diagnosis.contradicted_by == against
    if against:
        assert diagnosis.cause is failure.cause
        assert diagnosis.confidence < failure.confidence


@pytest.mark.parametrize(
    ("failure", "findings", "permanent"),
    [
        (said(Cause.MAILBOX_FULL, permanent=False, reply=Reply(552, "5.2.2")), (), False),
        (said(Cause.MAILBOX_FULL, reply=Reply(452, "4.2.2")), (), False),
        (said(Cause.MAILBOX_FULL, reply=Reply(552, None)), (), True),
        (
            said(Cause.MAILBOX_FULL, reply=Reply(452, "5.2.2")),
            (),
            True,
        ),  # RFC 3463 §2: the enhanced class is the finer word
        (said(Cause.MAILBOX_FULL), (), None),
        (said(Cause.RATE_LIMITED), (), False),
        (said(Cause.SPAM_FILTER), (), True),
        (said(Cause.UNKNOWN), (), None),
        (said(Cause.RECIPIENT_SERVER_DOWN, reply=Reply(None, "4.4.3")), (NXDOMAIN,), True),
        (None, (TYPO_TABLE,), True),
        (None, (VALID, MX_OK), None),
    ],
)
def test_permanent_or_temporary(failure: Failure | None, findings: tuple[Finding, ...], permanent: bool | None) -> None:
    assert diagnose(None if failure else ADDRESS, findings, failure).permanent is permanent


def test_nothing_given_is_unknown() -> None:
    diagnosis = diagnose(None, [])
    assert (diagnosis.cause, diagnosis.address, diagnosis.failure) == (Cause.UNKNOWN, None, None)


def test_the_address_of_the_bounce_is_the_address_of_the_diagnosis() -> None:
    assert diagnose(None, [], said(Cause.MAILBOX_FULL)).address == "someone@example.com"
    assert diagnose("other@example.com", [], said(Cause.MAILBOX_FULL)).address == "other@example.com"


def test_what_could_not_be_checked_is_kept() -> None:
    diagnosis = diagnose(ADDRESS, [VALID, DNS_SILENT, SILENT_LIST])
    assert diagnosis.unchecked == (DNS_SILENT, SILENT_LIST)


def test_a_typo_rests_on_what_was_found_at_the_wrong_domain() -> None:
    assert diagnose(ADDRESS, [VALID, NO_MX, TYPO_TABLE]).rests_on == (TYPO_TABLE, NO_MX)


def test_a_cause_that_is_explained_stays_in_sight_below() -> None:
    ranked = diagnose(None, [TYPO_TABLE, MX_OK], said(Cause.ADDRESS_NOT_FOUND)).ranked
    assert [each.cause for each in ranked] == [Cause.TYPO_IN_ADDRESS, Cause.ADDRESS_NOT_FOUND]


def test_the_lists_that_receivers_ask_come_first() -> None:
    zones = ["bl.obscure.example", "bl.blocklist.de", "bl.spamcop.net", "zen.spamhaus.org"]
    tiers = [3, 1, 1, 1]
    found = [listed(zone=zone, tier=tier) for zone, tier in zip(zones, tiers, strict=True)]
    rests_on = diagnose(None, [MX_OK, *found], said(Cause.BLOCKLISTED)).rests_on
    assert [each.subject for each in rests_on] == list(reversed(zones))


@pytest.mark.parametrize("code", [FindingCode.POLICY, FindingCode.NETWORK, FindingCode.INFORMATIONAL])
@pytest.mark.parametrize("named", [None, ZEN, NamedList("SpamCop", "bl.spamcop.net")])
def test_a_policy_or_network_entry_explains_only_a_bounce_that_names_its_list(
    code: FindingCode, named: NamedList | None
) -> None:
    entry = listed(code)
    told = diagnose(None, [MX_OK, entry], said(Cause.BLOCKLISTED, named_list=named))
    explains = named is ZEN and code is not FindingCode.INFORMATIONAL
    assert told.rests_on == ((entry,) if explains else ())


def test_of_two_faults_in_one_address_both_are_mended() -> None:
    stray = replace(REPAIRED, details={"suggestion": "someone@gmial.com", "strays": "blank"})
    assert diagnose("some one@gmial.com", [stray, TYPO_TABLE, NXDOMAIN]).suggestion == SUGGESTION
    # Where mail works at the domain that only resembles another, the nearness is no more than a question.
    assert diagnose("some one@gmial.com", [stray, TYPO_NEAR, MX_OK]).suggestion == "someone@gmial.com"


def test_no_suggestion_where_the_sender_is_to_blame() -> None:
    assert diagnose(None, [TYPO_NEAR, MX_OK], said(Cause.BLOCKLISTED)).suggestion is None


@pytest.mark.parametrize("cause", Cause)
@pytest.mark.parametrize("confidence", [0.0, 0.5, 1.0])
def test_a_bounce_alone_gives_its_own_cause(cause: Cause, confidence: float) -> None:
    diagnosis = diagnose(None, [], said(cause, confidence))
    assert diagnosis.cause in (cause, Cause.UNKNOWN)
    assert 0.0 <= diagnosis.confidence <= 1.0


@pytest.mark.parametrize("code", FindingCode)
@pytest.mark.parametrize("status", [Status.UNKNOWN, Status.SKIPPED])
@pytest.mark.parametrize("check", Check)
def test_what_could_not_be_checked_speaks_for_nothing(check: Check, status: Status, code: FindingCode) -> None:
    diagnosis = diagnose(ADDRESS, [VALID, MX_OK, finding(check, status, code, ip=IP, origin="bounce")])
    assert [ranked.cause for ranked in diagnosis.ranked] == [Cause.NO_FAULT_FOUND]
    assert diagnosis.suggestion is None


@pytest.mark.parametrize(
    ("tried", "following"),
    [
        ([], Method.CHECK_ADDRESS),
        ([Method.CHECK_ADDRESS], Method.ASK_RECIPIENT),
        ([Method.ASK_RECIPIENT], Method.CHECK_BLOCKLISTS),
        ([Method.CHECK_ADDRESS, Method.ASK_RECIPIENT], Method.CHECK_BLOCKLISTS),
        ([Method.CHECK_BLOCKLISTS], None),
        ([Method.CHECK_BLOCKLISTS, Method.CHECK_ADDRESS], None),
    ],
)
def test_the_way_through_the_article_goes_forward(tried: list[Method], following: Method | None) -> None:
    assert next_method(tried) is following
