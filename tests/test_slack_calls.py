"""What is asked of Slack is counted where it leaves: by method, with what came back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from bot.recorder import Unrecorded
from bot.slack_calls import counting


class Calls(Unrecorded):
    def __init__(self) -> None:
        self.seen: list[tuple[str, str]] = []

    def asked_slack(self, method: str, result: str, seconds: float) -> None:
        assert seconds >= 0
        self.seen.append((method, result))


@pytest.fixture
async def base() -> AsyncIterator[str]:
    async def answer(request: web.Request) -> web.StreamResponse:
        match request.match_info["method"]:
            case "fine":
                return web.Response(text='{"ok":true,"text":"\\"ok\\": false"}')
            case "refused":
                return web.Response(text='{"ok": false, "error": "channel_not_found"}')
            case "strange":
                return web.Response(text='{"ok":false}')
            case "limited":
                return web.Response(status=429, text='{"ok":false,"error":"ratelimited"}')
            case "broken":
                assert request.transport
                request.transport.abort()
            case _:
                await asyncio.sleep(30)
        return web.Response()

    app = web.Application()
    app.router.add_get("/{room}/{method}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    await runner.cleanup()


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("api/fine", [("fine", "ok")]),
        ("api/refused", [("refused", "channel_not_found")]),
        ("api/strange", [("strange", "unnamed")]),
        ("api/limited", [("limited", "http_429")]),
        ("api/broken", [("broken", "unreachable")]),
        ("files/refused", []),
    ],
)
async def test_a_call_is_told_with_its_result(base: str, path: str, seen: list[tuple[str, str]]) -> None:
    calls = Calls()
    async with aiohttp.ClientSession(trace_configs=[counting(base + "api/", calls)]) as session:
        try:
            async with session.get(base + path) as answer:
                await answer.read()
        except aiohttp.ClientError:
            assert path == "api/broken"
    assert calls.seen == seen


async def test_who_gives_up_waiting_does_not_make_slack_unreachable(base: str) -> None:
    calls = Calls()
    async with aiohttp.ClientSession(trace_configs=[counting(base + "api/", calls)]) as session:
        waiting = asyncio.ensure_future(session.get(base + "api/slow"))
        await asyncio.sleep(0.1)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    assert calls.seen == []
