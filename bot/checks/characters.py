"""Characters that strayed into an address: found, named and taken out again. Pure; no judgement about the rest."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

MAX_ADDRESS = 1_000  # characters; longer than any address (RFC 5321 §4.5.3.1.3: 256), whatever is stuck to it


class Stray(StrEnum):
    """What was found. The order is that of the repairs."""

    MAILTO = "mailto"
    BRACKETS = "brackets"
    INVISIBLE = "invisible"
    BLANK = "blank"
    FULL_WIDTH = "full_width"
    LOOKALIKE = "lookalike"
    TRAILING_PUNCTUATION = "trailing_punctuation"
    DOUBLE_AT = "double_at"
    COMMA_FOR_DOT = "comma_for_dot"
    DOUBLE_DOT = "double_dot"
    LEADING_DOT = "leading_dot"


@dataclass(frozen=True, slots=True)
class Repaired:
    """An address without its stray characters, what they were, and whether the address was wrong as it stood.

    Blanks and punctuation around an address come from copying it; those within it go into the envelope.
    """

    address: str
    strays: tuple[Stray, ...]
    harmful: bool


_PAIRS = {"<": ">", "(": ")", "[": "]", '"': '"', "'": "'", "“": "”", "‘": "’", "「": "」", "《": "》", "«": "»"}
_TRAILING = ".,;:!?、。，；：>)]}\"'”’」"
_HARMLESS = frozenset({Stray.MAILTO, Stray.BRACKETS})
# Letters of other alphabets that look Latin (Unicode TS 39 confusables), as far as keyboards offer them.
_LOOKALIKES = str.maketrans("асеіјорѕухԁԛԝοανιрһӏ", "aceijopsyxdqwoaviphl")
# Dots that IDNA takes for dots (RFC 3490 §3.1) and the middle dots that input methods give for one.
_DOTS = str.maketrans("。．｡・･", ".....")


def repair(text: str) -> Repaired:
    """Take stray characters out of an address. Time is linear; at most `MAX_ADDRESS` characters are read."""
    address = text[:MAX_ADDRESS]
    found: list[Stray] = []
    harmful = False
    for stray, change in _REPAIRS:
        changed = change(address)
        if changed != address:
            found.append(stray)
            harmful = harmful or (stray not in _HARMLESS and changed != address.strip().rstrip(_TRAILING))
            address = changed
    return Repaired(address, tuple(found), harmful)


def _without_mailto(address: str) -> str:
    bare = address.lstrip()
    return bare[7:].partition("?")[0] if bare[:7].lower() == "mailto:" else address


def _without_brackets(address: str) -> str:
    bare = address.strip()
    while len(bare) > 2 and _PAIRS.get(bare[0]) == bare[-1] and "@" in bare:
        bare = bare[1:-1].strip()
    return bare if bare != address.strip() else address


def _without_invisible(address: str) -> str:
    return "".join(char for char in address if unicodedata.category(char) not in ("Cf", "Cc") or char in "\t\n\r")


def _without_blanks(address: str) -> str:
    return "".join(address.replace("%20", " ").split())


def _half_width(address: str) -> str:
    folded = "".join(
        unicodedata.normalize("NFKC", char) if "\uff01" <= char <= "\uff5e" or char == "﹫" else char
        for char in address
    )
    return folded.translate(_DOTS)


def _latin(address: str) -> str:
    """Fold look-alikes in a domain that is Latin otherwise; a domain all in Cyrillic or Greek is left alone."""
    local, at, domain = address.rpartition("@")
    label = domain.partition(".")[0]
    mixed = any(char.isascii() and char.isalpha() for char in label) and not label.isascii()
    folded = domain.translate(_LOOKALIKES)
    return local + at + folded if at and mixed and folded.isascii() else address


def _without_trailing(address: str) -> str:
    return address.rstrip(_TRAILING)


def _single_at(address: str) -> str:
    while "@@" in address:
        address = address.replace("@@", "@")
    return address


def _dots_for_commas(address: str) -> str:
    local, at, domain = address.rpartition("@")
    return local + at + domain.replace(",", ".").replace(";", ".") if at else address


def _single_dots(address: str) -> str:
    local, at, domain = address.rpartition("@")
    while ".." in domain:
        domain = domain.replace("..", ".")
    return local + at + domain if at else address


def _without_leading_dot(address: str) -> str:
    local, at, domain = address.rpartition("@")
    return local + at + domain.lstrip(".") if at else address


_REPAIRS = (
    (Stray.MAILTO, _without_mailto),
    (Stray.BRACKETS, _without_brackets),
    (Stray.INVISIBLE, _without_invisible),
    (Stray.BLANK, _without_blanks),
    (Stray.FULL_WIDTH, _half_width),
    (Stray.LOOKALIKE, _latin),
    (Stray.TRAILING_PUNCTUATION, _without_trailing),
    (Stray.DOUBLE_AT, _single_at),
    (Stray.COMMA_FOR_DOT, _dots_for_commas),
    (Stray.DOUBLE_DOT, _single_dots),
    (Stray.LEADING_DOT, _without_leading_dot),
)
