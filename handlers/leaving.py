"""The workspace leaves: the app was uninstalled there, or its token revoked. Everything of it is deleted."""

from __future__ import annotations

from typing import Final

import structlog

from handlers.desk import Desk
from handlers.listening import Call

_LOG: Final = structlog.get_logger(__name__)

# Slack's clock says when a workspace left, ours when it came.
_CLOCKS_DIFFER_SECONDS: Final = 2.0


async def on_app_uninstalled(desk: Desk, call: Call) -> None:
    """Slack sends this once the app is gone (https://docs.slack.dev/reference/events/app_uninstalled)."""
    await _forget(desk, call)


async def on_tokens_revoked(desk: Desk, call: Call) -> None:
    """Only the bot's token matters: people have none with us (https://docs.slack.dev/reference/events/tokens_revoked)."""
    tokens = (call.body.get("event") or {}).get("tokens") or {}
    if tokens.get("bot"):
        await _forget(desk, call)


async def _forget(desk: Desk, call: Call) -> None:
    for memory in (desk.membership, desk.workspaces, desk.preferences, desk.people):
        memory.forget(call.team)
    identity = await desk.membership.identity(call.team)
    left_at = call.body.get("event_time")
    if identity is not None and isinstance(left_at, int) and identity.since > left_at + _CLOCKS_DIFFER_SECONDS:
        # Slack delivers late what it could not deliver in time, and the workspace has come back since.
        _LOG.info("workspace left and came back", team=call.team)
        return
    deleted = await desk.forgetting.workspace(call.team)
    desk.membership.forget(call.team)
    _LOG.info("workspace left", team=call.team, deleted={name: count for name, count in deleted.items() if count})
