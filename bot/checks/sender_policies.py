"""What a domain publishes about who may send for it: SPF, DMARC, DKIM; each finding with the record to publish."""

from __future__ import annotations

from collections.abc import Sequence

from bot.checks.domains import registrable, to_ascii
from bot.checks.lookup import Lookups
from bot.checks.sender_findings import MAX_SHOWN, Details, not_told, sender_finding
from bot.checks.spf import SpfResult, SpfVerdict, allows_everybody, evaluate_spf, record_with, spf_record, without_all
from bot.checks.txt import text_of
from bot.model import Finding, FindingCode, SendingIp, Status

# RFC 7489 §6.3: without one of these the record says nothing.
_DMARC_POLICIES = frozenset({"none", "quarantine", "reject"})
_DMARC_START = "v=DMARC1; p=none; rua=mailto:postmaster@"

# An address of RFC 5737, for the question whether a record can be evaluated at all.
_NOBODY = "192.0.2.1"

_SPF = {
    SpfResult.PASS: (Status.PASS, FindingCode.SPF_PASS, "RFC 7208 §8.3"),
    SpfResult.FAIL: (Status.FAIL, FindingCode.SPF_FAIL, "RFC 7208 §8.4"),
    SpfResult.SOFTFAIL: (Status.WARN, FindingCode.SPF_SOFTFAIL, "RFC 7208 §8.5"),
    SpfResult.NEUTRAL: (Status.WARN, FindingCode.SPF_NONE, "RFC 7208 §8.2"),  # to be treated like "none"
    SpfResult.NONE: (Status.WARN, FindingCode.SPF_NONE, "RFC 7208 §8.1"),
    SpfResult.PERMERROR: (Status.FAIL, FindingCode.SPF_PERMERROR, "RFC 7208 §8.7"),
    SpfResult.TEMPERROR: (Status.UNKNOWN, FindingCode.SERVFAIL, "RFC 7208 §8.6"),
}


# Where the code alone would tell too little.
_WHY = {SpfResult.NEUTRAL: "neutral", SpfResult.TEMPERROR: "spf"}


async def check_spf(ip: SendingIp, domain: str, lookups: Lookups, *, assumed: bool = False) -> list[Finding]:
    """Whether the domain's SPF record allows the address (RFC 7208).

    `assumed`: nobody said that the mail came from this domain, and the finding says so.
    """
    return [_spf_finding(await evaluate_spf(ip.ip, domain, lookups), domain, ip, assumed=assumed)]


async def check_spf_record(
    domain: str, found: Sequence[SendingIp], lookups: Lookups, *, assumed: bool = False
) -> list[Finding]:
    """Without an address that surely sends: whether there is a record, and one that can be evaluated.

    `found` are addresses from the domain's own MX and SPF records. That one of them is allowed is said; that one is
    not is no fault: a server that takes mail in need not send.
    """
    txt = await lookups.ask(domain, "TXT")
    if not txt.answered:
        return [not_told(txt, domain)]
    if not spf_record(txt):
        details: Details = {"rfc": "RFC 7208 §8.1", "record": f'{domain}. TXT "v=spf1 mx ~all"'}
        return [sender_finding(Status.WARN, FindingCode.SPF_NONE, domain, details)]
    verdict = await evaluate_spf(found[0].ip if found else _NOBODY, domain, lookups)
    if found and verdict.result is SpfResult.PASS:
        return [_spf_finding(verdict, domain, found[0], assumed=assumed)]
    if verdict.result in (SpfResult.PERMERROR, SpfResult.TEMPERROR):
        return [_spf_finding(verdict, domain, None, assumed=assumed)]
    return []


async def check_spf_usable(domain: str, lookups: Lookups) -> list[Finding]:
    """Whether there is a record that can be evaluated to its end (RFC 7208 §2.6.7), whoever is asked about."""
    if found := await check_spf_record(domain, (), lookups):
        return found
    published = spf_record(await lookups.ask(domain, "TXT"))
    details: Details = {"rfc": "RFC 7208", "published": published[:MAX_SHOWN]}
    return [sender_finding(Status.PASS, FindingCode.SPF_PASS, domain, details)]


