"""Where a text holds somebody's address, in whatever spelling a mail or a person gives it. Pure."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from typing import Final
from urllib.parse import quote

import idna

from bot.checks.domains import to_ascii

# The sign as it is typed, with an input method's width, in a URL; people and programs put blanks around it.
_AT: Final = r"\s*(?:[@＠﹫]|%40)\s*"
# Scripts that write no blanks, or put endings right behind a name (Thai to Khmer; Han, kana, hangul): 送信者bob@….
_WITHOUT_BLANKS: Final = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef"
_LETTER: Final = rf"[^\W{_WITHOUT_BLANKS}]"
# What may stand beside an address without being part of it; an escape of a URL may, where it is none of +-. itself.
_BEFORE: Final = rf"(?:(?<!{_LETTER})(?<![.+-])|(?<=%[0-9a-f]{{2}})(?<!%2[bde]))"
_AFTER: Final = rf"(?!{_LETTER}|-)(?!\.{_LETTER})"
_PIECE: Final = re.compile("[a-z0-9]+")


def finder(address: str) -> re.Pattern[str]:
    """Finds `address`, and no other that it is a part of; in time linear in the text.

    Also where another address holds it, to lead a bounce home: `bounce+bob=example.com@…` (VERP,
    https://cr.yp.to/proto/verp.txt) and `SRS0=…=example.com=bob@…` (https://www.libsrs2.net/srs/srs.pdf).
    """
    local, _, domain = _folded(address)
    locals_, domains = _one_of(_locals(local)), _one_of(_domains(domain))
    return re.compile(
        f"{_BEFORE}{locals_}{_AT}{domains}{_AFTER}"
        f"|(?<!{_LETTER})(?<!\\.){locals_}={domains}(?={_AT})"
        f"|={domains}={locals_}(?={_AT})",
        re.IGNORECASE,
    )


def pieces(address: str) -> set[str]:
    """ASCII letters and digits that stand in every spelling of `address`, in lower case, for a database to look for.

    SQLite's `lower` knows no other letters (https://www.sqlite.org/lang_corefunc.html#lower), and what PostgreSQL's
    knows is the server's locale's.
    """
    local, _, domain = _folded(address)
    plain = [label for label in _unicode(domain).split(".") if label.isascii()]
    return {piece for text in (local, *plain) for piece in _PIECE.findall(text)}


def _folded(address: str) -> tuple[str, str, str]:
    return unicodedata.normalize("NFC", address.strip().lower()).rpartition("@")


def _locals(local: str) -> set[str]:
    """As it is, as Slack escapes it, as a URL does."""
    return {local, html.escape(local, quote=False), quote(local, safe="")}


def _domains(domain: str) -> set[str]:
    """In Unicode and in ASCII (RFC 5890 §2.3.2.1)."""
    return {domain, _unicode(domain), to_ascii(domain) or domain}


def _unicode(domain: str) -> str:
    with suppress(idna.IDNAError, UnicodeError):  # no name of DNS: then as it is
        return str(idna.decode(to_ascii(domain) or domain))
    return domain


def _one_of(spellings: Iterable[str]) -> str:
    """Each also with its accents apart from their letters, as macOS writes them."""
    forms = {unicodedata.normalize(form, each) for each in spellings for form in ("NFC", "NFD")}
    return f"(?:{'|'.join(map(re.escape, sorted(forms)))})"
