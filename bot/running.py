"""Runs the bot until it is told to end: over Socket Mode, over HTTP, or as a worker; then drains it."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import structlog
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import Application, build
from bot.cases.installations import States
from bot.checks.network import Network
from bot.config import ConfigError, Settings
from bot.http_mode import http_app
from bot.installing import install_routes, oauth_flow
from bot.membership import ManyWorkspaces
from bot.pages import listening
from bot.socket_mode import Socket

_LOG: Final = structlog.get_logger(__name__)

_LAST_ACKS_SECONDS: Final = 0.5
# So long we say "not ready" and still take requests: a load balancer that looks every second has moved on by then.
_HAND_OVER_SECONDS: Final = 2.0


async def run_socket_mode(app: Application) -> None:
    """Receive over Socket Mode until SIGTERM or SIGINT, then drain. Closes `app`.

    Raises `ConfigError` for a token that is missing or refused, and for a port that is in use.
    """
    token = app.settings.slack_app_token
    try:
        if token is None:
            raise ConfigError.of("SLACK_APP_TOKEN", "setting-no-app-token")
        if isinstance(app.workspace, ManyWorkspaces):
            raise ConfigError.of("SLACK_BOT_TOKEN", "setting-no-bot-token-for-socket-mode")
        async with contextlib.AsyncExitStack() as stack:
            app.socket = Socket(app.bolt, token.get_secret_value(), app.workspace.web, app.metrics)
            stack.push_async_callback(app.socket.close)
            await stack.enter_async_context(_status_pages(app))
            await app.start()
            await app.socket.open()
            await app.ending.comes()
            app.draining = True
            # What was just stored gets its ack; what comes now is Slack's to deliver again, later or elsewhere.
            await asyncio.sleep(_LAST_ACKS_SECONDS if app.desk.handling else 0.0)
    finally:
        await app.close()


async def run_http(app: Application, host: str, port: int) -> None:
    """Receive over HTTP until SIGTERM or SIGINT, then drain. Closes `app`.

    Raises `ConfigError` for a missing signing secret and a port that is in use.
    """
    try:
        if app.settings.slack_signing_secret is None:
            raise ConfigError.of("SLACK_SIGNING_SECRET", "setting-no-app-credential")
        await app.start()
        served = http_app(app.bolt, app.pages, app.metrics)
        if isinstance(app.workspace, ManyWorkspaces):
            served.add_routes(_install_routes(app, app.workspace))
        async with listening(served, host, port) as bound:
            _LOG.info("listening", host=host, port=bound)
            told = await app.ending.comes()
            app.draining = True
            await asyncio.sleep(_HAND_OVER_SECONDS if told is signal.SIGTERM else 0.0)
    finally:
        await app.close()


async def run_worker(settings: Settings, *, network: Network | None = None) -> None:
    """Work on cases that other processes received, until SIGTERM or SIGINT. Raises `ConfigError` and `StoreError`."""
    app = await build(settings, network=network)
    try:
        if not app.database.is_shared:
            raise ConfigError.of("SMTP550_DATABASE_URL", "setting-worker-takes-postgresql")
        async with _status_pages(app):
            await app.start()
            await app.ending.comes()
            app.draining = True
    finally:
        await app.close()


def _install_routes(app: Application, workspaces: ManyWorkspaces) -> list[web.RouteDef]:
    flow = oauth_flow(
        app.settings, AsyncWebClient(**workspaces.options), workspaces.installations, States(app.database)
    )
    return install_routes(flow)


async def run(settings: Settings, *, http: bool = False, network: Network | None = None) -> None:
    """Build the bot and run it until SIGTERM or SIGINT. Raises `ConfigError` and `StoreError`."""
    app = await build(settings, network=network)
    if http:
        await run_http(app, settings.host, settings.port)
    else:
        await run_socket_mode(app)


@asynccontextmanager
async def _status_pages(app: Application) -> AsyncIterator[None]:
    """The pages alone, where they are asked for: outside HTTP mode nothing has to listen."""
    settings = app.settings
    if not settings.status_pages:
        yield
        return
    pages = web.Application()
    app.pages.add_to(pages)
    async with listening(pages, settings.host, settings.port) as bound:
        _LOG.info("listening", host=settings.host, port=bound)
        yield
