"""Text from mails, chats and DNS made harmless: one line, no invisible or direction-changing characters, capped.

Inside our sentences it is wrapped in two private-use characters, so that whoever lays the sentence out (`spans.py`)
still knows which words are not ours.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from bot.reply import limits

OPEN, CLOSE = "\ue550", "\ue551"
ELLIPSIS = "…"

_SCHEME = re.compile(r"http(s?)(?=:)", re.IGNORECASE)
_TABLE_URL_CHARS = re.compile(r"https://[A-Za-z0-9./_~%?=&#:+,@!-]{4,290}")


def clean(value: object, cap: int) -> str:
    """One line of at most `cap` characters with nothing invisible in it; blanks and line breaks become one blank.

    Reads no more of `value` than it needs, so that a line of 10 kB costs what a short one does.
    """
    text = str(value)[: 4 * cap]
    if not text.isprintable():
        # Not printable are exactly control and format characters (zero-width, bidi), private use (our own marks), lone
        # surrogates (Slack answers 500), unassigned ones, and separators other than the blank.
        text = "".join(each if each.isprintable() else " " if each.isspace() else "" for each in text)
    return cut(" ".join(text.split()), cap)


def clean_lines(value: object, cap: int) -> str:
    """Like `clean`, with the line breaks kept: for text that is shown as it came."""
    lines = [clean(line, cap) for line in str(value)[: 4 * cap].splitlines()]
    return cut("\n".join(lines).strip(), cap)


def cut(text: str, cap: int) -> str:
    """`text` in at most `cap` characters, with "…" where some are missing."""
    return text if len(text) <= cap else text[: cap - 1].rstrip() + ELLIPSIS


def outside(value: object, cap: int) -> str:
    """`value`, cleaned, and marked as not ours, for a sentence of `Words`."""
    return f"{OPEN}{clean(value, cap)}{CLOSE}"


def address(value: object) -> str:
    """An address or what was typed for one, cleaned and marked."""
    return outside(value, limits.ADDRESS)


def host(value: object) -> str:
    """A host, domain, IP or zone, cleaned and marked."""
    return outside(value, limits.HOST)


def defanged(text: str) -> str:
    """`text` with `http` written as `hxxp`: the custom among mail admins for a link that must not be followed."""
    return _SCHEME.sub(r"hxxp\1", text)


def table_url(value: object) -> str | None:
    """A delisting page from our own tables as a link target, or None if it is not a plain https URL."""
    if not isinstance(value, str) or not _TABLE_URL_CHARS.fullmatch(value):
        return None
    try:
        return value if urlsplit(value).hostname else None
    except ValueError:
        return None
