"""Starting for several workspaces from the command line: what is missing is named, whichever command it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cases.token_cipher import new_key
from bot.cli.commands import app

COMPLETE = {
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "a",
    "SLACK_SIGNING_SECRET": "b",
    "SMTP550_ENCRYPTION_KEYS": new_key(),
}


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("bot.cli.serve.set_up_logs", lambda _settings: None)
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SMTP550_DATABASE_URL"):
        monkeypatch.setenv(name, "")
    for name, value in COMPLETE.items():
        monkeypatch.setenv(name, value)


def said(result: Result) -> str:
    return f"{result.output} {result.exception}"


@pytest.mark.parametrize("name", [name for name in COMPLETE if name != "SLACK_CLIENT_ID"])
@pytest.mark.parametrize("command", [["run", "--http"], ["run", "--http", "--or-try"]])
def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, command: list[str], name: str) -> None:
    monkeypatch.setenv(name, "")
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 2
    assert name in said(result)


def test_a_worker_needs_no_bot_token_either() -> None:
    # It gets as far as to the database, which is one that no two processes can share.
    assert "setting-worker-takes-postgresql" in said(CliRunner().invoke(app, ["worker"]))


def test_socket_mode_is_for_one_workspace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
    result = CliRunner().invoke(app, ["run"])
    assert result.exit_code == 2
    assert "SLACK_BOT_TOKEN" in said(result)
