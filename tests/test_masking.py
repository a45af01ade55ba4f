"""No address of a case can be read where others read along, however it is written."""

from __future__ import annotations

import time

import pytest

from bot.masking import deeply_masked, masked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("550 <bob.smith@example.com>: unknown", "550 <b***@example.com>: unknown"),
        ("bob@example.com,carol@example.org", "b***@example.com,c***@example.org"),
        ("a@example.com", "a***@example.com"),
        ("太郎@example.jp", "太***@example.jp"),
        ("bob＠example.com", "b***＠example.com"),
        ("GET /?to=bob%40example.com", "GET /?to=b***%40example.com"),
        ("to=bob@example.com", "to=b***@example.com"),
        ("<mailto:bob@example.com|bob@example.com>", "<mailto:b***@example.com|b***@example.com>"),
        ("bounce+bob=example.com@lists.example.org", "b***@lists.example.org"),
        ('to <"john doe"@example.com>', 'to <"***"@example.com>'),
        ('to <"john \\" doe"@example.com>', 'to <"***"@example.com>'),
        ('"a": "b", to=\\"john\\"@example.com', '"a": "b"***"@example.com'),
        (r"to=\"john\"@example.com", r'to=\"***"@example.com'),
        ("o'brien@example.com", "o***@example.com"),
        ("{'to':'bob@example.com','cc':'carol@example.com'}", "{'to':'b***@example.com','cc':'c***@example.com'}"),
        ("bob @example.com", "b*** @example.com"),
        ("o'brien @gmial.com", "o*** @gmial.com"),
        ("bob @ example.com", "b*** @ example.com"),
        ('"john doe" @example.com', '"***" @example.com'),
        ("bob.smith,jr@example.com", "b***@example.com"),
        ("bob@example.com,dave.smith,jr@example.org", "b***@example.com,d***@example.org"),
        ("bob@example.com;carol@example.org", "b***@example.com;c***@example.org"),
        ("a|b@example.com", "a***@example.com"),
        ("<mailto:a|b@example.com|a|b@example.com>", "<mailto:a***@example.com|a***@example.com>"),
        ("x(comment)@example.com", "x***@example.com"),
        ("x(a comment)@example.com", "x***@example.com"),
        ("(bob)@example.com", "(b***)@example.com"),
        ("'bob'@example.com", "'b***'@example.com"),
        ("<bob>@example.com", "<b***>@example.com"),
        ('bob"@example.com', 'b***"@example.com'),
        ("bob@smith@example.com", "b***@s***@example.com"),
        ("SRS0=ab=cd=example.com=bob@forwarder.example.org", "SRS0=ab=cd=example.com=b***@forwarder.example.org"),
        ("'words': '550\\nbob@example.com'", "'words': '5***@example.com'"),
        ("x" * 300 + "@example.com", "x***@example.com"),
        ("no address here", "no address here"),
        ("<@U123> and @channel", "<@U123> and @channel"),
        ("token xoxb-1-2-abcDEF and xapp-1-A-9", "token [token] and [token]"),
        ("@" * 1_000, "@" * 1_000),
        ("", ""),
    ],
)
def test_local_parts_and_tokens_are_masked(text: str, shown: str) -> None:
    assert masked(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "a@" * 300_000,
        '"' * 500_000 + "@",
        "=" * 500_000 + "@",
        "a=" * 300_000 + "b@c",
        "a," * 300_000 + "b@c.d",
        "a" + " " * 1_000_000 + "@c.d",
        "a @b." * 200_000,
        '\\"' * 300_000 + "@",
        "()" * 300_000 + "@",
        ")" * 500_000 + "@",
        "'" * 500_000 + "@" + "a" * 500_000,
    ],
)
def test_long_lines_take_no_long_time(text: str) -> None:
    started = time.process_time()
    masked(text)
    # Linear it is a few hundredths of a second; quadratic it would be minutes.
    assert time.process_time() - started < 5


def test_what_is_nested_is_masked_too() -> None:
    nested = {"a": ["bob@example.com", {"bob@example.com": ("x", 1, None, True)}], "b": object}
    assert deeply_masked(nested) == {
        "a": ["b***@example.com", {"b***@example.com": ["x", 1, None, True]}],
        "b": "<class 'object'>",
    }
    deep: list[object] = ["bob@example.com"]
    for _ in range(100):
        deep = [deep]
    assert "bob" not in str(deeply_masked(deep))
