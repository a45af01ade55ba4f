"""Messages, users, channels and views as Slack's JSON shows them (docs.slack.dev, "Web API methods")."""

from __future__ import annotations

from bot.playground.standin.payload import Payload
from bot.playground.standin.records import Channel, ChannelKind, Message, User, View
from bot.playground.standin.workspace import Workspace


def message_json(workspace: Workspace, message: Message, *, with_metadata: bool = False) -> Payload:
    """A message as the Web API and events show it."""
    body: Payload = {"type": "message", "user": message.user, "ts": message.ts, "text": message.text}
    if message.subtype:
        body["subtype"] = message.subtype
    if message.inviter:
        body["inviter"] = message.inviter
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
        "is_admin": user.is_admin,
        "is_restricted": user.is_guest,
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
