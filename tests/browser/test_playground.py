"""The playground in a real Chromium: what a newcomer does with it, by mouse and by keyboard, and what axe-core says."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

MAIL = """\
Subject: Undelivered
Content-Type: text/plain

<bob@example.com>: host mx1.example.com[198.51.100.21] said: 550 5.1.1
    <bob@example.com>: User unknown (in reply to RCPT TO command)
"""


@pytest.fixture
async def page(url: str, chromium: Browser) -> AsyncIterator[Page]:
    # axe-core is put into the page from outside, which the page's own policy would not allow.
    context = await chromium.new_context(viewport={"width": 1400, "height": 900}, bypass_csp=True, locale="en-US")
    page = await context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.set_default_timeout(15_000)
    await page.goto(url)
    await page.locator("#channel-field").wait_for()
    yield page
    assert faults == []


def sample(words: str) -> str:
    """The gallery's entry, as a selector."""
    return f'.sample .sidebar-entry:has-text("{words}")'


async def test_a_sample_is_answered_in_a_thread_that_opens_by_itself(page: Page) -> None:
    await page.click(sample("/smtp550 someone@gmial.com"))
    answer = page.locator(".pane .message", has_text="Method 1")
    await answer.get_by_role("button", name="Solved").wait_for()
    assert "someone@gmail.com" in await answer.inner_text()


async def test_buttons_move_the_case_and_show_the_evidence(page: Page) -> None:
    await page.click(sample("/smtp550 someone@gmial.com"))
    pane = page.locator(".pane")
    await pane.get_by_role("button", name="Show evidence").click()
    modal = page.locator("#modal[open]")
    await modal.get_by_role("heading", name="Evidence").wait_for()
    await page.keyboard.press("Escape")
    await modal.wait_for(state="hidden")
    await pane.get_by_role("button", name="Still failing").click()
    await pane.get_by_text("Method 2 —").wait_for()
    await pane.get_by_role("button", name="Solved").click()
    await page.locator("#channel .message", has_text="olved").first.wait_for()


async def test_the_language_switch_changes_the_page_and_the_answers(page: Page) -> None:
    await page.select_option("#language", "ja-JP")
    await page.get_by_role("heading", name="チャンネル").wait_for()
    assert await page.locator("html").get_attribute("lang") == "ja"
    await page.click(sample("/smtp550 someone@gmial.com"))
    await page.locator(".pane .message", has_text="方法 1").wait_for()
    await page.reload()
    await page.get_by_role("heading", name="チャンネル").wait_for()


async def test_enter_sends_and_shift_enter_begins_a_line(page: Page) -> None:
    await page.focus("#channel-field")
    await page.keyboard.type("first")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("<b>second</b>")
    await page.keyboard.press("Enter")
    message = page.locator("#channel .message", has_text="first")
    await message.wait_for()
    assert "first\n<b>second</b>" in await message.inner_text()
    assert await page.input_value("#channel-field") == ""


async def test_a_file_is_attached_and_read(page: Page, tmp_path: Path) -> None:
    bounce = tmp_path / "b.eml"
    bounce.write_text(MAIL)
    await page.set_input_files('#channel input[type="file"]', bounce)
    await page.locator(".attached", has_text="b.eml").wait_for()
    await page.focus("#channel-field")
    await page.keyboard.press("Enter")
    await page.locator(".pane .message", has_text="Method 1").wait_for()


async def test_a_mail_is_dropped_into_the_channel(page: Page) -> None:
    dropped = await page.evaluate_handle(
        "mail => { const d = new DataTransfer(); d.items.add(new File([mail], 'dropped.eml')); return d; }", MAIL
    )
    await page.dispatch_event("#channel", "dragover", {"dataTransfer": dropped})
    await page.locator(".veil:visible").wait_for()
    await page.dispatch_event("#channel", "drop", {"dataTransfer": dropped})
    await page.locator(".attached", has_text="dropped.eml").wait_for()
    await page.click("#channel .send")
    await page.locator(".pane .message", has_text="Method 1").wait_for()


async def test_the_bot_can_be_invited_where_it_is_not(page: Page) -> None:
    await page.locator(".sidebar-entry", has_text="sales").click()
    await page.get_by_text("smtp550 is not a member of this channel").wait_for()
    await page.fill("#channel-field", "/invite @smtp550")
    await page.press("#channel-field", "Enter")
    await page.get_by_text("smtp550 is a member of this channel").wait_for()
    await page.click(sample("/smtp550 someone@gmial.com"))
    await page.locator(".pane .message", has_text="Method 1").wait_for()


