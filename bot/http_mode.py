"""HTTP mode: Slack's requests, beside the pages that a load balancer and a monitor ask for."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qs

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest

from bot.bucket import Bucket
from bot.pages import Pages
from bot.recorder import Recorder, Refusal

_LOG: Final = structlog.get_logger(__name__)

# Slack's own payloads are far smaller; a paste is at most 40,000 characters of text, twice (text and blocks).
_BODY_BYTES: Final = 2 * 1024 * 1024
# Slack gives up after 3 s (https://docs.slack.dev/apis/events-api/#errors), so nobody waits longer for its body.
_BODY_SECONDS: Final = 3.0
# Seconds since 1970 have ten digits until 2286; Python makes no number of more than 4,300, and no time of 309.
_TIMESTAMP_DIGITS: Final = 15
# https://docs.slack.dev/authentication/verifying-requests-from-slack: what is older may be a replay.
_REPLAY_SECONDS: Final = 300
# Of each reason: anybody on the Internet can send what is refused.
_LINES_PER_MINUTE: Final = 2


def malformed(headers: Mapping[str, str], body: bytes) -> str | None:
    """Why this cannot be a request of Slack's, whoever signed it; None where its signature is worth checking.

    Slack sends a JSON object or a form, whose `payload`, if any, is one; its headers are ASCII
    (https://docs.slack.dev/apis/events-api/using-http-request-urls).
    """
    timestamp, signature = headers.get("X-Slack-Request-Timestamp", ""), headers.get("X-Slack-Signature", "")
    if timestamp and not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= _TIMESTAMP_DIGITS):
        return "X-Slack-Request-Timestamp: no number of seconds"
    if not signature.isascii():
        return "X-Slack-Signature: not ASCII"
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return "body: not UTF-8"
    # Bolt takes for JSON whatever begins like it, also where it was sent as a form.
    if "application/x-www-form-urlencoded" in headers.get("Content-Type", "") and not text.startswith("{"):
        payloads = parse_qs(text, keep_blank_values=True).get("payload", [])
    else:
        payloads = [text]
    try:
        objects = [isinstance(json.loads(payload), dict) for payload in payloads]
    except (ValueError, RecursionError):
        return "body: not JSON"
    return None if all(objects) else "body: no JSON object"


def _refusal(headers: Mapping[str, str], now: float) -> Refusal:
    """Why Bolt did not take a request for Slack's; `now` is epoch seconds."""
    timestamp = headers.get("X-Slack-Request-Timestamp", "")
    if not (timestamp and headers.get("X-Slack-Signature")):
        return Refusal.UNSIGNED
    return Refusal.TIMESTAMP if abs(now - int(timestamp)) > _REPLAY_SECONDS else Refusal.SIGNATURE


def http_app(bolt: AsyncApp, pages: Pages, recorder: Recorder) -> web.Application:
    """Serves `POST /slack/events` beside the pages. Signature and time stamp are Bolt's to check."""
    lines = Bucket(_LINES_PER_MINUTE)

    def refused(refusal: Refusal) -> None:
        recorder.refused(refusal)
        if lines.has(refusal, now := time.monotonic()):
            lines.take(refusal, now)
            _LOG.warning("request refused", reason=refusal.value)

    async def events(request: web.Request) -> web.StreamResponse:
        try:
            async with asyncio.timeout(_BODY_SECONDS):
                body = await request.read()
        except TimeoutError:
            # Who drips a body keeps a connection, and nothing else.
            return web.Response(text="body: too slow\n", status=408, headers={"Connection": "close"})
        if fault := malformed(request.headers, body):
            refused(Refusal.MALFORMED)
            return web.Response(text=f"{fault}\n", status=400)
        # As it was judged: `to_bolt_request` would read it in the charset that the request claims.
        judged = AsyncBoltRequest(body=body.decode(), query=request.query_string, headers=dict(request.headers))
        answer = await bolt.async_dispatch(judged)
        if answer.status == HTTPStatus.UNAUTHORIZED:
            refused(_refusal(request.headers, time.time()))
        return await to_aiohttp_response(answer)

    app = web.Application(client_max_size=_BODY_BYTES)
    app.router.add_post("/slack/events", events)
    pages.add_to(app)
    return app
