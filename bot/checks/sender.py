"""Does DNS speak for the sender? SPF, DMARC, DKIM and the sending host's names, side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.checks.domains import to_ascii
from bot.checks.lookup import Lookups, Outcome
from bot.checks.public_addresses import is_public, sending_ip
from bot.checks.sender_findings import Details, sender_finding
from bot.checks.sender_names import check_helo, check_reverse_name
from bot.checks.sender_policies import check_dkim, check_dmarc, check_spf, check_spf_record
from bot.model import Finding, FindingCode, IpOrigin, SendingIp, Status

_MAX_IPS = 2


async def check_sender(
    ips: Sequence[SendingIp],
    domain: str | None,
    lookups: Lookups,
    *,
    assumed: bool = False,
    dkim_selector: str | None = None,
    helo: str | None = None,
    documentation: bool = False,
) -> list[Finding]:
    """What DNS says about a sender's addresses and domain (ASCII form).

    Addresses that are known from the domain's own records are not held against those records, and inbound hosts (MX)
    send nothing that would need a name. `assumed`: nobody said that the mail came from this domain.
    """
    parsed = [(address, ip.origin) for ip in ips if (address := sending_ip(ip.ip))]
    public = [SendingIp(str(ip), origin) for ip, origin in parsed if is_public(ip, documentation=documentation)]
    hidden = [SendingIp(str(ip), origin) for ip, origin in parsed if not is_public(ip, documentation=documentation)]
    sending = [ip for ip in public if ip.origin is not IpOrigin.MX][:_MAX_IPS]
    told = [ip for ip in sending if ip.origin is not IpOrigin.SPF]
    about_hosts = [check_reverse_name(ip, lookups) for ip in sending]
    if helo and (name := to_ascii(helo)):
        about_hosts.extend(check_helo(name, ip, lookups) for ip in told)
    of_hosts, of_domain = await asyncio.gather(
        asyncio.gather(*about_hosts),
        _about_domain(domain, told, public, lookups, assumed=assumed, dkim_selector=dkim_selector)
        if domain
        else _none(),
    )
    return [
        *(_not_public(ip) for ip in hidden),
        *(finding for findings in of_hosts for finding in findings),
        *of_domain,
    ]


async def _about_domain(
    domain: str,
    told: Sequence[SendingIp],
    found: Sequence[SendingIp],
    lookups: Lookups,
    *,
    assumed: bool,
    dkim_selector: str | None,
) -> list[Finding]:
    """What a domain publishes. `told` addresses are evaluated; of `found` ones only whether the record works at all."""
    questions = [check_spf(ip, domain, lookups, assumed=assumed) for ip in told]
    if not told:
        questions.append(check_spf_record(domain, found, lookups, assumed=assumed))
    questions.append(check_dmarc(domain, lookups))
    if dkim_selector:
        questions.append(check_dkim(dkim_selector, domain, lookups))
    answers = [finding for findings in await asyncio.gather(*questions) for finding in findings]
    if (await lookups.ask(domain, "TXT")).outcome is not Outcome.NXDOMAIN:
        return answers
    # A domain that does not exist lacks every record; to name them one by one would hide what is wrong.
    kept = [finding for finding in answers if finding.code not in (FindingCode.SPF_NONE, FindingCode.DMARC_MISSING)]
    details: Details = {"why": "sender", "rfc": "RFC 8020 §2"}
    if assumed:
        details["assumed"] = True
    return [sender_finding(Status.FAIL, FindingCode.NXDOMAIN, domain, details), *kept]


async def _none() -> list[Finding]:
    return []


def _not_public(ip: SendingIp) -> Finding:
    """RFC 6890: an address that the Internet never sees says nothing about where the mail came from."""
    details: Details = {"ip": ip.ip, "origin": ip.origin, "why": "not_public", "rfc": "RFC 6890 §2.2.2"}
    return sender_finding(Status.SKIPPED, FindingCode.NOT_ASKED, ip.ip, details)
