"""The watch over real lists: an entry that appears on rbldnsd is told once, and its end too, by whichever replica."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.app import build
from bot.checks.blocklist_zones import Covers, zones_to_ask
from bot.checks.network import Network
from bot.checks.operator_pace import OperatorPace
from bot.config import Settings
from bot.playground.standin import SlackStandIn, Timing
from bot.watch.conditions import CONFIRM_SECONDS
from tests.clocks import AheadClock
from tests.servers.daemons import daemon, rbldnsd

pytestmark = pytest.mark.skipif(not daemon("rbldnsd"), reason="make test-servers installs rbldnsd")

TEAM, IP = "T0PLAYGRND", "203.0.113.77"
DAY = 86_400.0
_HEALTHY = ":127.0.0.2:listed, see https://lists-example.net/$\n127.0.0.2\n"
_LISTING = _HEALTHY + "203.0.113.64/26\n"


async def test_an_entry_on_a_real_list_is_told_once_and_so_is_its_end(
    tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.app.OperatorPace", lambda: OperatorPace(1000.0))
    monkeypatch.setattr("bot.app._WATCH_SECONDS", 3600.0)
    clock = AheadClock()
    clean = {zone.shown_zone: _HEALTHY for zone in zones_to_ask(Covers.IP4, {})}
    async with SlackStandIn(timing=Timing.quick(), now=clock) as slack:
        room = slack.channel("ops", slack.person("ann"))

        @asynccontextmanager
        async def two_replicas_and_lists(data: dict[str, str]) -> AsyncIterator[None]:
            """Both look at the same time: a day later, and a quarter of an hour after that."""
            async with rbldnsd(data, tmp_path) as (host, port):
                settings = Settings(_env_file=None).model_copy(
                    update={
                        "slack_api_url": slack.api_url,
                        "slack_bot_token": SecretStr(slack.bot_token),
                        "database_url": postgres_url,
                    }
                )
                apps = [await build(settings, network=Network((host,), port), now=clock) for _ in range(2)]
                for app in apps:
                    await app.start()
                await apps[0].watching.store.add(TEAM, [IP], room.id, "en")
                for seconds in (DAY, CONFIRM_SECONDS, DAY):
                    clock.ahead += seconds
                    await asyncio.gather(*(app.watching() for app in apps))
                yield
                for app in apps:
                    await app.close()

        async with two_replicas_and_lists(clean):
            assert room.bot_messages == []
        async with two_replicas_and_lists(clean | {"bl.spamcop.net": _LISTING}):
            [alarm] = room.bot_messages
            assert f"{IP} is on a blocklist: SpamCop" in alarm.words
            assert "listed, see https://lists-example.net/203.0.113.77" in alarm.words
        async with two_replicas_and_lists(clean):
            [root, end] = room.bot_messages
            assert root is alarm
            assert "It is over" in alarm.words
            assert end.thread_ts == alarm.ts
            assert f"{IP} is off SpamCop" in end.words
