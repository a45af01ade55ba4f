"""The HTTP side of the stand-in: Web API, files, response URLs and Socket Mode, on 127.0.0.1."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.playground.standin import chat, lookups, uploads, views
from bot.playground.standin.buckets import RateLimits
from bot.playground.standin.calls import Call, Method
from bot.playground.standin.errors import SlackError
from bot.playground.standin.faults import CallFault, CallRule, Faults
from bot.playground.standin.payload import Payload
from bot.playground.standin.socket_mode import SocketMode
from bot.playground.standin.traffic import ApiCall, Traffic
from bot.playground.standin.workspace import Workspace

HOST = "127.0.0.1"
METHODS: Mapping[str, Method] = {**lookups.METHODS, **chat.METHODS, **views.METHODS, **uploads.METHODS}
_BODY_BYTES = 4 * 1024 * 1024
_SECRET_ARGS = frozenset({"token"})


class Server:
    """Listens on a free port (or a given one). Use it as an async context manager."""

    def __init__(
        self, workspace: Workspace, rate_limits: RateLimits, faults: Faults, traffic: Traffic, port: int = 0
    ) -> None:
        self.workspace = workspace
        self.sockets = SocketMode(workspace.app, lambda: faults.down)
        self.port = port
        self._rate_limits = rate_limits
        self._faults = faults
        self._traffic = traffic
        self._runner: web.AppRunner | None = None

    @property
    def base_url(self) -> str:
        """Where the stand-in is, with a slash at the end."""
        return f"http://{HOST}:{self.port}/"

    async def __aenter__(self) -> Server:
        app = web.Application(client_max_size=_BODY_BYTES)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_get("/link/", self.sockets.handle)
        app.router.add_get("/files-pri/{file}/{name}", self._file)
        app.router.add_post("/response/{token}", self._response)
        app.router.add_post("/upload/v1/{file}", self._upload)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.sockets.disconnect(politely=False)
        if self._runner:
            await self._runner.cleanup()

    # --- Web API ---

    async def _api(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        if self._faults.web_api_is_down:
            return _hang_up(request)
        args = await _arguments(request)
        entry = ApiCall(
            name, {key: value for key, value in args.items() if key not in _SECRET_ARGS}, self.workspace.now()
        )
        started = time.monotonic()
        rule = self._faults.take_for_call(name)
        if rule and (broken := await self._broken(request, rule, entry)):
            return broken
        headers = {"x-oauth-scopes": ",".join(sorted(self.workspace.app.scopes))}
        try:
            if rule and rule.fault is CallFault.ERROR:
                raise SlackError(rule.error, retry_after=rule.retry_after)
            entry.answer = {"ok": True, **self._run(name, args, _bearer(request) or str(args.get("token", "")))}
        except SlackError as error:
            entry.answer = error.as_json()
            if error.retry_after is not None:
                entry.http_status = 429
                headers["Retry-After"] = str(error.retry_after)
        entry.seconds = time.monotonic() - started
        self._traffic.add(entry)
        if rule and rule.fault is CallFault.DROP_ANSWER:
            return _hang_up(request)
        return web.json_response(entry.answer, status=entry.http_status, headers=headers)

    async def _broken(self, request: web.Request, rule: CallRule, entry: ApiCall) -> web.StreamResponse | None:
        """The ordered faults that come before any work; None if the call goes on."""
        if rule.fault is CallFault.DELAY:
            await asyncio.sleep(rule.seconds)
            return None
        if rule.fault is CallFault.HOLD:
            await rule.let_go.wait()
            return None
        if rule.fault is CallFault.DROP:
            entry.http_status = 0
            self._traffic.add(entry)
            return _hang_up(request)
        if rule.fault is CallFault.STATUS:
            entry.http_status = rule.status
            self._traffic.add(entry)
            return web.Response(status=rule.status, text="stand-in: ordered fault")
        return None

    def _run(self, name: str, args: Mapping[str, Any], token: str) -> Payload:
        method = METHODS.get(name)
        if method is None:
            raise SlackError("unknown_method", extra={"req_method": name})
        self._authenticate(method, token)
        if method.tier is not None:
            self._rate_limits.call(name, method.tier, self.workspace.now())
        socket_url = ""
        if name == "apps.connections.open":
            socket_url = f"ws://{HOST}:{self.port}/link/?ticket={self.sockets.new_ticket()}"
        return method.run(Call(self.workspace, self._rate_limits, args, socket_url, self.base_url))

    def _authenticate(self, method: Method, token: str) -> None:
        app = self.workspace.app
        if method.caller == "any":
            return
        if not token:
            raise SlackError("not_authed")
        tokens = {app.bot_token: "bot", app.app_token: "app"}
        if token not in tokens:
            raise SlackError("invalid_auth")
        if tokens[token] != method.caller:
            raise SlackError("not_allowed_token_type")
        if method.caller == "bot" and not app.is_installed:
            raise SlackError("account_inactive")
        if method.scopes and not app.scopes & set(method.scopes):
            needed, provided = ",".join(method.scopes), ",".join(sorted(app.scopes))
            raise SlackError("missing_scope", extra={"needed": needed, "provided": provided})

    # --- the other doors ---

    async def _file(self, request: web.Request) -> web.StreamResponse:
        if self._faults.web_api_is_down:
            return _hang_up(request)
        file_id = request.match_info["file"].rpartition("-")[2]
        if _bearer(request) != self.workspace.app.bot_token or "files:read" not in self.workspace.app.scopes:
            # Slack sends a browser to its sign-in page: HTTP 200 and HTML, which is why content has to be looked at.
            return web.Response(text="<!DOCTYPE html><html><body>Sign in</body></html>", content_type="text/html")
        if file_id not in self.workspace.contents:
            raise web.HTTPNotFound
        mimetype = self.workspace.files[file_id]["mimetype"]
        return web.Response(body=self.workspace.contents[file_id], content_type=mimetype)

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        if self._faults.web_api_is_down:
            return _hang_up(request)
        upload = self.workspace.uploads.get(request.match_info["file"])
        content = await request.read()
        if upload is None or len(content) != upload.length:
            return web.Response(status=400, text="stand-in: not what was announced")
        upload.content = content
        return web.Response(text=f"OK - {len(content)}")

    async def _response(self, request: web.Request) -> web.StreamResponse:
        if self._faults.web_api_is_down:
            return _hang_up(request)
        entry = ApiCall("response_url", await _arguments(request), self.workspace.now())
        try:
            place = self.workspace.response_urls.get(request.match_info["token"])
            if place is None:
                raise SlackError("invalid_url")
            chat.respond(self.workspace, place, entry.args)
            entry.answer = {"ok": True}
        except SlackError as error:
            entry.answer = error.as_json()
            entry.http_status = 404 if error.name.endswith("_url") else 400
        self._traffic.add(entry)
        return web.json_response(entry.answer, status=entry.http_status)


async def _arguments(request: web.Request) -> Payload:
    """Query, form and JSON arguments together."""
    args: Payload = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.text() or "{}")
        except json.JSONDecodeError:
            body = {}
        args |= body if isinstance(body, dict) else {}
    elif request.can_read_body:
        args |= dict(await request.post())
    return args


def _bearer(request: web.Request) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _hang_up(request: web.Request) -> web.StreamResponse:
    """Break the connection without an answer."""
    if request.transport:
        request.transport.abort()
    return web.Response(status=503)
