"""Which channels everybody in a workspace may see: what was asked elsewhere is shown to nobody else."""

from __future__ import annotations

from typing import Final

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from bot.cases.tables import CASES

# Of so many channels it is known which are public; more have no case within the retention.
_CHANNELS: Final = 1_000
_PUBLIC: Final = "channel"


def public_channels(connection: Connection, team: str) -> list[str]:
    """Channels of which the newest word is that they are public: one may have been made private since."""
    latest = (
        select(CASES.c.channel, CASES.c.channel_kind, func.max(CASES.c.created_at).label("at"))
        .where(CASES.c.team == team, CASES.c.channel_kind.is_not(None))
        .group_by(CASES.c.channel, CASES.c.channel_kind)
        .order_by(func.max(CASES.c.created_at))
    )
    kinds = {row.channel: row.channel_kind for row in connection.execute(latest)}
    return [channel for channel, kind in kinds.items() if kind == _PUBLIC][-_CHANNELS:]
