"""One call of a Web API method: its arguments, however they were sent, and what the caller may do."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.playground.standin.buckets import RateLimits
from bot.playground.standin.errors import SlackError
from bot.playground.standin.payload import Payload
from bot.playground.standin.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Call:
    """A call that has passed authentication. `args` are strings (form, query) or JSON values; `socket_url` is where
    `apps.connections.open` sends the app, `base_url` where the stand-in is.
    """

    workspace: Workspace
    limits: RateLimits
    args: Mapping[str, Any]
    socket_url: str
    base_url: str

    def text(self, name: str, default: str | None = None) -> str:
        """A string argument. Raises `invalid_arguments` if it is missing and has no default."""
        value = self.args.get(name)
        if value in (None, ""):
            if default is None:
                raise SlackError("invalid_arguments", [f"[ERROR] missing required field: {name}"])
            return default
        return value if isinstance(value, str) else json.dumps(value)

    def flag(self, name: str) -> bool:
        """A boolean argument, in any of its spellings; absent is false."""
        return self.args.get(name) in (True, 1, "1", "true", "True")

    def whole(self, name: str, default: int) -> int:
        """An integer argument."""
        value = self.args.get(name, default)
        try:
            return int(value)
        except (TypeError, ValueError):
            raise SlackError("invalid_arguments", [f"[ERROR] must be an integer: {name}"]) from None

    def structure(self, name: str, on_error: str) -> Any:
        """A JSON argument, sent as JSON or as a string of JSON; None if absent. Raises `on_error` if unreadable."""
        value = self.args.get(name)
        if value in (None, ""):
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except json.JSONDecodeError:
            raise SlackError(on_error, [f"[ERROR] invalid JSON: {name}"]) from None


@dataclass(frozen=True, slots=True)
class Method:
    """A Web API method: what it does, the scopes of which it needs one, its rate tier (None: special), and
    whose token it takes ("bot", "app" or "any").
    """

    run: Callable[[Call], Payload]
    scopes: tuple[str, ...] = ()
    tier: int | None = 4
    caller: str = "bot"
