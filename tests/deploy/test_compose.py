"""compose.yaml, the Caddyfile and the systemd unit say what the product understands."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from bot.config import Settings

ROOT: Final = Path(__file__).resolve().parents[2]
COMPOSE: Final[dict[str, Any]] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
CADDYFILE: Final = ROOT / "deploy" / "Caddyfile"
ADMIN: Final = ROOT / "deploy" / "smtp550-admin"
UNIT: Final = ROOT / "deploy" / "smtp550.service"
# https://docs.docker.com/reference/compose-file/services/
_SERVICE_KEYS: Final = frozenset(
    {"build", "cap_drop", "command", "depends_on", "environment", "healthcheck", "image", "ports", "read_only"}
    | {"restart", "security_opt", "stop_grace_period", "tmpfs", "volumes"}
)
_SETTINGS: Final = {str(field.validation_alias) for field in Settings.model_fields.values()}


def test_compose_has_only_keys_that_compose_knows() -> None:
    assert set(COMPOSE) == {"name", "x-bot", "services", "volumes"}
    for service in COMPOSE["services"].values():
        assert set(service) <= _SERVICE_KEYS
        assert set(service.get("depends_on", {})) <= set(COMPOSE["services"])
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source in COMPOSE["volumes"] or (ROOT / source).exists()


def test_there_are_two_replicas_and_the_balancer_knows_both() -> None:
    services = COMPOSE["services"]
    replicas = {name for name, service in services.items() if service.get("image") == "smtp550"}
    assert len(replicas) == 2
    known = services["balancer"]["environment"]["SMTP550_REPLICAS"].split()
    assert {place.partition(":")[0] for place in known} == replicas
    assert {place.partition(":")[2] for place in known} == {"3550"}


def test_what_is_set_is_what_the_bot_reads() -> None:
    for name in ("bot1", "bot2"):
        service = COMPOSE["services"][name]
        assert set(service["environment"]) <= _SETTINGS
        assert service["command"] == ["run", "--http"]
        assert service["environment"]["SMTP550_DATABASE_URL"].startswith("postgresql+psycopg://")
        assert int(service["stop_grace_period"].removesuffix("s")) > 10


def test_all_that_compose_reads_is_in_its_head() -> None:
    text = (ROOT / "compose.yaml").read_text("utf-8")
    needed = set(re.findall(r"\$\{([A-Z0-9_]+):\?\}", text)) | {"SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"}
    head = "".join(line for line in text.splitlines() if line.startswith("#"))
    assert all(name in head for name in needed)


@pytest.mark.skipif(shutil.which("caddy") is None, reason="Debian's caddy is not installed")
def test_caddy_takes_the_caddyfile() -> None:
    environment = {**os.environ, "SMTP550_SITE": "http://127.0.0.1:8550", "SMTP550_REPLICAS": "127.0.0.1:1 127.0.0.1:2"}
    command = ["caddy", "validate", "--adapter", "caddyfile", "--config", str(CADDYFILE)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text("utf-8").replace("/opt/smtp550/bin/smtp550", "/bin/true"), "utf-8")
    command = ["systemd-analyze", "verify", "--man=no", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_unit_leaves_what_the_metrics_and_the_picture_need() -> None:
    lines = UNIT.read_text("utf-8").splitlines()
    assert "ProcSubset=pid" not in lines  # prometheus_client reads /proc/stat, or gives no process_* at all
    assert "SystemCallErrorNumber=EPERM" in lines  # the default kills whoever asks


def test_the_operators_command_has_the_services_user_settings_and_database() -> None:
    unit, command = UNIT.read_text("utf-8"), ADMIN.read_text("utf-8")
    for name in ("EnvironmentFile", "DynamicUser", "StateDirectory", "WorkingDirectory"):
        [value] = re.findall(rf"^{name}=(\S+)$", unit, re.MULTILINE)
        assert f"--property={name}={value} " in command
    assert f"--property=User={UNIT.stem} " in command  # DynamicUser's name is the unit's
    [folder] = re.findall(r"SMTP550_DATA_DIR=(\S+)", unit)
    assert f"--setenv=SMTP550_DATA_DIR={folder} " in command
    [program] = re.findall(r"^ExecStart=(\S+) ", unit, re.MULTILINE)
    assert f'{program} "$@"' in command
    assert os.access(ADMIN, os.X_OK)


def test_the_unit_gives_the_bot_time_to_drain() -> None:
    text = UNIT.read_text("utf-8")
    [seconds] = re.findall(r"^TimeoutStopSec=(\d+)$", text, re.MULTILINE)
    assert int(seconds) > 10
    assert {
        name for name in re.findall(r"(SMTP550_[A-Z_]+)=/|(SMTP550_LOG_FORMAT)=", text) for name in name if name
    } <= (_SETTINGS)
