"""Whole conversations between people and a small Bolt app, over Socket Mode."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.standin import FormError, SlackStandIn, Timing, Upload
from tests.playground.standin.conftest import Connect

Payload = dict[str, Any]

BUTTONS: list[Payload] = [
    {
        "type": "actions",
        "elements": [
            {"type": "button", "action_id": "more", "text": {"type": "plain_text", "text": "More"}, "value": "x"}
        ],
    }
]
MODAL: Payload = {
    "type": "modal",
    "callback_id": "paste",
    "title": {"type": "plain_text", "text": "Paste"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "text",
            "label": {"type": "plain_text", "text": "Text"},
            "element": {"type": "plain_text_input", "action_id": "words"},
        }
    ],
}


async def test_a_paste_is_answered_in_its_thread(slack: SlackStandIn, app: AsyncApp, connect: Connect) -> None:
    heard: list[Payload] = []

    @app.event("message")
    async def answer(event: Payload, client: AsyncWebClient) -> None:
        heard.append(event)
        if "bot_id" not in event:
            await client.chat_postMessage(channel=event["channel"], thread_ts=event["ts"], text="seen", blocks=BUTTONS)

    ann = slack.person("ann")
    support = slack.channel("support", ann)
    async with connect(slack, app):
        paste = await ann.says(support, "550 <someone@gmial.com>: unknown")
        reply = await support.wait_for_reply(paste)
        await slack.settled()
    assert reply.text == "seen"
    assert heard[0]["text"] == "550 &lt;<mailto:someone@gmial.com|someone@gmial.com>&gt;: unknown"
    assert heard[0]["blocks"][0]["type"] == "rich_text"
    assert heard[0]["channel_type"] == "channel"
    own = slack.traffic.deliveries[1].payload["event"]
    assert own["bot_id"], "the app hears of its own messages, as in Slack"
    assert own["parent_user_id"] == ann.id


async def test_a_command_is_acknowledged_and_answered(slack: SlackStandIn, app: AsyncApp, connect: Connect) -> None:
    @app.command("/smtp550")
    async def command(ack: AsyncAck, command: Payload, client: AsyncWebClient) -> None:
        await ack("on it")
        await client.chat_postMessage(channel=command["channel_id"], text=f"asked: {command['text']}")

    ann = slack.person("ann")
    support = slack.channel("support", ann)
    async with connect(slack, app):
        outcome = await ann.command("/smtp550 someone@gmial.com", support)
        root = await support.wait_for(lambda message: message.text.startswith("asked"))
    assert outcome.ok
    assert support.ephemerals(ann)[0].text == "on it"
    assert root.text == "asked: someone@gmial.com"


async def test_a_click_opens_a_modal_and_its_form_is_sent(slack: SlackStandIn, app: AsyncApp, connect: Connect) -> None:
    sent: list[str] = []

    @app.action("more")
    async def more(ack: AsyncAck, body: Payload, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    @app.view("paste")
    async def paste(ack: AsyncAck, view: Payload) -> None:
        words = view["state"]["values"]["text"]["words"]["value"]
        if words == "nothing":
            await ack(response_action="errors", errors={"text": "too little"})
        else:
            await ack()
            sent.append(words)

    ann = slack.person("ann")
    support = slack.channel("support", ann)
    async with connect(slack, app):
        await app.client.chat_postMessage(channel=support.id, text="press", blocks=BUTTONS)
        assert (await ann.clicks(support.messages[0], "more")).ok
        await ann.wait_for_modal()
        with pytest.raises(FormError, match="required"):
            await ann.submits({"words": ""})
        outcome = await ann.submits({"words": "nothing"})
        assert outcome.field_errors == {"text": "too little"}
        assert (await ann.submits({"words": "550 5.1.1"})).ok
    assert sent == ["550 5.1.1"]
    assert ann.modal is None


async def test_an_event_without_ack_is_sent_again_three_times(
    slack: SlackStandIn, app: AsyncApp, connect: Connect
) -> None:
    @app.middleware
    async def refuse() -> None:
        raise RuntimeError("the store is away")

    ann = slack.person("ann")
    support = slack.channel("support", ann)
    slack.courier.timing = Timing(ack_within=0.1, retry_events_after=(0.01, 0.01, 0.01))
    async with connect(slack, app):
        await ann.says(support, "hello")
        await slack.settled()
    assert [(d.attempt, d.acknowledged) for d in slack.traffic.deliveries] == [(n, False) for n in range(4)]
    assert len({d.payload["event_id"] for d in slack.traffic.deliveries}) == 1


async def test_a_command_that_is_acknowledged_too_late_shows_operation_timeout(
    slack: SlackStandIn, app: AsyncApp, connect: Connect
) -> None:
    @app.command("/smtp550")
    async def command(ack: AsyncAck) -> None:
        await asyncio.sleep(0.2)
        await ack()

    ann = slack.person("ann")
    support = slack.channel("support", ann)
    slack.courier.timing = Timing(ack_within=0.05)
    async with connect(slack, app):
        outcome = await ann.command("/smtp550", support)
    assert outcome.error == "operation_timeout"
    assert "operation_timeout" in support.ephemerals(ann)[0].text


async def test_a_repeated_delivery_carries_the_same_event_id(
    slack: SlackStandIn, app: AsyncApp, connect: Connect
) -> None:
    heard: list[str] = []

    @app.event("message")
    async def hear(body: Payload) -> None:
        heard.append(body["event_id"])

    ann = slack.person("ann")
    support = slack.channel("support", ann)
    slack.faults.repeat_deliveries(copies=2)
    async with connect(slack, app):
        await ann.says(support, "hello")
        await slack.settled()
        await slack.until(lambda: len(heard) == 3)
    assert len(set(heard)) == 1


async def test_the_app_comes_back_after_a_disconnect(slack: SlackStandIn, app: AsyncApp, connect: Connect) -> None:
    @app.event("message")
    async def answer(event: Payload, client: AsyncWebClient) -> None:
        if "bot_id" not in event:
            await client.chat_postMessage(channel=event["channel"], thread_ts=event["ts"], text="seen")

    ann = slack.person("ann")
    support = slack.channel("support", ann)
    async with connect(slack, app):
        await slack.disconnect()
        await slack.connected()
        paste = await ann.says(support, "hello")
        assert (await support.wait_for_reply(paste, within=10)).text == "seen"


async def test_a_file_is_downloaded_with_the_bot_token_only(slack: SlackStandIn) -> None:
    ann = slack.person("ann")
    support = slack.channel("support", ann)
    message = await ann.says(support, "", files=[Upload("bounce.eml", b"From: x\n\nbody")])
    file = message.files[0]
    assert (message.subtype, file["filetype"], file["mimetype"]) == ("file_share", "eml", "message/rfc822")
    async with aiohttp.ClientSession() as session:
        async with session.get(file["url_private"]) as answer:
            assert "Sign in" in await answer.text()
        headers = {"Authorization": f"Bearer {slack.bot_token}"}
        async with session.get(file["url_private"], headers=headers) as answer:
            assert await answer.read() == b"From: x\n\nbody"
