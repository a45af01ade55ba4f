"""Pasted text comes out as its writer saw it."""

from __future__ import annotations

import pytest

from bot.bounce.pasted import flat, plain


@pytest.mark.parametrize(
    ("pasted", "expected"),
    [
        ("the recipient&#39;s &quot;box&quot;", 'the recipient\'s "box"'),
        ("plain text stays", "plain text stays"),
        ("<mailto:bob@example.com|bob@example.com>", "bob@example.com"),
        ("&lt;<mailto:bob@example.com|bob@example.com>&gt;: no", "<bob@example.com>: no"),
        ("<http://mx.example.com|mx.example.com>[192.0.2.1]", "mx.example.com[192.0.2.1]"),
        ("see <https://example.com/a?b=1&amp;c=2> &amp; more", "see https://example.com/a?b=1&c=2 & more"),
        ("bob@example.com<mailto:bob@example.com>", "bob@example.com"),
        ("this article<https://go.example.com/x>.", "this article."),
        ("<bob@example.com>: host said", "<bob@example.com>: host said"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("“550 no”", '"550 no"'),
        ("bob＠example.com", "bob@example.com"),
        ("a\u200bb\ufeff", "ab"),
        ("`550 5.1.1 no`", "550 5.1.1 no"),
        ("> one\n> two", "one\ntwo"),
        ("&gt; one\n&gt; two", "one\ntwo"),
        (">> one\n>> two", "one\ntwo"),
        (">>> RCPT TO:<bob@example.com>\n<<< 550 no", ">>> RCPT TO:<bob@example.com>\n<<< 550 no"),
        ("<p><bob@example.com>:<br>two</p><p>no</p>", "<bob@example.com>:\ntwo\n\nno"),
        ("[email]bob@example.com[/email]", "bob@example.com"),
        ("[b@example.com](mailto:b@example.com)", "b@example.com"),
        ("<**bob@example.com**>", "<bob@example.com>"),
        (r"is\n550-5.7.1 no\r\n550 5.7.1 way", "is 550-5.7.1 no 550 5.7.1 way"),
        (r"C:\new and a\\nb", r"C:\new and a\\nb"),
        ("<p>one</p><p>two<br>three</p>", "one\n\ntwo\nthree"),
    ],
)
def test_what_was_pasted_is_what_was_seen(pasted: str, expected: str) -> None:
    assert plain(pasted) == expected


def test_a_code_fence_leaves_its_lines() -> None:
    assert plain("look:\n```\n550 no\n```\nthanks").split() == ["look:", "550", "no", "thanks"]


def test_lines_that_were_wrapped_become_one() -> None:
    assert flat("User unknown in\n    local recipient table") == "User unknown in local recipient table"
    assert flat("配信できま\nせんでした") == "配信できませんでした"
