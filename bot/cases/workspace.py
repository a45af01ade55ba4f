"""A workspace's settings: what its people chose, stored as one row, kept in memory for a moment."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from sqlalchemy import select

from bot.cases.codec import Codec
from bot.cases.database import Database
from bot.cases.tables import WORKSPACES
from bot.cases.upserts import insert_or_update

# Another replica's change is seen after this long.
_MEMORY_SECONDS: Final = 30.0
_MEMORY_TEAMS: Final = 1_000


class ChannelMode(StrEnum):
    """What the bot does with a bounce that nobody asked it about."""

    ANSWER = "answer"
    OFFER = "offer"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class WorkspaceSettings:
    """The choices of one workspace; the defaults are what a new one gets.

    `locale` is for people whose language Slack does not tell. `escalation_group` (a user group's id) and
    `escalation_channel` hear of a case that no method helped, `report_channel` gets the weekly report. `retention_days`
    (0–7): None is what the operator set.
    """

    locale: str | None = None
    sending_domains: tuple[str, ...] = ()
    sending_ips: tuple[str, ...] = ()
    channel_modes: Mapping[str, ChannelMode] = field(default_factory=dict)
    allowed_bots: frozenset[str] = frozenset()
    shared_channels: frozenset[str] = frozenset()
    escalation_group: str | None = None
    escalation_channel: str | None = None
    report_channel: str | None = None
    mailbox_check: bool = False
    retention_days: int | None = None

    def mode(self, channel: str, *, shared: bool = False) -> ChannelMode:
        """The mode of `channel`; one shared with another company is off until it is switched on."""
        if shared and channel not in self.shared_channels:
            return ChannelMode.OFF
        return self.channel_modes.get(channel, ChannelMode.ANSWER)


_CODEC: Final = Codec[WorkspaceSettings](WorkspaceSettings)


class Workspaces:
    """The table of settings. Methods may raise `StoreError`."""

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now
        self._known: dict[str, tuple[float, WorkspaceSettings]] = {}

    async def settings(self, team: str) -> WorkspaceSettings:
        """What `team` chose, at most half a minute old."""
        until, settings = self._known.get(team, (0.0, WorkspaceSettings()))
        if until > self._now():
            return settings
        statement = select(WORKSPACES.c.settings).where(WORKSPACES.c.team == team)
        stored = await self._database.read(lambda connection: connection.scalar(statement))
        settings = _CODEC.from_json(stored) if stored else WorkspaceSettings()
        self._remember(team, settings)
        return settings

    async def save(self, team: str, settings: WorkspaceSettings) -> None:
        """Make `settings` those of `team`."""
        row = {"team": team, "settings": _CODEC.to_json(settings), "updated_at": self._now()}

        await self._database.write(
            lambda connection: insert_or_update(connection, WORKSPACES, [row], "team", "settings", "updated_at")
        )
        self._remember(team, settings)

    def forget(self, team: str) -> None:
        """Drop what is kept in memory of a workspace that is gone."""
        self._known.pop(team, None)

    def _remember(self, team: str, settings: WorkspaceSettings) -> None:
        if len(self._known) >= _MEMORY_TEAMS:
            self._known.clear()
        self._known[team] = (self._now() + _MEMORY_SECONDS, settings)
