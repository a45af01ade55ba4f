"""What Slack's directory says at this moment: who is an admin, and which user groups there are."""

from __future__ import annotations

import asyncio
from typing import Final

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.cases.slack_errors import FAILURES

_LOG: Final = structlog.get_logger(__name__)

# Somebody waits for a dialog, and its trigger_id lives 3 s.
_PATIENCE_SECONDS: Final = 1.0


async def is_admin(client: AsyncWebClient, user: str) -> bool:
    """Whether `user` is an admin or owner of the workspace; False where Slack does not say.

    https://docs.slack.dev/reference/objects/user-object
    """
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            answer = await client.users_info(user=user)
    except FAILURES as error:
        _LOG.warning("cannot ask Slack whether somebody is an admin", reason=type(error).__name__)
        return False
    told = answer.get("user") or {}
    return bool(told.get("is_admin") or told.get("is_owner") or told.get("is_primary_owner"))


async def user_groups(client: AsyncWebClient) -> tuple[tuple[str, str], ...]:
    """(id, handle) of the workspace's user groups; none where the optional scope `usergroups:read` was not given."""
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            answer = await client.usergroups_list()
    except FAILURES as error:
        _LOG.info("no user groups to choose from", reason=type(error).__name__)
        return ()
    groups = answer.get("usergroups") or []
    return tuple((str(group["id"]), str(group.get("handle") or group["id"])) for group in groups if group.get("id"))
