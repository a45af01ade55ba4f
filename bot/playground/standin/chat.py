"""chat.*, reactions.* and response_url: the ways in which the app writes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.playground.standin import limits
from bot.playground.standin.blocks import complaints_about_blocks, text_length
from bot.playground.standin.calls import Call, Method
from bot.playground.standin.errors import SlackError
from bot.playground.standin.payload import Payload
from bot.playground.standin.records import Change, ChangeKind, Channel, ChannelKind, Message, ResponseUrl
from bot.playground.standin.shapes import message_json
from bot.playground.standin.workspace import Workspace


def checked_blocks(blocks: object) -> list[Payload]:
    """The blocks, if Slack would take them. Raises `invalid_blocks`, `invalid_blocks_format`, `msg_blocks_too_long`."""
    if blocks is None:
        return []
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    if found := complaints_about_blocks(blocks):
        raise SlackError("invalid_blocks", [f"[ERROR] {line}" for line in found], extra={"errors": found})
    if text_length(blocks) > limits.MESSAGE_BLOCKS_TEXT:
        raise SlackError("msg_blocks_too_long")
    return [dict(block) for block in blocks]


def _content(call: Call, longest: int) -> tuple[str, list[Payload], list[Payload]]:
    blocks = checked_blocks(call.structure("blocks", "invalid_blocks_format"))
    attachments = call.structure("attachments", "invalid_attachments") or []
    text = call.text("text", "")
    if len(text) > longest:
        raise SlackError("msg_too_long")
    if not text.strip() and not blocks and not attachments:
        raise SlackError("no_text")
    return text, blocks, attachments


def _metadata(call: Call) -> Payload | None:
    metadata: Payload | None = call.structure("metadata", "invalid_metadata_format")
    if metadata is None:
        return None
    well_formed = (
        isinstance(metadata, dict)
        and isinstance(metadata.get("event_type"), str)
        and isinstance(metadata.get("event_payload"), dict)
    )
    if not well_formed:
        raise SlackError("invalid_metadata_format")
    if len(json.dumps(metadata)) > limits.METADATA_BYTES:
        raise SlackError("metadata_too_large")
    return metadata


def writable_channel(call: Call, argument: str = "channel") -> Channel:
    """The channel that an argument names, if the app may write there. Raises Slack's errors."""
    workspace = call.workspace
    channel = workspace.channel_of_app(call.text(argument))
    if channel.is_archived:
        raise SlackError("is_archived")
    may_write_anywhere = "chat:write.public" in workspace.app.scopes and channel.kind is ChannelKind.PUBLIC
    if workspace.app.bot_user not in channel.members and not may_write_anywhere:
        raise SlackError("not_in_channel")
    return channel


def thread_of(call: Call, channel: Channel) -> str | None:
    """The thread that a call writes in. Raises Slack's errors."""
    thread_ts = call.text("thread_ts", "")
    if not thread_ts:
        return None
    root = channel.messages.get(thread_ts)
    if root is None:
        raise SlackError("thread_not_found")
    if root.thread_ts:
        raise SlackError("cannot_reply_to_message")
    return thread_ts


def _options(call: Call) -> Payload:
    names = ("unfurl_links", "unfurl_media", "reply_broadcast", "mrkdwn", "parse", "link_names")
    return {name: call.args[name] for name in names if name in call.args}


def new_bot_message(workspace: Workspace, channel: Channel, text: str, blocks: list[Payload]) -> Message:
    """A message in the app's name, not yet posted."""
    app = workspace.app
    return Message(
        channel.id, workspace.new_ts(), app.bot_user, text, blocks=blocks, bot_id=app.bot_id, app_id=app.app_id
    )


def post_message(call: Call) -> Payload:
    """chat.postMessage: the one method that takes a person's id for the direct message with them."""
    workspace = call.workspace
    person = workspace.users.get(call.text("channel"))
    channel = workspace.direct_channel(person.id) if person and not person.is_bot else writable_channel(call)
    text, blocks, attachments = _content(call, limits.MESSAGE_TEXT)
    thread_ts = thread_of(call, channel)
    metadata = _metadata(call)
    call.limits.post(channel.id, workspace.now())
    message = new_bot_message(workspace, channel, text, blocks)
    message.attachments = attachments
    message.thread_ts = thread_ts
    message.metadata = metadata
    message.options = _options(call)
    workspace.post(message)
    return {
        "channel": channel.id,
        "ts": message.ts,
        "message": message_json(workspace, message, with_metadata=True),
    }


def post_ephemeral(call: Call) -> Payload:
    """chat.postEphemeral."""
    workspace = call.workspace
    channel = writable_channel(call)
    user = workspace.user(call.text("user"))
    if user.id not in channel.members:
        raise SlackError("user_not_in_channel")
    text, blocks, attachments = _content(call, limits.MESSAGE_TEXT)
    thread_ts = thread_of(call, channel)
    call.limits.post(channel.id, workspace.now())
    message = new_bot_message(workspace, channel, text, blocks)
    message.attachments = attachments
    message.thread_ts = thread_ts
    message.ephemeral_to = user.id
    message.options = _options(call)
    workspace.post(message)
    return {"message_ts": message.ts}


