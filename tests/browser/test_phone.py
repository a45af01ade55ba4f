"""On a phone (Chromium, 390 px wide): every answer of the gallery is read on one screen, in twelve lines."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from bot.playground.samples import samples
from bot.reply.limits import PHONE_LINES

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page, ViewportSize

PHONE: ViewportSize = {"width": 390, "height": 844}
CHATTER = sum(1 for sample in samples() if not sample.cause)
# The lines of text above the buttons: line boxes whose middles lie apart.
LINES = """
message => {
  const middles = [];
  const walker = document.createTreeWalker(message.querySelector(".message-words"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    if (!text.textContent.trim() || text.parentElement.closest("button, .context")) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const box of range.getClientRects()) if (box.width > 1) middles.push((box.top + box.bottom) / 2);
  }
  middles.sort((a, b) => a - b);
  return middles.filter((y, i) => i === 0 || y - middles[i - 1] > 9).length;
}
"""


def has_fonts() -> bool:
    """Whether the fonts are there that lines are measured in: Lato, as in Slack, and one with Japanese."""
    matcher = shutil.which("fc-match")
    asked = ("Lato", "Noto Sans CJK JP")
    return matcher is not None and all(name in subprocess.check_output([matcher, name], text=True) for name in asked)


async def answered(page: Page, number: int) -> tuple[str, int]:
    """The sample's words, and how many lines its answer takes."""
    await page.click("#menu")
    entry = page.locator(".sample .sidebar-entry").nth(number)
    await entry.click()
    answer = page.locator(".pane .message:has(button.primary)").last
    await answer.locator(".context", has_text="\N{MIDDLE DOT}").wait_for()
    lines = int(await answer.evaluate(LINES))
    words = await answer.inner_text()
    await page.keyboard.press("Escape")
    return words, lines


@pytest.mark.timeout(300)
@pytest.mark.skipif(not has_fonts(), reason="no fonts-lato or fonts-noto-cjk on this machine")
@pytest.mark.parametrize("locale", ["en-US", "ja-JP"])
async def test_every_answer_takes_at_most_twelve_lines_of_a_phone(url: str, chromium: Browser, locale: str) -> None:
    context = await chromium.new_context(viewport=PHONE, locale=locale)
    page = await context.new_page()
    page.set_default_timeout(20_000)
    await page.goto(url)
    await page.locator("#channel-field").wait_for()
    shown = await page.locator(".sample .sidebar-entry").count()
    answers = [await answered(page, number) for number in range(shown - CHATTER)]
    assert len(answers) == len(samples()) - CHATTER
    assert [(lines, words) for words, lines in answers if lines > PHONE_LINES] == []
