"""What is posted, where it came to stand, and with whose client."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from slack_sdk.web.async_client import AsyncWebClient


class Posting(Protocol):
    """Something that is told by messages which must not go out twice: a case, an alarm. Times are epoch seconds."""

    @property
    def id(self) -> str:
        """Travels in the metadata of its messages."""
        ...

    @property
    def team(self) -> str:
        """The workspace."""
        ...

    @property
    def place(self) -> str:
        """The channel that it is told in."""
        ...

    @property
    def thread(self) -> str | None:
        """The thread that it is told in, if there is one yet."""
        ...

    @property
    def created_at(self) -> float:
        """When it began."""
        ...

    @property
    def about_at(self) -> float | None:
        """When the post under way was written down."""
        ...


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a message came to stand: `channel` is Slack's id of it, also where a person's was named."""

    channel: str
    ts: str


class Clients(Protocol):
    """Who has a Web API client for each workspace."""

    def client(self, team: str) -> AsyncWebClient:
        """The client that acts as our bot in `team`; what is paced here is not to be repeated by it."""
        ...

    async def token(self, team: str) -> str:
        """The token of our bot in `team`; empty where it is not installed (any more). Raises `StoreError`."""
        ...
