"""What Slack sends for commands, clicks, shortcuts and forms (docs.slack.dev, "Interaction payloads")."""

from __future__ import annotations

from bot.playground.standin.payload import Payload
from bot.playground.standin.records import Channel, ChannelKind, Message, User, View
from bot.playground.standin.shapes import message_json, view_json
from bot.playground.standin.workspace import Workspace


def slash_command(
    workspace: Workspace, user: User, channel: Channel, command: str, text: str, response_url: str
) -> Payload:
    """What Slack sends for a slash command."""
    names = {ChannelKind.PUBLIC: channel.name, ChannelKind.PRIVATE: "privategroup", ChannelKind.DIRECT: "directmessage"}
    return {
        "token": workspace.app.verification_token,
        "team_id": workspace.team_id,
        "team_domain": workspace.domain,
        "channel_id": channel.id,
        "channel_name": names[channel.kind],
        "user_id": user.id,
        "user_name": user.name,
        "command": command,
        "text": text,
        "api_app_id": workspace.app.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": workspace.add_trigger(user.id),
    }


def interaction(workspace: Workspace, kind: str, user: User) -> Payload:
    """The part that all interactions share."""
    return {
        "type": kind,
        "token": workspace.app.verification_token,
        "team": {"id": workspace.team_id, "domain": workspace.domain},
        "enterprise": None,
        "is_enterprise_install": False,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": workspace.team_id},
        "api_app_id": workspace.app.app_id,
        "trigger_id": workspace.add_trigger(user.id),
        "action_ts": workspace.new_ts(),
    }


def _channel_part(channel: Channel) -> Payload:
    name = channel.name if channel.kind is ChannelKind.PUBLIC else channel.kind.value
    return {"id": channel.id, "name": {"group": "privategroup", "im": "directmessage"}.get(name, name)}


def click_in_message(workspace: Workspace, user: User, message: Message, action: Payload, response_url: str) -> Payload:
    """block_actions from a message."""
    channel = workspace.channels[message.channel]
    body = interaction(workspace, "block_actions", user)
    del body["action_ts"]
    container: Payload = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": bool(message.ephemeral_to),
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    body |= {
        "container": container,
        "channel": _channel_part(channel),
        "state": {"values": {}},
        "response_url": response_url,
        "actions": [action | {"action_ts": workspace.new_ts()}],
    }
    if not message.ephemeral_to:
        body["message"] = message_json(workspace, message, with_metadata=True)
    return body


def click_in_view(workspace: Workspace, user: User, view: View, action: Payload, state: Payload) -> Payload:
    """block_actions from a modal or the App Home."""
    body = interaction(workspace, "block_actions", user)
    del body["action_ts"]
    return body | {
        "container": {"type": "view", "view_id": view.id},
        "view": view_json(workspace, view, state),
        "actions": [action | {"action_ts": workspace.new_ts()}],
    }


def message_shortcut(
    workspace: Workspace, user: User, message: Message, callback_id: str, response_url: str
) -> Payload:
    """A message shortcut ("message_action")."""
    return interaction(workspace, "message_action", user) | {
        "callback_id": callback_id,
        "channel": _channel_part(workspace.channels[message.channel]),
        "message_ts": message.ts,
        "message": message_json(workspace, message),
        "response_url": response_url,
    }


def global_shortcut(workspace: Workspace, user: User, callback_id: str) -> Payload:
    """A global shortcut."""
    return interaction(workspace, "shortcut", user) | {"callback_id": callback_id}


def view_submission(workspace: Workspace, user: User, view: View, state: Payload) -> Payload:
    """A modal's submit button."""
    body = interaction(workspace, "view_submission", user)
    del body["action_ts"]
    return body | {"view": view_json(workspace, view, state), "response_urls": []}


def view_closed(workspace: Workspace, user: User, view: View, *, is_cleared: bool) -> Payload:
    """A modal that was closed, and whose app wants to know."""
    body = interaction(workspace, "view_closed", user)
    del body["action_ts"], body["trigger_id"]
    return body | {"view": view_json(workspace, view), "is_cleared": is_cleared}
