"""The playground with the real bot behind it, in a real Chromium; skipped where the machine has none.

Needs Debian's `chromium` and the dependency group `browser` (Playwright drives it, axe-core looks for barriers).
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pytest

from bot.config import Settings
from bot.playground.run import serve
from bot.running import run

if TYPE_CHECKING:
    from playwright.async_api import Browser

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@pytest.fixture
async def url() -> AsyncIterator[str]:
    announced: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    settings = Settings(_env_file=None)
    running = asyncio.create_task(
        serve(settings, run, online=False, port=0, open_browser=False, announce=announced.set_result)
    )
    yield await announced
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    playwright = pytest.importorskip("playwright.async_api")
    executable = shutil.which("chromium")
    if executable is None:
        pytest.skip("no chromium on this machine")
    async with playwright.async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        await browser.close()
