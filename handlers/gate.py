"""Does it concern us? A pure look at what Slack sent, before anything is stored."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final

from bot.cases.inbox import Kind
from bot.cases.payload_words import files_of, is_mail_in_slack, words_of
from bot.cases.workspace import ChannelMode, WorkspaceSettings
from bot.reply.actions import Action

# Messages that people write; every other subtype is Slack's own announcement
# (https://docs.slack.dev/reference/events/message#subtypes).
_SAID: Final = frozenset({None, "", "file_share", "thread_broadcast", "me_message", "bot_message", "file_comment"})
# Clicks that leave nothing behind: they answer from what is stored, within the life of their trigger_id (3 s).
_FLEETING: Final = frozenset(
    {Action.SHOW_EVIDENCE, Action.OPEN_PASTE, Action.OPEN_SETTINGS, Action.HAND_OFF, Action.HAND_OFF_LANGUAGE}
)
# The workspace leaves us: there is something to delete, and it must not be missed.
LEAVING: Final = frozenset({"app_uninstalled", "tokens_revoked"})
# What of a message holds words (see `words_of`); its files may hold a mail's, and are kept.
_WORDS: Final = frozenset({"text", "blocks", "attachments"})
# Slack's own user, in whose name mails sent to a channel's address appear.
SLACKBOT: Final = "USLACKBOT"


class Verdict(Enum):
    """What to do with a request."""

    STORE = auto()  # it may lead to an answer: keep it before Slack hears that we have it
    STORE_FILES = auto()  # its files may; its words are talk, and not kept
    PASS = auto()  # it is ours, and nothing is lost with it
    DROP = auto()  # it does not concern us: say thanks, keep nothing


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we are in a workspace, and since when (epoch seconds, UTC), where that is known."""

    user_id: str = ""
    bot_id: str = ""
    since: float = 0.0


def kind_of(body: Mapping[str, Any]) -> Kind | None:
    """Which kind of thing Slack sent; None for what is none of ours (URL verification and the like)."""
    if body.get("command"):
        return Kind.COMMAND
    return {
        "event_callback": Kind.EVENT,
        "block_actions": Kind.ACTION,
        "message_action": Kind.SHORTCUT,
        "shortcut": Kind.SHORTCUT,
        "view_submission": Kind.VIEW,
    }.get(str(body.get("type")))


def verdict(
    body: Mapping[str, Any],
    identity: Identity,
    settings: WorkspaceSettings,
    worth_reading: Callable[[str], bool],
) -> Verdict:
    """What to do with `body`. `worth_reading` is the reader's gate over a text."""
    kind = kind_of(body)
    if kind is Kind.EVENT:
        event = body.get("event")
        if not isinstance(event, Mapping):
            return Verdict.DROP
        return _event(event, body, identity, settings, worth_reading)
    if kind is Kind.ACTION:
        actions = body.get("actions") or [{}]
        return Verdict.PASS if actions[0].get("action_id") in _FLEETING else Verdict.STORE
    if kind is Kind.SHORTCUT:
        # A global shortcut opens a dialog, within the life of its trigger_id.
        return Verdict.PASS if body.get("type") == "shortcut" else Verdict.STORE
    return Verdict.PASS if kind is None else Verdict.STORE


def _event(
    event: Mapping[str, Any],
    body: Mapping[str, Any],
    identity: Identity,
    settings: WorkspaceSettings,
    worth_reading: Callable[[str], bool],
) -> Verdict:
    kind = event.get("type")
    if kind in LEAVING:
        return Verdict.STORE
    if kind == "app_home_opened":
        return Verdict.PASS
    message = said_in(event)
    if message is None or is_machine(message, identity, settings):
        return Verdict.DROP
    if kind == "app_mention" or event.get("channel_type") == "im":
        return Verdict.STORE
    if kind != "message":
        return Verdict.DROP
    words = words_of(message)
    if identity.user_id and f"<@{identity.user_id}>" in words:
        return Verdict.STORE
    if settings.mode(str(event.get("channel")), shared=bool(body.get("is_ext_shared_channel"))) is ChannelMode.OFF:
        return Verdict.DROP
    if worth_reading(words):
        return Verdict.STORE
    return Verdict.STORE_FILES if files_of(message) else Verdict.DROP


