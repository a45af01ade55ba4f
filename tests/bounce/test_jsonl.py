"""The contract of `smtp550 read --jsonl`."""

from __future__ import annotations

import base64
import json

import pytest

from bot.bounce.jsonl import answer

_TEXT = "<bob@example.com>: host mx.example.com[192.0.2.25] said: 550 5.1.1 User unknown (in reply to RCPT TO command)"
_FIELDS = [
    *("recipient", "alias", "reply_code", "enhanced_status", "cause", "confidence", "permanent", "diagnostic"),
    *("remote_mta", "sending_ip"),
]


def test_a_text_gives_the_fields_of_the_contract() -> None:
    result = json.loads(answer(json.dumps({"id": 7, "text": _TEXT})))
    assert list(result) == ["id", "is_bounce", "bounces"]
    assert (result["id"], result["is_bounce"]) == (7, True)
    (bounce,) = result["bounces"]
    assert list(bounce) == _FIELDS
    assert bounce["recipient"] == "bob@example.com"
    assert bounce["reply_code"] == 550
    assert bounce["enhanced_status"] == "5.1.1"
    assert bounce["cause"] == "address_not_found"
    assert bounce["permanent"] is True
    assert bounce["remote_mta"] == "mx.example.com"
    assert bounce["alias"] is bounce["sending_ip"] is None


def test_bytes_give_the_same() -> None:
    raw = base64.b64encode(_TEXT.encode()).decode()
    assert json.loads(answer(json.dumps({"id": 1, "raw_b64": raw}).encode()))["bounces"]


def test_bytes_may_come_in_lines_as_base64_writes_them() -> None:
    raw = base64.encodebytes(_TEXT.encode()).decode()
    assert "\n" in raw.strip()
    assert json.loads(answer(json.dumps({"id": 1, "raw_b64": raw})))["bounces"]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "no json",
        "[]",
        "{}",
        '{"id": 1}',
        '{"id": 1, "text": 5}',
        '{"id": 1, "raw_b64": "***"}',
        b"\xff\xfe",
        "[" * 100_000,
        '{"id": 1, "text": null}',
        '{"id": NaN, "text": "550"}',
    ],
)
def test_a_broken_line_gives_an_error(line: str | bytes) -> None:
    result = json.loads(answer(line))
    assert set(result) == {"id", "error"}
    assert result["error"]


def test_a_line_is_one_line() -> None:
    assert "\n" not in answer(json.dumps({"id": "a\nb", "text": _TEXT + "\n\n" + _TEXT}))


def test_chatter_is_nothing() -> None:
    assert json.loads(answer('{"id": 1, "text": "lunch?"}')) == {"id": 1, "is_bounce": False, "bounces": []}
