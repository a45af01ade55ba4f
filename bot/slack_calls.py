"""Counts what the bot asks of Slack's Web API, at the one place where all of it leaves: the HTTP session."""

from __future__ import annotations

import asyncio
import re
import time
from types import SimpleNamespace
from typing import Final
from urllib.parse import urlsplit

import aiohttp
from yarl import URL

from bot.recorder import Recorder

# `"ok": false` stands first in Slack's answers, and the error soon after it.
_REFUSAL: Final = re.compile(rb'"ok"\s*:\s*false\b')
_ERROR: Final = re.compile(rb'"error"\s*:\s*"([a-z0-9_]{1,60})"')
_BEGINNING: Final = 2_000


def counting(api_url: str, recorder: Recorder) -> aiohttp.TraceConfig:
    """What makes an `aiohttp.ClientSession` tell `recorder` of each request below `api_url`, retries included.

    A refused call is HTTP 200 with an error in its body, or 429 for too many
    (https://docs.slack.dev/apis/web-api/#responses, https://docs.slack.dev/apis/web-api/rate-limits).
    """
    api = urlsplit(api_url)

    def method_of(url: URL) -> str | None:
        if url.raw_authority == api.netloc and url.raw_path.startswith(api.path):
            return url.raw_path.removeprefix(api.path)
        return None

    async def on_start(
        _session: aiohttp.ClientSession, context: SimpleNamespace, params: aiohttp.TraceRequestStartParams
    ) -> None:
        context.started, context.method, context.status = time.perf_counter(), method_of(params.url), 0

    async def on_end(
        _session: aiohttp.ClientSession, context: SimpleNamespace, params: aiohttp.TraceRequestEndParams
    ) -> None:
        context.status = params.response.status
        context.seconds = time.perf_counter() - context.started
        if context.method and context.status != 200:
            recorder.asked_slack(context.method, f"http_{context.status}", context.seconds)

    async def on_body(
        _session: aiohttp.ClientSession, context: SimpleNamespace, params: aiohttp.TraceResponseChunkReceivedParams
    ) -> None:
        if context.method and context.status == 200:
            recorder.asked_slack(context.method, _result(params.chunk[:_BEGINNING]), context.seconds)

    async def on_exception(
        _session: aiohttp.ClientSession, context: SimpleNamespace, params: aiohttp.TraceRequestExceptionParams
    ) -> None:
        if context.method and not isinstance(params.exception, asyncio.CancelledError):
            recorder.asked_slack(context.method, "unreachable", time.perf_counter() - context.started)

    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(on_start)
    trace.on_request_end.append(on_end)
    trace.on_response_chunk_received.append(on_body)
    trace.on_request_exception.append(on_exception)
    return trace


def _result(body: bytes) -> str:
    if not _REFUSAL.search(body):
        return "ok"
    named = _ERROR.search(body)
    return named.group(1).decode() if named else "unnamed"
