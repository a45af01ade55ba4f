"""A small app behind the stand-in: the real Bolt, over the real Socket Mode client."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.standin import SlackStandIn, Timing


class Connect(Protocol):
    def __call__(self, slack: SlackStandIn, app: AsyncApp) -> AbstractAsyncContextManager[None]: ...


@asynccontextmanager
async def _connected(slack: SlackStandIn, app: AsyncApp) -> AsyncIterator[None]:
    web = AsyncWebClient(token=slack.app_token, base_url=slack.api_url)
    handler = AsyncSocketModeHandler(app, slack.app_token, web_client=web)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await slack.connected()
    try:
        yield
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]


@pytest.fixture
def connect() -> Connect:
    return _connected


@pytest.fixture
async def slack() -> AsyncIterator[SlackStandIn]:
    async with SlackStandIn(timing=Timing.quick()) as stand_in:
        yield stand_in


@pytest.fixture
def app(slack: SlackStandIn) -> AsyncApp:
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
    return AsyncApp(client=client, signing_secret=slack.signing_secret)
