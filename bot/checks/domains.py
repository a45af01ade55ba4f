"""Domain names as DNS carries them: from an address, to ASCII, to the registrable part."""

from __future__ import annotations

import functools

import idna
from publicsuffixlist import PublicSuffixList

MAX_NAME = 253  # RFC 1035 §2.3.4, without the root's dot


def domain_of(address: str) -> str | None:
    """The domain of an address as DNS is asked for it (ASCII, lower case), or None where there is none to ask."""
    _, at, domain = address.strip().rpartition("@")
    return to_ascii(domain) if at else None


def to_ascii(domain: str) -> str | None:
    """A domain in A-labels (RFC 5891), lower case, without its final dot; None for what is no domain name."""
    bare = domain.strip().rstrip(".").lower()
    if not bare:
        return None
    try:
        ascii_form = bare if bare.isascii() else idna.encode(bare, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return None
    labels = ascii_form.split(".")
    if len(ascii_form) > MAX_NAME or any(not 0 < len(label) < 64 for label in labels):
        return None
    if not all(char.isalnum() or char in "-_" for label in labels for char in label):
        return None
    return ascii_form


def registrable(domain: str) -> str | None:
    """The part of a domain that its holder registered ("example.co.uk"), by the Public Suffix List's ICANN section."""
    found: str | None = _suffixes().privatesuffix(domain)
    return found


def is_public_ending(ending: str) -> bool:
    """Whether an ending ("com", "co.jp", "github.io") stands in the Public Suffix List."""
    known: str | None = _suffixes_without_guess().publicsuffix(ending)
    return known == ending


def is_registry_ending(ending: str) -> bool:
    """Whether names can be registered right under an ending: the list's ICANN section ("co.uk", not "github.io")."""
    if "." not in ending:
        return is_public_ending(ending)
    known: str | None = _suffixes().publicsuffix(ending)
    return known == ending


@functools.cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(only_icann=True)


@functools.cache
def _suffixes_without_guess() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=False)
