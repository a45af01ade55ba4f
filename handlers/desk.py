"""What the handlers work with, put together once by `bot.app`."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.cases.case import new_id
from bot.cases.database import StoreError
from bot.cases.engine import Engine
from bot.cases.forgetting import Forgetting
from bot.cases.inbox import Inbox
from bot.cases.overview import Overview
from bot.cases.people import People
from bot.cases.poster import Poster
from bot.cases.preferences import Preferences
from bot.cases.reporting import Reporting
from bot.cases.response_urls import ResponseUrls
from bot.cases.slack_errors import TryLaterError, UnreachableError
from bot.cases.store import CaseStore
from bot.cases.watch_store import WatchStore
from bot.cases.workspace import Workspaces
from bot.recorder import Recorder, Unrecorded
from handlers.gate import Identity
from handlers.limits import Limits

_LOG: Final = structlog.get_logger(__name__)


class Membership(Protocol):
    """In which workspaces we are."""

    def client(self, team: str) -> AsyncWebClient:
        """The client that acts as our bot in `team`."""
        ...

    async def identity(self, team: str) -> Identity | None:
        """Who we are in `team`; None where the app is not installed. Raises `StoreError`."""
        ...

    def forget(self, team: str) -> None:
        """Drop what is kept in memory of a workspace."""
        ...


@dataclass(slots=True)
class Desk:
    """The stores, the engine and the poster."""

    inbox: Inbox
    cases: CaseStore
    engine: Engine
    poster: Poster
    people: People
    workspaces: Workspaces
    preferences: Preferences
    response_urls: ResponseUrls
    overview: Overview
    forgetting: Forgetting
    watches: WatchStore
    reporting: Reporting
    membership: Membership
    limits: Limits = field(default_factory=Limits)
    recorder: Recorder = field(default_factory=Unrecorded)
    # Deliveries whose handler runs now, by team and key: the sweep leaves them alone, the drain waits for them.
    handling: dict[tuple[str, str], asyncio.Task[Any]] = field(default_factory=dict)
    # Those of them that delete a workspace, and wait for the others.
    leaving: set[asyncio.Task[Any]] = field(default_factory=set)
    _background: set[asyncio.Task[None]] = field(default_factory=set)

    async def submit(self, case_id: str) -> None:
        """There is something to do for this case: here, if it is to be answered by a URL that only we have."""
        await self.engine.submit(case_id, here=self.response_urls.holds(case_id))

    def in_background(self, work: Coroutine[Any, Any, object]) -> None:
        """Do something that nobody waits for and that may fail: a hint, a courtesy."""

        async def attempt() -> None:
            try:
                await work
            except (TryLaterError, UnreachableError, StoreError) as error:
                _LOG.warning("courtesy not delivered", reason=str(error))
            except Exception as error:  # noqa: BLE001 - nobody waits for it who could be told
                _LOG.exception("courtesy failed", error_id=new_id(), exc_info=error)

        task = asyncio.create_task(attempt())
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def drain(self, seconds: float) -> None:
        """Wait for handlers and courtesies to end, at most so long."""
        if running := {*self.handling.values(), *self._background}:
            await asyncio.wait(running, timeout=seconds)


def user_of(body: Mapping[str, Any]) -> str | None:
    """The person behind a request, wherever Slack put them."""
    user = body.get("user")
    if isinstance(user, Mapping):
        return str(user.get("id") or "") or None
    event = body.get("event")
    found = body.get("user_id") or user or (event.get("user") if isinstance(event, Mapping) else None)
    return str(found) if found else None
