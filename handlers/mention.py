"""An @mention: asked for, in a channel or in a thread, where slash commands do not work."""

from __future__ import annotations

from handlers.desk import Desk
from handlers.listening import Call
from handlers.message import on_message


async def on_mention(desk: Desk, call: Call) -> None:
    """A mention is a message that asks. Slack sends it as a message, too: both are one case, by the message's ts."""
    await on_message(desk, call)