async def test_slash_commands_are_refused_in_threads_as_in_slack(page: Page) -> None:
    await page.click(sample("/smtp550 someone@gmial.com"))
    await page.locator(".pane .message", has_text="Method 1").wait_for()
    await page.fill("#thread-field", "/smtp550 x@example.com")
    await page.press("#thread-field", "Enter")
    await page.locator("#toast.shown", has_text="no slash commands in threads").wait_for()


async def test_the_inspector_shows_the_json(page: Page) -> None:
    await page.click(sample("/smtp550 someone@gmial.com"))
    await page.locator(".pane .message", has_text="Method 1").wait_for()
    await page.click("#inspect")
    entry = page.locator(".traffic-entry", has_text="chat.postMessage").first
    await entry.locator("summary").click()
    await entry.locator("pre", has_text='"blocks"').first.wait_for()


async def test_on_a_narrow_screen_the_sidebar_slides_in(page: Page) -> None:
    await page.set_viewport_size({"width": 420, "height": 800})
    entry = page.locator(sample("/smtp550 someone@gmial.com"))
    await entry.wait_for(state="hidden")
    await page.click("#menu")
    await entry.click()
    await page.locator(".pane .message", has_text="Method 1").wait_for()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def focus_by_tab(page: Page, name: str) -> None:
    """Press Tab until the button of that name has the focus."""
    for _ in range(200):
        await page.keyboard.press("Tab")
        focused = await page.evaluate("document.activeElement.innerText || document.activeElement.ariaLabel")
        if str(focused).startswith(name):
            return
    raise AssertionError(f"{name} cannot be reached by Tab")


async def test_a_case_is_solved_without_a_mouse(page: Page) -> None:
    await page.focus("#channel-field")
    await page.keyboard.type("/smtp550 someone@gmial.com")
    await page.keyboard.press("Enter")
    await page.locator(".pane").get_by_role("button", name="Solved").wait_for()
    await focus_by_tab(page, "Show evidence")
    await page.keyboard.press("Enter")
    await page.locator("#modal[open]").wait_for()
    await page.keyboard.press("Escape")
    await page.locator("#modal").wait_for(state="hidden")
    assert str(await page.evaluate("document.activeElement.innerText")).startswith("Show evidence")
    await focus_by_tab(page, "Solved")
    await page.keyboard.press("Space")
    await page.locator(".pane .message", has_text="Solved with Method 1").first.wait_for()
    assert "Solved with Method 1" in await page.locator("#spoken").inner_text()


async def test_the_home_tab_and_a_phone_have_no_barrier_either(page: Page) -> None:
    axe = pytest.importorskip("axe_playwright_python.async_playwright").Axe()

    async def barriers() -> list[str]:
        violations = (await axe.run(page)).response["violations"]
        return [f"{v['id']}: {node['html']}" for v in violations for node in v["nodes"]]

    await page.locator(".sidebar-entry", has_text="smtp550").first.click()
    await page.get_by_role("tab", name="Home").click()
    await page.get_by_role("button", name="Settings", exact=True).wait_for()
    assert await barriers() == []
    await page.get_by_role("button", name="Settings", exact=True).click()
    await page.locator("#modal[open]").wait_for()
    assert await barriers() == []
    await page.keyboard.press("Escape")
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.click("#menu")
    await page.click(sample("/smtp550 someone@gmial.com"))
    await page.locator(".pane .message", has_text="Method 1").get_by_role("button", name="Solved").wait_for()
    assert await barriers() == []


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_axe_finds_no_barrier(page: Page, theme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.async_playwright").Axe()

    async def barriers() -> list[str]:
        violations = (await axe.run(page)).response["violations"]
        return [f"{v['id']}: {node['html']}" for v in violations for node in v["nodes"]]

    await page.select_option("#theme", theme)
    assert await barriers() == []
    await page.click(sample("/smtp550 partner@example.com"))
    await page.get_by_role("button", name="Show evidence").wait_for()
    assert await barriers() == []
    await page.get_by_role("button", name="Show evidence").click()
    await page.locator("#modal[open]").wait_for()
    assert await barriers() == []
    await page.keyboard.press("Escape")
    await page.click("#inspect")
    await page.locator(".traffic-entry summary").first.click()
    assert await barriers() == []
    await page.locator(".channel-head .button").click()
    await page.locator("#modal[open]").wait_for()
    assert await barriers() == []
