"""Rules about the sender's side: blocklists, SPF, DKIM, DMARC, and the DNS names of the sending host."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.diagnosis.evidence import Evidence, is_senders
from bot.diagnosis.votes import Objection, Vote
from bot.model import Cause, Check, Failure, Finding, FindingCode, IpOrigin, Status

# How telling a listing is, by the tier of the list: 1 is what big receivers use, 3 is obscure.
LISTING_BY_TIER = {1: 0.8, 2: 0.65, 3: 0.5}
UNTIERED_LISTING = 0.5
SPF_WEIGHT = {FindingCode.SPF_FAIL: 0.55, FindingCode.SPF_PERMERROR: 0.45}
SPF_OF_ASSUMED_DOMAIN = 0.25
_LAST_TIER = max(LISTING_BY_TIER) + 1
# Of the first tier, the lists that mail servers ask most; forty obscure ones must not drown them.
MOST_ASKED = ("zen.spamhaus.org", "b.barracudacentral.org", "bl.spamcop.net", "dbl.spamhaus.org")


def listings(evidence: Evidence) -> Iterator[Vote]:
    """The sender's own IP or domain is listed for abuse. Several lists add little: they copy each other.

    A listing of the very list that the bounce names settles it; an address known only from MX or SPF records settles
    nothing unless the bounce itself says "blocklisted".
    """
    listed = [finding for finding in evidence.having(FindingCode.LISTED) if finding.status is Status.FAIL]
    named = [finding for finding in listed if _is_named(finding, evidence)]
    proven = [finding for finding in listed if is_senders(finding)]
    if evidence.text_cause is Cause.BLOCKLISTED and listed:
        confirmed = [*named, *(finding for finding in proven if finding not in named)]
        yield Vote(Cause.BLOCKLISTED, 0.85, weightiest_first(confirmed or listed))
    elif proven:
        strongest = max(LISTING_BY_TIER.get(_tier(finding), UNTIERED_LISTING) for finding in proven)
        yield Vote(Cause.BLOCKLISTED, strongest, weightiest_first(proven), refines=evidence.text_in({Cause.UNKNOWN}))


def listing_is_gone(evidence: Evidence) -> Iterator[Objection]:
    """The bounce says "blocklisted", and the list it names, asked by us, does not list that sender (any more).

    A provider's own list has no zone to ask, so public lists say nothing against it; nor does another server of ours
    that is clear. Policy entries (Spamhaus PBL, dynamic ranges) count as listed here: a receiver does refuse on them.
    """
    failure = evidence.failure
    if failure is None or failure.cause is not Cause.BLOCKLISTED:
        return
    refusing = (FindingCode.LISTED, FindingCode.POLICY, FindingCode.NETWORK)
    if failure.named_list is not None and failure.named_list.zone is None:
        return
    answers = [
        finding for finding in evidence.findings if finding.check is Check.BLOCKLIST and _was_refused(finding, failure)
    ]
    if failure.named_list is not None:
        answers = [finding for finding in answers if _is_named(finding, evidence)]
    clear = weightiest_first(finding for finding in answers if finding.code is FindingCode.CLEAR)
    if clear and not any(finding.code in refusing for finding in answers):
        yield Objection(Cause.BLOCKLISTED, 0.8, clear[:1])


def policy_listing(evidence: Evidence) -> Iterator[Vote]:
    """The bounce names a list, and the address stands on it as a policy or network-wide entry: that explains it.

    Such an entry that no bounce names is nobody's reason: few receivers refuse mail for it.
    """
    if evidence.text_cause is Cause.BLOCKLISTED:
        entries = evidence.having(FindingCode.POLICY, FindingCode.NETWORK)
        found = [finding for finding in entries if is_senders(finding) and _is_named(finding, evidence)]
        if found:
            yield Vote(Cause.BLOCKLISTED, 0.5, tuple(found))


def sender_authentication(evidence: Evidence) -> Iterator[Vote]:
    """SPF does not allow the sending IP (RFC 7208 §8.4), or its record cannot be used (§8.7).

    Several addresses that one record does not name are one fault. Where nobody said that the mail came from the domain,
    its record says little: the address may well send for another.
    """
    failed = [
        finding for finding in evidence.having(*SPF_WEIGHT) if finding.status is Status.FAIL and is_senders(finding)
    ]
    if failed:
        heaviest = max(failed, key=_spf_weight)
        yield Vote(Cause.SENDER_AUTHENTICATION, _spf_weight(heaviest), tuple(failed))
    if evidence.text_cause is Cause.SENDER_AUTHENTICATION:
        for finding in evidence.having(FindingCode.SPF_SOFTFAIL, FindingCode.SPF_NONE, FindingCode.DKIM_MISSING):
            yield Vote(Cause.SENDER_AUTHENTICATION, 0.4, (finding,))


def sender_dns(evidence: Evidence) -> Iterator[Vote]:
    """The sending IP has no name, or one that does not lead back to it (RFC 8601 §3 "iprev"; RFC 7372 §3.3)."""
    for finding in evidence.having(FindingCode.PTR_MISSING, FindingCode.PTR_UNCONFIRMED, FindingCode.HELO_MISMATCH):
        if evidence.text_cause is Cause.SENDER_DNS:
            yield Vote(Cause.SENDER_DNS, 0.6, (finding,))
        elif finding.status is Status.FAIL and is_senders(finding):
            yield Vote(Cause.SENDER_DNS, 0.42, (finding,))


def authentication_is_fine(evidence: Evidence) -> Iterator[Objection]:
    """The bounce blames SPF or the missing reverse name, and we find it in order now."""
    failure = evidence.failure
    if failure is None:
        return
    blames_spf = failure.reply.enhanced_status == "5.7.23" or "spf" in (failure.diagnostic or "").lower()
    passed = tuple(finding for finding in evidence.having(FindingCode.SPF_PASS) if is_senders(finding))
    if failure.cause is Cause.SENDER_AUTHENTICATION and blames_spf and passed:
        yield Objection(Cause.SENDER_AUTHENTICATION, 0.75, passed[:1])
    confirmed = tuple(finding for finding in evidence.having(FindingCode.PTR_CONFIRMED) if is_senders(finding))
    if failure.cause is Cause.SENDER_DNS and failure.reply.enhanced_status == "5.7.25" and confirmed:
        yield Objection(Cause.SENDER_DNS, 0.75, confirmed[:1])


def weightiest_first(listings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Listings by how many receivers heed them, whatever the order in which the lists answered."""

    def weight(finding: Finding) -> tuple[int, int, str]:
        zone = finding.subject
        asked = MOST_ASKED.index(zone) if zone in MOST_ASKED else len(MOST_ASKED)
        return asked, _tier(finding), zone

    return tuple(sorted(listings, key=weight))


def _spf_weight(finding: Finding) -> float:
    return SPF_OF_ASSUMED_DOMAIN if finding.details.get("assumed") else SPF_WEIGHT[finding.code]


def _tier(finding: Finding) -> int:
    tier = finding.details.get("tier")
    return tier if isinstance(tier, int) else _LAST_TIER


def _was_refused(finding: Finding, failure: Failure) -> bool:
    """Whether a finding is about the very IP (or the domain) that the bounce says was refused."""
    ip = finding.details.get("ip")
    if ip is None:
        return failure.named_list is not None
    if failure.sending_ip is not None:
        return ip == failure.sending_ip
    return finding.details.get("origin") in (IpOrigin.BOUNCE.value, IpOrigin.NAMED.value)


def _is_named(finding: Finding, evidence: Evidence) -> bool:
    """Whether a finding is about the list that the bounce names: its zone, or another zone of the same list."""
    named = evidence.failure.named_list if evidence.failure else None
    if named is None or named.zone is None:
        return False
    zones = {finding.subject.rstrip(".").lower(), str(finding.details.get("list") or "").lower()}
    return not zones.isdisjoint({named.zone.rstrip(".").lower(), named.name.lower()})
