"""A case: one bounce, or one question about an address, and the thread that it is answered in."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.model import Bounce, CaseState, Diagnosis, Finding, Method, SendingIp
from bot.reply.view import Scope

# Crockford's base 32: read aloud and typed off a screen without mistakes. Ten of them are 50 bits.
_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_ID_CHARACTERS: Final = 10


class Source(StrEnum):
    """How a question reached us."""

    MESSAGE = "message"
    MENTION = "mention"
    DIRECT = "direct"
    COMMAND = "command"
    PRIVATE = "private"
    SHORTCUT = "shortcut"
    PASTE = "paste"


# A direct message and a private answer are nobody else's business, wherever they were asked for.
PERSONAL: Final = (Source.PRIVATE, Source.DIRECT, Source.PASTE)


class Part(StrEnum):
    """The messages that a case may post. Written before each post, so that a later run knows what was under way."""

    ROOT = "root"
    ANSWER = "answer"
    OFFER = "offer"
    ESCALATION = "escalation"


class MailboxQuestion(StrEnum):
    """Whether to ask the recipient's server about the mailbox, where the workspace allows it."""

    OFFERED = "offered"
    WANTED = "wanted"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class SlackFile:
    """A file that came with a message, to be downloaded with the bot's token. `size` in bytes.

    Without a `url`, Slack has to be asked about the file by its `id` first.
    """

    url: str
    name: str = ""
    filetype: str = ""
    size: int = 0
    id: str = ""

    @property
    def is_mail(self) -> bool:
        """Whether it says that it is a mail: nobody shares such a file for nothing in a support channel."""
        return self.name.lower().endswith((".eml", ".msg"))


@dataclass(frozen=True, slots=True)
class NewCase:
    """What is known of a case when it is opened.

    `source_ts` makes it unique in its channel: the ts of the message, or the delivery's key where there is no message.
    `thread_ts` is the thread to answer in; None lets the case post a root message of its own first. `channel_kind` is
    the event's `channel_type` ("channel": public, "group", "im", "mpim"); None where Slack did not tell. `edited_ts` is
    the time stamp of the edit that was read, if it was one.
    """

    team: str
    channel: str
    source_ts: str
    source: Source
    asked: bool
    thread_ts: str | None = None
    asker: str | None = None
    words: str = ""
    files: tuple[SlackFile, ...] = ()
    address: str | None = None
    sender: str | None = None
    channel_kind: str | None = None
    edited_ts: str | None = None
    state: CaseState = CaseState.READING


@dataclass(frozen=True, slots=True)
class Case:
    """A case as it stands in the database. Times are epoch seconds, UTC.

    `diagnoses` has one for every recipient that was not reached, the main one first; `seconds` is how long the checks
    took. `revision` grows with every change of what people should see, `shown` is the revision that Slack shows: while
    they differ there is work to do. `attempt` is the fencing token of the run that works on it.
    """

    id: str
    team: str
    channel: str
    source_ts: str
    source: Source
    asked: bool
    state: CaseState
    thread_ts: str | None = None
    asker: str | None = None
    locale: str | None = None
    words: str = ""
    files: tuple[SlackFile, ...] = ()
    address: str | None = None
    sender: str | None = None
    channel_kind: str | None = None
    bounce: Bounce | None = None
    findings: tuple[Finding, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    seconds: float | None = None
    sending_ips: tuple[SendingIp, ...] = ()
    revision: int = 1
    shown: int = 0
    method: Method | None = None
    tried: tuple[Method, ...] = ()
    asks_for_more: bool = False
    scope: Scope | None = None
    solved_by: str | None = None
    solved_with: Method | None = None
    solved_at: float | None = None
    mailbox: MailboxQuestion | None = None
    edited_ts: str | None = None
    posted_in: str | None = None
    root_ts: str | None = None
    message_ts: str | None = None
    escalation_ts: str | None = None
    about_to_post: Part | None = None
    about_at: float | None = None
    attempt: int = 0
    tries: int = 0
    error_id: str | None = None
    created_at: float = 0.0

    @property
    def place(self) -> str:
        """The channel that its messages are in."""
        return self.posted_in or self.channel

    @property
    def thread(self) -> str | None:
        """The thread to answer in: the asker's, or below our own root message once that is posted."""
        return self.thread_ts or self.root_ts

    @property
    def is_private(self) -> bool:
        """Whether only the asker may see it: then nothing of it is posted, and nobody is called for help."""
        return self.source is Source.PRIVATE


def new_id() -> str:
    """An id for a case or an error: short, unguessable, easy to read out."""
    number = secrets.randbits(5 * _ID_CHARACTERS)
    return "".join(_ALPHABET[(number >> 5 * place) & 31] for place in range(_ID_CHARACTERS))
