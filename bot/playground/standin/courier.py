"""Delivers to the app as Slack does: 3 seconds for an acknowledgement, events again up to three times, the rest once.

How a delivery travels (a WebSocket, or a signed HTTP request) is a `Transport`'s business.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, Protocol

from bot.playground.standin import limits
from bot.playground.standin.faults import DeliveryFault, DeliveryRule, Faults
from bot.playground.standin.payload import Payload
from bot.playground.standin.traffic import Delivery, Traffic
from bot.playground.standin.workspace import Workspace

EVENTS, COMMANDS, INTERACTIVE = "events_api", "slash_commands", "interactive"


class NotAcknowledgedError(Exception):
    """The app did not acknowledge; `reason` as in Slack's `retry_reason`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Timing:
    """How long Slack waits, in seconds. The defaults are Slack's own; tests take `Timing.quick()`."""

    ack_within: float = limits.ACK_WITHIN
    retry_events_after: tuple[float, ...] = limits.EVENT_RETRIES_AFTER

    @classmethod
    def quick(cls) -> Timing:
        """The same three retries, without the waiting."""
        return cls(ack_within=limits.ACK_WITHIN, retry_events_after=(0.05, 0.2, 0.5))


@dataclass(frozen=True, slots=True)
class Envelope:
    """What travels: the payload and what Socket Mode puts around it (HTTP puts it into headers)."""

    envelope_id: str
    kind: str
    payload: Payload
    retry_attempt: int = 0
    retry_reason: str = ""


class Transport(Protocol):
    """A way to the app."""

    async def send(self, envelope: Envelope, within: float) -> Payload | None:
        """Deliver and wait for the acknowledgement, at most `within` seconds; its payload.

        Raises `NotAcknowledgedError`.
        """
        ...


class Courier:
    """Carries deliveries, honours ordered faults, and records every attempt."""

    def __init__(
        self, workspace: Workspace, transport: Transport, faults: Faults, traffic: Traffic, timing: Timing
    ) -> None:
        self.transport = transport
        self.timing = timing
        self._workspace = workspace
        self._faults = faults
        self._traffic = traffic
        self._tasks: set[asyncio.Task[None]] = set()

    def event(self, payload: Payload) -> None:
        """Deliver an event in the background, again if it is not acknowledged."""
        self._spawn(self._deliver_event(payload))

    async def request(self, kind: str, payload: Payload) -> Payload | None:
        """Deliver a command or an interaction once; the acknowledgement's payload.

        Raises `NotAcknowledgedError`: the person then sees `operation_timeout`.
        """
        return await self._attempt(kind, payload, 0, "")

    async def settled(self) -> None:
        """Wait until no event is under way any more."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def close(self) -> None:
        """Give up what is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver_event(self, payload: Payload) -> None:
        reason = ""
        for attempt, wait in enumerate((0.0, *self.timing.retry_events_after)):
            await asyncio.sleep(wait)
            try:
                await self._attempt(EVENTS, payload, attempt, reason)
            except NotAcknowledgedError as failure:
                reason = failure.reason
            else:
                return

    async def _attempt(self, kind: str, payload: Payload, attempt: int, reason: str) -> Payload | None:
        rule = self._faults.take_for_delivery(kind)
        envelope = Envelope(self._workspace.new_id("env"), kind, payload, attempt, reason)
        delivery = Delivery(kind, payload, envelope.envelope_id, attempt, self._workspace.now())
        started = time.monotonic()
        try:
            delivery.ack_payload = await self._send(envelope, rule)
            delivery.acknowledged = True
        except NotAcknowledgedError as failure:
            delivery.failure = failure.reason
            raise
        finally:
            delivery.seconds = time.monotonic() - started
            self._traffic.add(delivery)
        return delivery.ack_payload

    async def _send(self, envelope: Envelope, rule: DeliveryRule | None) -> Payload | None:
        if self._faults.down or (rule and rule.fault is DeliveryFault.DROP):
            raise NotAcknowledgedError("timeout")
        answer = await self.transport.send(envelope, self.timing.ack_within)
        if rule and rule.fault is DeliveryFault.REPEAT:
            for _ in range(rule.copies):
                again = Envelope(self._workspace.new_id("env"), envelope.kind, envelope.payload)
                await self.transport.send(again, self.timing.ack_within)
        if rule and rule.fault is DeliveryFault.LOSE_ACK:
            raise NotAcknowledgedError("timeout")
        return answer
