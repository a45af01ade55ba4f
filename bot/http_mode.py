"""HTTP mode: Slack's requests, and the pages that a load balancer and a monitor ask for."""

from __future__ import annotations

import errno
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import parse_qs

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp

from bot.config import ConfigError

# Slack's own payloads are far smaller; a paste is at most 40,000 characters of text, twice (text and blocks).
_BODY_BYTES: Final = 2 * 1024 * 1024


def malformed(headers: Mapping[str, str], body: bytes) -> str | None:
    """Why this cannot be a request of Slack's, whoever signed it; None where its signature is worth checking.

    Slack sends a JSON object or a form, whose `payload`, if any, is one; its headers are ASCII
    (https://docs.slack.dev/apis/events-api/using-http-request-urls).
    """
    timestamp, signature = headers.get("X-Slack-Request-Timestamp", ""), headers.get("X-Slack-Signature", "")
    if timestamp and not (timestamp.isascii() and timestamp.isdigit()):
        return "X-Slack-Request-Timestamp: no number of seconds"
    if not signature.isascii():
        return "X-Slack-Signature: not ASCII"
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return "body: not UTF-8"
    if "application/x-www-form-urlencoded" in headers.get("Content-Type", ""):
        payloads = parse_qs(text).get("payload", [])
    else:
        payloads = [text]
    try:
        objects = [isinstance(json.loads(payload), dict) for payload in payloads]
    except (ValueError, RecursionError):
        return "body: not JSON"
    return None if all(objects) else "body: no JSON object"


@asynccontextmanager
async def serving(
    bolt: AsyncApp,
    ready: Callable[[], Awaitable[str]],
    measured: Callable[[], Mapping[str, float]],
    host: str,
    port: int,
) -> AsyncIterator[int]:
    """Serve `POST /slack/events`, `GET /healthz`, `/readyz` and `/metrics`; gives the port.

    `ready` answers what is missing, or nothing; `measured` the metrics by name. On the way out, requests that are
    being answered get their answer. Raises `ConfigError` where the port is not to be had.
    """

    async def events(request: web.Request) -> web.StreamResponse:
        if fault := malformed(request.headers, await request.read()):
            return web.Response(text=f"{fault}\n", status=400)
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

    async def healthz(_request: web.Request) -> web.StreamResponse:
        return web.Response(text="ok\n")

    async def readyz(_request: web.Request) -> web.StreamResponse:
        missing = await ready()
        return web.Response(text=f"{missing or 'ok'}\n", status=503 if missing else 200)

    async def metrics(_request: web.Request) -> web.StreamResponse:
        lines = [f"{name} {value:g}" for name, value in measured().items()]
        return web.Response(text="\n".join(lines) + "\n", headers={"Content-Type": "text/plain; version=0.0.4"})

    app = web.Application(client_max_size=_BODY_BYTES)
    app.router.add_post("/slack/events", events)
    for path, page in (("/healthz", healthz), ("/readyz", readyz), ("/metrics", metrics)):
        app.router.add_get(path, page)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=3.0)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            reason = "is in use" if error.errno == errno.EADDRINUSE else f"cannot be opened ({error.strerror})"
            raise ConfigError(f"SMTP550_PORT: {host}:{port} {reason}") from error
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
