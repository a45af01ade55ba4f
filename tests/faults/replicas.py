"""The bot as processes of its own: started, killed, frozen, thawed; and what stands between them and Slack."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from aiohttp import web

from tests.ports import free_port
from tests.processes import BotProcess

_READY_WITHIN = 120.0


@dataclass(slots=True, kw_only=True)
class Replica(BotProcess):
    """One process, `smtp550 run --http`."""

    environment: Mapping[str, str]
    port: int

    async def start(self) -> None:
        """Start it, without waiting until it is ready."""
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", "--http", env=dict(self.environment), stdout=log, stderr=log
            )

    async def ready(self) -> None:
        """Wait until it says that it can serve."""
        said = "nothing"
        try:
            async with aiohttp.ClientSession() as session, asyncio.timeout(_READY_WITHIN):
                while (said := await self._is_ready(session)) != "ready":
                    if not self.is_running:
                        raise RuntimeError(f"the bot ended: {self.log.read_text()[-2_000:]}")
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise RuntimeError(f"not ready: {said}, {self.log.read_text()[-2_000:]}") from None

    def noted(self, event: str) -> int:
        """How often its log tells of `event`."""
        return self.log.read_text().count(f'"event": "{event}"')

    async def _is_ready(self, session: aiohttp.ClientSession) -> str:
        try:
            async with session.get(f"http://127.0.0.1:{self.port}/readyz") as answer:
                return "ready" if answer.status == 200 else await answer.text()
        except aiohttp.ClientError as error:
            return type(error).__name__


@dataclass(slots=True)
class Balancer:
    """What Slack sends, handed to the replicas in turn; who does not take the connection is passed over.

    `to_all`: every request goes to all of them, as if Slack had delivered it once to each.
    """

    replicas: list[Replica]
    to_all: bool = False
    port: int = 0
    passed_on: int = 0
    _turn: int = 0
    _session: aiohttp.ClientSession | None = None
    _runner: web.AppRunner | None = None

    async def __aenter__(self) -> Balancer:
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=3.0))
        app = web.Application()
        app.router.add_post("/slack/events", self._pass_on)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
        if self._session is not None:
            await self._session.close()

    async def _pass_on(self, request: web.Request) -> web.Response:
        body = await request.read()
        self._turn += 1
        first = self._turn % len(self.replicas)
        in_turn = [*self.replicas[first:], *self.replicas[:first]]
        if self.to_all:
            answers = await asyncio.gather(*(self._send(replica, request, body) for replica in in_turn))
            return next((answer for answer in answers if answer is not None), web.Response(status=502))
        for replica in in_turn:
            answer = await self._send(replica, request, body)
            if answer is not None:
                return answer
        return web.Response(status=502)

    async def _send(self, replica: Replica, request: web.Request, body: bytes) -> web.Response | None:
        assert self._session is not None
        self.passed_on += 1
        headers = {name: value for name, value in request.headers.items() if name.lower() not in {"host", "connection"}}
        try:
            url = f"http://127.0.0.1:{replica.port}/slack/events"
            async with self._session.post(url, data=body, headers=headers) as answer:
                text = await answer.text()
                return web.Response(status=answer.status, text=text, content_type=answer.content_type)
        except aiohttp.ClientConnectorError:
            return None
        except (aiohttp.ClientError, TimeoutError):
            return web.Response(status=504)


def replicas_of(environment: Mapping[str, str], folder: Path, count: int) -> list[Replica]:
    """So many processes, not started yet, on ports of their own, with their logs in `folder`."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "SMTP550_"))}
    ports = [free_port() for _ in range(count)]
    return [
        Replica(
            environment={**clean, **environment, "SMTP550_PORT": str(port)},
            log=folder / f"replica-{number}.log",
            port=port,
        )
        for number, port in enumerate(ports)
    ]
