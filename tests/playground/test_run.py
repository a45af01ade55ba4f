"""The playground starts all its parts, points the bot at them, and ends with it."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from bot.config import Settings
from bot.playground.page import PortInUseError
from bot.playground.run import serve


def settings() -> Settings:
    return Settings(_env_file=None)


async def _serve(seen: list[Settings], urls: list[str], *, online: bool, port: int = 0) -> None:
    async def bot(given: Settings) -> None:
        seen.append(given)
        async with aiohttp.ClientSession() as session:
            headers = {"Authorization": f"Bearer {given.slack_bot_token.get_secret_value()}"}  # type: ignore[union-attr]
            async with session.post(given.slack_api_url + "auth.test", headers=headers) as answer:
                assert (await answer.json())["ok"]
            async with session.get(urls[0]) as answer:
                assert answer.status == 200

    await serve(settings(), bot, online=online, port=port, open_browser=False, announce=urls.append)


async def test_the_bot_gets_a_workspace_a_name_server_and_a_place_of_its_own() -> None:
    seen: list[Settings] = []
    urls: list[str] = []
    await _serve(seen, urls, online=False)
    (given,) = seen
    assert urls[0].startswith("http://127.0.0.1:")
    assert given.slack_api_url.startswith("http://127.0.0.1:")
    assert given.nameservers[0].startswith("127.0.0.1:")
    assert given.data_dir != settings().data_dir
    assert not given.data_dir.exists(), "the directory is gone when the playground has ended"


async def test_online_leaves_the_name_servers_alone() -> None:
    seen: list[Settings] = []
    await _serve(seen, [], online=True)
    assert seen[0].nameservers == settings().nameservers


async def test_a_bot_that_fails_ends_the_playground_with_its_error() -> None:
    async def bot(given: Settings) -> None:
        del given
        raise RuntimeError("no database")

    with pytest.raises(RuntimeError, match="no database"):
        await serve(settings(), bot, online=False, port=0, open_browser=False, announce=lambda url: None)


async def test_a_port_in_use_is_said_before_the_bot_starts() -> None:
    seen: list[Settings] = []
    taken = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0)
    port = taken.sockets[0].getsockname()[1]
    with pytest.raises(PortInUseError):
        await _serve(seen, [], online=True, port=port)
    assert seen == []
    taken.close()
