"""The pages that a load balancer and a monitor ask for: alive, ready, measured. Nothing on them is private."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from bot.config import ConfigError
from bot.silent_connections import KEEPALIVE_SECONDS, SilentConnections

_SHUTDOWN_SECONDS: Final = 1.0
# How long the rest of a refused body is listened to, so that who sends it hears why.
_UNREAD_BODY_SECONDS: Final = 1.0
_PROMETHEUS: Final = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Pages:
    """What the pages show. `ready` gives, for each thing that serving needs, what is wrong with it ("": nothing)."""

    ready: Callable[[], Awaitable[Mapping[str, str]]]
    metrics: Callable[[], Awaitable[bytes]]

    def add_to(self, app: web.Application) -> None:
        """Serve `GET /healthz`, `/readyz` and `/metrics`."""
        for path, page in (("/healthz", _alive), ("/readyz", self._readiness), ("/metrics", self._metrics)):
            app.router.add_get(path, page)

    async def _readiness(self, _request: web.Request) -> web.StreamResponse:
        faults = await self.ready()
        is_ready = not any(faults.values())
        checks = {name: fault or "ok" for name, fault in faults.items()}
        return web.json_response({"ready": is_ready, "checks": checks}, status=200 if is_ready else 503)

    async def _metrics(self, _request: web.Request) -> web.StreamResponse:
        return web.Response(body=await self.metrics(), headers={"Content-Type": _PROMETHEUS})


async def _alive(_request: web.Request) -> web.StreamResponse:
    # Whoever reads this knows that the event loop turns.
    return web.json_response({"alive": True})


@asynccontextmanager
async def listening(app: web.Application, host: str, port: int) -> AsyncIterator[int]:
    """Serve `app`; gives the port. On the way out, requests that are being answered get their answer.

    Raises `ConfigError` where the port is not to be had.
    """
    silent = SilentConnections()
    app.middlewares.append(silent.heard)
    runner = web.AppRunner(
        app,
        access_log=None,
        shutdown_timeout=_SHUTDOWN_SECONDS,
        lingering_time=_UNREAD_BODY_SECONDS,
        keepalive_timeout=KEEPALIVE_SECONDS,
        # Nobody who has a request for us compresses it. What claims to be gzip may be none, or a gigabyte of zeros.
        auto_decompress=False,
    )
    await runner.setup()
    connection = runner.server
    assert connection is not None  # noqa: S101 - since `setup`
    try:
        try:
            # What `web.TCPSite` does, which has no place to look at a connection when it opens.
            server = await asyncio.get_running_loop().create_server(lambda: silent.opened(connection()), host, port)
        except OSError as error:
            place = f"{host}:{port}"
            if error.errno == errno.EADDRINUSE:
                raise ConfigError.of("SMTP550_PORT", "setting-port-in-use", place=place) from error
            reason = str(error.strerror)
            raise ConfigError.of("SMTP550_PORT", "setting-port-unusable", place=place, reason=reason) from error
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()
    finally:
        await runner.cleanup()
