"""Block Kit that Slack refuses is refused, with the place."""

from __future__ import annotations

from typing import Any

import pytest

from bot.playground.standin.blocks import complaints_about_blocks, complaints_about_view

Payload = dict[str, Any]


def plain(text: str = "x") -> Payload:
    return {"type": "plain_text", "text": text}


def button(**more: Any) -> Payload:
    return {"type": "button", "action_id": "press", "text": plain("Press"), **more}


def actions(*elements: Payload) -> Payload:
    return {"type": "actions", "elements": list(elements)}


def rich(*parts: Payload) -> Payload:
    return {"type": "rich_text", "elements": list(parts)}


def section_run(*runs: Payload) -> Payload:
    return {"type": "rich_text_section", "elements": list(runs)}


def an_input(**more: Any) -> Payload:
    return {
        "type": "input",
        "label": plain("Text"),
        "element": {"type": "plain_text_input", "action_id": "words"},
        **more,
    }


GOOD: list[Payload] = [
    {"type": "header", "text": plain("Title")},
    {"type": "divider"},
    {"type": "section", "text": {"type": "mrkdwn", "text": "*x*", "verbatim": True}},
    {"type": "section", "fields": [plain("a"), plain("b")], "accessory": button()},
    {"type": "context", "elements": [plain("c"), {"type": "mrkdwn", "text": "d"}]},
    actions(button(value="v", style="primary"), button(action_id="other", style="danger", url="https://example.com/")),
    rich(
        section_run(
            {"type": "text", "text": "bold", "style": {"bold": True}},
            {"type": "link", "url": "https://example.com/", "text": "there"},
            {"type": "emoji", "name": "wave"},
            {"type": "user", "user_id": "U1"},
        ),
        {"type": "rich_text_list", "style": "ordered", "elements": [section_run({"type": "text", "text": "1"})]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "550"}], "border": 0},
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "q"}]},
    ),
]


def test_what_slack_takes_is_taken() -> None:
    assert complaints_about_blocks(GOOD) == []


@pytest.mark.parametrize(
    ("block", "complaint"),
    [
        (
            {"type": "section", "text": plain("x" * 3001)},
            "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
        ),
        ({"type": "section", "text": plain("")}, "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
        ({"type": "section"}, "missing required field: text [json-pointer:/blocks/0]"),
        (
            {"type": "section", "fields": [plain()] * 11},
            "no more than 10 items allowed [json-pointer:/blocks/0/fields]",
        ),
        (
            {"type": "header", "text": {"type": "mrkdwn", "text": "x"}},
            "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]",
        ),
        (
            {"type": "header", "text": plain("x" * 151)},
            "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
        ),
        (
            {"type": "context", "elements": [plain()] * 11},
            "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
        ),
        (
            {"type": "context", "elements": [button()]},
            "unsupported type: button [json-pointer:/blocks/0/elements/0/type]",
        ),
        (actions(), "no fewer than 1 items allowed [json-pointer:/blocks/0/elements]"),
        (actions(*[button()] * 26), "no more than 25 items allowed [json-pointer:/blocks/0/elements]"),
        (
            actions(button(text=plain("x" * 76))),
            "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
        ),
        (
            actions(button(value="x" * 2001)),
            "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
        ),
        (
            actions(button(style="default")),
            "must be a valid enum value: primary, danger [json-pointer:/blocks/0/elements/0/style]",
        ),
        (
            actions(button(url="javascript:alert(1)")),
            "must be a valid URL [json-pointer:/blocks/0/elements/0/url]",
        ),
        (
            actions(button(colour="red")),
            "invalid additional property: colour [json-pointer:/blocks/0/elements/0]",
        ),
        (actions(button(), button()), "`action_id` press already exists [json-pointer:/blocks/0/elements]"),
        (
            rich(section_run({"type": "text", "text": ""})),
            "must be more than 0 characters [json-pointer:/blocks/0/elements/0/elements/0/text]",
        ),
        (
            rich(section_run({"type": "text", "text": "x", "style": {"size": "big"}})),
            "invalid additional property: size [json-pointer:/blocks/0/elements/0/elements/0/style]",
        ),
        (
            rich({"type": "text", "text": "x"}),
            "unsupported type: text [json-pointer:/blocks/0/elements/0/type]",
        ),
        ({"type": "sektion", "text": plain()}, "unsupported type: sektion [json-pointer:/blocks/0/type]"),
        ({"text": plain()}, "unsupported type: None [json-pointer:/blocks/0/type]"),
    ],
)
def test_what_slack_refuses_is_refused_with_its_place(block: Payload, complaint: str) -> None:
    assert complaint in complaints_about_blocks([block])


def test_block_ids_are_unique_in_a_message() -> None:
    twice = [{"type": "divider", "block_id": "a"}, {"type": "divider", "block_id": "a"}]
    assert complaints_about_blocks(twice) == ["`block_id` a already exists [json-pointer:/blocks/1/block_id]"]


def test_a_message_has_at_most_50_blocks_and_a_view_100() -> None:
    dividers: list[Payload] = [{"type": "divider"}] * 51
    assert complaints_about_blocks(dividers) == ["no more than 50 items allowed [json-pointer:/blocks]"]
    assert complaints_about_view({"type": "home", "blocks": dividers}) == []
    assert complaints_about_view({"type": "home", "blocks": dividers * 2}) == [
        "no more than 100 items allowed [json-pointer:/view/blocks]"
    ]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"title": plain("x" * 25)}, "must be less than 25 characters [json-pointer:/view/title/text]"),
        ({"title": None}, "missing required field: title [json-pointer:/view]"),
        ({"submit": None}, "missing required field: submit [json-pointer:/view]"),
        ({"private_metadata": "x" * 3001}, "must be less than 3001 characters [json-pointer:/view/private_metadata]"),
        ({"type": "dialog"}, "unsupported type: dialog [json-pointer:/view/type]"),
        (
            {"blocks": [an_input(element=button())]},
            "unsupported type: button [json-pointer:/view/blocks/0/element/type]",
        ),
    ],
)
def test_a_modal_that_slack_refuses_is_refused(change: Payload, complaint: str) -> None:
    modal: Payload = {"type": "modal", "title": plain("T"), "submit": plain("Send"), "blocks": [an_input()]}
    assert complaints_about_view(modal) == []
    assert complaint in complaints_about_view(modal | change)


@pytest.mark.parametrize("value", [None, "text", {"type": "section"}, [["section"]]])
def test_what_is_no_list_of_blocks_is_refused(value: object) -> None:
    assert complaints_about_blocks(value)
