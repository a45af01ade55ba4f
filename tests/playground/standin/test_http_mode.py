"""Signed HTTP instead of Socket Mode: what arrives is what Bolt verifies and understands."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.standin import SlackStandIn, Timing

Payload = dict[str, Any]


@dataclass
class Endpoint:
    """An app's request URL: counts what comes, answers with `status`."""

    url: str = ""
    status: int = 200
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    app: AsyncApp | None = None

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.requests.append((dict(request.headers), await request.read()))
        if self.app is None:
            return web.Response(status=self.status)
        bolt_request = await to_bolt_request(request)
        return await to_aiohttp_response(await self.app.async_dispatch(bolt_request))


@pytest.fixture
async def endpoint() -> AsyncIterator[Endpoint]:
    endpoint = Endpoint()
    application = web.Application()
    application.router.add_post("/slack/events", endpoint.handle)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    endpoint.url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    yield endpoint
    await runner.cleanup()


async def test_events_are_signed_json(endpoint: Endpoint) -> None:
    async with SlackStandIn(request_url=endpoint.url, timing=Timing.quick()) as slack:
        ann = slack.person("ann")
        await ann.says(slack.channel("support", ann), "hello")
        await slack.settled()
    ((headers, body),) = endpoint.requests
    assert SignatureVerifier(slack.signing_secret).is_valid_request(body, headers)
    assert json.loads(body)["event"]["text"] == "hello"
    assert "X-Slack-Retry-Num" not in headers


async def test_a_refused_event_is_sent_again_with_number_and_reason(endpoint: Endpoint) -> None:
    endpoint.status = 500
    async with SlackStandIn(request_url=endpoint.url, timing=Timing.quick()) as slack:
        ann = slack.person("ann")
        await ann.says(slack.channel("support", ann), "hello")
        await slack.settled()
    retries = [
        (headers.get("X-Slack-Retry-Num"), headers.get("X-Slack-Retry-Reason")) for headers, _ in endpoint.requests
    ]
    assert retries == [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]


async def test_commands_and_forms_reach_bolt(endpoint: Endpoint) -> None:
    async with SlackStandIn(request_url=endpoint.url) as slack:
        endpoint.app = AsyncApp(
            client=AsyncWebClient(token=slack.bot_token, base_url=slack.api_url), signing_secret=slack.signing_secret
        )

        @endpoint.app.command("/smtp550")
        async def command(ack: AsyncAck, command: Payload) -> None:
            await ack(f"asked: {command['text']}")

        ann = slack.person("ann")
        support = slack.channel("support", ann)
        assert (await ann.command("/smtp550 someone@example.com", support)).ok
        assert support.ephemerals(ann)[0].text == "asked: someone@example.com"
        # The app does not know this shortcut: Bolt answers 404, and the person sees that it failed.
        assert (await ann.global_shortcut("unknown")).error == "dispatch_failed"


async def test_an_app_that_is_not_there_is_told_to_the_person(endpoint: Endpoint) -> None:
    async with SlackStandIn(request_url="http://127.0.0.1:9/") as slack:
        ann = slack.person("ann")
        outcome = await ann.command("/smtp550 x", slack.channel("support", ann))
    assert outcome.error == "dispatch_failed"
    assert endpoint.requests == []
