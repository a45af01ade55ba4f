"""What a browser does reaches the workspace, and what happens there reaches the browser."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from bot.article import Words
from bot.playground.page_words import PAGE_WORDS, page_words
from bot.playground.session import UPLOAD_BYTES
from bot.playground.standin import Room
from tests.playground.conftest import Browser

Payload = dict[str, Any]


async def test_a_new_page_learns_everything(browser: Browser) -> None:
    welcome = browser.seen[0]
    assert welcome["me"]["locale"] == "en-US"
    assert [channel["kind"] for channel in welcome["channels"]] == ["channel", "channel", "im"]
    assert [channel["has_bot"] for channel in welcome["channels"]] == [True, False, True]
    assert len(welcome["samples"]) > 20
    assert welcome["words"]["compose"] == "Message #{channel}"
    assert welcome["connected"] is False


async def test_another_language_is_another_person(browser: Browser) -> None:
    first = browser.seen[0]
    await browser.act("locale", locale="ja-JP")
    welcome = browser.seen[-2]
    assert (welcome["type"], welcome["me"]["locale"]) == ("welcome", "ja-JP")
    assert welcome["me"]["id"] != first["me"]["id"]
    assert welcome["words"]["send"] == Words("ja").text("playground-send")
    assert browser.channels["support"] == first["channels"][0]["id"]
    assert (await browser.act("locale", locale="xx"))["error"]


async def test_what_is_said_is_seen_by_all(browser: Browser) -> None:
    done = await browser.act("say", channel=browser.channels["support"], text="550 <b>x</b>")
    assert done["error"] == ""
    (seen,) = [update["message"] for update in browser.seen if update["type"] == "message"]
    assert seen["text"] == "550 &lt;b&gt;x&lt;/b&gt;"
    assert seen["channel"] == browser.channels["support"]


async def test_a_dropped_file_is_uploaded(browser: Browser) -> None:
    content = base64.b64encode(b"From: x").decode()
    files = [{"name": "a/../bounce.eml", "content": content}]
    await browser.act("say", channel=browser.channels["support"], text="", files=files)
    (seen,) = [update["message"] for update in browser.seen if update["type"] == "message"]
    (file,) = seen["files"]
    assert file["name"] == "a_.._bounce.eml"
    assert browser.slack.workspace.contents[file["id"]] == b"From: x"


async def test_without_the_bot_a_command_fails_visibly(browser: Browser) -> None:
    browser.slack.courier.timing = type(browser.slack.courier.timing)(ack_within=0.05)
    done = await browser.act("command", channel=browser.channels["support"], text="/smtp550 x@example.com")
    assert done["error"] == "dispatch_failed"
    (seen,) = [update["message"] for update in browser.seen if update["type"] == "message"]
    assert seen["ephemeral"]
    assert "dispatch_failed" in seen["text"]


async def test_the_inspector_shows_what_went_over_the_wire(browser: Browser) -> None:
    browser.slack.courier.timing = type(browser.slack.courier.timing)(ack_within=0.05, retry_events_after=())
    await browser.act("say", channel=browser.channels["support"], text="hello")
    entry = (await browser.next("traffic"))["entry"]
    assert (entry["direction"], entry["name"], entry["ok"], entry["note"]) == (
        "to_app",
        "message",
        False,
        "connection_failed",
    )
    assert entry["sent"]["event"]["text"] == "hello"


@pytest.mark.parametrize(
    ("act", "details"),
    [
        ("dance", {}),
        ("say", {"channel": "C404", "text": "x"}),
        ("say", {"channel": "support", "text": 5}),
        ("say", {"channel": "support", "text": "x", "thread": "1.000000"}),
        ("say", {"channel": "support", "text": "", "files": ["x"]}),
        ("say", {"channel": "support", "text": "", "files": [{"name": "x", "content": "not base64!"}]}),
        ("say", {"channel": "support", "text": "", "files": 5}),
        ("click", {"channel": "support", "ts": "1.000000", "action": "x"}),
        ("click", {"channel": ["support"], "ts": "1.000000", "action": "x"}),
        ("submit", {"view": "V404"}),
        ("click_in_view", {"view": "V404", "action": "x"}),
    ],
)
async def test_nonsense_from_the_browser_is_answered_with_an_error(
    browser: Browser, act: str, details: Payload
) -> None:
    if details.get("channel") == "support":
        details = details | {"channel": browser.channels["support"]}
    done = await browser.act(act, **details)
    assert done["error"]


@pytest.mark.parametrize("details", [{"answers": 5}, {"answers": {"a": {"b": "c"}}}, {"answers": {"a": [1]}}])
async def test_answers_of_a_wrong_shape_are_refused(browser: Browser, details: Payload) -> None:
    person = next(user for user in browser.slack.workspace.users.values() if user.name == "robin")
    modal: Payload = {"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": []}
    view = browser.slack.workspace.open_modal(person.id, modal)
    assert (await browser.act("submit", view=view.id, **details))["error"]


async def test_a_file_that_is_too_large_is_refused(browser: Browser) -> None:
    content = base64.b64encode(bytes(UPLOAD_BYTES + 1)).decode()
    files = [{"name": "x.eml", "content": content}]
    done = await browser.act("say", channel=browser.channels["support"], text="", files=files)
    assert "too large" in done["error"]


async def test_words_that_are_no_json_do_not_end_the_page(browser: Browser) -> None:
    await browser.socket.send_str("{")
    await browser.socket.send_str("[1]")
    assert (await browser.act("say", channel=browser.channels["support"], text="still here"))["error"] == ""


async def test_a_message_that_goes_is_told(browser: Browser) -> None:
    workspace = browser.slack.workspace
    await browser.act("say", channel=browser.channels["support"], text="x")
    room = Room(browser.slack._backstage, workspace.channels[browser.channels["support"]])
    message = room.messages[0]
    workspace.delete(message, {})
    gone = await browser.next("gone")
    assert (gone["channel"], gone["ts"]) == (message.channel, message.ts)


@pytest.mark.parametrize("locale", ["en-US", "ja-JP"])
def test_every_word_of_the_page_exists(locale: str) -> None:
    words = page_words(locale)
    assert len(words) == len(PAGE_WORDS)
    assert all(words.values())


def test_the_pages_words_differ_between_the_languages() -> None:
    english, japanese = page_words("en-US"), page_words("ja-JP")
    assert [name for name in english if english[name] == japanese[name]] == []
