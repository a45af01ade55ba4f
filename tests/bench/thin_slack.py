"""The least Slack that a bot can run against: Socket Mode and the Web API's answers, and next to no work of its own.

The stand-in of the playground checks everything that Slack checks, which takes the time that a benchmark wants to see.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import WSMsgType, web

Payload = dict[str, Any]


class ThinSlack:
    """Listens on a free port of 127.0.0.1. `acks` has the time (`perf_counter`) of each envelope's ack."""

    def __init__(self) -> None:
        self.acks: dict[str, float] = {}
        self.calls: dict[str, int] = {}
        self.on_call: Callable[[str, Mapping[str, Any]], None] = lambda _method, _arguments: None
        self.on_post: Callable[[str, Mapping[str, Any], str], None] = lambda _method, _arguments, _ts: None
        self._socket: web.WebSocketResponse | None = None
        self._connected = asyncio.Event()
        self._numbers = itertools.count(1)
        self._runner: web.AppRunner | None = None
        self.port = 0

    async def __aenter__(self) -> ThinSlack:
        app = web.Application()
        app.router.add_post("/api/{method}", self._api)
        app.router.add_get("/api/{method}", self._api)
        app.router.add_get("/link", self._link)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def connected(self) -> None:
        """Wait for the bot."""
        await self._connected.wait()

    async def send(self, envelope_id: str, payload: Payload, kind: str = "events_api") -> None:
        """Deliver something to the bot."""
        assert self._socket is not None
        envelope = {"type": kind, "envelope_id": envelope_id, "payload": payload, "accepts_response_payload": False}
        await self._socket.send_str(json.dumps(envelope))

    async def _api(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        self.calls[method] = self.calls.get(method, 0) + 1
        arguments: Payload = {}
        if request.content_type == "application/json":
            arguments = await request.json()
        self.on_call(method, arguments)
        answer: Payload = {"ok": True}
        if method == "auth.test":
            answer |= {"user_id": "U0BOT", "bot_id": "B0BOT", "team_id": "T1", "team": "t", "user": "smtp550"}
        elif method == "apps.connections.open":
            answer["url"] = f"ws://127.0.0.1:{self.port}/link"
        elif method == "chat.postMessage":
            answer |= {"channel": arguments.get("channel"), "ts": f"1800000000.{next(self._numbers):06d}"}
        elif method == "users.info":
            answer["user"] = {"id": "U1", "locale": "en-US"}
        self.on_post(method, arguments, str(answer.get("ts") or ""))
        return web.json_response(answer)

    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_str(json.dumps({"type": "hello", "num_connections": 1}))
        self._socket = socket
        self._connected.set()
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                self.acks[json.loads(message.data).get("envelope_id", "")] = time.perf_counter()
        return socket


@asynccontextmanager
async def bot_process(
    api_url: str, data_dir: str, nameservers: str, settings: Mapping[str, str] | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`smtp550 run` against that Slack with these `settings` besides, killed at the end."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "SMTP550_"))},
        "SLACK_API_URL": api_url,
        "SLACK_BOT_TOKEN": "xoxb-bench",
        "SLACK_APP_TOKEN": "xapp-bench",
        "SMTP550_DATA_DIR": data_dir,
        "SMTP550_NAMESERVERS": nameservers,
        "SMTP550_LOG_LEVEL": "error",
        # All comes from one person in a few channels, and is to be measured, not refused.
        **{f"SMTP550_{name}_LIMIT": "0" for name in ("USER", "CHANNEL", "WORKSPACE")},
        **(settings or {}),
    }
    bot = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "run", env=environment)
    try:
        yield bot
    finally:
        if bot.returncode is None:
            bot.kill()
        await bot.wait()


def event(number: int, text: str, channel: str = "C1", user: str = "U1") -> Payload:
    """A message event as Slack sends it."""
    return {
        "type": "event_callback",
        "team_id": "T1",
        "api_app_id": "A1",
        "event_id": f"Ev{number:09d}",
        "event_time": 1_800_000_000,
        "token": "verification",
        "authorizations": [{"team_id": "T1", "user_id": "U0BOT", "is_bot": True}],
        "event": {
            "type": "message",
            "channel": channel,
            "channel_type": "channel",
            "user": user,
            "ts": f"1790000000.{number:06d}",
            "text": text,
            "blocks": [{"type": "rich_text", "elements": [{"type": "text", "text": text}]}],
        },
    }


def percentile(values: list[float], share: float) -> float:
    """The value that this share of `values` does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
