"""How many lines a sentence takes on a phone: so that the advice fits one screen, and the rest waits in a dialog.

Measured in Chromium 390 px wide (Lato 15 px, Noto Sans CJK): 42 Latin or 21 Japanese characters fit a line of a
message, four Latin ones less an item of a list; bold is a little wider.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from bot.reply.spans import Line, Span

COLUMNS = 42
ITEM_COLUMNS = 38
_BOLD = 1.06


def rows(spans: Line, columns: int = COLUMNS) -> int:
    """The lines that `spans` take up, broken between words, and anywhere between full-width characters."""
    count, used = 1, 0.0
    for width, blank in _pieces(spans):
        if used + width > columns and not blank:
            if used:
                count, used = count + 1, 0.0
            count += int(width // (columns + 1))  # a word longer than a line
            width %= columns + 1
        used += width
    return count


def rows_of(lines: Sequence[Line], columns: int = COLUMNS) -> int:
    """The lines that all of them take up, one below the other."""
    return sum(rows(spans, columns) for spans in lines)


def _pieces(spans: Line) -> Iterator[tuple[float, bool]]:
    """Width and blankness of each piece that stays together: a word, a blank, one full-width character."""
    width = 0.0
    for span in spans:
        factor = _BOLD if span.bold else 1.0
        for character in _shown(span):
            wide = unicodedata.east_asian_width(character) in "WF"
            if wide or character == " ":
                if width:
                    yield width, False
                    width = 0.0
                yield (2 if wide else 1) * factor, character == " "
            else:
                width += factor
    if width:
        yield width, False


def _shown(span: Span) -> str:
    # A mention is shown as a name, which nobody here knows: about as long as this one.
    return "@somebody" if span.named else span.text
