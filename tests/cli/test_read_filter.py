"""`smtp550 read --jsonl` as a partner in a pipe: an answer to every line, in order, none held back."""

from __future__ import annotations

import io
import json
import os
import threading
from typing import Any

from bot.cli.read_bounces import filter_bounces

_BOUNCE = (
    "<bob@example.com>: host mx.example.com[192.0.2.25] said: 550 5.1.1 User unknown (in reply to RCPT TO command)"
)


def _line(number: int, text: str = _BOUNCE) -> bytes:
    return json.dumps({"id": number, "text": text}).encode() + b"\n"


def _answers(data: bytes) -> list[dict[str, Any]]:
    out = io.BytesIO()
    assert filter_bounces(io.BytesIO(data), out) == 0
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_every_line_is_answered_in_order() -> None:
    answers = _answers(b"".join(_line(number) for number in range(300)))
    assert [answer["id"] for answer in answers] == list(range(300))
    assert all(answer["is_bounce"] for answer in answers)


def test_empty_lines_are_none_and_the_last_needs_no_end() -> None:
    assert [answer["id"] for answer in _answers(b"\n" + _line(1) + b"\r\n\n" + _line(2).rstrip())] == [1, 2]


def test_a_broken_line_does_not_end_it() -> None:
    answers = _answers(b"{no json\n" + _line(2))
    assert "error" in answers[0]
    assert answers[1]["id"] == 2


def test_a_line_that_comes_in_many_pieces_is_one() -> None:
    (answer,) = _answers(_line(1, "x" * 300_000 + "\n\n" + _BOUNCE))
    assert answer["id"] == 1


def test_an_answer_comes_before_the_next_question() -> None:
    there, question = os.pipe()
    answer, back = os.pipe()
    with os.fdopen(there, "rb") as source, os.fdopen(back, "wb") as out, os.fdopen(answer, "rb") as answers:
        thread = threading.Thread(target=filter_bounces, args=(source, out), daemon=True)
        thread.start()
        for number in range(3):
            os.write(question, _line(number))
            assert json.loads(answers.readline())["id"] == number
        os.close(question)
        thread.join(timeout=30)
        assert not thread.is_alive()