def without_words(body: Mapping[str, Any]) -> dict[str, Any]:
    """`body` of an event with a message's files, and without what was said beside them or before the edit."""
    event = _without_words(body["event"])
    event.pop("previous_message", None)
    if isinstance(event.get("message"), Mapping):
        event["message"] = _without_words(event["message"])
    return {**body, "event": event}


def _without_words(message: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in message.items() if name not in _WORDS}
    shared = [
        each["files"] for each in message.get("attachments") or () if isinstance(each, Mapping) and "files" in each
    ]
    if shared:
        kept["attachments"] = [{"files": files} for files in shared]
    return kept


def said_in(event: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The message that an event brings; for an edit the edited one, if its words changed (an unfurl changes none)."""
    subtype = event.get("subtype")
    if subtype == "message_changed":
        message, previous = event.get("message"), event.get("previous_message")
        if not isinstance(message, Mapping) or message.get("subtype") not in _SAID:
            return None
        if isinstance(previous, Mapping) and _own_words(message) == _own_words(previous):
            return None
        return message
    return event if subtype in _SAID and not event.get("hidden") else None


def _own_words(message: Mapping[str, Any]) -> str:
    """What the person wrote, without what Slack unfurled below it."""
    return words_of({name: value for name, value in message.items() if name != "attachments"})


def is_machine(message: Mapping[str, Any], identity: Identity, settings: WorkspaceSettings) -> bool:
    """Whether a program wrote it: we, or a bot that the workspace did not allow. A mail to a channel is a person's."""
    user, bot_id = message.get("user"), message.get("bot_id")
    if identity.user_id and user == identity.user_id:
        return True
    if not bot_id and message.get("subtype") != "bot_message":
        return user == SLACKBOT and not is_mail_to_channel(message)
    if identity.bot_id and bot_id == identity.bot_id:
        return True
    if user == SLACKBOT and is_mail_to_channel(message):
        return False
    return not settings.allowed_bots & {str(bot_id), str(user), str(message.get("app_id"))}


def is_mail_to_channel(message: Mapping[str, Any]) -> bool:
    """Whether it is a mail that somebody sent to the channel's address, which Slack posts in its own name."""
    files = message.get("files")
    return isinstance(files, list) and any(isinstance(file, Mapping) and is_mail_in_slack(file) for file in files)


def key_of(body: Mapping[str, Any], kind: Kind) -> str:
    """Slack's own key of a delivery: the same for its redeliveries, never for two deliveries.

    Events have an `event_id`, commands and shortcuts a `trigger_id`; a click is told by message, button and time. What
    lacks its key (another program that speaks Slack's protocol) gets one from its content, or one of its own.
    """
    if kind is Kind.EVENT:
        key = body.get("event_id") or _digest(body.get("event"))
    elif kind is Kind.ACTION:
        action = (body.get("actions") or [{}])[0]
        container = body.get("container") or {}
        channel = (body.get("channel") or {}).get("id") or container.get("channel_id")
        parts = (channel, container.get("message_ts"), action.get("action_id"), action.get("action_ts"))
        key = ":".join(str(part) for part in parts) if action.get("action_ts") else body.get("trigger_id")
    elif kind is Kind.VIEW:
        view = body.get("view") or {}
        # A form that was sent back with errors comes again with the same id and hash, and other answers.
        key = f"{view['id']}:{view.get('hash')}:{_digest(view.get('state'))}" if view.get("id") else None
        key = key or body.get("trigger_id")
    else:
        key = body.get("trigger_id")
    return f"{kind.value}:{key or uuid.uuid4().hex}"


def _digest(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()
