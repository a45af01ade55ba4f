"""What a person fills in is reported as Slack reports it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.playground.standin.forms import Answer, FormError, action_of, check_required, state_of

Payload = dict[str, Any]


def plain(text: str) -> Payload:
    return {"type": "plain_text", "text": text}


ONE, TWO = ({"text": plain(name), "value": name} for name in ("one", "two"))


def block(element: Payload, *, optional: bool = False) -> Payload:
    return {
        "type": "input",
        "block_id": "b",
        "label": plain("Field"),
        "optional": optional,
        "element": {"action_id": "a", **element},
    }


@pytest.mark.parametrize(
    ("element", "answer", "value"),
    [
        ({"type": "plain_text_input"}, "words", {"value": "words"}),
        ({"type": "plain_text_input"}, "", {"value": None}),
        ({"type": "static_select", "options": [ONE, TWO]}, "two", {"selected_option": TWO}),
        ({"type": "radio_buttons", "options": [ONE, TWO]}, "one", {"selected_option": ONE}),
        ({"type": "checkboxes", "options": [ONE, TWO]}, ["two"], {"selected_options": [TWO]}),
        ({"type": "multi_static_select", "options": [ONE, TWO]}, ["one", "two"], {"selected_options": [ONE, TWO]}),
        ({"type": "users_select"}, "U1", {"selected_user": "U1"}),
        ({"type": "multi_conversations_select"}, ["C1"], {"selected_conversations": ["C1"]}),
    ],
)
def test_answers_take_the_shape_of_their_element(element: Payload, answer: Answer, value: Payload) -> None:
    assert state_of([block(element)], {"a": answer}) == {"b": {"a": {"type": element["type"], **value}}}


@pytest.mark.parametrize(
    ("element", "value"),
    [
        ({"type": "plain_text_input", "initial_value": "before"}, {"value": "before"}),
        ({"type": "static_select", "options": [ONE], "initial_option": ONE}, {"selected_option": ONE}),
        ({"type": "checkboxes", "options": [ONE]}, {"selected_options": []}),
        ({"type": "channels_select", "initial_channel": "C1"}, {"selected_channel": "C1"}),
    ],
)
def test_what_is_left_alone_keeps_its_initial_value(element: Payload, value: Payload) -> None:
    assert state_of([block(element)], {}) == {"b": {"a": {"type": element["type"], **value}}}


def test_a_required_field_may_not_be_empty() -> None:
    required, optional = block({"type": "plain_text_input"}), block({"type": "plain_text_input"}, optional=True)
    with pytest.raises(FormError, match="Field"):
        check_required([required], state_of([required], {}))
    check_required([optional], state_of([optional], {}))


def test_what_is_not_there_cannot_be_filled_in_or_chosen() -> None:
    select = block({"type": "static_select", "options": [ONE]})
    with pytest.raises(FormError, match="no field nowhere"):
        state_of([select], {"nowhere": "x"})
    with pytest.raises(FormError, match="no option 'three'"):
        state_of([select], {"a": "three"})


def test_a_button_reports_its_text_and_value() -> None:
    button = {"type": "button", "action_id": "a", "text": plain("Press"), "value": "v"}
    assert action_of("b", button) == {
        "type": "button",
        "action_id": "a",
        "block_id": "b",
        "text": plain("Press"),
        "value": "v",
    }
