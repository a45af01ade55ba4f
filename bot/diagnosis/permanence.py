"""Permanent or temporary: whether sending the same mail again later could help."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.model import Cause, Failure

# What holds by the nature of the cause where no server said a code. Left out: causes that can be either.
BY_CAUSE: Mapping[Cause, bool] = MappingProxyType(
    {
        Cause.TYPO_IN_ADDRESS: True,
        Cause.ADDRESS_NOT_FOUND: True,
        Cause.DOMAIN_NOT_FOUND: True,
        Cause.MX_MISCONFIGURED: True,
        Cause.SPAM_FILTER: True,
        Cause.BLOCKLISTED: True,
        Cause.OUTBOUND_FILTER: True,
        Cause.SMTP_AUTH_FAILED: True,
        Cause.MAILBOX_UNAVAILABLE: True,
        Cause.SENDER_AUTHENTICATION: True,
        Cause.RECIPIENT_RESTRICTED: True,
        Cause.MESSAGE_TOO_LARGE: True,
        Cause.CONTENT_REJECTED: True,
        Cause.MAIL_LOOP: True,
        Cause.RECIPIENT_SERVER_DOWN: False,
        Cause.RATE_LIMITED: False,
        Cause.SENDING_QUOTA: False,
        Cause.DELAYED: False,
    }
)


def is_permanent(cause: Cause, failure: Failure | None) -> bool | None:
    """True: the same mail will be refused again. False: a later try can work. None: unknown.

    The reader's word comes first, then the first digit of the enhanced status and of the reply code (RFC 3463 §2,
    RFC 5321 §4.2.1). Where the checks found another cause than the text gives, its code no longer counts: a domain
    that does not exist stays away however often a server says 4.4.3. And what is only delayed has not failed.
    """
    if failure is None or failure.cause is not cause or cause is Cause.DELAYED:
        return BY_CAUSE.get(cause)
    if failure.permanent is not None:
        return failure.permanent
    reply = failure.reply
    for first_digit in ((reply.enhanced_status or "")[:1], str(reply.reply_code or "")[:1]):
        if first_digit in ("4", "5"):
            return first_digit == "5"
    return BY_CAUSE.get(cause)
