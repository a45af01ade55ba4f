"""Faults that can be ordered: of Web API calls, of deliveries to the app, of the whole of Slack."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import TypeVar


class CallFault(StrEnum):
    """What can go wrong with a Web API call."""

    ERROR = "error"
    """`ok: false` with a name of Slack's, or `ratelimited` as HTTP 429."""
    STATUS = "status"
    """A bare HTTP status, such as 500 or 503."""
    DELAY = "delay"
    """The answer comes late."""
    HOLD = "hold"
    """The call is met, and goes on when it is let go."""
    DROP = "drop"
    """The connection breaks and nothing was done."""
    DROP_ANSWER = "drop_answer"
    """The connection breaks after Slack has done what was asked."""


class DeliveryFault(StrEnum):
    """What can go wrong with a delivery to the app."""

    DROP = "drop"
    """It never arrives (and is sent again, if it is an event)."""
    REPEAT = "repeat"
    """It arrives several times, acknowledged or not."""
    LOSE_ACK = "lose_ack"
    """It arrives, but Slack does not see the acknowledgement."""


@dataclass(slots=True)
class CallRule:
    """A fault for the next `times` calls of methods that match `method` (a shell pattern)."""

    method: str
    fault: CallFault
    times: int
    error: str = ""
    status: int = 500
    seconds: float = 0.0
    retry_after: int | None = None
    let_go: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(slots=True)
class DeliveryRule:
    """A fault for the next `times` deliveries of `kind` ("events_api", "slash_commands", "interactive", or "*")."""

    kind: str
    fault: DeliveryFault
    times: int
    copies: int = 1


Rule = TypeVar("Rule", CallRule, DeliveryRule)


@dataclass(slots=True)
class Faults:
    """The faults on order. Each order is used up after its `times`; an outage lasts until it is over.

    Whoever waits for an order to be met is told by the `listeners`: what it delays is otherwise seen when it is over.
    """

    down: bool = False
    web_api_is_down: bool = False
    calls: list[CallRule] = field(default_factory=list)
    deliveries: list[DeliveryRule] = field(default_factory=list)
    listeners: list[Callable[[], None]] = field(default_factory=list)

    def fail(self, method: str, error: str, *, times: int = 1, retry_after: int | None = None) -> None:
        """Answer with Slack's error `error`; with `retry_after` (seconds) as HTTP 429."""
        self.calls.append(CallRule(method, CallFault.ERROR, times, error=error, retry_after=retry_after))

    def rate_limit(self, method: str, *, retry_after: int = 1, times: int = 1) -> None:
        """Answer with HTTP 429."""
        self.fail(method, "ratelimited", times=times, retry_after=retry_after)

    def status(self, method: str, status: int = 500, *, times: int = 1) -> None:
        """Answer with a bare HTTP status."""
        self.calls.append(CallRule(method, CallFault.STATUS, times, status=status))

    def delay(self, method: str, seconds: float, *, times: int = 1) -> None:
        """Answer late."""
        self.calls.append(CallRule(method, CallFault.DELAY, times, seconds=seconds))

    def hold(self, method: str, *, times: int = 1) -> CallRule:
        """Do what is asked, and answer, once the rule's `let_go` is set."""
        rule = CallRule(method, CallFault.HOLD, times)
        self.calls.append(rule)
        return rule

    def drop(self, method: str, *, times: int = 1, after_doing: bool = False) -> None:
        """Break the connection instead of answering, before or after doing what was asked."""
        fault = CallFault.DROP_ANSWER if after_doing else CallFault.DROP
        self.calls.append(CallRule(method, fault, times))

    def drop_deliveries(self, kind: str = "events_api", *, times: int = 1) -> None:
        """Lose deliveries on the way."""
        self.deliveries.append(DeliveryRule(kind, DeliveryFault.DROP, times))

    def repeat_deliveries(self, kind: str = "events_api", *, copies: int = 1, times: int = 1) -> None:
        """Deliver so many copies more, with the same ids: what Slack calls at-least-once."""
        self.deliveries.append(DeliveryRule(kind, DeliveryFault.REPEAT, times, copies=copies))

    def lose_acks(self, kind: str = "events_api", *, times: int = 1) -> None:
        """Deliver, and do not see the acknowledgement."""
        self.deliveries.append(DeliveryRule(kind, DeliveryFault.LOSE_ACK, times))

    @contextmanager
    def outage(self) -> Iterator[None]:
        """Nothing answers, and connections break, as long as this lasts."""
        self.down = True
        try:
            with self.outage_of_the_web_api():
                yield
        finally:
            self.down = False

    @contextmanager
    def outage_of_the_web_api(self) -> Iterator[None]:
        """Slack delivers, and answers no call, as long as this lasts."""
        self.web_api_is_down = True
        try:
            yield
        finally:
            self.web_api_is_down = False

    def take_for_call(self, method: str) -> CallRule | None:
        """The fault that a call of `method` meets now; counts it."""
        for rule in self.calls:
            if rule.times > 0 and fnmatchcase(method, rule.method):
                return self._met(rule)
        return None

    def take_for_delivery(self, kind: str) -> DeliveryRule | None:
        """The fault that a delivery meets now; counts it."""
        for rule in self.deliveries:
            if rule.times > 0 and fnmatchcase(kind, rule.kind):
                return self._met(rule)
        return None

    def _met(self, rule: Rule) -> Rule:
        rule.times -= 1
        for listener in self.listeners:
            listener()
        return rule
