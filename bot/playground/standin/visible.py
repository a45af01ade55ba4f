"""The words that a reader of a message or view sees, and the controls that can be pressed, picked out of its blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.playground.standin.payload import Payload


def visible_text(blocks: Sequence[Payload]) -> str:
    """All text of `blocks`, one line for each block."""
    return "\n".join(line for block in blocks if (line := "".join(_strings(block))))


def controls(blocks: Sequence[Payload]) -> Iterator[tuple[str, Payload]]:
    """Every interactive element with the id of its block."""
    for block in blocks:
        for element in (*block.get("elements", ()), block.get("accessory"), block.get("element")):
            if isinstance(element, dict) and "action_id" in element:
                yield block.get("block_id", ""), element


def _strings(node: object) -> Iterator[str]:
    """Text objects and rich_text elements in reading order; each text object ends with a blank, rich_text runs on."""
    if isinstance(node, list | tuple):
        for part in node:
            yield from _strings(part)
    elif isinstance(node, dict):
        yield from _of_object(node)


def _of_object(node: Payload) -> Iterator[str]:
    kind = node.get("type")
    match kind:
        case "plain_text" | "mrkdwn" | "raw_text":
            yield f"{node['text']} "
        case "text":
            yield node["text"]
        case "link":
            yield node.get("text") or node["url"]
        case "user":
            yield f"<@{node['user_id']}>"
        case "usergroup":
            yield f"<!subteam^{node['usergroup_id']}>"
        case "channel":
            yield f"<#{node['channel_id']}>"
        case "emoji":
            yield f":{node['name']}:"
        case "rich_text_section" | "rich_text_preformatted" | "rich_text_quote":
            yield from _strings(node["elements"])
            yield "\n"
        case "image":
            yield f"{node.get('alt_text', '')} "
        case _:
            for key in ("title", "label", "text", "fields", "elements", "rows", "accessory", "element", "hint"):
                yield from _strings(node.get(key))
