"""Which Block Kit messages and views Slack accepts, as data (docs.slack.dev, "Block Kit reference").

Strict on purpose: a field that Slack does not know is refused here as there, so a slip shows in a test and not in a
channel. Block types that the app has no use for (video, file, card …) are left out, and refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.playground.standin import limits
from bot.playground.standin.payload import Payload
from bot.playground.standin.schema import Rule, Shape, boolean, by_type, complaint, list_of, number, one_of, string
from bot.playground.standin.visible import visible_text

_HTTP_URL = re.compile(r"https?://[^\s/]+")


def _kind(value: object, pointer: str) -> Iterator[str]:
    """`type` itself: `by_type` has already read it."""
    del value, pointer
    yield from ()


def _url(value: object, pointer: str) -> Iterator[str]:
    yield from string(limits.URL)(value, pointer)
    if isinstance(value, str) and not _HTTP_URL.match(value):
        yield complaint("must be a valid URL", pointer)


def _link_url(value: object, pointer: str) -> Iterator[str]:
    if isinstance(value, str) and value.startswith(("mailto:", "tel:")):
        yield from string(limits.URL)(value, pointer)
    else:
        yield from _url(value, pointer)


def _plain(longest: int) -> Rule:
    text = string(longest, 1)
    return by_type({"plain_text": Shape({"type": _kind, "text": text, "emoji": boolean}, ("text",))})


def _text(longest: int) -> Rule:
    text = string(longest, 1)
    return by_type(
        {
            "plain_text": Shape({"type": _kind, "text": text, "emoji": boolean}, ("text",)),
            "mrkdwn": Shape({"type": _kind, "text": text, "verbatim": boolean}, ("text",)),
        }
    )


# --- rich text --------------------------------------------------------------------------------------------------------

_STYLE = Shape(dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight"), boolean))
_INLINE = by_type(
    {
        "text": Shape({"type": _kind, "text": string(limits.MESSAGE_TEXT, 1), "style": _STYLE}, ("text",)),
        "link": Shape(
            {"type": _kind, "url": _link_url, "text": string(limits.URL), "unsafe": boolean, "style": _STYLE}, ("url",)
        ),
        "emoji": Shape(
            {"type": _kind, "name": string(100, 1), "unicode": string(100), "skin_tone": number, "style": _STYLE},
            ("name",),
        ),
        "user": Shape({"type": _kind, "user_id": string(20, 1), "style": _STYLE}, ("user_id",)),
        "usergroup": Shape({"type": _kind, "usergroup_id": string(20, 1), "style": _STYLE}, ("usergroup_id",)),
        "channel": Shape({"type": _kind, "channel_id": string(20, 1), "style": _STYLE}, ("channel_id",)),
        "broadcast": Shape(
            {"type": _kind, "range": one_of("here", "channel", "everyone"), "style": _STYLE}, ("range",)
        ),
        "date": Shape(
            {
                "type": _kind,
                "timestamp": number,
                "format": string(500, 1),
                "url": _url,
                "fallback": string(500),
                "style": _STYLE,
            },
            ("timestamp", "format"),
        ),
    }
)
_RUNS = list_of(_INLINE, 1_000, 0)
_SECTION_RUN = Shape({"type": _kind, "elements": _RUNS}, ("elements",))
_RICH_TEXT_PARTS = by_type(
    {
        "rich_text_section": _SECTION_RUN,
        "rich_text_preformatted": Shape(
            {"type": _kind, "elements": _RUNS, "border": number, "language": string(50)}, ("elements",)
        ),
        "rich_text_quote": Shape({"type": _kind, "elements": _RUNS, "border": number}, ("elements",)),
        "rich_text_list": Shape(
            {
                "type": _kind,
                "style": one_of("bullet", "ordered"),
                "elements": list_of(by_type({"rich_text_section": _SECTION_RUN}), 1_000, 0),
                "indent": number,
                "offset": number,
                "border": number,
            },
            ("style", "elements"),
        ),
    }
)

# --- elements ---------------------------------------------------------------------------------------------------------

_CONFIRM = Shape(
    {
        "title": _plain(limits.CONFIRM_TITLE),
        "text": _text(limits.CONFIRM_TEXT),
        "confirm": _plain(limits.CONFIRM_BUTTON),
        "deny": _plain(limits.CONFIRM_BUTTON),
        "style": one_of("primary", "danger"),
    },
    ("title", "text", "confirm", "deny"),
)
_OPTION = Shape(
    {
        "text": _text(limits.OPTION_TEXT),
        "value": string(limits.OPTION_VALUE, 1),
        "description": _text(limits.OPTION_TEXT),
        "url": _url,
    },
    ("text", "value"),
)
_ACTION_ID = string(limits.ACTION_ID, 1)
_COMMON: dict[str, Rule] = {"type": _kind, "action_id": _ACTION_ID, "confirm": _CONFIRM, "focus_on_load": boolean}
_IMAGE_FIELDS: dict[str, Rule] = {"type": _kind, "image_url": _url, "alt_text": string(limits.ALT_TEXT, 1)}
_OPTION_GROUP = Shape(
    {"label": _plain(limits.OPTION_TEXT), "options": list_of(_OPTION, limits.OPTIONS)}, ("label", "options")
)

_BUTTON = Shape(
    {
        "type": _kind,
        "text": _plain(limits.BUTTON_TEXT),
        "action_id": _ACTION_ID,
        "url": _url,
        "value": string(limits.BUTTON_VALUE),
        "style": one_of("primary", "danger"),
        "confirm": _CONFIRM,
        "accessibility_label": string(limits.ACCESSIBILITY_LABEL),
    },
    ("text", "action_id"),
)


def _choice(longest: int, *more: str) -> Shape:
    fields = _COMMON | {"options": list_of(_OPTION, longest), "initial_option": _OPTION}
    extra: dict[str, Rule] = {
        "placeholder": _plain(limits.PLACEHOLDER),
        "option_groups": list_of(_OPTION_GROUP, limits.OPTIONS),
        "initial_options": list_of(_OPTION, longest),
        "max_selected_items": number,
    }
    return Shape(fields | {name: extra[name] for name in more}, ("action_id",))


def _picker(initial: str, *, multi: bool = False) -> Shape:
    fields: dict[str, Rule] = _COMMON | {"placeholder": _plain(limits.PLACEHOLDER), "response_url_enabled": boolean}
    fields[initial] = list_of(string(20, 1), 100) if multi else string(20, 1)
    if "conversation" in initial:
        fields["default_to_current_conversation"] = boolean
        fields["filter"] = Shape(
            {
                "include": list_of(one_of("im", "mpim", "private", "public"), 4),
                "exclude_external_shared_channels": boolean,
                "exclude_bot_users": boolean,
            }
        )
    if multi:
        fields["max_selected_items"] = number
    return Shape(fields, ("action_id",))


def _text_input(**more: Rule) -> Shape:
    return Shape(
        _COMMON
        | {
            "placeholder": _plain(limits.PLACEHOLDER),
            "initial_value": string(limits.INPUT_MAX_LENGTH),
            "dispatch_action_config": Shape(
                {"trigger_actions_on": list_of(one_of("on_enter_pressed", "on_character_entered"), 2)}
            ),
        }
        | more,
        ("action_id",),
    )


_SELECTS: dict[str, Rule] = {
    "static_select": _choice(limits.OPTIONS, "placeholder", "option_groups"),
    "multi_static_select": _choice(
        limits.OPTIONS, "placeholder", "option_groups", "initial_options", "max_selected_items"
    ),
    "users_select": _picker("initial_user"),
    "multi_users_select": _picker("initial_users", multi=True),
    "channels_select": _picker("initial_channel"),
    "multi_channels_select": _picker("initial_channels", multi=True),
    "conversations_select": _picker("initial_conversation"),
    "multi_conversations_select": _picker("initial_conversations", multi=True),
    "radio_buttons": _choice(limits.OPTIONS_IN_RADIO),
    "checkboxes": _choice(limits.OPTIONS_IN_RADIO, "initial_options"),
}
_TEXT_INPUTS: dict[str, Rule] = {
    "plain_text_input": _text_input(multiline=boolean, min_length=number, max_length=number),
    "email_text_input": _text_input(),
    "url_text_input": _text_input(),
    "number_input": _text_input(
        is_decimal_allowed=boolean, min_value=string(20), max_value=string(20), initial_value=string(20)
    ),
}
_OVERFLOW = Shape(
    {
        "type": _kind,
        "action_id": _ACTION_ID,
        "options": list_of(_OPTION, limits.OPTIONS_IN_OVERFLOW),
        "confirm": _CONFIRM,
    },
    ("action_id", "options"),
)
_IMAGE = Shape(_IMAGE_FIELDS, ("image_url", "alt_text"))
_PRESSABLE: dict[str, Rule] = {"button": _BUTTON, "overflow": _OVERFLOW, **_SELECTS}

# --- blocks -----------------------------------------------------------------------------------------------------------

_BLOCK_ID = string(limits.BLOCK_ID)
_FILE_ID = 32


def _block(required: Sequence[str], **fields: Rule) -> Shape:
    return Shape({"type": _kind, "block_id": _BLOCK_ID} | fields, required)


def _section(value: object, pointer: str) -> Iterator[str]:
    yield from _block(
        (),
        text=_text(limits.SECTION_TEXT),
        fields=list_of(_text(limits.SECTION_FIELD), limits.SECTION_FIELDS),
        accessory=by_type({**_PRESSABLE, "image": _IMAGE}),
        expand=boolean,
    )(value, pointer)
    if isinstance(value, dict) and not value.get("text") and not value.get("fields"):
        yield complaint("missing required field: text", pointer)


def _image(value: object, pointer: str) -> Iterator[str]:
    yield from _block(
        ("alt_text",),
        image_url=_url,
        slack_file=Shape({"id": string(_FILE_ID, 1), "url": _url}),
        alt_text=string(limits.ALT_TEXT, 1),
        title=_plain(limits.ALT_TEXT),
    )(value, pointer)
    if isinstance(value, dict) and ("image_url" in value) == ("slack_file" in value):
        yield complaint("must provide one of: image_url, slack_file", pointer)


# docs.slack.dev/reference/block-kit/blocks/table-block
_CELL = by_type(
    {
        "raw_text": Shape({"type": _kind, "text": string(limits.MESSAGE_TEXT, 1)}, ("text",)),
        "rich_text": _block(("elements",), elements=list_of(_RICH_TEXT_PARTS, 1_000, 0)),
    }
)
_COLUMN = Shape({"align": one_of("left", "center", "right"), "is_wrapped": boolean})
_TABLE = _block(
    ("rows",),
    rows=list_of(list_of(_CELL, limits.TABLE_COLUMNS), limits.TABLE_ROWS),
    column_settings=list_of(_COLUMN, limits.TABLE_COLUMNS),
)

_BLOCKS: dict[str, Rule] = {
    "section": _section,
    "header": _block(("text",), text=_plain(limits.HEADER_TEXT)),
    "divider": _block(()),
    "context": _block(
        ("elements",),
        elements=list_of(
            by_type(
                {
                    "plain_text": _plain(limits.CONTEXT_TEXT),
                    "mrkdwn": _text(limits.CONTEXT_TEXT),
                    "image": _IMAGE,
                }
            ),
            limits.CONTEXT_ELEMENTS,
        ),
    ),
    "actions": _block(("elements",), elements=list_of(by_type(_PRESSABLE), limits.ACTIONS_ELEMENTS)),
    "image": _image,
    "rich_text": _block(("elements",), elements=list_of(_RICH_TEXT_PARTS, 1_000, 0)),
    "markdown": _block(("text",), text=string(limits.MARKDOWN_TEXT, 1)),
}
_INPUT = _block(
    ("label", "element"),
    label=_plain(limits.INPUT_LABEL),
    hint=_plain(limits.INPUT_LABEL),
    optional=boolean,
    dispatch_action=boolean,
    element=by_type({**_SELECTS, **_TEXT_INPUTS}),
)
_MESSAGE = list_of(by_type({**_BLOCKS, "table": _TABLE, "input": _INPUT}), limits.MESSAGE_BLOCKS, 0)
_VIEW_BLOCKS = list_of(by_type({**_BLOCKS, "input": _INPUT}), limits.VIEW_BLOCKS, 0)
_VIEW_COMMON: dict[str, Rule] = {
    "type": _kind,
    "blocks": _VIEW_BLOCKS,
    "private_metadata": string(limits.PRIVATE_METADATA),
    "callback_id": string(limits.CALLBACK_ID),
    "external_id": string(limits.CALLBACK_ID),
}
_VIEW = by_type(
    {
        "modal": Shape(
            _VIEW_COMMON
            | {
                "title": _plain(limits.VIEW_TITLE),
                "submit": _plain(limits.VIEW_BUTTON),
                "close": _plain(limits.VIEW_BUTTON),
                "clear_on_close": boolean,
                "notify_on_close": boolean,
                "submit_disabled": boolean,
            },
            ("title", "blocks"),
        ),
        "home": Shape(_VIEW_COMMON, ("blocks",)),
    }
)


def complaints_about_blocks(blocks: object) -> list[str]:
    """What Slack would not accept about a message's blocks; empty if nothing."""
    return [*_MESSAGE(blocks, "/blocks"), *_duplicate_ids(blocks, "/blocks"), *_second_table(blocks)]


