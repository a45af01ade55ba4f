"""Socket Mode: one connection to Slack, and a watchdog that replaces it where Slack is heard no more."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import Final

import structlog
from aiohttp import ClientWebSocketResponse, WSMessage
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.cases.case import new_id
from bot.cases.slack_errors import FAILURES
from bot.config import ConfigError
from bot.recorder import Recorder
from bot.wrong_token import WRONG_TOKEN

_LOG: Final = structlog.get_logger(__name__)

# Slack calls a socket silent after 30 s. The SDK notices after four missed pongs at this pace, 12 s, and connects anew.
_PING_SECONDS: Final = 3.0
# It gets stuck where the new connection is accepted and never answered, or where its one-time address was used up:
# then the watchdog throws the whole client away.
_SILENT_SECONDS: Final = 20.0
_LOOK_SECONDS: Final = 1.0
_CONNECT_SECONDS: Final = 15.0
_FAREWELL_SECONDS: Final = 1.0


class Socket:
    """The connection, whichever it is at the moment. `open` it, then `close` it."""

    def __init__(self, bolt: AsyncApp, token: str, web: AsyncWebClient, recorder: Recorder) -> None:
        self._bolt = bolt
        self._token = token
        self._web = web
        self._recorder = recorder
        self._handler = self._new_handler()
        self._session: ClientWebSocketResponse | None = None
        self._since = self._heard = time.time()
        self._watching: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Connect, and stay connected until closed. Raises `ConfigError` where Slack refuses the token."""
        await self._ask_for_an_address()
        await self._connect()
        self._watching = asyncio.create_task(self._watch(), name="socket watchdog")

    async def close(self) -> None:
        """Take leave of Slack."""
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
        await _put_away(self._handler)

    def age(self) -> float | None:
        """Seconds since the connection was opened; None where there is none."""
        return max(0.0, time.time() - self._since) if self._is_open() else None

    def silence(self) -> float:
        """Seconds since Slack was last heard: a message, or the answer to a ping."""
        pong = self._handler.client.last_ping_pong_time or 0.0
        return max(0.0, time.time() - max(self._heard, pong))

    def what_is_wrong(self) -> str:
        """Why nothing would be received now; empty where all is well."""
        if not self._is_open():
            return "not connected"
        silence = self.silence()
        return f"silent for {silence:.0f} s" if silence >= _SILENT_SECONDS else ""

    def _is_open(self) -> bool:
        session = self._handler.client.current_session
        return session is not None and not session.closed

    def _new_handler(self) -> AsyncSocketModeHandler:
        handler = AsyncSocketModeHandler(self._bolt, self._token, web_client=self._web, ping_interval=_PING_SECONDS)
        handler.client.on_message_listeners.append(self._on_message)
        return handler

    async def _on_message(self, _message: WSMessage) -> None:
        self._heard = time.time()

    async def _ask_for_an_address(self) -> None:
        """The SDK's client would try a wrong token again for ever."""
        client = self._handler.client
        try:
            client.wss_uri = await client.issue_new_wss_url()
        except SlackApiError as error:
            if (name := str(error.response.get("error"))) in WRONG_TOKEN:
                raise ConfigError.of("SLACK_APP_TOKEN", "setting-refused", error=name) from error
            _LOG.warning("no Socket Mode address yet", reason=name)
        except FAILURES as error:
            _LOG.warning("no Socket Mode address yet", reason=type(error).__name__)

    async def _connect(self) -> None:
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                await self._handler.connect_async()  # type: ignore[no-untyped-call]
        except TimeoutError:
            _LOG.warning("Socket Mode does not connect", seconds=_CONNECT_SECONDS)
        self._heard = time.time()
        self._look_for_a_new_session()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            self._look_for_a_new_session()
            if self.silence() < _SILENT_SECONDS:
                continue
            _LOG.warning("Slack is silent; connecting anew", seconds=round(self.silence()))
            try:
                await self._replace()
            except Exception as error:  # noqa: BLE001 - whatever it is: without a watchdog nobody would try again
                _LOG.error("connecting anew failed", error_id=new_id(), exc_info=error)

    async def _replace(self) -> None:
        old, self._handler = self._handler, self._new_handler()
        try:
            await _put_away(old)
        finally:
            await self._connect()

    def _look_for_a_new_session(self) -> None:
        """Slack asks for a new connection every few hours, and the SDK makes one by itself."""
        session = self._handler.client.current_session
        if session is not None and session is not self._session:
            self._session, self._since = session, time.time()
            self._recorder.connected()


async def _put_away(handler: AsyncSocketModeHandler) -> None:
    """Close, politely if the other side takes part in it."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_FAREWELL_SECONDS):
            await handler.close_async()  # type: ignore[no-untyped-call]
            return
    # The connection first: without it nothing is left to wait for.
    await handler.client.aiohttp_client_session.close()
    await handler.close_async()  # type: ignore[no-untyped-call]
