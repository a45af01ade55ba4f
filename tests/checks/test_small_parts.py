"""Names, addresses and texts: the small questions that every check asks."""

from __future__ import annotations

import ipaddress

import pytest

from bot.checks.domains import domain_of, is_public_ending, registrable, to_ascii
from bot.checks.parking import parking_holder
from bot.checks.public_addresses import is_public, parse_ip
from bot.checks.shared_providers import shared_provider_of
from bot.checks.txt import text_of


@pytest.mark.parametrize(
    ("ip", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1", True),
        ("10.0.0.1", False),
        ("100.64.0.1", False),
        ("127.0.0.1", False),
        ("169.254.1.1", False),
        ("172.16.0.1", False),
        ("192.168.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("192.88.99.1", False),
        ("192.0.2.1", False),
        ("::", False),
        ("::1", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("2002:a00:1::", False),
        ("64:ff9b::a00:1", False),
        ("64:ff9b:1::a00:1", False),
        ("2001:0:a00:1::", False),
        ("::10.0.0.1", False),
        ("fec0::1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("2001:db8::1", False),
    ],
)
def test_only_the_public_internet_is_public(ip: str, public: bool) -> None:
    assert is_public(ipaddress.ip_address(ip)) is public


@pytest.mark.parametrize("ip", ["192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8::1"])
def test_documentation_ranges_pass_where_a_playground_wants_them(ip: str) -> None:
    assert is_public(ipaddress.ip_address(ip), documentation=True)


@pytest.mark.parametrize(
    ("text", "ip"),
    [
        ("192.0.2.1", "192.0.2.1"),
        (" [192.0.2.1] ", "192.0.2.1"),
        ("[IPv6:2001:DB8::1]", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        ("192.0.2.01", None),
        ("192.0.2", None),
        ("3221225985", None),
        ("mail.example.com", None),
        ("", None),
    ],
)
def test_an_ip_address_is_read_with_its_brackets(text: str, ip: str | None) -> None:
    assert str(parse_ip(text)) == str(ip)


@pytest.mark.parametrize(
    ("domain", "ascii_form"),
    [
        ("Example.COM.", "example.com"),
        ("例え.jp", "xn--r8jz45g.jp"),
        ("exa_mple.com", "exa_mple.com"),
        ("münchen.de", "xn--mnchen-3ya.de"),
        ("", None),
        (".", None),
        ("a..b", None),
        ("😀.com", None),
        ("a b.com", None),
        ("a\x00.com", None),
        (f"{'a' * 64}.com", None),
        ("a." * 130 + "com", None),
    ],
)
def test_a_domain_becomes_what_dns_can_carry(domain: str, ascii_form: str | None) -> None:
    assert to_ascii(domain) == ascii_form


def test_the_domain_of_an_address_is_behind_its_last_at() -> None:
    assert domain_of('"a@b"@Example.com') == "example.com"
    assert domain_of("nobody") is None


@pytest.mark.parametrize(
    ("domain", "part"),
    [
        ("mail.example.co.uk", "example.co.uk"),
        ("a.b.example.ne.jp", "example.ne.jp"),
        ("example.com", "example.com"),
        ("co.jp", None),
    ],
)
def test_the_registrable_part_is_what_somebody_registered(domain: str, part: str | None) -> None:
    assert registrable(domain) == part


@pytest.mark.parametrize(("ending", "public"), [("com", True), ("co.jp", True), ("cmo", False), ("co.jo", False)])
def test_public_endings_are_those_of_the_list(ending: str, public: bool) -> None:
    assert is_public_ending(ending) is public


@pytest.mark.parametrize(
    ("host", "provider"),
    [
        ("aspmx.l.google.com", "Google"),
        ("_spf.google.com", "Google"),
        ("example-com.mail.protection.outlook.com", "Microsoft 365"),
        ("MX.Example.com.", None),
        ("notgoogle.com", None),
        ("a." * 200 + "google.com", None),
    ],
)
def test_shared_providers_are_known_by_their_hosts(host: str, provider: str | None) -> None:
    assert shared_provider_of(host) == provider


@pytest.mark.parametrize(
    ("host", "parked"),
    [
        ("mail.h-email.net", True),
        ("park-mx.above.com", True),
        ("mx.parking-example.net", True),
        ("mx1.parked.example.net", True),
        ("mail.parkside-example.com", False),
        ("eforward1.registrar-servers.com", False),
    ],
)
def test_parking_hosts_are_known_by_their_names(host: str, parked: bool) -> None:
    assert bool(parking_holder(host)) is parked


@pytest.mark.parametrize(
    ("record", "text"),
    [
        ('"v=spf1 -all"', "v=spf1 -all"),
        ('"v=spf1 " "-all"', "v=spf1 -all"),
        ('"say \\"hi\\" and \\\\"', 'say "hi" and \\'),
        ('"caf\\195\\169"', "caf\u00c3\u00a9"),
        ('""', ""),
        ("", ""),
        ('"open', "open"),
    ],
)
def test_txt_records_become_text(record: str, text: str) -> None:
    assert text_of(record) == text
