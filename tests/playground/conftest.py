"""The page with a stand-in behind it and a browser's end of the WebSocket; no bot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest

from bot.playground.page import Page
from bot.playground.run import seats_in
from bot.playground.session import Session
from bot.playground.standin import SlackStandIn

Payload = dict[str, Any]


@dataclass
class Browser:
    """One open page: acts, and what it was sent."""

    slack: SlackStandIn
    socket: aiohttp.ClientWebSocketResponse
    seen: list[Payload] = field(default_factory=list)

    async def next(self, kind: str) -> Payload:
        """The next update of a kind."""
        while True:
            update: Payload = await self.socket.receive_json(timeout=5)
            self.seen.append(update)
            if update["type"] == kind:
                return update

    async def act(self, act: str, **details: Any) -> Payload:
        """Do something; how it ended."""
        await self.socket.send_json({"id": 1, "act": act, **details})
        return await self.next("done")

    @property
    def channels(self) -> dict[str, str]:
        """The ids of the channels by name, as the last welcome told them."""
        welcome = next(update for update in reversed(self.seen) if update["type"] == "welcome")
        return {channel["name"]: channel["id"] for channel in welcome["channels"]}


@pytest.fixture
async def slack() -> AsyncIterator[SlackStandIn]:
    async with SlackStandIn() as stand_in:
        yield stand_in


@pytest.fixture
async def page(slack: SlackStandIn) -> AsyncIterator[Page]:
    seats = seats_in(slack)
    async with Page(lambda: Session(slack, seats, online=False), 0, slack.workspace.contents.get) as page:
        yield page


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def browser(slack: SlackStandIn, page: Page, session: aiohttp.ClientSession) -> AsyncIterator[Browser]:
    async with session.ws_connect(page.url + "socket") as socket:
        browser = Browser(slack, socket)
        await browser.next("welcome")
        yield browser
