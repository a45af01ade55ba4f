"""Files are fetched from Slack's own hosts and that of the Web API, capped, and the token goes nowhere else."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from bot.cases.case import SlackFile
from bot.cases.downloads import Downloads, UnreadableFileError
from bot.cases.slack_errors import TryLaterError
from bot.reply.notice import NoticeKind

Serve = Callable[[web.Request], Awaitable[web.StreamResponse]]
_MAX = 1_000


@asynccontextmanager
async def host(serve: Serve) -> AsyncIterator[tuple[str, Downloads]]:
    """A host that plays Slack's Web API and files, and downloads that know it as such."""
    app = web.Application()
    app.router.add_get("/{path:.*}", serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    async with aiohttp.ClientSession() as session:
        yield url, Downloads(session, f"{url}api/", _MAX)
    await runner.cleanup()


def answers(response: Callable[[], web.StreamResponse]) -> Serve:
    async def serve(request: web.Request) -> web.StreamResponse:
        return response()

    return serve


async def test_a_file_is_fetched_with_the_token() -> None:
    async def serve(request: web.Request) -> web.StreamResponse:
        return web.Response(text=request.headers["Authorization"])

    async with host(serve) as (url, downloads):
        assert await downloads.fetch(SlackFile(f"{url}files-pri/T1-F1/b.eml"), "xoxb-1") == b"Bearer xoxb-1"


async def test_of_a_file_that_is_larger_than_slack_said_only_the_beginning_is_read() -> None:
    async with host(answers(lambda: web.Response(body=b"x" * 100_000))) as (url, downloads):
        assert await downloads.fetch(SlackFile(f"{url}b.eml", size=10), "t") == b"x" * _MAX


async def test_a_file_that_is_too_large_is_not_even_asked_for() -> None:
    async with host(answers(lambda: web.Response(status=500))) as (url, downloads):
        with pytest.raises(UnreadableFileError) as refused:
            await downloads.fetch(SlackFile(f"{url}b.eml", size=_MAX + 1), "t")
    assert refused.value.notice is NoticeKind.TOO_LARGE


@pytest.mark.parametrize(
    "url",
    [
        "https://files.slack.com.example.net/b.eml",
        "https://example.net/files.slack.com/b.eml",
        "https://files.slack.com@example.net/b.eml",
        "http://files.slack.com/b.eml",
        "http://localhost/b.eml",
        "https://127.0.0.1/b.eml",
        "http://127.0.0.2/b.eml",
        "file:///etc/passwd",
        "ftp://files.slack.com/b.eml",
        "//files.slack.com/b.eml",
        "",
    ],
)
async def test_no_other_host_gets_the_token(url: str) -> None:
    async with host(answers(lambda: web.Response(text="hello"))) as (_, downloads):
        with pytest.raises(UnreadableFileError):
            await downloads.fetch(SlackFile(url), "t")


@pytest.mark.parametrize("url", ["https://files.slack.com/files-pri/T1-F1/b.eml", "https://slack-files.com/T1-F1-x"])
async def test_slacks_own_file_hosts_are_asked(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    async def no_network(self: object, name: str, *arguments: object, **options: object) -> list[object]:
        asked.append(name)
        raise socket.gaierror("no network in tests")

    monkeypatch.setattr(aiohttp.ThreadedResolver, "resolve", no_network)
    monkeypatch.setattr(aiohttp.AsyncResolver, "resolve", no_network)
    async with host(answers(lambda: web.Response())) as (_, downloads):
        with pytest.raises(TryLaterError):
            await downloads.fetch(SlackFile(url), "t")
    assert asked == [url.split("/")[2]]


@pytest.mark.parametrize(
    "response",
    [
        lambda: web.Response(status=302, headers={"Location": "http://127.0.0.1:9/sign-in"}),
        lambda: web.Response(status=404),
        lambda: web.Response(text="<html>Sign in to Slack", content_type="text/html"),
    ],
    ids=["redirect", "not there", "sign-in page"],
)
async def test_what_is_no_file_is_said_to_be_none(response: Callable[[], web.StreamResponse]) -> None:
    async with host(answers(response)) as (url, downloads):
        with pytest.raises(UnreadableFileError):
            await downloads.fetch(SlackFile(f"{url}b.eml", name="b.eml"), "t")


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_trouble_that_passes_is_tried_later(status: int) -> None:
    async with host(answers(lambda: web.Response(status=status))) as (url, downloads):
        with pytest.raises(TryLaterError):
            await downloads.fetch(SlackFile(f"{url}b.eml"), "t")