def _own_message(call: Call, not_own: str) -> Message:
    channel = call.workspace.channel_of_app(call.text("channel"))
    message = call.workspace.message(channel, call.text("ts"))
    if message.bot_id != call.workspace.app.bot_id:
        raise SlackError(not_own)
    return message


def update(call: Call) -> Payload:
    """chat.update: the app's own messages only, `text` of at most 4,000 characters."""
    workspace = call.workspace
    message = _own_message(call, "cant_update_message")
    text, blocks, attachments = _content(call, limits.UPDATE_TEXT)
    metadata = _metadata(call)
    before = message_json(workspace, message)
    message.text = text
    # What is not sent stays as it was, blocks included: an update with nothing but text shows no change.
    if "blocks" in call.args:
        message.blocks = blocks
    if "attachments" in call.args:
        message.attachments = attachments
    if "metadata" in call.args:
        message.metadata = metadata
    workspace.edit(message, before, by=workspace.app.bot_user)
    return {
        "channel": message.channel,
        "ts": message.ts,
        "text": message.text,
        "message": message_json(workspace, message, with_metadata=True),
    }


def delete(call: Call) -> Payload:
    """chat.delete: the app's own messages only."""
    message = _own_message(call, "cant_delete_message")
    call.workspace.delete(message, message_json(call.workspace, message))
    return {"channel": message.channel, "ts": message.ts}


def get_permalink(call: Call) -> Payload:
    """chat.getPermalink."""
    workspace = call.workspace
    channel = workspace.channel_of_app(call.text("channel"))
    message = workspace.message(channel, call.text("message_ts"))
    path = f"archives/{channel.id}/p{message.ts.replace('.', '')}"
    return {"channel": channel.id, "permalink": f"https://{workspace.domain}.slack.com/{path}"}


def add_reaction(call: Call) -> Payload:
    """reactions.add."""
    message, name = _reaction(call)
    users = message.reactions.setdefault(name, [])
    if call.workspace.app.bot_user in users:
        raise SlackError("already_reacted")
    users.append(call.workspace.app.bot_user)
    call.workspace.tell(Change(ChangeKind.REACTED, message.channel, message))
    return {}


def remove_reaction(call: Call) -> Payload:
    """reactions.remove."""
    message, name = _reaction(call)
    users = message.reactions.get(name, [])
    if call.workspace.app.bot_user not in users:
        raise SlackError("no_reaction")
    users.remove(call.workspace.app.bot_user)
    if not users:
        del message.reactions[name]
    call.workspace.tell(Change(ChangeKind.REACTED, message.channel, message))
    return {}


def _reaction(call: Call) -> tuple[Message, str]:
    channel = call.workspace.channel_of_app(call.text("channel"))
    if call.workspace.app.bot_user not in channel.members:
        raise SlackError("not_in_channel")
    return call.workspace.message(channel, call.text("timestamp")), call.text("name").strip(":")


def respond(workspace: Workspace, place: ResponseUrl, body: Mapping[str, Any]) -> None:
    """What the app sent to a response_url. It needs no membership: that is what makes it the way out.

    Raises `expired_url` after 30 minutes, `used_url` after 5 uses, and what chat.postMessage raises.
    """
    if workspace.now() > place.expires:
        raise SlackError("expired_url")
    if place.uses_left < 1:
        raise SlackError("used_url")
    channel = workspace.channels[place.channel]
    target = _clicked_message(channel, place)
    if body.get("delete_original") and target:
        place.uses_left -= 1
        workspace.delete(target, message_json(workspace, target))
        return
    blocks = checked_blocks(body.get("blocks"))
    text = str(body.get("text") or "")
    if not text.strip() and not blocks and not body.get("attachments"):
        raise SlackError("no_text")
    if len(text) > limits.MESSAGE_TEXT:
        raise SlackError("msg_too_long")
    place.uses_left -= 1
    if body.get("replace_original") and target:
        before = message_json(workspace, target)
        target.text, target.blocks = text, blocks
        workspace.edit(target, before, by=workspace.app.bot_user)
        return
    message = new_bot_message(workspace, channel, text, blocks)
    message.thread_ts = body.get("thread_ts") or place.thread_ts
    if body.get("response_type") != "in_channel":
        message.ephemeral_to = place.user
    workspace.post(message)


def _clicked_message(channel: Channel, place: ResponseUrl) -> Message | None:
    if place.message_ts is None:
        return None
    for message in channel.ephemerals:
        if message.ts == place.message_ts:
            return message
    return channel.messages.get(place.message_ts)


METHODS: Mapping[str, Method] = {
    "chat.postMessage": Method(post_message, ("chat:write",), tier=None),
    "chat.postEphemeral": Method(post_ephemeral, ("chat:write",)),
    "chat.update": Method(update, ("chat:write",), tier=3),
    "chat.delete": Method(delete, ("chat:write",), tier=3),
    "chat.getPermalink": Method(get_permalink),
    "reactions.add": Method(add_reaction, ("reactions:write",), tier=3),
    "reactions.remove": Method(remove_reaction, ("reactions:write",), tier=2),
}
