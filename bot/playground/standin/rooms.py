"""Channels and direct messages as a reader sees them, and what happens in them without a person's doing."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, TypeVar

from bot.playground.standin.backstage import PATIENCE, Backstage
from bot.playground.standin.composer import escape
from bot.playground.standin.payload import Payload
from bot.playground.standin.records import SLACKBOT, Channel, Message
from bot.playground.standin.shapes import message_json

if TYPE_CHECKING:
    from bot.playground.standin.people import Person

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that a person drops into a channel. `filetype` as Slack names it; guessed from the name if empty."""

    name: str
    content: bytes
    filetype: str = ""
    extra: Payload = field(default_factory=dict)


class Room:
    """A channel or direct message as a reader sees it."""

    def __init__(self, backstage: Backstage, channel: Channel) -> None:
        self._backstage = backstage
        self.channel = channel

    @property
    def id(self) -> str:
        """Slack's channel id."""
        return self.channel.id

    @property
    def messages(self) -> list[Message]:
        """Every message, threads included, oldest first; nothing ephemeral."""
        return list(self.channel.messages.values())

    @property
    def bot_messages(self) -> list[Message]:
        """The app's messages."""
        return [message for message in self.messages if message.bot_id]

    def thread(self, message: Message) -> list[Message]:
        """The replies in a message's thread, oldest first."""
        return self.channel.replies(message.thread)

    def replies(self, message: Message) -> list[Message]:
        """The app's replies in a message's thread."""
        return [reply for reply in self.thread(message) if reply.bot_id]

    def ephemerals(self, person: Person) -> list[Message]:
        """What only this person sees here."""
        return [message for message in self.channel.ephemerals if message.ephemeral_to == person.id]

    async def wait_for(self, wanted: Callable[[Message], bool], within: float = PATIENCE) -> Message:
        """The first message that is as wanted, now or within `within` seconds. Raises `TimeoutError`."""
        return await self._backstage.watch.until(
            lambda: next((message for message in self.messages if wanted(message)), None), within, self.transcript
        )

    async def wait_for_reply(
        self, message: Message, wanted: Callable[[Message], bool] = lambda _: True, within: float = PATIENCE
    ) -> Message:
        """The app's first reply in the thread of `message` that is as wanted. Raises `TimeoutError`."""
        return await self.wait_for(lambda m: bool(m.bot_id) and m.thread_ts == message.thread and wanted(m), within)

    async def wait_for_ephemeral(
        self, person: Person, wanted: Callable[[Message], bool] = lambda _: True, within: float = PATIENCE
    ) -> Message:
        """The first message only for `person` that is as wanted. Raises `TimeoutError`."""
        return await self._backstage.watch.until(
            lambda: next((message for message in self.ephemerals(person) if wanted(message)), None),
            within,
            self.transcript,
        )

    async def until(self, probe: Callable[[], T | None], within: float = PATIENCE) -> T:
        """The first true answer of `probe`, asked after every change in the workspace. Raises `TimeoutError`."""
        return await self._backstage.watch.until(probe, within, self.transcript)

    def receives_email(self, subject: str, sender: str, plain_text: str, headers: Payload | None = None) -> Message:
        """A mail that came through the channel's own mail address: empty text, one file of type "email"."""
        workspace = self._backstage.workspace
        extra = {
            "mode": "email",
            "subject": subject,
            "from": [{"address": sender, "name": sender, "original": sender}],
            "to": [{"address": "support-aaaa@playground.slack.example.com", "name": "", "original": ""}],
            "cc": [],
            "plain_text": plain_text,
            "preview": escape(plain_text[:200]),
            "headers": headers or {"date": "Mon, 02 Nov 2026 09:00:00 +0000", "message_id": "<1@example.com>"},
            "attachments": [],
            "original_attachment_count": 0,
        }
        upload = Upload(f"{subject}.eml", plain_text.encode(), "email", extra)
        message = Message(
            self.id, workspace.new_ts(), SLACKBOT, "", files=[self._store(upload, SLACKBOT)], subtype="file_share"
        )
        return workspace.post(message)

    def unfurls(self, message: Message) -> None:
        """Slack shows a preview of a link: a `message_changed` whose words are the same."""
        before = message_json(self._backstage.workspace, message)
        message.attachments = [{"id": 1, "title": "Preview", "from_url": "https://example.com/", "fallback": "Preview"}]
        self._backstage.workspace.edit(message, before, by=message.user)

    def transcript(self) -> str:
        """What stands here, for the message of a failing test."""
        lines = [
            f"{'    ' if m.thread_ts else ''}{m.user}: {m.words}" for m in (*self.messages, *self.channel.ephemerals)
        ]
        return "\n".join([f"#{self.channel.name or self.id} shows:", *lines])

    def _store(self, upload: Upload, user: str) -> Payload:
        suffix = PurePath(upload.name).suffix.removeprefix(".").lower()
        mimetype = mimetypes.guess_type(upload.name)[0] or "application/octet-stream"
        return self._backstage.workspace.add_file(
            upload.name,
            upload.content,
            user=user,
            filetype=upload.filetype or {"txt": "text", "": "binary"}.get(suffix, suffix),
            mimetype={"eml": "message/rfc822", "msg": "application/vnd.ms-outlook"}.get(suffix, mimetype),
            url_base=self._backstage.base_url(),
            extra=upload.extra,
        )

    def store(self, upload: Upload, person: Person) -> Payload:
        """Upload a file, without sharing it yet; its JSON."""
        return self._store(upload, person.id)
