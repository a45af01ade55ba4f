"""The JSON that Slack sends: messages, files, users, events, commands and interactions, made from the workspace.

Sources: docs.slack.dev, "Events API", "Slash commands", "Interaction payloads", and recorded payloads of public apps.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from bot.playground.standin.workspace import Change, ChangeKind, Channel, ChannelKind, Message, User, View, Workspace

Payload = dict[str, Any]


def message_json(workspace: Workspace, message: Message, *, with_metadata: bool = False) -> Payload:
    """A message as the Web API and events show it."""
    body: Payload = {"type": "message", "user": message.user, "ts": message.ts, "text": message.text}
    if message.subtype:
        body["subtype"] = message.subtype
    if message.client_msg_id:
        body["client_msg_id"] = message.client_msg_id
    if message.bot_id:
        body |= {"bot_id": message.bot_id, "app_id": message.app_id, "bot_profile": bot_profile(workspace)}
    body["team"] = workspace.team_id
    for key in ("blocks", "attachments", "files"):
        if value := getattr(message, key):
            body[key] = value
    if message.files:
        body |= {"upload": False, "display_as_bot": False}
    body |= _thread_part(workspace, message)
    if message.edited_ts:
        body["edited"] = {"user": message.user, "ts": message.edited_ts}
    if message.reactions:
        body["reactions"] = [
            {"name": name, "users": users, "count": len(users)} for name, users in message.reactions.items()
        ]
    if with_metadata and message.metadata:
        body["metadata"] = message.metadata
    return body


def _thread_part(workspace: Workspace, message: Message) -> Payload:
    """The root of a reply, or the replies of a root."""
    channel = workspace.channels[message.channel]
    if message.thread_ts:
        root = channel.messages.get(message.thread_ts)
        return {"thread_ts": message.thread_ts} | ({"parent_user_id": root.user} if root else {})
    replies = channel.replies(message.ts) if not message.ephemeral_to else []
    if not replies:
        return {}
    users = sorted({reply.user for reply in replies})
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "latest_reply": replies[-1].ts,
        "reply_users": users,
    }


def bot_profile(workspace: Workspace) -> Payload:
    """The app as it stands beside its messages."""
    app = workspace.app
    return {
        "id": app.bot_id,
        "app_id": app.app_id,
        "user_id": app.bot_user,
        "name": app.name,
        "deleted": False,
        "updated": 1_700_000_000,
        "team_id": workspace.team_id,
    }


def user_json(workspace: Workspace, user: User, *, with_locale: bool, with_email: bool) -> Payload:
    """A user as `users.info` shows them; `locale` only with `include_locale`, the address only with its scope."""
    body: Payload = {
        "id": user.id,
        "team_id": workspace.team_id,
        "name": user.name,
        "deleted": False,
        "real_name": user.real_name,
        "tz": user.tz,
        "tz_label": user.tz,
        "tz_offset": user.tz_offset,
        "profile": {"real_name": user.real_name, "display_name": user.name, "team": workspace.team_id},
        "is_admin": False,
        "is_owner": False,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": 1_700_000_000,
    }
    if with_email and not user.is_bot:
        body["profile"]["email"] = user.email
    if with_locale:
        body["locale"] = user.locale
    return body


def channel_json(workspace: Workspace, channel: Channel) -> Payload:
    """A conversation as `conversations.info` shows it."""
    is_im = channel.kind is ChannelKind.DIRECT
    body: Payload = {
        "id": channel.id,
        "is_channel": channel.kind is ChannelKind.PUBLIC,
        "is_group": channel.kind is ChannelKind.PRIVATE,
        "is_im": is_im,
        "is_mpim": False,
        "is_private": channel.kind is not ChannelKind.PUBLIC,
        "is_archived": channel.is_archived,
        "is_shared": channel.is_ext_shared,
        "is_ext_shared": channel.is_ext_shared,
        "is_org_shared": False,
        "context_team_id": workspace.team_id,
        "created": 1_700_000_000,
    }
    if is_im:
        return body | {"user": channel.partner, "is_open": True}
    return body | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_member": workspace.app.bot_user in channel.members,
        "is_general": False,
        "num_members": len(channel.members),
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def view_json(workspace: Workspace, view: View, state: Payload | None = None) -> Payload:
    """A view as `views.open` answers and interactions carry it. `state` holds what the person has filled in."""
    body = view.body
    app = workspace.app
    return {
        "id": view.id,
        "team_id": workspace.team_id,
        "type": body["type"],
        "callback_id": body.get("callback_id", ""),
        "external_id": body.get("external_id", ""),
        "private_metadata": body.get("private_metadata", ""),
        "title": body.get("title"),
        "close": body.get("close"),
        "submit": body.get("submit"),
        "blocks": body["blocks"],
        "clear_on_close": body.get("clear_on_close", False),
        "notify_on_close": body.get("notify_on_close", False),
        "state": {"values": state or {}},
        "hash": view.hash,
        "root_view_id": view.root_id,
        "previous_view_id": view.previous_id,
        "app_id": app.app_id,
        "app_installed_team_id": workspace.team_id,
        "bot_id": app.bot_id,
    }


# --- the Events API ---------------------------------------------------------------------------------------------------


def events_for(workspace: Workspace, change: Change) -> Iterator[Payload]:
    """The events that a change means for the app, each in its outer envelope, as Slack would send them.

    The app hears of messages only in channels where it is a member; its own messages included, as in Slack.
    """
    for event in _inner_events(workspace, change):
        yield event_callback(workspace, event, change.channel)


def event_callback(workspace: Workspace, event: Payload, channel: str | None = None) -> Payload:
    """The outer part of an event."""
    app = workspace.app
    shared = bool(channel and workspace.channels[channel].is_ext_shared)
    return {
        "token": app.verification_token,
        "team_id": workspace.team_id,
        "context_team_id": workspace.team_id,
        "context_enterprise_id": None,
        "api_app_id": app.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": workspace.new_id("Ev"),
        "event_time": int(workspace.now()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": workspace.team_id,
                "user_id": app.bot_user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": shared,
        "event_context": f"4-{workspace.new_id('e')}",
    }


def _inner_events(workspace: Workspace, change: Change) -> Iterator[Payload]:
    if change.kind is ChangeKind.HOME_OPENED and change.user:
        yield _home_opened(workspace, change.user)
    if change.message is None or change.channel is None:
        return
    channel = workspace.channels[change.channel]
    if workspace.app.bot_user not in channel.members:
        return
    place = {"channel": channel.id, "channel_type": channel.kind.value}
    if change.kind is ChangeKind.POSTED:
        event = message_json(workspace, change.message) | place | {"event_ts": change.message.ts}
        yield event
        if f"<@{workspace.app.bot_user}>" in change.message.text and not change.message.bot_id:
            mention = {key: value for key, value in event.items() if key not in ("channel_type", "parent_user_id")}
            yield mention | {"type": "app_mention"}
    elif change.kind is ChangeKind.EDITED:
        ts = workspace.new_ts()
        yield {
            "type": "message",
            "subtype": "message_changed",
            "message": message_json(workspace, change.message),
            "previous_message": change.previous,
            "hidden": True,
            "ts": ts,
            "event_ts": ts,
        } | place
    elif change.kind is ChangeKind.DELETED and not change.message.ephemeral_to:
        ts = workspace.new_ts()
        yield {
            "type": "message",
            "subtype": "message_deleted",
            "previous_message": change.previous,
            "hidden": True,
            "deleted_ts": change.message.ts,
            "ts": ts,
            "event_ts": ts,
        } | place


def _home_opened(workspace: Workspace, user: str) -> Payload:
    event: Payload = {
        "type": "app_home_opened",
        "user": user,
        "channel": workspace.direct_channel(user).id,
        "tab": "home",
        "event_ts": workspace.new_ts(),
    }
    if user in workspace.homes:
        event["view"] = view_json(workspace, workspace.homes[user])
    return event


# --- commands and interactions ----------------------------------------------------------------------------------------


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


def client_msg_id() -> str:
    """What Slack's client names its messages."""
    return str(uuid.uuid4())
