"""The page serves this machine's own browser, and nobody else's page."""

from __future__ import annotations

import re

import aiohttp
import pytest

from bot.playground.page import Page, PortInUseError
from bot.playground.session import Session
from bot.playground.standin import SlackStandIn


async def test_the_page_and_all_that_it_names_are_served(page: Page, session: aiohttp.ClientSession) -> None:
    async with session.get(page.url) as answer:
        html = await answer.text()
        assert answer.content_type == "text/html"
    names = re.findall(r'(?:src|href)="(/static/[^"]+)"', html)
    assert len(names) >= 5
    seen: set[str] = set()
    while names:
        name = names.pop()
        if name in seen:
            continue
        seen.add(name)
        async with session.get(page.url.rstrip("/") + name) as answer:
            assert answer.status == 200, name
            if name.endswith(".js"):
                assert answer.content_type == "text/javascript"
                imports = re.findall(r'from "\./([^"]+)"', await answer.text())
                names += [f"/static/js/{module}" for module in imports]
    assert "/static/js/blocks.js" in seen


async def test_nothing_from_elsewhere_may_run_in_the_page(page: Page, session: aiohttp.ClientSession) -> None:
    async with session.get(page.url) as answer:
        policy = answer.headers["Content-Security-Policy"]
        html = await answer.text()
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", html)


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example.com"},
        {"Host": "evil.example.com:5550"},
        {"Host": "127.0.0.1"},
        {"Origin": "http://evil.example.com"},
        {"Origin": "null"},
        {"Origin": "https://127.0.0.1"},
    ],
)
async def test_a_foreign_host_or_origin_is_refused(
    page: Page, session: aiohttp.ClientSession, headers: dict[str, str]
) -> None:
    async with session.get(page.url, headers=headers) as answer:
        assert answer.status == 403
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await session.ws_connect(page.url + "socket", headers=headers)


async def test_the_pages_own_origin_is_accepted(page: Page, session: aiohttp.ClientSession) -> None:
    for origin in (f"http://127.0.0.1:{page.port}", f"http://localhost:{page.port}"):
        async with session.ws_connect(page.url + "socket", headers={"Origin": origin}) as socket:
            assert (await socket.receive_json(timeout=5))["type"] == "welcome"


@pytest.mark.parametrize(
    "path",
    ["static/../session.py", "static/%2e%2e/session.py", "static/js/..%2f..%2f..%2frun.py", "static/", "static/x"],
)
async def test_nothing_outside_of_the_static_files_is_served(
    page: Page, session: aiohttp.ClientSession, path: str
) -> None:
    async with session.get(page.url + path) as answer:
        assert answer.status == 404


async def test_pictures_that_were_uploaded_are_served_and_nothing_else_that_was(
    page: Page, session: aiohttp.ClientSession, slack: SlackStandIn
) -> None:
    png = b"\x89PNG\r\n\x1a\n picture"
    slack.workspace.contents.update({"F1": png, "F2": b"<script>alert(1)</script>"})
    async with session.get(page.url + "pictures/F1") as answer:
        assert (answer.status, answer.content_type) == (200, "image/png")
        assert await answer.read() == png
    for name in ("F2", "F3", "..%2fF1"):
        async with session.get(page.url + "pictures/" + name) as answer:
            assert answer.status == 404


async def test_a_port_in_use_is_said(page: Page) -> None:
    def no_session() -> Session:
        raise AssertionError("nobody can come in")

    with pytest.raises(PortInUseError) as caught:
        async with Page(no_session, page.port):
            pass
    assert caught.value.port == page.port
