"""Where a request comes from: the workspace, the channel, and the person or program behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.desk import user_of
from handlers.gate import LEAVING, SLACKBOT, is_mail_to_channel, said_in
from handlers.limits import Origin


def origin_of(body: Mapping[str, Any], team: str) -> Origin:
    """The origin of `body`, wherever Slack put it. A mail sent to a channel's address has no user: Slack posts it."""
    event = body.get("event")
    if isinstance(event, Mapping):
        message = said_in(event) or event
        user, bot = message.get("user") or event.get("user"), message.get("bot_id")
        if user == SLACKBOT and is_mail_to_channel(message):
            user = bot = None
        return Origin(team, _id(event.get("channel")), _id(user) or _id(bot), is_person=bool(user) and not bot)
    container = body.get("container") or {}
    channel = body.get("channel_id") or (body.get("channel") or {}).get("id") or container.get("channel_id")
    return Origin(team, _id(channel), user_of(body))


def is_everyday(body: Mapping[str, Any]) -> bool:
    """Whether it is anything but the word that a workspace leaves us, which has to be heard whatever holds else."""
    event = body.get("event")
    return not (isinstance(event, Mapping) and event.get("type") in LEAVING)


def _id(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
