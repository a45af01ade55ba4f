"""The workspace leaves: the app was uninstalled there, or its token revoked. Everything of it is deleted."""

from __future__ import annotations

import asyncio
from typing import Final

import structlog

from bot.cases.slack_errors import FAILURES
from handlers.desk import Desk
from handlers.listening import Call

_LOG: Final = structlog.get_logger(__name__)

# Slack's clock says when a workspace left, ours when it came.
_CLOCKS_DIFFER_SECONDS: Final = 2.0
# What a handler at work writes after that, the purge deletes (`Forgetting.again`).
_OTHERS_SECONDS: Final = 5.0


async def on_app_uninstalled(desk: Desk, call: Call) -> None:
    """Slack sends this once the app is gone (https://docs.slack.dev/reference/events/app_uninstalled)."""
    await _forget(desk, call)


async def on_tokens_revoked(desk: Desk, call: Call) -> None:
    """Only the bot's token matters: people have none with us (https://docs.slack.dev/reference/events/tokens_revoked).

    A workspace that has a new token already, or whose token was renewed, has not left.
    """
    tokens = (call.body.get("event") or {}).get("tokens") or {}
    if tokens.get("bot") and not await _may_still_act(desk, call.team):
        await _forget(desk, call)


async def _may_still_act(desk: Desk, team: str) -> bool:
    """Whether Slack takes our token there. Where it does not say so, it was revoked, as it told us."""
    desk.membership.forget(team)
    try:
        await desk.membership.client(team).auth_test()
    except FAILURES:
        return False
    return True


async def _forget(desk: Desk, call: Call) -> None:
    await _let_others_end(desk, call.team)
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


async def _let_others_end(desk: Desk, team: str) -> None:
    """Wait for the handlers that are at work for the workspace: they would put back what is deleted now."""
    this = asyncio.current_task()
    if this is None:
        return
    desk.leaving.add(this)
    this.add_done_callback(desk.leaving.discard)
    # Slack sends both events when an app is uninstalled: they do not wait for each other.
    if others := {task for (of, _), task in desk.handling.items() if of == team} - desk.leaving:
        await asyncio.wait(others, timeout=_OTHERS_SECONDS)
