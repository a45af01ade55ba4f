"""Two workspaces behind one Web API, as Slack has them: a call belongs to the workspace whose token it carries."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import aiohttp
from aiohttp import web
from multidict import CIMultiDict

from bot.playground.standin import SlackStandIn, Timing

CLIENT_ID, CLIENT_SECRET = "1234.5678", "client-secret"


@dataclass
class TwoSlacks:
    """`north` and `south`; `codes` are what Slack's page handed to installers, by workspace."""

    north: SlackStandIn
    south: SlackStandIn
    codes: dict[str, SlackStandIn] = field(default_factory=dict)
    api_url: str = ""
    refuse_codes: bool = False

    def _answer_for_code(self, request: web.Request, form: dict[str, str]) -> dict[str, object]:
        login = aiohttp.BasicAuth.decode(request.headers.get("Authorization", "Basic Og=="))
        if (login.login, login.password) != (CLIENT_ID, CLIENT_SECRET):
            return {"ok": False, "error": "bad_client_secret"}
        slack = None if self.refuse_codes else self.codes.pop(form.get("code", ""), None)
        if slack is None:
            return {"ok": False, "error": "invalid_code"}
        workspace = slack.workspace
        workspace.app.is_installed = True
        return {
            "ok": True,
            "app_id": workspace.app.app_id,
            "access_token": workspace.app.bot_token,
            "token_type": "bot",
            "scope": ",".join(sorted(workspace.app.scopes)),
            "bot_user_id": workspace.app.bot_user,
            "team": {"id": workspace.team_id, "name": workspace.domain},
            "enterprise": None,
            "authed_user": {"id": "U0INSTALLER"},
            "is_enterprise_install": False,
        }

    async def api(self, request: web.Request) -> web.StreamResponse:
        """Hand a call on to the workspace whose token it has."""
        body = await request.read()
        if request.match_info["method"] == "oauth.v2.access":
            form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
            return web.json_response(self._answer_for_code(request, form))
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        slack = self.south if token == self.south.bot_token else self.north
        headers = CIMultiDict((name, value) for name, value in request.headers.items() if name.lower() != "host")
        async with (
            aiohttp.ClientSession() as session,
            session.request(
                request.method,
                slack.api_url + request.match_info["method"],
                params=request.query,
                data=body,
                headers=headers,
            ) as answer,
        ):
            kept = {name: answer.headers[name] for name in ("x-oauth-scopes", "Retry-After") if name in answer.headers}
            return web.Response(
                body=await answer.read(), status=answer.status, headers=kept, content_type="application/json"
            )


@asynccontextmanager
async def two_slacks(request_url: str) -> AsyncIterator[TwoSlacks]:
    """Both workspaces, installed nowhere yet; deliveries of both go to `request_url`."""
    timing = Timing.quick()
    async with (
        SlackStandIn(timing=timing, request_url=request_url, team_id="T0NORTH") as north,
        SlackStandIn(timing=timing, request_url=request_url, team_id="T0SOUTH") as south,
    ):
        # One app: one signing secret for all workspaces.
        assert south._http is not None
        south._http._secret = north.signing_secret
        south.workspace.app.bot_id = "B0SOUTHERN"
        slacks = TwoSlacks(north, south)
        app = web.Application()
        app.router.add_route("*", "/api/{method}", slacks.api)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        slacks.api_url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
        try:
            yield slacks
        finally:
            await runner.cleanup()


@dataclass
class Installer:
    """Somebody at a browser, who installs the app."""

    bot_url: str
    slacks: TwoSlacks
    language: str = "en-US"
    cookie: str = ""
    state: str = ""

    async def begins(self) -> str:
        """Open the page that leads to Slack; where it leads."""
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{self.bot_url}/slack/install", allow_redirects=False) as answer,
        ):
            assert answer.status == 302
            self.cookie = answer.headers["Set-Cookie"].partition(";")[0]
            assert "Secure" in answer.headers["Set-Cookie"]
            assert "HttpOnly" in answer.headers["Set-Cookie"]
            self.state = parse_qs(urlsplit(answer.headers["Location"]).query)["state"][0]
            return answer.headers["Location"]

    async def comes_back(self, **query: str) -> tuple[int, str]:
        """Slack's page sends the browser back to us; what it sees then."""
        headers = {"Accept-Language": f"{self.language},en;q=0.5"} | ({"Cookie": self.cookie} if self.cookie else {})
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{self.bot_url}/slack/oauth_redirect", params=query, headers=headers) as answer,
        ):
            return answer.status, await answer.text()

    async def installs(self, slack: SlackStandIn) -> tuple[int, str]:
        """The whole way, without a detour."""
        await self.begins()
        code = f"code-{len(self.slacks.codes)}-{slack.workspace.team_id}"
        self.slacks.codes[code] = slack
        return await self.comes_back(code=code, state=self.state)
