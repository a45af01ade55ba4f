"""`smtp550 cases`, `forget`, `keys` and `move-to`, as whoever operates the bot types them."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cases.case import NewCase, Source
from bot.cases.database import open_database
from bot.cases.store import CaseStore
from bot.cli.commands import app
from bot.config import ConfigError
from bot.model import CaseState


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CliRunner:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SMTP550_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SMTP550_DATABASE_URL", "")
    asyncio.run(_two_cases(tmp_path))
    return CliRunner()


async def _two_cases(folder: Path) -> None:
    database = await open_database(f"sqlite:///{folder / 'smtp550.sqlite3'}")
    store = CaseStore(database, 86_400.0)
    for number, address in enumerate(("bob@example.com", "carol@example.com")):
        case, _ = await store.open(NewCase("T1", "C1", f"{number}.0", Source.COMMAND, asked=True, address=address))
    claimed = await store.claim(case.id)
    assert claimed is not None
    await store.park(claimed, "an-error-id")
    await database.close()


def test_cases_are_listed_with_masked_addresses_and_the_ids_of_the_log(run: CliRunner) -> None:
    told = json.loads(run.invoke(app, ["cases", "--json"]).output)
    assert told["counts"] == dict.fromkeys((state.value for state in CaseState), 0) | {"reading": 1, "parked": 1}
    assert told["deliveries"] == {"waiting": 0, "parked": 0}
    assert [(case["address"], case["error_id"]) for case in told["cases"]] == [
        ("c***@example.com", "an-error-id"),
        ("b***@example.com", None),
    ]
    assert json.loads(run.invoke(app, ["cases", "--json", "--workspace", "T2"]).output)["cases"] == []


@pytest.mark.parametrize(("lang", "words"), [("en", "given up"), ("ja", "中止")])
def test_people_get_a_table_in_their_language(run: CliRunner, lang: str, words: str) -> None:
    output = run.invoke(app, ["cases", "--lang", lang]).output
    assert words in output
    assert "an-error-id" in output
    assert "carol" not in output


@pytest.mark.parametrize(("target", "cases"), [("bob@example.com", 1), ("T1", 2), ("T2", 0), ("dave@example.com", 0)])
def test_what_is_forgotten_is_counted(run: CliRunner, target: str, cases: int) -> None:
    told = json.loads(run.invoke(app, ["forget", target, "--json"]).output)
    assert told["deleted"]["cases"] == cases
    assert len(json.loads(run.invoke(app, ["cases", "--json"]).output)["cases"]) == 2 - cases


@pytest.mark.parametrize(("lang", "words"), [("en", "Messages in Slack"), ("ja", "Slack 上のメッセージ")])
def test_it_says_what_it_did_and_what_it_cannot(run: CliRunner, lang: str, words: str) -> None:
    result = run.invoke(app, ["forget", "bob@example.com", "--lang", lang])
    assert result.exit_code == 0
    assert "cases: 1" in result.output
    assert words in result.output


@pytest.mark.parametrize("target", ["everything", "bob@", "@example.com", "t1"])
def test_what_is_neither_a_workspace_nor_an_address_is_refused(run: CliRunner, target: str) -> None:
    assert run.invoke(app, ["forget", target]).exit_code == 2


def test_a_database_that_cannot_be_used_is_a_sentence(run: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP550_DATABASE_URL", "sqlite:////proc/nowhere/a.sqlite3")
    for command in (["cases"], ["forget", "T1"]):
        result = run.invoke(app, command)
        assert result.exit_code == 1
        assert "database" in result.output + result.stderr


@pytest.mark.parametrize(("lang", "words"), [("en", "there is none at"), ("ja", "がありません")])
def test_why_it_cannot_be_used_is_said_in_the_language(
    run: CliRunner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lang: str, words: str
) -> None:
    monkeypatch.setenv("SMTP550_DATA_DIR", str(tmp_path / "elsewhere"))
    for command in (["cases"], ["forget", "T1"], ["move-to", "sqlite:///a.sqlite3"]):
        result = run.invoke(app, [*command, "--lang", lang])
        assert result.exit_code == 1
        assert words in result.stderr
        assert str(tmp_path / "elsewhere") in result.stderr


@pytest.mark.parametrize(("locale", "words"), [("en_GB.UTF-8", "takes a whole number"), ("ja_JP.UTF-8", "整数")])
def test_a_wrong_setting_ends_with_a_line_for_each(tmp_path: Path, locale: str, words: str) -> None:
    environment = {"LANG": locale, "SMTP550_PORT": "http", "SMTP550_RETENTION_DAYS": "8", "PATH": os.environ["PATH"]}
    command = [sys.executable, "-m", "bot", "cases"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    told = dict(line.split(": ", 1) for line in done.stderr.splitlines())
    assert told.keys() == {"SMTP550_PORT", "SMTP550_RETENTION_DAYS"}
    assert words in told["SMTP550_PORT"]


def test_everything_is_moved_to_where_the_settings_say(
    run: CliRunner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SMTP550_MOVE_TO_URL", " ")
    refused = run.invoke(app, ["move-to"])
    assert isinstance(refused.exception, ConfigError)
    assert [setting for setting, _ in refused.exception.faults] == ["SMTP550_MOVE_TO_URL"]
    monkeypatch.setenv("SMTP550_MOVE_TO_URL", f"sqlite:///{tmp_path / 'new.sqlite3'}")
    moved = run.invoke(app, ["move-to"])
    assert (moved.exit_code, "cases: 2" in moved.output) == (0, True)
    again = run.invoke(app, ["move-to", "--lang", "ja"])
    assert (again.exit_code, "空ではありません" in again.stderr) == (1, True)


def test_keys_are_made_and_rotated(run: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    key = run.invoke(app, ["keys", "new"]).output.strip()
    assert len(key) == 44
    monkeypatch.setenv("SMTP550_ENCRYPTION_KEYS", f" {key} ,{run.invoke(app, ['keys', 'new']).output.strip()}")
    result = run.invoke(app, ["keys", "rotate"])
    assert result.exit_code == 0
    assert "0 tokens" in result.output
    assert "0 件" in run.invoke(app, ["keys", "rotate", "--lang", "ja"]).output


@pytest.mark.parametrize("value", ["", "short", "x" * 44])
def test_without_a_key_there_is_nothing_to_rotate(run: CliRunner, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("SMTP550_ENCRYPTION_KEYS", value)
    result = run.invoke(app, ["keys", "rotate"])
    assert isinstance(result.exception, ConfigError)
    assert "SMTP550_ENCRYPTION_KEYS" in str(result.exception)
    assert value not in str(result.exception) or not value
