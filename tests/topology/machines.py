"""The processes of compose.yaml without containers: replicas of the bot, and Caddy with our Caddyfile."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

from bot.playground.nameserver import NameServer
from bot.playground.standin import SlackStandIn
from tests.ports import free_port
from tests.processes import BotProcess

HOST: Final = "127.0.0.1"
CADDYFILE: Final = Path(__file__).resolve().parents[2] / "deploy" / "Caddyfile"
_START_SECONDS: Final = 60.0


def caddy() -> str | None:
    """Where Caddy is installed; None where it is not."""
    return shutil.which("caddy", path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/bin", "/usr/local/bin"]))


def environment_for(
    slack: SlackStandIn, nameserver: NameServer, database_url: str, folder: Path, **more: str
) -> Mapping[str, str]:
    """The settings that replicas share: this Slack, this DNS, this database, and nothing of the tester's own."""
    host, port = nameserver.address
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "SMTP550_"))},
        **slack.environment(),
        "SMTP550_DATABASE_URL": database_url,
        "SMTP550_DATA_DIR": str(folder),
        "SMTP550_NAMESERVERS": f"{host}:{port}",
        "SMTP550_HOST": HOST,
        "SMTP550_LOG_FORMAT": "json",
        **more,
    }


@dataclass(slots=True, kw_only=True)
class Replica(BotProcess):
    """One process of the bot, which can be killed, told to end, and started again on its port."""

    environment: Mapping[str, str]
    command: tuple[str, ...] = ("run", "--http")
    port: int = field(default_factory=free_port)

    async def start(self) -> None:
        """Start it, and wait until it is ready."""
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "bot", *self.command),
                env={**self.environment, "SMTP550_PORT": str(self.port)},
                stderr=log,
            )
        async with asyncio.timeout(_START_SECONDS):
            while await self.status("/readyz") != 200:
                if self.process.returncode is not None:
                    raise RuntimeError(self.log.read_text("utf-8"))
                await asyncio.sleep(0.1)

    async def status(self, path: str) -> int:
        """The HTTP status of a page; 0 where nobody listens."""
        try:
            async with aiohttp.ClientSession() as session, session.get(f"http://{HOST}:{self.port}{path}") as answer:
                return answer.status
        except aiohttp.ClientError:
            return 0

    async def measured(self, name: str, **labels: str) -> float:
        """The sum of a metric's series that have these labels."""
        async with aiohttp.ClientSession() as session, session.get(f"http://{HOST}:{self.port}/metrics") as answer:
            text = await answer.text()
        return sum(
            sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
            if sample.name == name and labels.items() <= sample.labels.items()
        )


@asynccontextmanager
async def balancer(port: int, replicas: Sequence[Replica], folder: Path) -> AsyncIterator[None]:
    """Caddy on `port`, as deploy/Caddyfile says, until the block ends."""
    environment = {
        **os.environ,
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "SMTP550_SITE": f"http://{HOST}:{port}",
        "SMTP550_REPLICAS": " ".join(f"{HOST}:{replica.port}" for replica in replicas),
    }
    with (folder / "caddy.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *(caddy() or "caddy", "run", "--adapter", "caddyfile", "--config", str(CADDYFILE)),
            env=environment,
            stdout=log,
            stderr=log,
        )
    try:
        async with asyncio.timeout(_START_SECONDS):
            while not await _listens(port):
                if process.returncode is not None:
                    raise RuntimeError((folder / "caddy.log").read_text("utf-8"))
                await asyncio.sleep(0.1)
        yield
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(HOST, port)
    except OSError:
        return False
    writer.close()
    return True
