"""What Slack accepts, and what we promise beyond it, as one function over a message or a view."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bot.reply import limits
from bot.reply.view import Message

BLOCKS = {"rich_text", "context", "actions", "header", "input", "table", "image"}
ELEMENTS = {"text", "link", "user", "channel"}


def check_message(message: Message, pages: frozenset[str]) -> None:
    """Raise an AssertionError for whatever Slack would refuse, and for whatever could harm a reader."""
    assert 0 < len(message.blocks) <= limits.MESSAGE_BLOCKS
    assert 0 < len(message.text) <= limits.TEXT_BUDGET <= limits.MESSAGE_TEXT
    assert sum(len(text) for text in all_text(list(message.blocks))) <= limits.MESSAGE_BUDGET
    without_mentions = re.sub(r"<(@[UW]|#[CG])[A-Z0-9]{2,30}>", "", message.text)
    assert "<" not in without_mentions
    assert ">" not in without_mentions
    assert not re.search(r"&(?!(amp|lt|gt);)", message.text)
    assert not re.search("http", message.text, re.IGNORECASE), message.text
    check_blocks(list(message.blocks), pages)
    check_characters(message.text)


def check_view(view: dict[str, Any], pages: frozenset[str]) -> None:
    """The same for a modal or a Home tab."""
    assert view["type"] in ("modal", "home")
    assert 0 < len(view["blocks"]) <= limits.VIEW_BLOCKS
    for name, cap in (("title", limits.VIEW_TITLE), ("submit", limits.VIEW_BUTTON), ("close", limits.VIEW_BUTTON)):
        if name in view:
            check_plain_text(view[name], cap)
    assert len(view.get("private_metadata", "")) <= limits.PRIVATE_METADATA
    check_blocks(view["blocks"], pages)
    # docs.slack.dev/reference/views: a view may have 250 kB; this is what one can still read.
    assert sum(len(text) for text in all_text(view["blocks"])) <= 120_000


def check_blocks(blocks: list[dict[str, Any]], pages: frozenset[str]) -> None:
    action_ids = [
        element["action_id"] for block in blocks for element in block.get("elements", []) if "action_id" in element
    ]
    assert len(action_ids) == len(set(action_ids))
    for block in blocks:
        assert block["type"] in BLOCKS
        match block["type"]:
            case "rich_text":
                assert block["elements"]
                for element in block["elements"]:
                    check_rich(element, pages)
            case "context":
                assert 0 < len(block["elements"]) <= limits.CONTEXT_ELEMENTS
                for element in block["elements"]:
                    check_plain_text(element, limits.SECTION_TEXT)
            case "actions":
                assert 0 < len(block["elements"]) <= limits.ACTION_ELEMENTS
                for button in block["elements"]:
                    if button["type"] == "static_select":
                        check_plain_text(button["placeholder"], limits.PLACEHOLDER)
                        assert button["initial_option"] in button["options"]
                        continue
                    assert button["type"] == "button"
                    check_plain_text(button["text"], limits.BUTTON_TEXT)
                    assert 0 < len(button["action_id"]) <= limits.ACTION_ID
                    assert len(button.get("value", "")) <= limits.BUTTON_VALUE
                    assert button.get("style") in (None, "primary", "danger")
            case "header":
                check_plain_text(block["text"], limits.HEADER_TEXT)


def check_rich(element: dict[str, Any], pages: frozenset[str]) -> None:
    assert element["elements"], element
    if element["type"] == "rich_text_list":
        assert element["style"] in ("ordered", "bullet")
        for item in element["elements"]:
            assert item["type"] == "rich_text_section"
            check_rich(item, pages)
        return
    assert element["type"] in ("rich_text_section", "rich_text_preformatted")
    for leaf in element["elements"]:
        assert leaf["type"] in ELEMENTS
        if leaf["type"] == "user":
            assert re.fullmatch(r"[UW][A-Z0-9]{2,30}", leaf["user_id"])
            continue
        if leaf["type"] == "channel":
            assert re.fullmatch(r"[CG][A-Z0-9]{2,30}", leaf["channel_id"])
            continue
        assert 0 < len(leaf["text"]) <= limits.SECTION_TEXT
        check_characters(leaf["text"])
        if leaf["type"] == "link":
            assert leaf["url"] in pages
        assert set(leaf.get("style", {})) <= {"bold", "code"}


def check_plain_text(text: dict[str, Any], cap: int) -> None:
    assert text["type"] == "plain_text"
    assert text["emoji"] is False
    assert 0 < len(text["text"]) <= cap
    check_characters(text["text"])


def check_characters(text: str) -> None:
    """Nothing invisible, nothing that turns the direction of reading, no half of a character."""
    # What is not printable (`str.isprintable`) is just that, and odd separators.
    assert text.replace("\n", "").isprintable()


def all_text(blocks: list[dict[str, Any]]) -> Iterator[str]:
    """Every text in the blocks, for counting."""
    for block in blocks:
        if isinstance(block.get("text"), str):
            yield block["text"]
        elif isinstance(block.get("text"), dict):
            yield block["text"]["text"]
        yield from all_text(block.get("elements", []))
