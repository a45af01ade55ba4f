"""Starts the playground: the stand-in Slack, the made-up DNS (unless online), the page, and the very same bot."""

from __future__ import annotations

import asyncio
import tempfile
import webbrowser
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

from pydantic import SecretStr

from bot.config import Settings
from bot.playground.nameserver import NameServer
from bot.playground.page import Page, PortInUseError
from bot.playground.session import Seat, Session
from bot.playground.standin import SlackStandIn
from bot.playground.zones import demo_zones

__all__ = ["PortInUseError", "RunBot", "serve"]

RunBot = Callable[[Settings], Awaitable[None]]
"""Runs the bot over Socket Mode with these settings until it is cancelled or told to end (SIGTERM)."""


async def serve(
    settings: Settings,
    run_bot: RunBot,
    *,
    online: bool,
    port: int,
    open_browser: bool,
    announce: Callable[[str], None],
) -> None:
    """Run the playground until the bot ends or this is cancelled; `announce` gets the page's URL once it is served.

    `settings` say all but where Slack, DNS and the data are. State lives in a directory that is removed at the end.
    Raises `PortInUseError`.
    """
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="smtp550-playground-"))
        slack = await stack.enter_async_context(SlackStandIn())
        nameserver = None if online else await stack.enter_async_context(NameServer(demo_zones()))
        seats = seats_in(slack)
        page = await stack.enter_async_context(
            Page(lambda: Session(slack, seats, online=online), port, slack.workspace.contents.get)
        )
        announce(page.url)
        # In a thread: a browser of the console would hold the loop until it is closed.
        browser = asyncio.ensure_future(asyncio.to_thread(webbrowser.open, page.url)) if open_browser else None
        bot = asyncio.ensure_future(run_bot(bot_settings(settings, slack, nameserver, Path(folder))))
        try:
            await _wait_for_bot(slack, bot)
            page.bot_connected()
            await bot
        finally:
            bot.cancel()
            await asyncio.gather(bot, return_exceptions=True)
            if browser:
                browser.cancel()


async def _wait_for_bot(slack: SlackStandIn, bot: asyncio.Future[None]) -> None:
    connected = asyncio.ensure_future(slack.connected())
    await asyncio.wait({connected, bot}, return_when=asyncio.FIRST_COMPLETED)
    connected.cancel()


def bot_settings(settings: Settings, slack: SlackStandIn, nameserver: NameServer | None, folder: Path) -> Settings:
    """The settings with which the bot lives in the playground."""
    update: dict[str, object] = {
        "slack_api_url": slack.api_url,
        "slack_bot_token": SecretStr(slack.bot_token),
        "slack_app_token": SecretStr(slack.app_token),
        "slack_signing_secret": SecretStr(slack.signing_secret),
        "data_dir": folder,
        "database_url": None,
        "status_pages": False,  # the page has their port
    }
    if nameserver:
        host, port = nameserver.address
        update |= {"nameservers": (f"{host}:{port}",), "spamhaus_dqs_key": None, "abusix_key": None}
    return settings.model_copy(update=update)


def seats_in(slack: SlackStandIn) -> dict[str, Seat]:
    """The people: one with Slack in English, one with Slack in Japanese.

    Both see a support channel with the bot, a channel without it, and their own direct messages with it.
    """
    robin, aoi = (
        slack.person("robin", real_name="Robin", admin=True),
        slack.person("aoi", real_name="葵", locale="ja-JP", admin=True),
    )
    support = slack.channel("support", robin, aoi)
    sales = slack.channel("sales", robin, aoi, bot=False)
    return {person.user.locale: Seat(person, (support, sales, person.direct)) for person in (robin, aoi)}
