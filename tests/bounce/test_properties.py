"""What holds for any text: nothing raises, everything is capped, the work grows no faster than the text."""

from __future__ import annotations

import html
import json
import re
import sys
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.bounce import is_worth_reading, read_mail, read_text
from bot.bounce.jsonl import answer
from bot.bounce.pasted import plain
from bot.model import Bounce, Cause
from tests.bounce.sample_files import Sample, families

_PIECES = (
    *(
        "550 5.1.1 ",
        "<bob@example.com>",
        "bob@example.com",
        ": host mx.example.com[192.0.2.1] said: ",
        "User unknown",
        "\n",
        "\n\n",
    ),
    *(
        "Final-Recipient: rfc822; ",
        "Action: failed\n",
        "Status: 5.1.1\n",
        "Diagnostic-Code: smtp; ",
        "Remote-MTA: dns; mx\n",
    ),
    *(
        "> ",
        ">>> RCPT To:<a@b.com>\n",
        "<<< ",
        "```",
        "<mailto:a@b.com|a@b.com>",
        "&lt;",
        "|",
        "<",
        ">",
        "(",
        ")",
        "[",
        "]",
        '"',
    ),
    *(
        "Content-Type: multipart/report; boundary=x\n\n",
        "--x\n",
        "From: a@b.com\n",
        "Subject: ",
        "=?utf-8?B?",
        "?=",
        "Received: x\n",
    ),
    *(
        "following address(es) failed:\n\n  ",
        "(generated from ",
        "----- Transcript of session follows -----\n",
        "to=<a@b.com>, status=bounced (",
    ),
    *(
        '{"event":"bounce","email":"',
        "配信できませんでした",
        "メールボックスが一杯",
        "\x00",
        "\r",
        "\ud7ff",
        "\ud800",
        "\udfff",
        "\\ud800",
        "İ",
        "\u2028",
        "\u200b",
        "＠",
        "mailbox full",
    ),
)
_TEXTS = st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=8)), max_size=40).map("".join)


def _is_sound(bounce: Bounce) -> None:
    assert 0 <= bounce.confidence <= 1
    assert not bounce.is_bounce or bounce.failures
    assert not bounce.notes
    for failure in bounce.failures:
        assert 0 <= failure.confidence <= 1
        assert failure.reply.reply_code is None or 400 <= failure.reply.reply_code < 600
        assert failure.recipient is None or "\n" not in failure.recipient
        assert len(failure.diagnostic or "") <= 1_000


@given(_TEXTS)
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_without_a_slip(text: str) -> None:
    _is_sound(read_text(text))
    assert isinstance(is_worth_reading(text), bool)


@given(st.one_of(_TEXTS.map(lambda text: text.encode("utf-8", "replace")), st.binary(max_size=400)))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_without_a_slip(raw: bytes) -> None:
    _is_sound(read_mail(raw))


_EVENT = '{"event":"bounce","email":"bob@example.com","reason":"550 5.1.1 User unknown"'


@pytest.mark.parametrize("deep", [',"x":' + "[" * 5_000, ',"x":"{\\"a\\":' + "[" * 2_000 + '"}'])
def test_an_event_nested_without_end_is_read_without_a_slip(deep: str) -> None:
    bounce = read_text(_EVENT + deep)
    _is_sound(bounce)
    assert [failure.recipient for failure in bounce.failures] == ["bob@example.com"]


@pytest.mark.parametrize(
    "text",
    [
        "550 5.1.1 <bob@example.com>: User unknown \ud800",
        '{"event":"bounce","email":"bob@example.com","reason":"550 5.1.1 \\udc80 User unknown"}',
        '{"type":"email.bounced","data":{"to":["bob@example.com"],"error":"550 5.1.1 \\ud800 User unknown"}}',
    ],
)
def test_half_a_character_is_read_without_a_slip(text: str) -> None:
    bounce = read_text(text)
    _is_sound(bounce)
    assert [(each.recipient, each.cause) for each in bounce.failures] == [("bob@example.com", Cause.ADDRESS_NOT_FOUND)]
    assert is_worth_reading(text)
    assert "error" not in json.loads(answer(json.dumps({"id": 1, "text": text})))


