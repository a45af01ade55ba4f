"""What a Slack workspace consists of: people, channels, messages, views, and the app, as plain records."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from enum import StrEnum

from bot.playground.standin import limits
from bot.playground.standin.payload import Payload
from bot.playground.standin.visible import controls, visible_text

SLACKBOT = "USLACKBOT"
"""Slack's own voice in every workspace."""

DEFAULT_SCOPES = frozenset(
    {
        "app_mentions:read",
        "channels:history",
        "groups:history",
        "im:history",
        "chat:write",
        "commands",
        "files:read",
        "files:write",
        "users:read",
        "reactions:write",
        "usergroups:read",
        "users:read.email",
    }
)


class ChannelKind(StrEnum):
    """What Slack's `channel_type` says."""

    PUBLIC = "channel"
    PRIVATE = "group"
    DIRECT = "im"


class ChangeKind(StrEnum):
    """What can happen in a workspace that somebody may want to know."""

    POSTED = "posted"
    EDITED = "edited"
    DELETED = "deleted"
    EPHEMERAL = "ephemeral"
    REACTED = "reacted"
    MODAL = "modal"
    HOME = "home"
    HOME_OPENED = "home_opened"
    MEMBERS = "members"


@dataclass(slots=True)
class User:
    """A person, or the app's bot user. `locale` as IETF tag ("en-US", "ja-JP"); `tz_offset` in seconds."""

    id: str
    name: str
    real_name: str
    locale: str = "en-US"
    email: str = ""
    is_bot: bool = False
    is_admin: bool = False
    is_guest: bool = False
    tz: str = "Etc/UTC"
    tz_offset: int = 0


@dataclass(slots=True)
class Message:
    """One message. `ephemeral_to` is the only person who sees it; `options` what else the API call said of it."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Payload] = field(default_factory=list)
    attachments: list[Payload] = field(default_factory=list)
    files: list[Payload] = field(default_factory=list)
    thread_ts: str | None = None
    subtype: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    metadata: Payload | None = None
    client_msg_id: str | None = None
    edited_ts: str | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    ephemeral_to: str | None = None
    inviter: str | None = None
    options: Payload = field(default_factory=dict)

    @property
    def thread(self) -> str:
        """The ts of the thread that an answer to it belongs in."""
        return self.thread_ts or self.ts

    @property
    def words(self) -> str:
        """What a reader sees: the blocks' text where there are blocks, else `text`."""
        return visible_text(self.blocks) or self.text

    @property
    def action_ids(self) -> tuple[str, ...]:
        """The controls that can be pressed."""
        return tuple(element["action_id"] for _, element in controls(self.blocks))


@dataclass(slots=True)
class Channel:
    """A conversation. `messages` by ts in order; `partner` is the other side of a direct message with the app."""

    id: str
    name: str
    kind: ChannelKind
    members: set[str]
    messages: dict[str, Message] = field(default_factory=dict)
    ephemerals: list[Message] = field(default_factory=list)
    partner: str | None = None
    is_ext_shared: bool = False
    is_archived: bool = False

    def replies(self, thread_ts: str) -> list[Message]:
        """The messages of a thread, without its root, oldest first."""
        return [message for message in self.messages.values() if message.thread_ts == thread_ts]


@dataclass(slots=True)
class View:
    """An open modal or a published App Home. `body` is what the app sent."""

    id: str
    user: str
    body: Payload
    hash: str
    root_id: str
    previous_id: str | None = None

    @property
    def words(self) -> str:
        """What a reader sees, title included."""
        title = self.body.get("title", {}).get("text", "")
        return "\n".join(part for part in (title, visible_text(self.body["blocks"])) if part)


@dataclass(slots=True)
class ResponseUrl:
    """Where the app may answer a command or a click: 5 times in 30 minutes. `message_ts`: of the clicked message."""

    token: str
    channel: str
    user: str
    expires: float
    uses_left: int = limits.RESPONSE_URL_USES
    message_ts: str | None = None
    thread_ts: str | None = None


@dataclass(slots=True)
class Trigger:
    """A trigger_id: opens one modal within 3 s."""

    user: str
    expires: float
    used: bool = False


@dataclass(slots=True)
class Upload:
    """A file that the app is uploading: announced with a name and a length, then sent, then shared."""

    file_id: str
    name: str
    length: int
    alt_text: str = ""
    content: bytes | None = None


@dataclass(slots=True)
class App:
    """The installed app and its secrets, which are made up for this workspace."""

    app_id: str = "A0PLAYGRND"
    bot_id: str = "B0PLAYGRND"
    bot_user: str = "U0SMTP550B"
    name: str = "smtp550"
    commands: tuple[str, ...] = ("/smtp550",)
    bot_token: str = field(default_factory=lambda: f"xoxb-playground-{secrets.token_hex(12)}")
    app_token: str = field(default_factory=lambda: f"xapp-1-playground-{secrets.token_hex(12)}")
    signing_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    verification_token: str = field(default_factory=lambda: secrets.token_hex(12))
    scopes: frozenset[str] = DEFAULT_SCOPES
    is_installed: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened. `previous` is a message as it was before an edit or a removal, in Slack's JSON."""

    kind: ChangeKind
    channel: str | None = None
    message: Message | None = None
    previous: Payload | None = None
    user: str | None = None
