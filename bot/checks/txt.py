"""TXT records as text: the strings that a record consists of, put together."""

from __future__ import annotations


def text_of(record: str) -> str:
    """The text of a TXT record in presentation format (RFC 1035 §5.1): its strings joined, escapes undone.

    Bytes beyond ASCII are taken for Latin-1, one character each: what reads them further wants ASCII anyway.
    """
    text: list[str] = []
    quoted = False
    position = 0
    while position < len(record):
        char = record[position]
        if char == "\\" and record[position + 1 : position + 4].isdigit():
            text.append(chr(int(record[position + 1 : position + 4]) % 256))
            position += 4
            continue
        if char == "\\" and position + 1 < len(record):
            text.append(record[position + 1])
            position += 2
            continue
        if char == '"':
            quoted = not quoted
        elif quoted:
            text.append(char)
        position += 1
    return "".join(text)
