"""Takes the README's pictures of the playground: `python -m tests.browser.take_screenshots docs/images`.

Needs what the tests here need: Debian's `chromium` and the dependency group `browser`.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bot.config import Settings
from bot.playground.run import serve
from bot.running import run

if TYPE_CHECKING:
    from playwright.async_api import Page, ViewportSize

DESKTOP: ViewportSize = {"width": 1320, "height": 860}
PHONE: ViewportSize = {"width": 390, "height": 844}


async def pasted_bounce(page: Page) -> None:
    """A bounce that names a blocklist, answered in its thread; English, light."""
    await page.locator(".cause", has_text="On a blocklist").get_by_role("button", name="Postfix", exact=True).click()
    await page.locator(".pane .message").get_by_role("button", name="Solved").wait_for()


async def typo_in_japanese(page: Page) -> None:
    """A command about an address with a typo; Japanese, dark."""
    await page.select_option("#language", "ja-JP")
    await page.select_option("#theme", "dark")
    await page.locator(".sample .sidebar-entry", has_text="/smtp550 someone@gmial.com").click()
    await page.locator(".pane .message", has_text="方法 1").get_by_role("button").nth(2).wait_for()


async def on_a_phone(page: Page) -> None:
    """An unknown recipient on a phone, with the first method."""
    await page.click("#menu")
    await page.locator(".cause", has_text="Address not found").get_by_role("button").first.click()
    await page.locator(".pane .context", has_text="checked").wait_for()


SCENES: dict[str, tuple[ViewportSize, Callable[[Page], Awaitable[None]]]] = {
    "playground-en.png": (DESKTOP, pasted_bounce),
    "playground-ja.png": (DESKTOP, typo_in_japanese),
    "playground-phone.png": (PHONE, on_a_phone),
}


async def take(folder: Path) -> None:
    """One picture for each scene, each in a playground of its own."""
    from playwright.async_api import async_playwright

    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, (size, scene) in SCENES.items():
            url: asyncio.Future[str] = asyncio.get_running_loop().create_future()
            settings = Settings(_env_file=None)
            playground = asyncio.create_task(
                serve(settings, run, online=False, port=0, open_browser=False, announce=url.set_result)
            )
            context = await browser.new_context(viewport=size, locale="en-US", color_scheme="light")
            page = await context.new_page()
            await page.goto(await url)
            await page.locator(".starting").wait_for(state="hidden")
            await scene(page)
            await page.mouse.move(size["width"] / 2, size["height"] - 20)
            await page.screenshot(path=folder / name)
            playground.cancel()
            await asyncio.gather(playground, return_exceptions=True)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(take(Path(sys.argv[1])))