def complaints_about_view(view: object) -> list[str]:
    """What Slack would not accept about a modal or App Home view; empty if nothing."""
    found = [*_VIEW(view, "/view")]
    if isinstance(view, dict):
        blocks = view.get("blocks")
        found += _duplicate_ids(blocks, "/view/blocks")
        has_input = isinstance(blocks, list) and any(
            isinstance(block, dict) and block.get("type") == "input" for block in blocks
        )
        if view.get("type") == "modal" and has_input and not view.get("submit"):
            found.append(complaint("missing required field: submit", "/view"))
    return found


def _second_table(blocks: object) -> Iterator[str]:
    tables = (
        [block for block in blocks if isinstance(block, dict) and block.get("type") == "table"]
        if isinstance(blocks, list)
        else []
    )
    if len(tables) > 1:
        yield complaint("only one table is allowed per message", "/blocks")


def text_length(blocks: Sequence[Payload]) -> int:
    """Characters of all visible text together; Slack refuses a message beyond `limits.MESSAGE_BLOCKS_TEXT`."""
    return len(visible_text(blocks))


def _duplicate_ids(blocks: object, pointer: str) -> Iterator[str]:
    """Block ids are unique in a message or view, action ids in a block."""
    if not isinstance(blocks, list):
        return
    seen: set[str] = set()
    for place, block in enumerate(blocks):
        if not isinstance(block, dict):
            continue
        block_id = block.get("block_id", "")
        if block_id and block_id in seen:
            yield complaint(f"`block_id` {block_id} already exists", f"{pointer}/{place}/block_id")
        seen.add(block_id)
        elements = block.get("elements")
        if isinstance(elements, list) and block.get("type") == "actions":
            action_ids = [element.get("action_id") for element in elements if isinstance(element, dict)]
            for action_id in sorted({a for a in action_ids if isinstance(a, str) and action_ids.count(a) > 1}):
                yield complaint(f"`action_id` {action_id} already exists", f"{pointer}/{place}/elements")
