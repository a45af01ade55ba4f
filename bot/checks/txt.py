"""TXT records as text: the strings that a record consists of, put together."""

from __future__ import annotations

import re

MAX_TEXT = 8_192
"""What a record says behind so many characters is not read; keys and policies have a tenth of it."""

_STRING = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"?', re.DOTALL)
_ESCAPE = re.compile(r"\\([0-9]{3}|.)", re.DOTALL)
_LONGEST_ESCAPE = 4


def text_of(record: str) -> str:
    """The text of a TXT record in presentation format (RFC 1035 §5.1): its strings joined, escapes undone.

    Bytes beyond ASCII are taken for Latin-1, one character each: what reads them further wants ASCII anyway.
    """
    strings: list[str] = []
    left = MAX_TEXT * _LONGEST_ESCAPE
    # An answer over TCP holds 64 kB, and the whole bot waits while they are unescaped one by one.
    for match in _STRING.finditer(record):
        strings.append(match[1])
        left -= len(match[1])
        if left <= 0:
            break
    text = "".join(strings)
    return (_ESCAPE.sub(_meant, text) if "\\" in text else text)[:MAX_TEXT]


def _meant(escape: re.Match[str]) -> str:
    written = escape[1]
    return written if len(written) == 1 else chr(int(written) % 256)
