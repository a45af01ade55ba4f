"""What people mean by the words after a command or a mention."""

from __future__ import annotations

import pytest

from bot.bounce import is_worth_reading
from handlers.request import Want, read_command, read_request, unwrapped


@pytest.mark.parametrize(
    ("text", "address", "sender"),
    [
        ("bob@example.com", "bob@example.com", None),
        ("  bob@example.com  ", "bob@example.com", None),
        ("<mailto:bob@example.com|bob@example.com>", "bob@example.com", None),
        ("<@U1> <mailto:bob@example.com|bob@example.com>", "bob@example.com", None),
        ("bob @example.com", "bob @example.com", None),
        ("bob@ example.com", "bob@ example.com", None),
        ("bob＠example．com", "bob＠example．com", None),
        ("please bob@example.com", "bob@example.com", None),
        ("bob@@example.com", "bob@@example.com", None),
        ("bob@example.com from example.org", "bob@example.com", "example.org"),
        ("bob@example.com FROM <http://example.org|example.org>", "bob@example.com", "example.org"),
        ("bob@example.com from 203.0.113.7", "bob@example.com", "203.0.113.7"),
        ("bob@example.com from 2001:db8::7", "bob@example.com", "2001:db8::7"),
        ("bob@example.com from ann@example.org", "bob@example.com", "example.org"),
        ("bob@example.com --sender example.org", "bob@example.com", "example.org"),
        ("bob@example.com from", "bob@example.com", None),
        ("who is <mailto:bob@example.com|bob@example.com>? " + "lorem ipsum dolor " * 60, "bob@example.com", None),
    ],
)
def test_an_address_and_its_sender(text: str, address: str, sender: str | None) -> None:
    request = read_request(text, is_worth_reading)
    assert (request.want, request.address, request.sender) == (Want.ADDRESS, address, sender)


@pytest.mark.parametrize("text", ["", "  ", "help", "HELP", "?", "ヘルプ", "<@U1>", "<@U1> help"])
def test_help(text: str) -> None:
    assert read_request(text, is_worth_reading).want is Want.HELP


@pytest.mark.parametrize(
    "text",
    [
        "550 5.1.1 <bob@example.com>: Recipient address rejected: User unknown",
        "550 5.1.1 &lt;<mailto:bob@example.com|bob@example.com>&gt;: Recipient address rejected: User unknown",
        "<bob@example.com>: host mx.example.com said: 550 5.1.1 User unknown\n" + "x " * 2_000,
    ],
)
def test_a_bounce(text: str) -> None:
    request = read_request(text, is_worth_reading)
    assert (request.want, request.words) == (Want.BOUNCE, text)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("a@example.com b@example.com", 2),
        ("a@example.com, b@example.com; c@example.com", 3),
        (", ".join(f"<mailto:user{n}@example.com|user{n}@example.com>" for n in range(60)), 60),
        ("\n".join(f"user{n}@example.com" for n in range(900)), 900),
    ],
)
def test_several_addresses(text: str, count: int) -> None:
    request = read_request(text, is_worth_reading)
    assert (request.want, request.count) == (Want.SEVERAL, count)


@pytest.mark.parametrize("sender", ["nowhere", "999.1.2.3", "a..b", "203.0.113", "x" * 70 + ".com"])
def test_a_sender_that_is_neither_domain_nor_ip(sender: str) -> None:
    request = read_request(f"bob@example.com from {sender}", is_worth_reading)
    assert (request.want, request.words) == (Want.BAD_SENDER, sender)


@pytest.mark.parametrize("text", ["hello", "how are you?", "x" * 5_000, "example.com"])
def test_nothing_that_we_know(text: str) -> None:
    assert read_request(text, is_worth_reading).want is Want.NOTHING_WE_KNOW


def test_what_slack_wraps_is_unwrapped() -> None:
    assert unwrapped("a &lt;<mailto:b@c.com|b@c.com>&gt; <https://x.y/z|x.y> &amp;") == "a <b@c.com> x.y &"


@pytest.mark.parametrize(
    "text",
    [
        "550 5.1.1 <joe@example.com> rejected, mail from the outside not accepted",
        "554 5.7.1 <joe@example.com>: Relay access denied for mail from strangers",
    ],
)
def test_from_in_a_servers_sentence_names_no_sender(text: str) -> None:
    assert read_request(text, is_worth_reading).want is Want.BOUNCE


@pytest.mark.parametrize(
    ("text", "want", "words"),
    [
        ("watch", Want.WATCH, ""),
        ("Watch <http://example.com|example.com> 203.0.113.77", Want.WATCH, "example.com 203.0.113.77"),
        ("監視 一覧", Want.WATCH, "一覧"),
        ("unwatch all", Want.UNWATCH, "all"),
        ("report", Want.REPORT, ""),
        ("report 7", Want.REPORT, "7"),
        ("レポート 90", Want.REPORT, "90"),
        ("report of 550 5.1.1 <bob@example.com>: User unknown", Want.BOUNCE, None),
        ("watch 550 5.1.1 <bob@example.com>: User unknown in local recipient table", Want.BOUNCE, None),
    ],
)
def test_the_watch_and_the_report_are_asked_for_in_words_and_a_bounce_stays_one(
    text: str, want: Want, words: str | None
) -> None:
    request = read_command(text, is_worth_reading)
    assert request.want is want
    assert words is None or request.words == words
