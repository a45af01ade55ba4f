"""A person's text arrives as Slack delivers it."""

from __future__ import annotations

import pytest

from bot.playground.standin.composer import compose, unescape

FENCED = "see:\n```\n550 5.1.1 <a@example.com>\n```\nthanks"


@pytest.mark.parametrize(
    ("typed", "delivered"),
    [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("ask someone@example.com", "ask <mailto:someone@example.com|someone@example.com>"),
        ("<someone@example.com>: no", "&lt;<mailto:someone@example.com|someone@example.com>&gt;: no"),
        ("see https://example.com/a?b=1&c=2 now", "see <https://example.com/a?b=1&amp;c=2> now"),
        ("host mx1.example.com[198.51.100.21]", "host <http://mx1.example.com|mx1.example.com>[198.51.100.21]"),
        ("version 5.1.1, file a.py", "version 5.1.1, file a.py"),
        ("<@U0SMTP550B> hello", "<@U0SMTP550B> hello"),
        ("<!channel> look", "&lt;!channel&gt; look"),
        ("> quoted\nmine", "&gt; quoted\nmine"),
        ("宛先 taro@example.co.jp です", "宛先 <mailto:taro@example.co.jp|taro@example.co.jp> です"),
        ("line\r\nline", "line\nline"),
        ("", ""),
    ],
)
def test_text_is_escaped_and_linked(typed: str, delivered: str) -> None:
    assert compose(typed).text == delivered


def test_the_blocks_say_the_same_in_rich_text() -> None:
    (block,) = compose("to someone@example.com\n> quoted").blocks
    assert block["type"] == "rich_text"
    section, quote = block["elements"]
    assert section["type"] == "rich_text_section"
    assert section["elements"] == [
        {"type": "text", "text": "to "},
        {"type": "link", "url": "mailto:someone@example.com", "text": "someone@example.com"},
    ]
    assert quote == {"type": "rich_text_quote", "elements": [{"type": "text", "text": "quoted"}]}


def test_code_fences_become_preformatted_and_stay_in_the_text() -> None:
    composed = compose(FENCED)
    assert "```550 5.1.1 &lt;<mailto:a@example.com|a@example.com>&gt;```" in composed.text
    kinds = [part["type"] for part in composed.blocks[0]["elements"]]
    assert kinds == ["rich_text_section", "rich_text_preformatted", "rich_text_section"]


@pytest.mark.parametrize("text", ["a < b", "&lt;", "&amp;lt;", "<!channel>", "&"])
def test_unescaping_gives_back_what_was_escaped(text: str) -> None:
    assert unescape(compose(text).text) == text


def test_a_fence_that_is_never_closed_is_plain_text() -> None:
    assert [part["type"] for part in compose("``` open").blocks[0]["elements"]] == ["rich_text_section"]
