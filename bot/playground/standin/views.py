"""views.*: modals and the App Home."""

from __future__ import annotations

import json
from collections.abc import Mapping

from bot.playground.standin.blocks import complaints_about_view
from bot.playground.standin.calls import Call, Method
from bot.playground.standin.errors import SlackError
from bot.playground.standin.payload import Payload
from bot.playground.standin.records import View
from bot.playground.standin.shapes import view_json
from bot.playground.standin.workspace import Workspace

VIEW_BYTES = 250_000


def checked_view(body: object, kind: str) -> Payload:
    """The view, if Slack would take it. Raises `invalid_arguments` with what is wrong, `view_too_large`."""
    if not isinstance(body, dict):
        raise SlackError("invalid_arguments", ["[ERROR] missing required field: view"])
    found = complaints_about_view(body)
    if body.get("type") != kind:
        found.append(f"must be a valid enum value: {kind} [json-pointer:/view/type]")
    if found:
        raise SlackError("invalid_arguments", [f"[ERROR] {line}" for line in found])
    if len(json.dumps(body)) > VIEW_BYTES:
        raise SlackError("view_too_large")
    return body | {"blocks": [dict(block) for block in body["blocks"]]}


def _given_view(call: Call, kind: str) -> Payload:
    return checked_view(call.structure("view", "invalid_arguments"), kind)


def open_view(call: Call) -> Payload:
    """views.open: needs a trigger_id younger than 3 s."""
    workspace = call.workspace
    body = _given_view(call, "modal")
    trigger = workspace.use_trigger(call.text("trigger_id"))
    return _answer(workspace, workspace.open_modal(trigger.user, body))


def push(call: Call) -> Payload:
    """views.push: at most three modals on top of each other."""
    workspace = call.workspace
    body = _given_view(call, "modal")
    trigger = workspace.use_trigger(call.text("trigger_id"))
    return _answer(workspace, workspace.open_modal(trigger.user, body, push=True))


def update(call: Call) -> Payload:
    """views.update, by `view_id` or `external_id`; with `hash` only if nothing has changed since."""
    workspace = call.workspace
    body = _given_view(call, "modal")
    view = _find(call)
    if call.text("hash", view.hash) != view.hash:
        raise SlackError("hash_conflict")
    return _answer(workspace, workspace.replace_view(view, body))


def publish(call: Call) -> Payload:
    """views.publish: what one person sees on the Home tab."""
    workspace = call.workspace
    body = _given_view(call, "home")
    for place, block in enumerate(body["blocks"]):
        if "slack_file" in block and block["slack_file"].get("id") not in workspace.files:
            raise SlackError("invalid_arguments", [f"[ERROR] invalid slack file [json-pointer:/view/blocks/{place}]"])
    user = workspace.user(call.text("user_id"))
    home = workspace.homes.get(user.id)
    if home and call.text("hash", home.hash) != home.hash:
        raise SlackError("hash_conflict")
    return _answer(workspace, workspace.publish_home(user.id, body))


def _find(call: Call) -> View:
    external_id = call.text("external_id", "")
    if not external_id:
        return call.workspace.view(call.text("view_id"))
    for stack in call.workspace.modals.values():
        for view in stack:
            if view.body.get("external_id") == external_id:
                return view
    raise SlackError("not_found")


def _answer(workspace: Workspace, view: View) -> Payload:
    return {"view": view_json(workspace, view)}


METHODS: Mapping[str, Method] = {
    "views.open": Method(open_view),
    "views.push": Method(push),
    "views.update": Method(update),
    "views.publish": Method(publish),
}
