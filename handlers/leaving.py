"""The workspace leaves: the app was uninstalled there, or its token revoked. Everything of it is deleted."""

from __future__ import annotations

from typing import Final

import structlog

from handlers.desk import Desk
from handlers.listening import Call

_LOG: Final = structlog.get_logger(__name__)


async def on_app_uninstalled(desk: Desk, call: Call) -> None:
    """Slack sends this once the app is gone (https://docs.slack.dev/reference/events/app_uninstalled)."""
    await _forget(desk, call)


async def on_tokens_revoked(desk: Desk, call: Call) -> None:
    """Only the bot's token matters: people have none with us (https://docs.slack.dev/reference/events/tokens_revoked)."""
    tokens = (call.body.get("event") or {}).get("tokens") or {}
    if tokens.get("bot"):
        await _forget(desk, call)


async def _forget(desk: Desk, call: Call) -> None:
    deleted = await desk.forgetting.workspace(call.team)
    desk.workspaces.forget(call.team)
    desk.preferences.forget(call.team)
    desk.people.forget(call.team)
    _LOG.info("workspace left", team=call.team, deleted={name: count for name, count in deleted.items() if count})
