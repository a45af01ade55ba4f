"""Installing the app into a workspace (OAuth): `GET /slack/install`, Slack's page, `GET /slack/oauth_redirect`."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Final
from urllib.parse import urljoin

import structlog
from aiohttp import web
from slack_bolt import BoltResponse
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.article import Words, pick_locale
from bot.bucket import Bucket
from bot.cases.case import new_id
from bot.cases.database import StoreError
from bot.cases.installations import STATE_SECONDS, Installations, States
from bot.config import Settings
from bot.remote_client import client_of
from bot.scopes import OPTIONAL_SCOPES, REQUIRED_SCOPES

_LOG: Final = structlog.get_logger(__name__)

INSTALL_PATH: Final = "/slack/install"
REDIRECT_PATH: Final = "/slack/oauth_redirect"

# Of each page, in this process: for one client (an office may be one), and for all together, who have many addresses if
# they mean harm. People who install something are far fewer. A bucket remembers a bounded number of clients.
_PAGES_PER_MINUTE: Final = 120
_PAGES_PER_MINUTE_OF_ALL: Final = 1_200

# What Slack and Bolt call the reasons why there was no installation; each has its words.
_CANCELLED: Final = frozenset({"access_denied"})
# Slack's error names (https://docs.slack.dev/reference/methods/oauth.v2.access#errors): whatever else somebody writes
# into the address does not get into the log.
_ERROR_NAME: Final = re.compile("[a-z_]{1,64}")
_START_AGAIN: Final = frozenset({"invalid_browser", "invalid_state", "missing_code", "invalid_code"})


_Page = Callable[[web.Request], Awaitable[web.StreamResponse]]


def oauth_flow(
    settings: Settings, client: AsyncWebClient, installations: Installations, states: States
) -> AsyncOAuthFlow:
    """Bolt's OAuth flow with our stores and pages. `client` asks Slack; it has no token of its own."""
    secret = settings.slack_client_secret.get_secret_value() if settings.slack_client_secret else ""
    return AsyncOAuthFlow(
        client=client,
        settings=AsyncOAuthSettings(
            client_id=settings.slack_client_id,
            client_secret=secret,
            scopes=sorted(REQUIRED_SCOPES | OPTIONAL_SCOPES),
            user_scopes=[],
            install_path=INSTALL_PATH,
            redirect_uri_path=REDIRECT_PATH,
            # Straight to Slack's page, which says what is asked for in the installer's language.
            install_page_rendering_enabled=False,
            callback_options=AsyncCallbackOptions(success=_installed, failure=_not_installed),
            authorization_url=urljoin(settings.slack_api_url, "/oauth/v2/authorize"),
            installation_store=installations,
            state_store=states,
            state_expiration_seconds=STATE_SECONDS,
        ),
    )


def install_routes(flow: AsyncOAuthFlow, clock: Callable[[], float] = time.monotonic) -> list[web.RouteDef]:
    """The two pages. Anybody on the Internet can open them, and each time it costs a write: so often a minute."""
    turns, turns_of_all = Bucket(_PAGES_PER_MINUTE), Bucket(_PAGES_PER_MINUTE_OF_ALL)

    def page(name: str, answer: Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]) -> _Page:
        async def show(request: web.Request) -> web.StreamResponse:
            bolt_request = await to_bolt_request(request)
            client, now = f"{name} {client_of(request.remote, request.headers.getall('X-Forwarded-For', []))}", clock()
            if not (turns.has(client, now) and turns_of_all.has(name, now)):
                busy = _page(_words(bolt_request), "install-busy", 429, link=("", INSTALL_PATH))
                return await to_aiohttp_response(busy)
            turns.take(client, now)
            turns_of_all.take(name, now)
            try:
                return await to_aiohttp_response(await answer(bolt_request))
            except StoreError as error:
                return await to_aiohttp_response(_failed(bolt_request, error))

        return show

    return [
        web.get(INSTALL_PATH, page("install", flow.handle_installation)),
        web.get(REDIRECT_PATH, page("redirect", flow.handle_callback)),
    ]


async def _installed(args: AsyncSuccessArgs) -> BoltResponse:
    _LOG.info("workspace joined", team=args.installation.team_id, app=args.installation.app_id)
    words = _words(args.request)
    team = args.installation.team_id or ""
    return _page(words, "install-done", 200, link=(words.text("install-open"), f"https://app.slack.com/client/{team}"))


async def _not_installed(args: AsyncFailureArgs) -> BoltResponse:
    words, again = _words(args.request), ("", INSTALL_PATH)
    if args.reason in _CANCELLED:
        return _page(words, "install-cancelled", 200, link=again)
    if args.reason in _START_AGAIN:
        _LOG.warning("workspace not joined", reason=args.reason)
        return _page(words, "install-again", args.suggested_status_code, link=again)
    reason = args.reason if _ERROR_NAME.fullmatch(args.reason) else "no name of an error of Slack's"
    return _failed(args.request, args.error or BoltError(reason))


def _failed(request: AsyncBoltRequest, error: Exception) -> BoltResponse:
    error_id = new_id()
    _LOG.error("workspace not joined", error_id=error_id, reason=str(error))
    return _page(_words(request), "install-failed", 500, link=("", INSTALL_PATH), error_id=error_id)


def _words(request: AsyncBoltRequest) -> Words:
    """In the language of the browser."""
    accepted = (request.headers.get("accept-language") or [""])[0]
    return Words(pick_locale(accepted.partition(",")[0].partition(";")[0].strip() or None))


def _page(words: Words, message_id: str, status: int, *, link: tuple[str, str], error_id: str = "–") -> BoltResponse:
    """A page of a title, a sentence and a link (words and address; without words, "try again")."""
    title = html.escape(words.text(message_id))
    sentence = html.escape(words.text(f"{message_id}.next", id=error_id))
    label = html.escape(link[0] or words.text("install-retry"))
    body = (
        f'<!DOCTYPE html><html lang="{pick_locale(words.locale)}"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><style>body{font:1.1rem/1.6 system-ui,'
        "sans-serif;max-width:36rem;margin:15vh auto;padding:0 1rem;color:#1d1c1d;background:#fff}</style></head>"
        f'<body><h1>{title}</h1><p>{sentence}</p><p><a href="{html.escape(link[1])}">{label}</a></p></body></html>'
    )
    headers: dict[str, str | Sequence[str]] = {"Content-Type": "text/html; charset=utf-8"}
    headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return BoltResponse(status=status, body=body, headers=headers)
