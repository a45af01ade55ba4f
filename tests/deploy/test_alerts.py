"""Prometheus takes the alert rules, and they fire when they should. docs/operations.md explains each."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import Final

import pytest

from bot.metrics import Levels, Metrics

ROOT: Final = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(shutil.which("promtool") is None, reason="Debian's prometheus is not installed")
@pytest.mark.parametrize(
    ("command", "file"), [("check", ROOT / "deploy" / "alerts.yml"), ("test", ROOT / "tests" / "deploy" / "alerts.yml")]
)
async def test_prometheus_takes_the_rules_and_they_fire_when_they_should(command: str, file: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *("promtool", command, "rules", str(file)), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()


@pytest.mark.skipif(shutil.which("promtool") is None, reason="Debian's prometheus is not installed")
async def test_prometheus_takes_the_metrics() -> None:
    metrics = Metrics()
    metrics.acknowledged("event", 0.1)
    metrics.asked_slack("chat.postMessage", "http_429", 0.1)
    text = metrics.render(Levels(backlog=0, handling=0, draining=False, stored=None, blocklists={"healthy": 1}))
    process = await asyncio.create_subprocess_exec(
        *("promtool", "check", "metrics"), stdin=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    _, said = await process.communicate(text)
    assert (process.returncode, said) == (0, b"")
