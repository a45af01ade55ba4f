"""Does DNS speak for the sender? SPF, DMARC, DKIM and the sending host's names, side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.checks.domains import to_ascii
from bot.checks.lookup import Lookups
from bot.checks.public_addresses import is_public, parse_ip
from bot.checks.sender_names import check_helo, check_reverse_name
from bot.checks.sender_policies import check_dkim, check_dmarc, check_spf, check_spf_record
from bot.model import Finding, IpOrigin, SendingIp

_MAX_IPS = 2


async def check_sender(
    ips: Sequence[SendingIp],
    domain: str | None,
    lookups: Lookups,
    *,
    dkim_selector: str | None = None,
    helo: str | None = None,
    documentation: bool = False,
) -> list[Finding]:
    """What DNS says about a sender's addresses and domain (ASCII form).

    Addresses that are known from the domain's own records are not held against those records, and inbound hosts (MX)
    send nothing that would need a name.
    """
    parsed = [(address, ip.origin) for ip in ips if (address := parse_ip(ip.ip))]
    public = [SendingIp(str(ip), origin) for ip, origin in parsed if is_public(ip, documentation=documentation)]
    sending = [ip for ip in public if ip.origin is not IpOrigin.MX][:_MAX_IPS]
    told = [ip for ip in sending if ip.origin is not IpOrigin.SPF]
    questions = [check_reverse_name(ip, lookups) for ip in sending]
    if helo and (name := to_ascii(helo)):
        questions.extend(check_helo(name, ip, lookups) for ip in told)
    if domain:
        questions.extend(check_spf(ip, domain, lookups) for ip in told)
        if not told:
            questions.append(check_spf_record(domain, lookups))
        questions.append(check_dmarc(domain, lookups))
        if dkim_selector:
            questions.append(check_dkim(dkim_selector, domain, lookups))
    answers = await asyncio.gather(*questions)
    return [finding for findings in answers for finding in findings]
