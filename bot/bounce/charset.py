"""Bytes and encoded words → text, in whatever charset a mailer of the last thirty years wrote them."""

from __future__ import annotations

import binascii
import codecs
import quopri
import re

# Names that mailers write, and the superset that decodes what they really send.
_SUPERSETS = {
    "iso-2022-jp": "iso2022_jp_ext",
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932",
    "x-euc-jp": "euc_jp", "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030",
    "ks_c_5601-1987": "cp949", "euc-kr": "cp949", "x-windows-949": "cp949", "big5": "big5hkscs",
    "us-ascii": "utf-8", "ascii": "utf-8", "unknown-8bit": "utf-8", "default": "utf-8", "": "utf-8",
    "iso-8859-1": "cp1252", "iso-8859-8-i": "iso-8859-8", "unicode-1-1-utf-7": "utf-7", "utf8": "utf-8",
}  # fmt: skip
# A codec that turns few bytes into many, or bytes into bytes, is none that a mail may ask for. By the name that Python
# gives it, which has hyphens.
_NOT_TEXT = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined"})
_SURROGATE = re.compile("[\ud800-\udfff]")
_ENCODED_WORD = re.compile(r"=\?([\w.:-]{1,40})(?:\*[\w-]{0,20})?\?([bBqQ])\?([^?\s]{0,2000})\?=(?:\s{0,8}(?==\?))?")
_ISO_2022_JP = (b"\x1b$B", b"\x1b$@")
_MAX_WORDS = 200


def decode(data: bytes, charset: str | None) -> str:
    """`data` as text: in its declared charset, else in the one it looks like. Never raises; bad bytes become U+FFFD."""
    name = (charset or "").strip("'\" ").lower()
    name = _SUPERSETS.get(name, name)
    if name == "utf-8" or not name:
        return _undeclared(data)
    try:
        info = codecs.lookup(name)
        if info.name in _NOT_TEXT or not info._is_text_encoding:
            return _undeclared(data)
        # UTF-7 (RFC 2152) writes UTF-16's units, and Python's codec lets half a pair pass.
        return without_surrogates(data.decode(name, "replace"))
    except (LookupError, UnicodeError, ValueError):
        return _undeclared(data)


def without_surrogates(text: str) -> str:
    """`text` with U+FFFD for each surrogate: half a character of UTF-16, which no encoder and no search takes."""
    if text.isascii():
        return text
    try:
        # A third of the time that the pattern takes.
        text.encode("utf-8")
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text


def _undeclared(data: bytes) -> str:
    if data.isascii():
        return (
            data.decode("iso2022_jp_ext", "replace") if any(e in data for e in _ISO_2022_JP) else data.decode("ascii")
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    # Japanese and Chinese mailers are the ones that leave the charset out; Western text has few pairs of high bytes.
    for guess in ("cp932", "euc_jp", "gb18030"):
        try:
            text = data.decode(guess)
        except UnicodeDecodeError:
            continue
        if _looks_east_asian(text):
            return text
    return data.decode("cp1252", "replace")


def _looks_east_asian(text: str) -> bool:
    kana = sum("\u3040" <= c <= "\u30ff" for c in text[:4000])
    return kana >= 3 or sum("\u4e00" <= c <= "\u9fff" for c in text[:4000]) >= 6


def transfer_decoded(data: bytes, encoding: str) -> bytes:
    """`data` without its Content-Transfer-Encoding (RFC 2045 §6); what is broken is read as far as it goes."""
    encoding = encoding.strip().lower()
    if encoding == "base64":
        packed = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
        packed = packed[: len(packed) - (len(packed) % 4 == 1)]
        return binascii.a2b_base64(packed + b"=" * (-len(packed) % 4))
    if encoding == "quoted-printable":
        return binascii.a2b_qp(data)
    return data


def encoded_words(value: str) -> str:
    """A header's value with its encoded words (RFC 2047) decoded; at most 200 of them."""
    if "=?" not in value:
        return value
    return _ENCODED_WORD.sub(_word, value, count=_MAX_WORDS)


def _word(match: re.Match[str]) -> str:
    charset, how, packed = match[1], match[2], match[3]
    try:
        if how in "bB":
            data = transfer_decoded(packed.encode("ascii", "ignore"), "base64")
        else:
            data = quopri.decodestring(packed.replace("_", " ").encode("ascii", "ignore"), header=True)
    except (ValueError, binascii.Error):
        return match[0]
    return decode(data, charset)
