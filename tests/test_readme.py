"""The README and the contributors' pages keep their word: commands run, targets exist, settings are those read."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from pathlib import Path

import pytest

from bot.bounce import is_worth_reading
from bot.cases.database import open_database
from bot.config import Settings
from bot.playground.nameserver import NameServer
from bot.playground.zones import demo_zones
from handlers.request import Want, read_command

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
# docs/operations.md has its own test: its commands need a machine around them.
PAGES = [path for path in sorted(ROOT.glob("*.md")) + sorted(ROOT.glob("docs/*.md")) if path.name != "operations.md"]
TEXT = "\n".join(path.read_text("utf-8") for path in PAGES)
BLOCKS = re.findall(r"^ *```console\n(.*?)^ *```", TEXT, re.MULTILINE | re.DOTALL)
COMMANDS = [line.strip() for block in BLOCKS for line in block.splitlines() if line.strip()]
# `make run` is typed in test_make_run.py; the others would run this test, or everything, again.
TARGETS = [command for command in COMMANDS if command.startswith("make ")]
PROGRAMS = [command for command in COMMANDS if command not in TARGETS]


def test_there_are_commands() -> None:
    assert "make run" in TARGETS
    assert len(PROGRAMS) >= 4


@pytest.mark.parametrize("command", PROGRAMS)
async def test_a_command_runs_as_it_stands(command: str, tmp_path: Path) -> None:
    program, *arguments = command.split()
    assert program.startswith(".venv/bin/")
    await (await open_database(f"sqlite:///{tmp_path / 'smtp550.sqlite3'}")).close()
    async with NameServer(demo_zones()) as nameserver:
        host, port = nameserver.address
        process = await asyncio.create_subprocess_exec(
            Path(sys.executable).parent / Path(program).name,
            *arguments,
            cwd=ROOT,
            env={name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "SMTP550_"))}
            | {"SMTP550_NAMESERVERS": f"{host}:{port}", "SMTP550_DATA_DIR": str(tmp_path), "SLACK_BOT_TOKEN": ""},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output, _ = await process.communicate()
    text = output.decode()
    assert text.strip()
    assert "Traceback" not in text
    # Without tokens, the doctor has something to say.
    assert process.returncode == (1 if "doctor" in arguments else 0), text


@pytest.mark.parametrize("target", sorted(set(re.findall(r"make ([a-z-]+)`", README)) | {c[5:] for c in TARGETS}))
def test_a_make_target_exists(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


def test_every_setting_is_in_the_table_and_no_other() -> None:
    read = {str(field.validation_alias) for field in Settings.model_fields.values()}
    told = set(re.findall(r"`((?:SLACK|SMTP550)_[A-Z0-9_]+)`", README))
    assert told == read


@pytest.mark.parametrize("line", sorted(set(re.findall(r"`/smtp550 ([^`]+)`", README))))
def test_what_can_be_typed_after_the_command_is_understood(line: str) -> None:
    for text in re.split(r"\s*\|\s*", line):
        assert read_command(text, is_worth_reading).want not in {Want.NOTHING_WE_KNOW, Want.BAD_SENDER}


@pytest.mark.parametrize("page", [*PAGES, ROOT / "docs" / "operations.md"], ids=lambda page: page.name)
def test_a_link_into_the_repository_leads_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
        assert (page.parent / link).exists(), link


def test_the_changelog_has_the_version_that_is_built() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    [built] = re.findall(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    told = re.findall(r"^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d\d-\d\d)$", text, re.MULTILINE)
    assert told[0][0] == built
    assert sorted(told, key=lambda each: each[1], reverse=True) == told
