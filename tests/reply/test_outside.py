"""Text from mails, chats and DNS, made harmless."""

from __future__ import annotations

import pytest

from bot.reply import outside
from bot.reply.spans import escaped, line, mention, plain


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("550 5.1.1 User unknown", "550 5.1.1 User unknown"),
        ("  550\r\n 5.1.1\tUser   unknown \n", "550 5.1.1 User unknown"),
        ("全角　スペース", "全角 スペース"),
        ("a\u2028b\u2029c\u00a0d", "a b c d"),
        ("moc\u202e.live\u2066\u200b\u200d\ufeff", "moc.live"),
        ("\x00\x07\x1b[31m", "[31m"),
        ("\ue550\ue551\ue552\ue553", ""),
        ("\ud800x\uffff", "x"),
        ("ユーザー不明です。", "ユーザー不明です。"),
        (12345, "12345"),
        ("", ""),
    ],
)
def test_one_clean_line(raw: object, cleaned: str) -> None:
    assert outside.clean(raw, 100) == cleaned


@pytest.mark.parametrize(("text", "cap", "cut"), [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("ab  cd", 4, "ab…")])
def test_cut_says_that_something_is_missing(text: str, cap: int, cut: str) -> None:
    assert outside.cut(text, cap) == cut


def test_lines_are_kept_where_the_text_is_shown_as_it_came() -> None:
    assert outside.clean_lines("550-first\r\n550  second\x00\n\n", 100) == "550-first\n550 second"


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://check.spamhaus.org/", True),
        ("https://www.example.org/query?ip=192.0.2.1", True),
        ("http://check.spamhaus.org/", False),
        ("https://", False),
        ("javascript:alert(1)", False),
        ("https://a b", False),
        ("https://a|b", False),
        ("https://a\n", False),
        ("https://[::1", False),
        (None, False),
        (7, False),
    ],
)
def test_only_plain_https_pages_become_links(url: object, kept: bool) -> None:
    assert outside.table_url(url) == (url if kept else None)


def test_the_fallback_escapes_and_defangs_what_is_not_ours() -> None:
    spans = line(f"The server said: {outside.outside('<!channel> & http://evil.example HTTPS://x', 100)}")
    assert escaped(spans) == "The server said: &lt;!channel&gt; &amp; hxxp://evil.example hxxpS://x"
    assert plain(spans) == "The server said: <!channel> & http://evil.example HTTPS://x"


@pytest.mark.parametrize("user", ["U012AB3CD", "W012AB3CD"])
def test_a_mention_is_alive(user: str) -> None:
    assert escaped(line(f"Solved by {mention(user)}")) == f"Solved by <@{user}>"


@pytest.mark.parametrize("user", [None, "", "bob", "C012AB3CD", "U1>", "U012AB3CD|x", "<!channel>"])
def test_what_is_no_user_is_not_mentioned(user: str | None) -> None:
    assert mention(user) is None
