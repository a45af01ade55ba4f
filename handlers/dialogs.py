"""Opening dialogs: a trigger lives 3 s, and what is too late is nobody's fault."""

from __future__ import annotations

from typing import Any, Final

import structlog
from slack_sdk.errors import SlackApiError

from handlers.listening import Call

_LOG: Final = structlog.get_logger(__name__)

# https://docs.slack.dev/reference/methods/views.open, "Errors"
_TOO_LATE: Final = frozenset({"expired_trigger_id", "invalid_trigger_id", "exchanged_trigger_id"})


async def opened(call: Call, view: dict[str, Any]) -> bool:
    """Open `view` for the one who clicked; False where the click is too old. Raises Slack's other errors."""
    try:
        await call.client.views_open(trigger_id=str(call.body.get("trigger_id") or ""), view=view)
    except SlackApiError as error:
        if error.response.get("error") not in _TOO_LATE:
            raise
        _LOG.warning("a click came too late for its dialog", reason=str(error.response.get("error")))
        return False
    return True
