"""`smtp550 check`: the contract's JSON, the filter, and bad usage."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli.commands import app

_DIAGNOSIS_KEYS = {"cause", "confidence", "method", "permanent", "who", "suggestion"}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    for name in ("SMTP550_NAMESERVERS", "SMTP550_DATA_DIR", "SMTP550_DATABASE_URL", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    yield
    assert not list(tmp_path.iterdir()), "a check leaves nothing behind"


def smtp550(*arguments: str, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(app, list(arguments), input=stdin)


def answers(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_json_is_one_object_with_the_contracts_keys() -> None:
    [answer] = answers(smtp550("check", "someone@gmial.com", "--only", "address,typo", "--json"))
    assert set(answer) == {"address", "sender", "diagnosis", "findings"}
    assert set(answer["diagnosis"]) == _DIAGNOSIS_KEYS
    assert answer["diagnosis"]["cause"] == "typo_in_address"
    assert answer["diagnosis"]["suggestion"] == "someone@gmail.com"
    assert answer["diagnosis"]["method"] == 1
    assert answer["diagnosis"]["who"] == ["sender"]
    assert {finding["check"] for finding in answer["findings"]} == {"address", "typo"}
    for finding in answer["findings"]:
        assert {"check", "status", "code", "subject"} <= set(finding)


def test_an_address_that_is_none_is_an_answer_too() -> None:
    [answer] = answers(smtp550("check", "no address at all", "--only", "address", "--json"))
    assert answer["findings"][0]["code"] == "syntax_error"
    assert answer["findings"][0]["status"] == "fail"


def test_the_answer_for_people_is_the_findings_as_they_come_and_the_verdict_under_them() -> None:
    result = smtp550("check", "someone@gmial.com", "--only", "address,typo")
    assert result.exit_code == 0
    findings, _, answer = result.stdout.partition("\n\n")
    assert [line[:1] for line in findings.splitlines() if not line.startswith(" ")] == ["✓", "✗"]
    assert "did you mean someone@gmail.com?" in answer.splitlines()[0]


def test_the_answer_speaks_japanese_when_asked_to() -> None:
    result = smtp550("check", "someone@gmial.com", "--only", "address,typo", "--lang", "ja")
    assert "someone@gmail.com" in result.stdout
    assert "方法 1" in result.stdout


def test_the_filter_answers_line_by_line_and_survives_broken_ones() -> None:
    lines = [
        b'{"id": 1, "address": "someone@gmial.com"}',
        b"nonsense",
        b'{"id": "two"}',
        b"[]",
        b'{"id": 3, "address": "a@example.com", "sender": 5}',
        b"\xff\xfe",
        '{"id": "fünf", "address": "someone＠example.com"}'.encode(),
        b"[" * 100_000,
        b'{"id": 6, "address": "\\ud800@example.com"}',
        b'{"id": NaN, "address": "a@example.com"}',
        b'{"id": 7, "address": "a@example.com", "sender": "no domain!"}',
    ]
    out = answers(smtp550("check", "--jsonl", "--only", "address,typo", stdin=b"\n".join(lines) + b"\n"))
    assert [answer["id"] for answer in out] == [1, None, "two", None, 3, None, "fünf", None, 6, None, 7]
    assert ["error" in answer for answer in out] == [bool(number) for number in (0, 1, 1, 1, 1, 1, 0, 1, 0, 1, 1)]
    assert out[0]["diagnosis"]["suggestion"] == "someone@gmail.com"
    assert out[6]["diagnosis"]["suggestion"] == "someone@example.com"


def test_an_answer_comes_out_of_every_terminal(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "cp932", "SMTP550_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "bot", "check", "jürgen@gmial.com", "--only", "typo", "--lang", "ja"]
    told = subprocess.run(command, env=environment, capture_output=True, timeout=30)
    assert "方法 1" in told.stdout.decode("cp932")
    answered = subprocess.run([*command, "--json"], env=environment, capture_output=True, timeout=30)
    assert json.loads(answered.stdout)["address"] == "jürgen@gmial.com"


@pytest.mark.parametrize(
    "arguments",
    [
        ("check",),
        ("check", "a@example.com", "--only", "weather"),
        ("check", "a@example.com", "--only", ""),
        ("check", "a@example.com", "--jsonl"),
        ("check", "--jsonl", "--json"),
        ("check", "a@example.com", "--sender", "no domain!"),
        ("check", "a@example.com", "--sender", "localhost"),
        ("check", "a@example.com", "--sender", ""),
        ("check", "a@example.com", "--sender", "1.2.3"),
        ("read", "--jsonl", "--json"),
        ("nonsense",),
        ("run", "--port", "1"),
    ],
)
def test_bad_usage_is_exit_code_2_with_a_sentence(arguments: tuple[str, ...]) -> None:
    result = smtp550(*arguments)
    assert result.exit_code == 2
    assert result.stderr.strip()
    assert not result.stdout.strip()
