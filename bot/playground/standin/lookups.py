"""auth.*, conversations.*, users.*, files.*, usergroups.*, bots.*, team.*: what the app asks about the workspace."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.playground.standin.calls import Call, Method
from bot.playground.standin.errors import SlackError
from bot.playground.standin.payload import Payload
from bot.playground.standin.records import Channel, ChannelKind
from bot.playground.standin.shapes import bot_profile, channel_json, message_json, user_json

_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
_READ = ("channels:read", "groups:read", "im:read", "mpim:read")


def auth_test(call: Call) -> Payload:
    """auth.test."""
    workspace, app = call.workspace, call.workspace.app
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.domain,
        "user": app.name,
        "team_id": workspace.team_id,
        "user_id": app.bot_user,
        "bot_id": app.bot_id,
        "is_enterprise_install": False,
    }


def api_test(call: Call) -> Payload:
    """api.test: gives back what it got."""
    return {"args": dict(call.args)}


def connections_open(call: Call) -> Payload:
    """apps.connections.open: where Socket Mode is."""
    return {"url": call.socket_url}


def team_info(call: Call) -> Payload:
    """team.info."""
    workspace = call.workspace
    return {"team": {"id": workspace.team_id, "name": workspace.domain, "domain": workspace.domain}}


def bots_info(call: Call) -> Payload:
    """bots.info: the app is the only bot here."""
    if call.text("bot", call.workspace.app.bot_id) != call.workspace.app.bot_id:
        raise SlackError("bot_not_found")
    return {"bot": bot_profile(call.workspace)}


def users_info(call: Call) -> Payload:
    """users.info: `locale` only if `include_locale` asks for it."""
    workspace = call.workspace
    user = workspace.user(call.text("user"))
    with_email = "users:read.email" in workspace.app.scopes
    return {"user": user_json(workspace, user, with_locale=call.flag("include_locale"), with_email=with_email)}


def users_list(call: Call) -> Payload:
    """users.list, in one page."""
    workspace = call.workspace
    with_locale = call.flag("include_locale")
    with_email = "users:read.email" in workspace.app.scopes
    members = [
        user_json(workspace, user, with_locale=with_locale, with_email=with_email) for user in workspace.users.values()
    ]
    return {"members": members, "response_metadata": {"next_cursor": ""}}


def usergroups_list(call: Call) -> Payload:
    """usergroups.list."""
    return {"usergroups": call.workspace.usergroups}


def files_info(call: Call) -> Payload:
    """files.info."""
    file = call.workspace.files.get(call.text("file"))
    if file is None:
        raise SlackError("file_not_found")
    return {"file": file}


def conversations_info(call: Call) -> Payload:
    """conversations.info."""
    return {"channel": channel_json(call.workspace, call.workspace.channel_of_app(call.text("channel")))}


def conversations_list(call: Call) -> Payload:
    """conversations.list, in one page: the public ones and those that the app is in."""
    workspace = call.workspace
    kinds = {"public_channel": ChannelKind.PUBLIC, "private_channel": ChannelKind.PRIVATE, "im": ChannelKind.DIRECT}
    wanted = {kinds.get(name.strip()) for name in call.text("types", "public_channel").split(",")}
    channels = [
        channel_json(workspace, channel)
        for channel in workspace.channels.values()
        if channel.kind in wanted and (channel.kind is ChannelKind.PUBLIC or workspace.app.bot_user in channel.members)
    ]
    return {"channels": channels, "response_metadata": {"next_cursor": ""}}


def conversations_members(call: Call) -> Payload:
    """conversations.members, in one page."""
    channel = call.workspace.channel_of_app(call.text("channel"))
    return {"members": sorted(channel.members), "response_metadata": {"next_cursor": ""}}


def conversations_open(call: Call) -> Payload:
    """conversations.open: a direct message with one person."""
    workspace = call.workspace
    if "users" not in call.args:
        return {"channel": {"id": workspace.channel_of_app(call.text("channel")).id}}
    users = call.args["users"]
    user, *more = users if isinstance(users, list) else str(users).split(",")
    if more:
        raise SlackError("method_not_supported_for_channel_type")
    return {"channel": {"id": workspace.direct_channel(workspace.user(user).id).id}}


def conversations_join(call: Call) -> Payload:
    """conversations.join: public channels only."""
    channel = call.workspace.channel(call.text("channel"))
    if channel.kind is not ChannelKind.PUBLIC:
        raise SlackError("method_not_supported_for_channel_type")
    channel.members.add(call.workspace.app.bot_user)
    return {"channel": channel_json(call.workspace, channel)}


def _readable_channel(call: Call) -> Channel:
    channel = call.workspace.channel_of_app(call.text("channel"))
    if call.workspace.app.bot_user not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def conversations_replies(call: Call) -> Payload:
    """conversations.replies: the root and its replies, oldest first; metadata only with `include_all_metadata`."""
    channel = _readable_channel(call)
    message = channel.messages.get(call.text("ts"))
    if message is None:
        raise SlackError("thread_not_found")
    root = channel.messages.get(message.thread)
    thread = [*([root] if root else []), *channel.replies(message.thread)]
    return _page(call, [m for m in thread if m.ts > call.text("oldest", "0")])


def conversations_history(call: Call) -> Payload:
    """conversations.history: newest first, without replies."""
    channel = _readable_channel(call)
    oldest = call.text("oldest", "0")
    return _page(call, [m for m in reversed(channel.messages.values()) if not m.thread_ts and m.ts > oldest])


def _page(call: Call, messages: list[Any]) -> Payload:
    with_metadata = call.flag("include_all_metadata")
    start = int(call.text("cursor", "0"))
    end = start + min(call.whole("limit", 1000), 1000)
    more = end < len(messages)
    return {
        "messages": [message_json(call.workspace, m, with_metadata=with_metadata) for m in messages[start:end]],
        "has_more": more,
        "response_metadata": {"next_cursor": str(end) if more else ""},
    }


METHODS: Mapping[str, Method] = {
    "api.test": Method(api_test, caller="any"),
    "auth.test": Method(auth_test, tier=None),
    "apps.connections.open": Method(connections_open, caller="app", tier=None),
    "team.info": Method(team_info, tier=3),
    "bots.info": Method(bots_info, ("users:read",), tier=3),
    "users.info": Method(users_info, ("users:read",)),
    "users.list": Method(users_list, ("users:read",), tier=2),
    "usergroups.list": Method(usergroups_list, ("usergroups:read",), tier=2),
    "files.info": Method(files_info, ("files:read",)),
    "conversations.info": Method(conversations_info, _READ, tier=3),
    "conversations.list": Method(conversations_list, _READ, tier=2),
    "conversations.members": Method(conversations_members, _READ),
    "conversations.open": Method(conversations_open, ("im:write", "mpim:write"), tier=3),
    "conversations.join": Method(conversations_join, ("channels:join",), tier=3),
    "conversations.replies": Method(conversations_replies, _HISTORY, tier=3),
    "conversations.history": Method(conversations_history, _HISTORY, tier=3),
}
