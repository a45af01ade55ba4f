"""The state of a Slack workspace, and the rules of changing it. No I/O; the clock is given.

Every change is told to the listeners as a `Change`; the events for the app and the updates of the web page are made
from these.
"""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Callable, Iterator, Sequence

from bot.playground.standin import limits
from bot.playground.standin.errors import SlackError
from bot.playground.standin.payload import Payload
from bot.playground.standin.records import (
    SLACKBOT,
    App,
    Change,
    ChangeKind,
    Channel,
    ChannelKind,
    Message,
    ResponseUrl,
    Trigger,
    Upload,
    User,
    View,
)


class Workspace:
    """All state of one workspace, and the rules of changing it. `now` gives UTC epoch seconds."""

    def __init__(self, now: Callable[[], float], *, team_id: str = "T0PLAYGRND", domain: str = "playground") -> None:
        self.now = now
        self.team_id = team_id
        self.domain = domain
        self.app = App()
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, Payload] = {}
        self.contents: dict[str, bytes] = {}
        self.uploads: dict[str, Upload] = {}
        self.usergroups: list[Payload] = []
        self.modals: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.listeners: list[Callable[[Change], None]] = []
        self._numbers = itertools.count(1)
        self._last_ts = 0
        self.add_user(self.app.name, self.app.name, user_id=self.app.bot_user, is_bot=True)
        self.add_user("slackbot", "Slackbot", user_id=SLACKBOT)

    # --- making things ---

    def new_id(self, prefix: str) -> str:
        """An id of Slack's shape: a letter or two and nine characters."""
        return f"{prefix}0{next(self._numbers):08d}"

    def new_ts(self) -> str:
        """A timestamp for a message: epoch seconds with six digits, unique and rising."""
        self._last_ts = max(int(self.now() * 1_000_000), self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def add_user(
        self, name: str, real_name: str, *, locale: str = "en-US", user_id: str | None = None, is_bot: bool = False
    ) -> User:
        """A new member of the workspace."""
        user = User(user_id or self.new_id("U"), name, real_name, locale, email=f"{name}@example.com", is_bot=is_bot)
        if locale.startswith("ja"):
            user.tz, user.tz_offset = "Asia/Tokyo", 9 * 3600
        self.users[user.id] = user
        return user

    def add_channel(
        self, name: str, members: Sequence[str], kind: ChannelKind = ChannelKind.PUBLIC, *, with_bot: bool = True
    ) -> Channel:
        """A new channel with these members, and the app's bot among them if asked for."""
        channel = Channel(self.new_id("C"), name, kind, {*members, *((self.app.bot_user,) if with_bot else ())})
        self.channels[channel.id] = channel
        return channel

    def direct_channel(self, user: str) -> Channel:
        """The direct message channel between a person and the app; made when first asked for."""
        for channel in self.channels.values():
            if channel.kind is ChannelKind.DIRECT and channel.partner == user:
                return channel
        channel = Channel(self.new_id("D"), "", ChannelKind.DIRECT, {user, self.app.bot_user}, partner=user)
        self.channels[channel.id] = channel
        return channel

    def add_trigger(self, user: str) -> str:
        """A trigger_id for something that a person just did."""
        trigger_id = f"{next(self._numbers)}.{next(self._numbers)}.{secrets.token_hex(16)}"
        self.triggers[trigger_id] = Trigger(user, self.now() + limits.TRIGGER_LIVES)
        return trigger_id

    def add_response_url(
        self, channel: str, user: str, *, message_ts: str | None = None, thread_ts: str | None = None
    ) -> str:
        """The secret part of a response_url."""
        token = secrets.token_urlsafe(18)
        expires = self.now() + limits.RESPONSE_URL_LIVES
        self.response_urls[token] = ResponseUrl(
            token, channel, user, expires, message_ts=message_ts, thread_ts=thread_ts
        )
        return token

    # --- looking things up ---

    def channel(self, channel: str) -> Channel:
        """By id, or by `#name`. Raises `channel_not_found`."""
        if channel in self.channels:
            return self.channels[channel]
        for known in self.channels.values():
            if known.name and known.name == channel.removeprefix("#"):
                return known
        raise SlackError("channel_not_found")

    def channel_of_app(self, channel: str) -> Channel:
        """A channel that the app can see. A private one without the app does not exist for it."""
        found = self.channel(channel)
        if found.kind is not ChannelKind.PUBLIC and self.app.bot_user not in found.members:
            raise SlackError("channel_not_found")
        return found

    def user(self, user: str) -> User:
        """By id. Raises `user_not_found`."""
        if user not in self.users:
            raise SlackError("user_not_found")
        return self.users[user]

    def message(self, channel: Channel, ts: str) -> Message:
        """By ts. Raises `message_not_found`."""
        if ts not in channel.messages:
            raise SlackError("message_not_found")
        return channel.messages[ts]

    def view(self, view_id: str) -> View:
        """An open modal by id. Raises `not_found`."""
        for view in self._open_modals():
            if view.id == view_id:
                return view
        raise SlackError("not_found")

    def modal_of(self, user: str) -> View | None:
        """The modal on top of a person's screen."""
        stack = self.modals.get(user)
        return stack[-1] if stack else None

    def _open_modals(self) -> Iterator[View]:
        for stack in self.modals.values():
            yield from stack

    # --- changing things ---

    def tell(self, change: Change) -> None:
        """Tell every listener."""
        for listener in self.listeners:
            listener(change)

    def post(self, message: Message) -> Message:
        """Put a message into its channel, or before one person's eyes if it is ephemeral."""
        channel = self.channels[message.channel]
        number_blocks(message.blocks)
        if message.ephemeral_to:
            channel.ephemerals.append(message)
            self.tell(Change(ChangeKind.EPHEMERAL, channel.id, message, user=message.ephemeral_to))
            return message
        channel.messages[message.ts] = message
        self.tell(Change(ChangeKind.POSTED, channel.id, message))
        return message

    def edit(self, message: Message, before: Payload, *, by: str) -> None:
        """Note that a message was changed; `before` is its JSON as it was."""
        number_blocks(message.blocks)
        if message.ephemeral_to:
            self.tell(Change(ChangeKind.EPHEMERAL, message.channel, message, user=message.ephemeral_to))
            return
        message.edited_ts = self.new_ts()
        self.tell(Change(ChangeKind.EDITED, message.channel, message, before, user=by))

    def delete(self, message: Message, before: Payload) -> None:
        """Take a message away; `before` is its JSON as it was."""
        channel = self.channels[message.channel]
        if message.ephemeral_to:
            channel.ephemerals.remove(message)
        else:
            del channel.messages[message.ts]
        self.tell(Change(ChangeKind.DELETED, channel.id, message, before))

    def add_bot(self, channel: Channel, inviter: str) -> Message | None:
        """Make the app's bot a member; the message that tells of it, or None if it was one."""
        if self.app.bot_user in channel.members:
            return None
        channel.members.add(self.app.bot_user)
        self.tell(Change(ChangeKind.MEMBERS, channel.id))
        text = f"<@{self.app.bot_user}> has joined the channel"
        return self.post(
            Message(channel.id, self.new_ts(), self.app.bot_user, text, subtype="channel_join", inviter=inviter)
        )

    def add_file(
        self,
        name: str,
        content: bytes,
        *,
        user: str,
        filetype: str,
        mimetype: str,
        url_base: str,
        extra: Payload,
        file_id: str = "",
    ) -> Payload:
        """Store a file (under `file_id`, where it has one); its JSON, as `files.info` and `file_share` show it."""
        file_id = file_id or self.new_id("F")
        url = f"{url_base}files-pri/{self.team_id}-{file_id}/{name}"
        self.contents[file_id] = content
        self.files[file_id] = {
            "id": file_id,
            "created": int(self.now()),
            "timestamp": int(self.now()),
            "name": name,
            "title": name,
            "mimetype": mimetype,
            "filetype": filetype,
            "pretty_type": filetype.upper(),
            "user": user,
            "user_team": self.team_id,
            "editable": False,
            "size": len(content),
            "mode": "hosted",
            "is_external": False,
            "external_type": "",
            "is_public": True,
            "public_url_shared": False,
            "url_private": url,
            "url_private_download": url,
            "permalink": f"https://{self.domain}.slack.com/files/{user}/{file_id}/{name}",
            "file_access": "visible",
            **extra,
        }
        return self.files[file_id]

    def use_trigger(self, trigger_id: str) -> Trigger:
        """Spend a trigger_id. Raises Slack's errors for one that is unknown, spent or older than 3 s."""
        trigger = self.triggers.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self.now() > trigger.expires:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger

    def open_modal(self, user: str, body: Payload, *, push: bool = False) -> View:
        """Open a modal over nothing, or push one over the open one. Raises `push_limit_reached`."""
        stack = self.modals.setdefault(user, [])
        if not push:
            stack.clear()
        if len(stack) >= limits.MODALS_IN_STACK:
            raise SlackError("push_limit_reached")
        number_blocks(body["blocks"])
        view_id = self.new_id("V")
        root = stack[0].id if stack else view_id
        view = View(view_id, user, body, secrets.token_hex(6), root, stack[-1].id if stack else None)
        stack.append(view)
        self.tell(Change(ChangeKind.MODAL, user=user))
        return view

    def replace_view(self, view: View, body: Payload) -> View:
        """Give an open modal new contents."""
        number_blocks(body["blocks"])
        view.body = body
        view.hash = secrets.token_hex(6)
        self.tell(Change(ChangeKind.MODAL, user=view.user))
        return view

    def close_modal(self, user: str, *, everything: bool = False) -> None:
        """Close the modal on top, or all of them."""
        stack = self.modals.get(user, [])
        del stack[0 if everything else -1 :]
        self.tell(Change(ChangeKind.MODAL, user=user))

    def publish_home(self, user: str, body: Payload) -> View:
        """Set what a person sees on the app's Home tab."""
        number_blocks(body["blocks"])
        previous = self.homes.get(user)
        view_id = previous.id if previous else self.new_id("V")
        view = View(view_id, user, body, secrets.token_hex(6), view_id)
        self.homes[user] = view
        self.tell(Change(ChangeKind.HOME, user=user))
        return view


def number_blocks(blocks: Sequence[Payload]) -> None:
    """Give every block without a `block_id` one, as Slack does."""
    taken = {block.get("block_id") for block in blocks}
    free = (name for number in itertools.count(1) if (name := f"b{number}") not in taken)
    for block in blocks:
        if not block.get("block_id"):
            block["block_id"] = next(free)
