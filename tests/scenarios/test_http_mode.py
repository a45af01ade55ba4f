"""The bot behind HTTP: the same conversations, signatures checked, and pages for those who watch it."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import time
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from prometheus_client.parser import text_string_to_metric_families
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncBoltRequest

from bot.app import Application, build
from bot.cases.database import StoreError
from bot.checks.network import Network
from bot.config import ConfigError, Settings
from bot.membership import OneWorkspace
from bot.pages import listening
from bot.playground.standin import SlackStandIn, Timing
from bot.playground.standin.http_mode import sign
from bot.reply.actions import Action
from bot.running import run_http
from bot.silent_connections import KEEPALIVE_SECONDS
from tests.ports import free_port
from tests.scenarios.conftest import counted, idle

BOUNCE = "550 5.1.1 <bob@example.com>: Recipient address rejected: User unknown in local recipient table"


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
async def slack(port: int) -> AsyncIterator[SlackStandIn]:
    url = f"http://127.0.0.1:{port}/slack/events"
    async with SlackStandIn(timing=Timing.quick(), request_url=url) as stand_in:
        yield stand_in


@pytest.fixture
async def http_bot(settings: Settings, network: Network, port: int) -> AsyncIterator[Application]:
    app = await build(settings, network=network)
    running = asyncio.create_task(run_http(app, "127.0.0.1", port))
    async with aiohttp.ClientSession() as session, asyncio.timeout(10):
        while not running.done():
            try:
                async with session.get(f"http://127.0.0.1:{port}/healthz") as answer:
                    assert answer.status == 200
                    break
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)
    yield app
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_paste_and_its_buttons_work_over_http(http_bot: Application, slack: SlackStandIn) -> None:
    ann = slack.person("ann")
    support = slack.channel("support", ann)
    paste = await ann.says(support, BOUNCE)
    reply = await support.wait_for_reply(paste, lambda message: Action.SOLVED in message.action_ids)
    await ann.clicks(reply, Action.SOLVED)
    await support.until(lambda: Action.REOPEN in reply.action_ids)
    assert len(support.bot_messages) == 1


async def test_what_is_not_signed_is_refused_and_not_stored(http_bot: Application, port: int) -> None:
    body = {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": {"type": "message", "text": BOUNCE}}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"http://127.0.0.1:{port}/slack/events", json=body) as answer,
    ):
        assert answer.status == 401
    assert await http_bot.desk.inbox.unfinished() == []
    assert counted(http_bot, "smtp550_requests_refused_total", reason="unsigned") == 1


@pytest.mark.parametrize(("seconds", "reason"), [(0, "signature"), (-400, "timestamp"), (400, "timestamp")])
async def test_what_is_refused_is_counted_so_that_a_wrong_secret_or_clock_is_seen(
    http_bot: Application, port: int, seconds: int, reason: str
) -> None:
    headers = {"X-Slack-Request-Timestamp": str(int(time.time()) + seconds), "X-Slack-Signature": "v0=00"}
    async with aiohttp.ClientSession() as session:
        for _ in range(3):
            async with session.post(f"http://127.0.0.1:{port}/slack/events", json={}, headers=headers) as answer:
                assert answer.status == 401
    assert counted(http_bot, "smtp550_requests_refused_total", reason=reason) == 3


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"Content-Type": "application/x-www-form-urlencoded"}, b"{bad"),
        ({"Content-Type": "application/x-www-form-urlencoded"}, b"payload="),
        ({"Content-Type": "application/json", "X-Slack-Request-Timestamp": "9" * 5_000}, b"{}"),
        ({"Content-Type": "application/json", "X-Slack-Request-Timestamp": "9" * 400}, b"{}"),
        ({"Content-Type": "application/json", "Content-Encoding": "gzip"}, b"no gzip"),
        ({"Content-Type": "application/json", "Content-Encoding": "gzip"}, gzip.compress(b"{}", mtime=0)),
        ({"Content-Type": "application/json; charset=ascii"}, '{"a": "é"}'.encode()),
        ({"Content-Type": "application/json; charset=hex"}, b"{}"),
    ],
)
async def test_what_cannot_be_read_is_the_fault_of_who_sent_it(
    http_bot: Application, port: int, headers: dict[str, str], body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    signed = {"X-Slack-Request-Timestamp": str(int(time.time())), "X-Slack-Signature": "v0=00"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"http://127.0.0.1:{port}/slack/events", data=body, headers=signed | headers) as answer,
    ):
        assert answer.status in {400, 401}
    assert [record for record in caplog.records if record.exc_info] == []


async def test_a_port_that_is_in_use_is_said_so(settings: Settings, network: Network) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        app = await build(settings, network=network)
        with pytest.raises(ConfigError, match="setting-port-in-use"):
            await run_http(app, "127.0.0.1", int(taken.getsockname()[1]))


def signed(slack: SlackStandIn, body: bytes, *, seconds_ago: float = 0.0, secret: str | None = None) -> dict[str, str]:
    timestamp = str(int(time.time() - seconds_ago))
    return {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": sign(secret or slack.signing_secret, timestamp, body),
    }


def an_event(slack: SlackStandIn) -> bytes:
    event = {"type": "message", "channel": "C1", "channel_type": "im", "user": "U1", "ts": "1.000001", "text": BOUNCE}
    body = {"type": "event_callback", "team_id": slack.workspace.team_id, "event_id": "Ev1", "event": event}
    return json.dumps(body).encode()


@pytest.mark.parametrize(
    ("seconds_ago", "secret"),
    [(301.0, None), (-301.0, None), (0.0, "another secret"), (0.0, "")],
    ids=["replayed after five minutes", "from the future", "signed by another", "signed with nothing"],
)
async def test_a_request_that_slack_did_not_just_sign_is_refused(
    http_bot: Application, slack: SlackStandIn, port: int, seconds_ago: float, secret: str | None
) -> None:
    body = an_event(slack)
    headers = signed(slack, body, seconds_ago=seconds_ago)
    if secret is not None:
        headers = signed(slack, body, secret=secret or "-")
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
        async with session.post("/slack/events", data=body, headers=headers) as answer:
            assert answer.status == 401
        assert await http_bot.desk.inbox.unfinished() == []
        async with session.post("/slack/events", data=body, headers=signed(slack, body)) as answer:
            assert answer.status == 200


async def test_a_body_beyond_all_measure_is_refused(http_bot: Application, slack: SlackStandIn, port: int) -> None:
    body = b'{"type": "event_callback", "x": "' + b"x" * 3_000_000 + b'"}'
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"http://127.0.0.1:{port}/slack/events", data=body, headers=signed(slack, body)) as answer,
    ):
        assert answer.status == 413


async def test_who_drips_a_body_is_shown_the_door(
    http_bot: Application, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.http_mode._BODY_SECONDS", 0.2)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{")
    await writer.drain()
    async with asyncio.timeout(10):
        assert b" 408 " in await reader.readline()
        await reader.read()  # to the end: the connection is closed
    writer.close()
    assert http_bot.desk.handling == {}


@pytest.mark.parametrize(
    "sent", [b"", b"POST /slack/events HTTP/1.1\r\nHost: x\r\nX-A: "], ids=["nothing", "half a head"]
)
async def test_who_opens_a_connection_and_asks_for_nothing_is_shown_the_door(
    http_bot: Application, port: int, monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    monkeypatch.setattr("bot.silent_connections._HEAD_SECONDS", 0.2)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    async with asyncio.timeout(10):
        assert await reader.read() == b""
    writer.close()


async def test_a_connection_that_has_asked_before_may_wait_for_longer(
    http_bot: Application, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.silent_connections._HEAD_SECONDS", 2.0)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    async with asyncio.timeout(10):
        for _ in range(2):
            writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            assert b" 200 " in await reader.readuntil(b"\r\n\r\n")
            assert await reader.readexactly(15) == b'{"alive": true}'
            await asyncio.sleep(2.5)
    writer.close()


async def test_an_answer_that_takes_longer_is_no_silence(
    http_bot: Application, slack: SlackStandIn, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.silent_connections._HEAD_SECONDS", 2.0)
    really = http_bot.bolt.async_dispatch

    async def slowly(request: AsyncBoltRequest) -> BoltResponse:
        await asyncio.sleep(2.5)
        return await really(request)

    monkeypatch.setattr(http_bot.bolt, "async_dispatch", slowly)
    body = an_event(slack)
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"http://127.0.0.1:{port}/slack/events", data=body, headers=signed(slack, body)) as answer,
    ):
        assert answer.status == 200


async def test_an_idle_connection_is_closed_some_time_after_the_load_balancer_would_have(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    caddys = 120.0  # https://caddyserver.com/docs/caddyfile/directives/reverse_proxy#the-http-transport
    assert caddys < KEEPALIVE_SECONDS
    monkeypatch.setattr("bot.pages.KEEPALIVE_SECONDS", 0.3)
    async with listening(web.Application(), "127.0.0.1", port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n")
        async with asyncio.timeout(10):
            assert b" 404 " in await reader.read()  # to the end
        writer.close()


async def test_ready_tells_what_is_missing(http_bot: Application, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(_work: object) -> None:
        raise StoreError("disk I/O error")

    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:

        async def ready() -> tuple[int, dict[str, str]]:
            async with session.get("/readyz") as answer:
                told = await answer.json()
                assert told["ready"] is (answer.status == 200)
                return answer.status, told["checks"]

        assert await ready() == (200, {"process": "ok", "database": "ok", "slack": "ok"})
        http_bot.draining = True
        assert await ready() == (503, {"process": "draining", "database": "ok", "slack": "ok"})
        http_bot.draining = False
        assert isinstance(http_bot.workspace, OneWorkspace)
        http_bot.workspace.whoami, known = None, http_bot.workspace.whoami
        assert await ready() == (503, {"process": "ok", "database": "ok", "slack": "not yet identified"})
        http_bot.workspace.whoami = known
        monkeypatch.setattr(http_bot.database, "read", broken)
        assert await ready() == (503, {"process": "ok", "database": "disk I/O error", "slack": "ok"})
        async with session.get("/healthz") as answer:
            assert answer.status == 200
        async with session.get("/metrics") as answer:
            assert "smtp550_database_up 0.0" in await answer.text()


async def test_what_happened_is_counted(http_bot: Application, slack: SlackStandIn, port: int) -> None:
    ann = slack.person("ann")
    support = slack.channel("support", ann)
    slack.faults.repeat_deliveries(copies=2)
    slack.faults.rate_limit("chat.postMessage")
    paste = await ann.says(support, BOUNCE)
    reply = await support.wait_for_reply(paste, lambda message: Action.SOLVED in message.action_ids, within=20)
    await ann.clicks(reply, Action.SOLVED)
    await support.until(lambda: Action.REOPEN in reply.action_ids)
    await idle(http_bot)
    await ann.says(support, "lunch?")
    await slack.settled()
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}/metrics") as answer,
    ):
        assert answer.content_type == "text/plain"
        families = {family.name: family for family in text_string_to_metric_families(await answer.text())}

    def value(name: str, **labels: str) -> float:
        family = families[name.removesuffix("_total").removesuffix("_count")]
        return sum(
            sample.value for sample in family.samples if sample.name == name and labels.items() <= sample.labels.items()
        )

    assert value("smtp550_events_total", kind="event", fate="stored") == 1
    assert value("smtp550_events_total", kind="event", fate="duplicate") == 2
    assert value("smtp550_events_total", kind="event", fate="dropped") >= 1
    assert value("smtp550_events_total", kind="action", fate="stored") == 1
    assert value("smtp550_ack_seconds_count", kind="event") >= 4
    assert value("smtp550_cases_opened_total", source="message") == 1
    assert value("smtp550_cases_total", cause="address_not_found", outcome="answered") == 1
    assert value("smtp550_cases_total", cause="address_not_found", outcome="solved") == 1
    assert value("smtp550_first_words_seconds_count") == 1
    assert value("smtp550_answer_seconds_count") == 1
    assert value("smtp550_slack_errors_total", method="chat.postMessage", error="http_429") == 1
    assert value("smtp550_slack_request_seconds_count", method="chat.postMessage") == 2
    assert value("smtp550_database_up") == 1
    assert value("smtp550_waiting") == 0
    assert value("smtp550_backlog") == 0
    assert not [name for name in families if name.endswith("_created")]