def _spf_finding(verdict: SpfVerdict, domain: str, ip: SendingIp | None, *, assumed: bool) -> Finding:
    status, code, rfc = _SPF[verdict.result]
    details: Details = {"rfc": rfc, "result": verdict.result}
    if ip is not None:
        details |= {"ip": ip.ip, "origin": ip.origin}
    if assumed:
        details["assumed"] = True
    if verdict.record:
        details["published"] = verdict.record[:MAX_SHOWN]
    if verdict.result is SpfResult.PERMERROR:
        details["reason"] = verdict.why.removeprefix("SPF Permanent Error: ")[:MAX_SHOWN]
    elif verdict.result is SpfResult.PASS and allows_everybody(verdict.record):
        status = Status.WARN
        details |= {"why": "everybody", "record": f'{domain}. TXT "{without_all(verdict.record)} -all"'[:MAX_SHOWN]}
    elif ip is not None and verdict.result in (SpfResult.FAIL, SpfResult.SOFTFAIL, SpfResult.NEUTRAL, SpfResult.NONE):
        details["record"] = f'{domain}. TXT "{record_with(verdict.record, ip.ip)}"'[:MAX_SHOWN]
    if why := _WHY.get(verdict.result):
        details["why"] = why
    return sender_finding(status, code, domain, details)


async def check_dmarc(domain: str, lookups: Lookups) -> list[Finding]:
    """RFC 7489 §6.6.3: the record of the domain itself, else that of its organisational domain."""
    places = list(dict.fromkeys([domain, registrable(domain) or domain]))
    for place in places:
        txt = await lookups.ask(f"_dmarc.{place}", "TXT")
        if not txt.answered:
            return [not_told(txt, domain)]
        records = [text for record in txt.records if (text := text_of(record)).lower().startswith("v=dmarc1")]
        if len(records) == 1:
            policy = _tag(records[0], "p").lower()
            details: Details = {"published": records[0][:MAX_SHOWN], "policy": policy, "rfc": "RFC 7489 §6.3"}
            if policy in _DMARC_POLICIES:
                return [sender_finding(Status.PASS, FindingCode.DMARC_POLICY, domain, details)]
            details |= {"why": "broken", "record": f'_dmarc.{place}. TXT "{_DMARC_START}{place}"'}
            return [sender_finding(Status.WARN, FindingCode.DMARC_MISSING, domain, details)]
        if records:
            several: Details = {"rfc": "RFC 7489 §6.6.3", "count": len(records), "why": "several"}
            return [sender_finding(Status.WARN, FindingCode.DMARC_MISSING, domain, several)]
    record = f'_dmarc.{places[-1]}. TXT "{_DMARC_START}{places[-1]}"'
    return [sender_finding(Status.WARN, FindingCode.DMARC_MISSING, domain, {"rfc": "RFC 7489 §6.3", "record": record})]


async def check_dkim(selector: str, domain: str, lookups: Lookups) -> list[Finding]:
    """RFC 6376 §3.6: the key that a signature names; an empty one (`p=`) is revoked."""
    name = to_ascii(f"{selector}._domainkey.{domain}")
    if name is None:
        return []
    txt = await lookups.ask(name, "TXT")
    if not txt.answered:
        return [not_told(txt, name)]
    keys = [text for record in txt.records if "p=" in (text := text_of(record).replace(" ", ""))]
    if any(_tag(key, "p") for key in keys):
        return []
    record = f'{name}. TXT "v=DKIM1; k=rsa; p=…"'
    details: Details = {"rfc": "RFC 6376 §3.6.1", "why": "revoked" if keys else "missing", "record": record}
    return [sender_finding(Status.WARN, FindingCode.DKIM_MISSING, name, details)]


def _tag(record: str, name: str) -> str:
    """The value of a tag in a tag list (RFC 6376 §3.2)."""
    for part in record.split(";"):
        key, _, value = part.partition("=")
        if key.strip().lower() == name:
            return value.strip()[:MAX_SHOWN]
    return ""
