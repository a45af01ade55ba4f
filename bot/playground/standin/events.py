"""What the Events API sends for a change in the workspace (docs.slack.dev, "Events API")."""

from __future__ import annotations

from collections.abc import Iterator

from bot.playground.standin.payload import Payload
from bot.playground.standin.records import Change, ChangeKind, Message
from bot.playground.standin.shapes import message_json, view_json
from bot.playground.standin.workspace import Workspace


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
        if _mentions_app(workspace, change.message):
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


def _mentions_app(workspace: Workspace, message: Message) -> bool:
    """Whether people's words name the app: "… has joined the channel" does too, and is no mention."""
    by_people = not message.bot_id and message.subtype in (None, "file_share")
    return by_people and f"<@{workspace.app.bot_user}>" in message.text


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
