"""The sending side as a person names it ("from …", `--sender`): an IP address or a domain."""

from __future__ import annotations

from bot.checks.domains import to_ascii
from bot.checks.public_addresses import sending_ip
from bot.model import IpOrigin, SendingIp


def named_sender(text: str | None) -> tuple[tuple[SendingIp, ...], str | None]:
    """The sending IPs and the sender's domain in `text`: one of the two, or neither.

    An address literal's brackets (RFC 5321 §4.1.3) are passed over; of a mail address its domain is taken.
    """
    cleaned = (text or "").strip()
    if address := sending_ip(cleaned):
        return (SendingIp(str(address), IpOrigin.NAMED),), None
    return (), cleaned.rpartition("@")[2].strip("[]").rstrip(".").lower() or None


def names_a_sender(text: str) -> bool:
    """Whether a text is an IP address, a domain of two labels or more, or a mail address at one."""
    ips, domain = named_sender(text)
    ascii_form = to_ascii(domain) if domain else None
    # RFC 3696 §2: no top-level domain is all digits; "192.0.2" is half an address.
    return bool(ips) or (ascii_form is not None and "." in ascii_form and not ascii_form.rpartition(".")[2].isdigit())
