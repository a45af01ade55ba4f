"""Connections that ask for nothing are closed: a few thousand of them would be all that a process may have open."""

from __future__ import annotations

import asyncio
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

# For the head of the first request; our own load balancer has it in hand when it connects.
_HEAD_SECONDS: Final = 10.0
# From an answer to the head of the next request. Longer than a load balancer keeps a connection that it does not use
# (Caddy 2 minutes, nginx and AWS 1): it must be the one that closes. A POST that meets a connection which we are just
# closing is not sent again (https://pkg.go.dev/net/http#Transport: only what can be repeated), and Slack repeats no
# command and no click.
KEEPALIVE_SECONDS: Final = 150.0


class SilentConnections:
    """Closes a connection whose first request has not come, whole head and all, within `_HEAD_SECONDS` of its opening.

    aiohttp has one time for that and for the time between two requests (`keepalive_timeout`).
    """

    def __init__(self) -> None:
        self._waiting: dict[web.RequestHandler, asyncio.TimerHandle] = {}

    def opened(self, connection: web.RequestHandler) -> web.RequestHandler:
        """A new connection; the same."""
        loop = asyncio.get_running_loop()
        self._waiting[connection] = loop.call_later(_HEAD_SECONDS, self._close, connection)
        return connection

    @web.middleware
    async def heard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """The middleware that sees every request."""
        if timer := self._waiting.pop(request.protocol, None):
            timer.cancel()
        return await handler(request)

    def _close(self, connection: web.RequestHandler) -> None:
        del self._waiting[connection]
        connection.force_close()
