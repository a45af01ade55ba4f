"""The sending side as a person names it ("from …", `--sender`): an IP address or a domain."""

from __future__ import annotations

import ipaddress

from bot.model import IpOrigin, SendingIp


def named_sender(text: str | None) -> tuple[tuple[SendingIp, ...], str | None]:
    """The sending IPs and the sender's domain in `text`: one of the two, or neither.

    An address literal's brackets (RFC 5321 §4.1.3) are passed over; of a mail address its domain is taken.
    """
    cleaned = (text or "").strip().removeprefix("[").removesuffix("]")
    if not cleaned:
        return (), None
    try:
        return (SendingIp(str(ipaddress.ip_address(cleaned)), IpOrigin.NAMED),), None
    except ValueError:
        return (), cleaned.rpartition("@")[2].rstrip(".").lower() or None
