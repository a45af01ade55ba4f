"""What people's addresses look like where others read along: the part before the @ masked, tokens taken out."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from typing import Any, Final

# The sign in every writing of it; %40 in URLs.
_AT: Final = re.compile("([@＠﹫]|%40)")
# What most local parts are made of, and what stands before those.
_PLAIN: Final = f"{string.ascii_letters}{string.digits}._+-"
_OPENING: Final = frozenset(" \t\n<([:;")
# What a local part is made of, read from its end; characters beyond ASCII too (RFC 6531 §3.3). What separates addresses
# may also be within one: o'brien, and as it was typed smith,jr.
_LOCAL_BACKWARDS: Final = re.compile(r"[^\s@＠﹫<>()\[\]\"',;:|]++(?:[',|][^\s@＠﹫<>()\[\]\"',;:|]++)*+")
_SEPARATOR: Final = re.compile("[',|]")
# A quoted local part (RFC 5321 §4.1.2), from its end: quotes behind a backslash belong to it.
_QUOTED_BACKWARDS: Final = re.compile(r"""\"[^\"]*+(?:\"(?=\\)[^\"]*+)*+\"""")
# What is set around a local part alone: 'bob'@example.com.
_CLOSING: Final = "'\"])>}"
# With blanks before it, only what a name of a domain follows is the sign of an address: "and @channel" is none.
_DOMAIN_AHEAD: Final = re.compile(r"\s*+[\w-]++\.\w")
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
        parts[index] = _without_local_part(parts[index], parts[index + 2], begins_with_domain=index > 0)
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


def _without_local_part(before: str, after: str, *, begins_with_domain: bool) -> str:
    """The text before an @, its local part masked. It may begin with the domain of the address before."""
    # The quick way for nearly all of them; what follows knows every form.
    rest = before.rstrip(_PLAIN)
    plain = before[len(rest) :]
    if plain and (not rest or rest[-1] in _OPENING or (rest[-1] == "=" and "." not in plain)):
        return f"{rest}{plain[0]}***"
    text = before
    if before[-1:].isspace() and _DOMAIN_AHEAD.match(after):
        text = before.rstrip()
    masked_text = _with_quoted_masked(text) if text.endswith('"') else ""
    masked_text = masked_text or _with_word_masked(text, begins_with_domain=begins_with_domain)
    return masked_text + before[len(text) :]


def _with_quoted_masked(text: str) -> str:
    """`text` with the quoted string at its end masked as a whole, as in "john doe"@…; "" where it does not begin."""
    found = _QUOTED_BACKWARDS.match(text[::-1])
    # Where every quote is behind a backslash, the text was quoted once more.
    start = len(text) - found.end() if found else text.find('"')
    return "" if start == len(text) - 1 else text[:start] + '"***"'


def _with_word_masked(text: str, *, begins_with_domain: bool) -> str:
    word, closing = text, ""
    if text.endswith(")"):  # a comment (RFC 5322 §3.2.2) may be a name, too
        word = text[: text.rfind("(")] if "(" in text else text
    found = _LOCAL_BACKWARDS.match(word[::-1])
    if found is None:
        word = text.rstrip(_CLOSING)
        closing = text[len(word) :]
        found = _LOCAL_BACKWARDS.match(word[::-1])
    if found is None:
        return text
    start = len(word) - found.end()
    if start == 0 and begins_with_domain and (separator := _SEPARATOR.search(word)):
        start = separator.end()
    local = word[start:]
    key, equals, value = local.rpartition("=")
    if equals and value and not _DOMAIN.fullmatch(value):  # to=bob@example.com
        start += len(key) + 1
        local = value
    return f"{word[:start]}{local[0]}***{closing}"