@given(
    st.one_of(
        st.text(max_size=200), st.binary(max_size=200), _TEXTS.map(lambda text: json.dumps({"id": 1, "text": text}))
    )
)
@settings(max_examples=200, deadline=None)
def test_any_line_gets_one_line(line: str | bytes) -> None:
    result = answer(line)
    assert "\n" not in result
    assert {"id"} < set(json.loads(result))


@given(_TEXTS)
@settings(max_examples=200, deadline=None)
def test_plain_text_stays_plain(text: str) -> None:
    once = plain(text)
    assert "\r" not in once
    assert "\x00" not in once


_LINKED = re.compile(
    r"(?P<address>[\w.+=-]+@[\w-]+(?:\.[\w-]+)+)|(?P<host>(?<![\w.@-])(?:[a-z0-9-]+\.)+(?:com|net|org|jp)(?![\w.-]))"
)


def _as_slack_sends_it(text: str) -> str:
    """Escaped, with addresses and bare hosts linked (https://docs.slack.dev/messaging/formatting-message-text)."""

    def linked(match: re.Match[str]) -> str:
        shown = html.escape(match[0], quote=False)
        return f"<mailto:{shown}|{shown}>" if match["address"] else f"<http://{shown}|{shown}>"

    out, at = [], 0
    for match in _LINKED.finditer(text):
        out += [html.escape(text[at : match.start()], quote=False), linked(match)]
        at = match.end()
    return "".join(out) + html.escape(text[at:], quote=False)


def _readings(text: str) -> tuple[bool, list[tuple[str | None, Cause, int | None]]]:
    bounce = read_text(text)
    return bounce.is_bounce, [(f.recipient, f.cause, f.reply.reply_code) for f in bounce.failures]


@pytest.mark.parametrize("family", families(), ids=lambda family: family[0].name.partition(":")[0])
def test_slack_changes_nothing(family: list[Sample]) -> None:
    unescaped = [s for s in family if "&lt;" not in s.text and "<html" not in s.text]
    assert [s.name for s in unescaped if _readings(_as_slack_sends_it(s.text)) != _readings(s.text)] == []


@pytest.mark.parametrize("family", families(), ids=lambda family: family[0].name.partition(":")[0])
def test_quoting_changes_no_recipient(family: list[Sample]) -> None:
    def recipients(text: str) -> list[str | None]:
        return [failure.recipient for failure in read_text(text).failures]

    quoted = {s.name: "\n".join("> " + line for line in s.text.split("\n")) for s in family}
    assert [s.name for s in family if recipients(quoted[s.name]) != recipients(s.text)] == []


def _calls(text: str) -> int:
    """How many calls, of Python's and of C's functions, reading `text` takes."""
    count = 0

    def counted(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(counted)
    try:
        read_text(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "piece",
    [
        "a@b.com 550 5.1.1 user unknown\n",
        "<a@b.com>: host mx.example.com[192.0.2.1] said: 550 no\n",
        "> > > ",
        "<p><div><br>",
        "Final-Recipient: rfc822; a@b.com\nAction: failed\nStatus: 5.1.1\n\n",
        "mailbox full user unknown ",
        "<mailto:a@b.com|a@b.com>",
        "to=<a@b.com>, relay=mx.example.com, status=bounced (no)\n",
        "配信できませんでした。",
        '{"event":"bounce","email":"a@b.com"},',
    ],
)
def test_twice_the_text_is_at_most_twice_the_work(piece: str) -> None:
    read_text(piece)
    once, twice = _calls(piece * 200), _calls(piece * 400)
    assert twice <= 2.2 * once + 500


@pytest.mark.parametrize("piece", ["a@b.com ", "550 5.1.1 ", "user unknown ", "<", "\n", "İ", "x" * 999 + "\n"])
def test_behind_the_cap_nothing_costs_any_more(piece: str) -> None:
    read_text(piece)
    full = _calls(piece * (400_000 // len(piece)))
    assert _calls(piece * (800_000 // len(piece))) <= 1.05 * full + 100


def test_of_a_reply_that_is_codes_without_end_the_first_are_looked_at() -> None:
    read_text("550 " * 10)
    assert _calls("550 " * 1_600) <= 1.2 * _calls("550 " * 800) + 500


def test_a_text_that_was_cut_says_so() -> None:
    assert read_text("550 5.1.1 <bob@example.com>: User unknown\n" + "x" * 300_000).truncated
    assert not read_text("550 5.1.1 <bob@example.com>: User unknown").truncated
