"""Socket Mode: the app's WebSocket connections, and deliveries over them (docs.slack.dev, "Using Socket Mode")."""

from __future__ import annotations

import asyncio
import itertools
import json
import secrets
from collections.abc import Callable

from aiohttp import WSMsgType, web

from bot.playground.standin.courier import COMMANDS, INTERACTIVE, Envelope, NotAcknowledgedError
from bot.playground.standin.payload import Payload
from bot.playground.standin.records import App

_PING_EVERY = 10.0
_TICKETS_KEPT = 100


class SocketMode:
    """The open connections. Each delivery goes over one of them, in turn."""

    def __init__(self, app: App, refuse: Callable[[], bool]) -> None:
        self._app = app
        self._refuse = refuse
        self._tickets: list[str] = []
        self._connections: list[web.WebSocketResponse] = []
        self._wires: dict[web.WebSocketResponse, asyncio.BaseTransport | None] = {}
        self._turn = itertools.count()
        self._waiting: dict[str, asyncio.Future[Payload | None]] = {}
        self._connected = asyncio.Event()
        self._silent = False

    @property
    def connections(self) -> int:
        """How many connections the app has open."""
        return len(self._connections)

    def new_ticket(self) -> str:
        """What lets one connection in; part of the URL that `apps.connections.open` gives."""
        ticket = secrets.token_urlsafe(16)
        self._tickets = [*self._tickets[-_TICKETS_KEPT:], ticket]
        return ticket

    async def connected(self) -> None:
        """Wait until the app has a connection."""
        await self._connected.wait()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection until it ends."""
        if self._refuse():
            raise web.HTTPServiceUnavailable
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            raise web.HTTPForbidden(text="this URL was used before, or never given")
        self._tickets.remove(ticket)
        if self._silent:
            await asyncio.Event().wait()
        socket = web.WebSocketResponse(heartbeat=_PING_EVERY)
        await socket.prepare(request)
        self._connections.append(socket)
        self._wires[socket] = request.transport
        await socket.send_json(self._hello())
        self._connected.set()
        try:
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    self._take_ack(frame.data)
        finally:
            self._forget(socket)
        return socket

    async def send(self, envelope: Envelope, within: float) -> Payload | None:
        """Deliver over one connection and wait for its acknowledgement (see `Transport`)."""
        future: asyncio.Future[Payload | None] = asyncio.get_running_loop().create_future()
        self._waiting[envelope.envelope_id] = future
        try:
            async with asyncio.timeout(within):
                await self._connected.wait()
                socket = self._connections[next(self._turn) % len(self._connections)]
                await socket.send_json(_frame(envelope))
                return await future
        except TimeoutError:
            raise NotAcknowledgedError("timeout" if self._connections else "connection_failed") from None
        except ConnectionError:
            raise NotAcknowledgedError("connection_failed") from None
        finally:
            del self._waiting[envelope.envelope_id]

    async def disconnect(self, reason: str = "refresh_requested", *, politely: bool = True) -> None:
        """End all connections: after a `disconnect` message, as Slack does every few hours, or without a word."""
        for socket in list(self._connections):
            if politely:
                await socket.send_json(
                    {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-stand-in"}}
                )
            await socket.close()
            self._forget(socket)

    def fall_silent(self) -> None:
        """Keep all connections open, read nothing from them, say nothing over them; take new ones and never answer.

        So does a firewall that forgot about a connection, and a server that hangs.
        """
        self._silent = True
        for socket in list(self._connections):
            wire = self._wires[socket]
            if isinstance(wire, asyncio.ReadTransport):
                wire.pause_reading()
            self._forget(socket)

    def speak_again(self) -> None:
        """Serve new connections; those of the time of silence stay dead."""
        self._silent = False

    def _forget(self, socket: web.WebSocketResponse) -> None:
        if socket in self._connections:
            self._connections.remove(socket)
            del self._wires[socket]
        if not self._connections:
            self._connected.clear()

    def _hello(self) -> Payload:
        return {
            "type": "hello",
            "num_connections": len(self._connections),
            "debug_info": {"host": "applink-stand-in", "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": self._app.app_id},
        }

    def _take_ack(self, data: str) -> None:
        try:
            message = json.loads(data)
        except json.JSONDecodeError:
            return
        if not isinstance(message, dict):
            return
        future = self._waiting.get(str(message.get("envelope_id")))
        if future and not future.done():
            payload = message.get("payload")
            future.set_result(payload if payload else None)


def _frame(envelope: Envelope) -> Payload:
    frame: Payload = {
        "envelope_id": envelope.envelope_id,
        "type": envelope.kind,
        "accepts_response_payload": envelope.kind in (COMMANDS, INTERACTIVE),
        "payload": envelope.payload,
    }
    if envelope.kind not in (COMMANDS, INTERACTIVE):
        frame |= {"retry_attempt": envelope.retry_attempt, "retry_reason": envelope.retry_reason}
    return frame
