"""The record of everything that went between Slack and the app, for tests and for the page's inspector."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.playground.standin.payload import Payload


@dataclass(slots=True)
class ApiCall:
    """One Web API call: the app's words and Slack's answer. `seconds` from request to answer, `at` UTC epoch."""

    method: str
    args: Payload
    at: float
    answer: Payload = field(default_factory=dict)
    http_status: int = 200
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether Slack did what was asked."""
        return self.answer.get("ok") is True


@dataclass(slots=True)
class Delivery:
    """One attempt to deliver something to the app. `kind` is Socket Mode's envelope type."""

    kind: str
    payload: Payload
    envelope_id: str
    attempt: int
    at: float
    acknowledged: bool = False
    ack_payload: Payload | None = None
    seconds: float | None = None
    failure: str = ""

    @property
    def event_type(self) -> str:
        """The inner type: "message", "app_mention", "block_actions", the command …"""
        event = self.payload.get("event", {})
        return str(event.get("type") or self.payload.get("command") or self.payload.get("type", ""))


class Traffic:
    """What went over the wire, the latest `keep` of each."""

    def __init__(self, keep: int = 5_000) -> None:
        self.calls: deque[ApiCall] = deque(maxlen=keep)
        self.deliveries: deque[Delivery] = deque(maxlen=keep)
        self.listeners: list[Callable[[ApiCall | Delivery], None]] = []

    def add(self, entry: ApiCall | Delivery) -> None:
        """Keep an entry that is finished (answered, acknowledged or given up) and tell the listeners."""
        if isinstance(entry, ApiCall):
            self.calls.append(entry)
        else:
            self.deliveries.append(entry)
        for listener in self.listeners:
            listener(entry)

    def calls_to(self, method: str) -> list[ApiCall]:
        """All recorded calls of a method, oldest first."""
        return [call for call in self.calls if call.method == method]
