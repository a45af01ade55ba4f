"""The playground's web page: static files and one WebSocket, on 127.0.0.1, for this machine's own browser only.

A page from elsewhere must not drive it: the Host header has to be ours (against DNS rebinding), an Origin header too
(against cross-site WebSockets), and the Content-Security-Policy keeps everything foreign out.
"""

from __future__ import annotations

import asyncio
import json
import mimetypes
from collections.abc import Awaitable, Callable
from contextlib import suppress
from importlib import resources

from aiohttp import WSMsgType, web

from bot.playground.session import UPLOAD_BYTES, Session

HOST = "127.0.0.1"
_NAMES = (HOST, "localhost")
_FRAME_BYTES = UPLOAD_BYTES * 2
_PING_EVERY = 20.0
_PNG = b"\x89PNG\r\n\x1a\n"  # RFC 2083 §3.1
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class PortInUseError(OSError):
    """Somebody else listens on the page's port; `port` says which."""

    def __init__(self, port: int) -> None:
        super().__init__(f"port {port} is in use")
        self.port = port


class Page:
    """Serves the page. `new_session` makes what one browser talks to. Use it as an async context manager.

    `picture` has the files that the bot uploaded, by their ids; of those the page shows what is PNG. `port` 0 is any
    free one. Raises `PortInUseError` on entering.
    """

    def __init__(
        self,
        new_session: Callable[[], Session],
        port: int,
        picture: Callable[[str], bytes | None] = lambda _: None,
    ) -> None:
        self.port = port
        self._picture = picture
        self._new_session = new_session
        self._runner: web.AppRunner | None = None
        self._sessions: set[Session] = set()
        self._sockets: set[web.WebSocketResponse] = set()

    @property
    def url(self) -> str:
        """What to open in the browser."""
        return f"http://{HOST}:{self.port}/"

    async def __aenter__(self) -> Page:
        app = web.Application(middlewares=[self._only_from_here])
        app.router.add_get("/", self._index)
        app.router.add_get("/socket", self._socket)
        app.router.add_get("/static/{path:.+}", self._static)
        app.router.add_get("/pictures/{file}", self._pictures)
        app.on_response_prepare.append(self._add_headers)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, HOST, self.port).start()
        except OSError:
            await self._runner.cleanup()
            raise PortInUseError(self.port) from None
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        for socket in tuple(self._sockets):
            await socket.close()
        if self._runner:
            await self._runner.cleanup()

    def bot_connected(self) -> None:
        """Tell every open page that the bot is there."""
        for session in self._sessions:
            session.bot_connected()

    @web.middleware
    async def _only_from_here(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        ours = {f"{name}:{self.port}" for name in _NAMES}
        origin = request.headers.get("Origin")
        if request.host not in ours or (origin is not None and origin.removeprefix("http://") not in ours):
            raise web.HTTPForbidden(text="This page answers only to itself.")
        return await handler(request)

    async def _add_headers(self, request: web.Request, response: web.StreamResponse) -> None:
        del request
        # Not every browser counts a WebSocket of the same origin as 'self'.
        sockets = " ".join(f"ws://{name}:{self.port}" for name in _NAMES)
        policy = (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
            f"connect-src 'self' {sockets}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        response.headers.update(_HEADERS | {"Content-Security-Policy": policy})

    async def _index(self, request: web.Request) -> web.StreamResponse:
        del request
        return _file("index.html")

    async def _static(self, request: web.Request) -> web.StreamResponse:
        return _file(request.match_info["path"])

    async def _pictures(self, request: web.Request) -> web.StreamResponse:
        content = self._picture(request.match_info["file"])
        if content is None or not content.startswith(_PNG):
            raise web.HTTPNotFound
        return web.Response(body=content, content_type="image/png")

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(heartbeat=_PING_EVERY, max_msg_size=_FRAME_BYTES)
        await socket.prepare(request)
        session = self._new_session()
        self._sessions.add(session)
        self._sockets.add(socket)
        session.open()
        async with asyncio.TaskGroup() as group:
            sender = group.create_task(_send_updates(session, socket))
            acts: set[asyncio.Task[None]] = set()
            async for frame in socket:
                if frame.type is WSMsgType.TEXT and isinstance(request_ := _parse(frame.data), dict):
                    act = group.create_task(session.act(request_))
                    acts.add(act)
                    act.add_done_callback(acts.discard)
            session.close()
            self._sessions.discard(session)
            self._sockets.discard(socket)
            for task in (sender, *acts):
                task.cancel()
        return socket


async def _send_updates(session: Session, socket: web.WebSocketResponse) -> None:
    with suppress(ConnectionError):
        while True:
            await socket.send_json(await session.updates.get())


def _parse(data: str) -> object:
    try:
        return json.loads(data)
    except json.JSONDecodeError:
        return None


def _file(path: str) -> web.Response:
    """A file of `static/`; nothing outside of it."""
    parts = path.split("/")
    file = resources.files("bot.playground") / "static"
    for part in parts:
        file = file / part
    if any(part in ("", ".", "..") for part in parts) or not file.is_file():
        raise web.HTTPNotFound
    content_type = {"js": "text/javascript"}.get(path.rpartition(".")[2]) or mimetypes.guess_type(path)[0]
    return web.Response(
        body=file.read_bytes(),
        content_type=content_type or "application/octet-stream",
        charset="utf-8" if content_type and content_type.startswith("text/") else None,
    )
