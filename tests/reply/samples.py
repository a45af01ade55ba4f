"""Views of cases for the tests of messages: ordinary ones, and ones full of hostile text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle

from bot.diagnosis import diagnose
from bot.model import (
    CaseState,
    Cause,
    Check,
    Diagnosis,
    Failure,
    Finding,
    FindingCode,
    IpOrigin,
    Method,
    NamedList,
    Reply,
    SendingIp,
    Status,
)
from bot.reply.view import CaseView, Scope, wants_scope

IP = "203.0.113.77"
TABLE_URL = "https://check.spamhaus.org/"
ZEN = NamedList("Spamhaus ZEN", "zen.spamhaus.org", TABLE_URL)
SAID = "554 5.7.1 Service unavailable; Client host [203.0.113.77] blocked using zen.spamhaus.org"

VALID = Finding(Check.ADDRESS, Status.PASS, FindingCode.VALID, "bob@example.com")
MX_OK = Finding(Check.MX, Status.PASS, FindingCode.MX_OK, "example.com", {"mx": "mx.example.com"})
NO_MX = Finding(Check.MX, Status.FAIL, FindingCode.NO_MX_NO_ADDRESS, "gmial.example")
DNS_SILENT = Finding(Check.MX, Status.UNKNOWN, FindingCode.NAMESERVER_SILENT, "example.com")
TYPO = Finding(
    Check.TYPO, Status.FAIL, FindingCode.TYPO_TABLE, "someone@gmial.example", {"suggestion": "someone@gmail.example"}
)
LISTED = Finding(
    Check.BLOCKLIST,
    Status.FAIL,
    FindingCode.LISTED,
    "zen.spamhaus.org",
    {
        "ip": IP,
        "origin": "bounce",
        "tier": 1,
        "list": "Spamhaus ZEN",
        "meaning": "XBL",
        "reason": "seen in a botnet",
        "delist_url": TABLE_URL,
        "rule": "self_removal",
    },
)


def lists(code: FindingCode, status: Status, count: int) -> tuple[Finding, ...]:
    """`count` blocklists that all gave the same answer."""
    return tuple(
        Finding(
            Check.BLOCKLIST,
            status,
            code,
            f"bl{number}.example.net",
            {"ip": IP, "origin": "bounce", "list": f"Example list {number}", "delist_url": TABLE_URL},
        )
        for number in range(count)
    )


FINDINGS = (
    VALID,
    MX_OK,
    *lists(FindingCode.CLEAR, Status.PASS, 90),
    *lists(FindingCode.SILENT, Status.UNKNOWN, 8),
    *lists(FindingCode.BLOCKED, Status.UNKNOWN, 3),
)


def failure(cause: Cause, recipient: str | None = "bob@example.com") -> Failure:
    """A failure as the reader gives it, with everything known."""
    return Failure(
        recipient,
        cause,
        0.9,
        Reply(554, "5.7.1", SAID),
        remote_mta="mx.example.com",
        sending_ip=IP,
        diagnostic=SAID,
        named_list=ZEN if cause is Cause.BLOCKLISTED else None,
    )


def diagnosis(cause: Cause, *, bounce: bool = True, confidence: float = 0.9) -> Diagnosis:
    """A diagnosis with this cause and the findings of an ordinary case."""
    if bounce:
        return replace(diagnose(None, FINDINGS, failure(cause)), cause=cause, confidence=confidence)
    return replace(diagnose("bob@example.com", FINDINGS), cause=cause, confidence=confidence)


def view(main: Diagnosis | None, state: CaseState = CaseState.ANSWERED, locale: str = "en") -> CaseView:
    """A view with everything that a case in this state can have."""
    return CaseView(
        case_id="C0123456789",
        state=state,
        locale=locale,
        diagnoses=() if main is None else (main,),
        address="bob@example.com",
        findings=FINDINGS,
        method=main.method if main else None,
        seconds=0.83,
        sending_ips=(SendingIp(IP, IpOrigin.BOUNCE),),
        asker="U012AB3CD",
        solved_by="U045EF6GH" if state is CaseState.SOLVED else None,
        solved_with=Method.CHECK_ADDRESS if state is CaseState.SOLVED else None,
        asks_scope=main is not None and wants_scope(main),
        error_id="e-1234" if state is CaseState.PARKED else None,
    )


def ordinary(locale: str) -> Iterator[CaseView]:
    """Every cause, with and without a bounce, in every state, at every method."""
    for cause in Cause:
        for bounce in (True, False):
            main = diagnosis(cause, bounce=bounce)
            for state in CaseState:
                yield view(main, state, locale)
            answered = view(main, CaseState.ANSWERED, locale)
            for method in Method:
                tried = tuple(each for each in Method if each < method)
                yield replace(answered, method=method, tried=tried)
            yield replace(answered, method=Method.CHECK_BLOCKLISTS, tried=tuple(Method), state=CaseState.EXHAUSTED)
            yield replace(answered, scope=Scope.ALL)
            yield replace(answered, scope=Scope.ONE, asker=None)
            yield replace(answered, diagnoses=(main, *[diagnosis(Cause.MAILBOX_FULL)] * 30))
            yield replace(answered, findings=(), seconds=None, sending_ips=())
    yield view(None, CaseState.READING, locale)
    yield view(None, CaseState.CHECKING, locale)
    yield replace(view(None, CaseState.READING, locale), address=None, findings=())


HOSTILE = (
    "<!channel>",
    "<!everyone> @here <@U012AB3CD>",
    "<http://evil.example/x|https://check.spamhaus.org/>",
    "https://evil.example/login HTTP://EVIL.EXAMPLE",
    "*bold* _it_ `code` ```fence``` ~gone~ :skull:",
    "&amp; &lt;!channel&gt; & < >",
    "\u202e\u2066moc.live\u2069\u200b\u200d\ufeff",
    "\ue550\ue551\ue552U012AB3CD\ue553",
    "line one\nline two\r\n\x00\x07\x1b[31mred\u2028next",
    "x" * 10_000,
    "あ" * 10_000,
    "\U0001f600" * 3_000,
    "\ud800 lone surrogate",
    "{ $ip } { verdict-unknown } %s %(x)s {0}",
    "",
    " ",
)


def hostile(locale: str, text: str) -> Iterator[CaseView]:
    """Every cause with `text` in every place that comes from outside, one of them in every state."""
    names = (
        "ip",
        "list",
        "mx",
        "suggestion",
        "meant",
        "reason",
        "domain",
        "answer",
        "why",
        "meaning",
        "rule",
        "strays",
    )
    details: dict[str, str | int | float | bool] = dict.fromkeys(names, text)
    details |= {"resolver": text, "delist_url": f"https://{text}", "origin": "bounce"}
    findings = tuple(
        Finding(check, status, code, text, details)
        for code, check, status in zip(FindingCode, cycle(Check), cycle(Status), strict=False)
    )
    for cause in Cause:
        failed = Failure(
            text or None,
            cause,
            0.6,
            Reply(550, text, text),
            alias=text,
            diagnostic=text,
            remote_mta=text,
            sending_ip=text,
            named_list=NamedList(text, text, f"javascript:{text}"),
        )
        for given in (failed, None):
            main = replace(
                diagnose(text, findings, given),
                cause=cause,
                suggestion=text,
                rests_on=findings,
                contradicted_by=findings[:2] if given else (),
            )
            for state in CaseState if cause is Cause.BLOCKLISTED else (CaseState.ANSWERED,):
                yield replace(
                    view(main, state, locale),
                    address=text,
                    findings=findings,
                    sending_ips=(SendingIp(text, IpOrigin.NAMED),) * 5,
                    asker=text,
                    solved_by=text,
                    diagnoses=(main,) * 5,
                )
