"""What a person fills in or picks, as Slack reports it: `state.values` of a view, and the `actions` of a click."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.playground.standin.payload import Payload
from bot.playground.standin.visible import controls

Answer = str | Sequence[str] | None
"""Words for a text input; the `value` of an option or an id for a select; several for a multi-select or checkboxes."""

_TEXT_INPUTS = frozenset({"plain_text_input", "email_text_input", "url_text_input", "number_input"})
_OPTION_SELECTS = frozenset({"static_select", "radio_buttons", "overflow"})
_OPTION_MULTI_SELECTS = frozenset({"multi_static_select", "checkboxes"})
_ID_SELECTS = {"users_select": "user", "channels_select": "channel", "conversations_select": "conversation"}


class FormError(ValueError):
    """Something that Slack's client would not let a person do, such as leaving a required field empty."""


def state_of(blocks: Sequence[Payload], answers: Mapping[str, Answer]) -> Payload:
    """`state.values` for these blocks. `answers` by action_id; where there is none, the initial value stands.

    Raises `FormError` for an answer to a field that is not there.
    """
    state: Payload = {}
    known = set()
    for block_id, element in controls(blocks):
        if element["type"] in ("button", "overflow"):
            continue
        action_id = element["action_id"]
        known.add(action_id)
        state.setdefault(block_id, {})[action_id] = _filled(element, answers.get(action_id), given=action_id in answers)
    if unknown := set(answers) - known:
        raise FormError(f"no field {', '.join(sorted(unknown))}; there are: {', '.join(sorted(known))}")
    return state


def check_required(blocks: Sequence[Payload], state: Payload) -> None:
    """Raises `FormError` if a field that is not optional is empty: the client does not send such a form."""
    for block in blocks:
        if block.get("type") != "input" or block.get("optional"):
            continue
        values = state[block["block_id"]][block["element"]["action_id"]]
        if not any(value for key, value in values.items() if key != "type"):
            raise FormError(f"“{block['label']['text']}” is required")


def action_of(block_id: str, element: Payload, answer: Answer = None) -> Payload:
    """What a click on a button, or a choice in a select, looks like in `actions`. Raises `FormError`."""
    action: Payload = {"type": element["type"], "action_id": element["action_id"], "block_id": block_id}
    if element["type"] == "button":
        action |= {key: element[key] for key in ("text", "value", "style") if key in element}
        return action
    return action | _filled(element, answer, given=True)


def _filled(element: Payload, answer: Answer, *, given: bool) -> Payload:
    kind: str = element["type"]
    if kind in _TEXT_INPUTS:
        return {"type": kind, "value": (answer or None) if given else element.get("initial_value")}
    if kind in _OPTION_SELECTS:
        option = _option(element, answer) if given else element.get("initial_option")
        return {"type": kind, "selected_option": option}
    if kind in _OPTION_MULTI_SELECTS:
        options = [_option(element, value) for value in answer or ()] if given else element.get("initial_options", [])
        return {"type": kind, "selected_options": options}
    multi = kind.startswith("multi_")
    thing = _ID_SELECTS[kind.removeprefix("multi_")] + ("s" if multi else "")
    value = answer if given else element.get(f"initial_{thing}", [] if multi else None)
    return {"type": kind, f"selected_{thing}": value}


def _option(element: Payload, value: Answer) -> Payload | None:
    if not value:
        return None
    groups = [group["options"] for group in element.get("option_groups", ())]
    for options in (element.get("options", ()), *groups):
        for option in options:
            if option["value"] == value:
                return {key: option[key] for key in ("text", "value", "description") if key in option}
    raise FormError(f"no option {value!r} in {element['action_id']}")
