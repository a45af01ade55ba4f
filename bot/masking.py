"""What people's addresses look like where others read along: the part before the @ masked, tokens taken out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

# The sign in every writing of it; %40 in URLs.
_AT: Final = re.compile("([@＠﹫]|%40)")
# What a local part is made of, read from its end; characters beyond ASCII too (RFC 6531 §3.3).
_LOCAL_BACKWARDS: Final = re.compile(r"[^\s@＠﹫<>()\[\]\"',;:|]+")
# A domain within a local part, as in bounce+bob=example.com@lists.example.org: the address before it is one, too.
_DOMAIN: Final = re.compile(r"[^=]*\.[^=.]{2,}")
# Slack's tokens: xoxb-…, xapp-…, xoxe.xoxb-….
_TOKEN: Final = re.compile(r"\bx(?:ox[a-z]|app|oxe\.xox[a-z])-[A-Za-z0-9-]+")
# Deeper than anything that is logged on purpose.
_DEPTH: Final = 6


def masked(text: str) -> str:
    """`text` with the local parts of mail addresses masked, and without tokens; in time linear in its length.

    Of a local part its first character is left, to tell two lines about the same case from two about others.
    """
    parts = _AT.split(text)
    for index in range(0, len(parts) - 1, 2):
        parts[index] = _without_local_part(parts[index])
    return _TOKEN.sub("[token]", "".join(parts))


def deeply_masked(value: Any, depth: int = _DEPTH) -> Any:
    """`value` with every text in it masked; what is neither text, number nor a collection becomes its description."""
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, str):
        return masked(value)
    if depth == 0:
        return masked(repr(value))
    if isinstance(value, Mapping):
        return {masked(str(name)): deeply_masked(each, depth - 1) for name, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [deeply_masked(each, depth - 1) for each in value]
    return masked(str(value))


def _without_local_part(before: str) -> str:
    """The text before an @, its local part masked; a quoted one ("john doe"@…, RFC 5321 §4.1.2) as a whole."""
    if before.endswith('"'):
        start = before.rfind('"', 0, len(before) - 1)
        return before if start < 0 else before[: start + 1] + '***"'
    found = _LOCAL_BACKWARDS.match(before[::-1])
    if found is None:
        return before
    start = len(before) - found.end()
    local = before[start:]
    key, equals, value = local.rpartition("=")
    if equals and value and not _DOMAIN.fullmatch(value):  # to=bob@example.com
        start += len(key) + 1
        local = value
    return f"{before[:start]}{local[0]}***"
