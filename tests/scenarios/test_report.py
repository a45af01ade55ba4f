"""The report: on demand, every Monday once, and on the Home tab; with pictures where Slack lets us, words where not."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from bot.app import Application, build
from bot.cases.case import Source
from bot.cases.codec import Codec
from bot.cases.reporting import Reporting
from bot.cases.tables import CASES
from bot.checks.network import Network
from bot.config import Settings
from bot.model import CaseState, Cause, Diagnosis, Method
from bot.playground.standin import Person, Room, SlackStandIn
from bot.reply.settings_view import Field
from bot.report.drawing import Drawing
from tests.clocks import AheadClock
from tests.scenarios.conftest import Started, idle

TEAM = "T0PLAYGRND"
DAY = 86_400.0
PNG = b"\x89PNG\r\n\x1a\n drawn"

_DIAGNOSES = Codec[tuple[Diagnosis, ...]](tuple[Diagnosis, ...])
_TYPO = Diagnosis(Cause.TYPO_IN_ADDRESS, 0.9, Method.CHECK_ADDRESS, True, ())

Replica = Callable[[], AbstractAsyncContextManager[Application]]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    async def draw(drawing: Drawing) -> bytes:
        assert "@" not in drawing.to_json()
        return PNG

    monkeypatch.setattr("bot.app.draw", draw)
    monkeypatch.setattr("bot.app._REPORT_SECONDS", 3600.0)
    monkeypatch.setattr("bot.app._WATCH_SECONDS", 3600.0)


@pytest.fixture
def replica(settings: Settings, network: Network, clock: AheadClock) -> Replica:
    return _replica(settings, network, clock)


@pytest.fixture
def shared_replica(settings: Settings, network: Network, clock: AheadClock, postgres_url: str) -> Replica:
    """On PostgreSQL, where there may be several."""
    return _replica(settings.model_copy(update={"database_url": postgres_url}), network, clock)


def _replica(settings: Settings, network: Network, clock: AheadClock) -> Replica:
    @asynccontextmanager
    async def start() -> AsyncIterator[Application]:
        app = await build(settings, network=network, now=clock)
        await app.start()
        try:
            yield app
        finally:
            await app.close()

    return start


async def solve_some(app: Application, room: Room, cases: int = 4) -> None:
    """Cases of today, settled: typos, of which all but one are solved with the first method."""
    now = app.desk.reporting.now()
    rows = [
        {
            "id": f"case{number}",
            "team": TEAM,
            "channel": room.id,
            "channel_kind": "channel",
            "source_ts": f"{number}.1",
            "source": Source.MESSAGE.value,
            "asked": True,
            "words": f"secret-{number}@example.com",
            "diagnoses": _DIAGNOSES.to_json((replace(_TYPO, address=f"secret-{number}@gmail.com"),)),
            "state": (CaseState.SOLVED if number else CaseState.ANSWERED).value,
            "solved_with": int(Method.CHECK_ADDRESS) if number else None,
            "solved_at": now if number else None,
            "seconds": 0.5,
            "shown": 1,
            "created_at": now - 60,
            "purge_after": now + 90 * DAY,
        }
        for number in range(cases)
    ]
    await app.database.write(lambda connection: connection.execute(insert(CASES), rows) and None)


async def test_a_report_on_demand_is_posted_with_its_table_picture_and_figures(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn
) -> None:
    await solve_some(bot, support)
    assert (await ann.command("/smtp550 report 7", support)).ok
    root = await support.wait_for(lambda message: "4 cases, 3 solved (75 %)" in message.words)
    await support.wait_for(lambda message: bool(message.files))
    await idle(bot)
    table, files = support.replies(root)
    assert "Most often: typo in the address (100 %)" in root.words
    assert "What helped most: Method 1 (3 cases)" in root.words
    assert "the picture, the table" in root.words.lower()
    assert "Half within" in table.words
    assert f"<#{support.id}>: 4 (3 solved)" in table.words
    assert "gmail.com: 4 (3 solved)" in table.words
    picture, figures = files.files
    assert (picture["mimetype"], figures["mimetype"]) == ("image/png", "text/csv")
    assert "Bar chart" in picture["alt_txt"]
    rows = list(csv.DictReader(io.StringIO(slack.workspace.contents[figures["id"]].decode("utf-8-sig"))))
    assert {"counted_by": "cause", "name": "typo_in_address", "cases": "4", "solved": "3"}.items() <= rows[1].items()
    everything = root.words + root.text + table.words + table.text + str(slack.workspace.contents)
    assert "secret" not in everything


async def test_a_report_in_japanese_and_of_nothing(bot: Application, taro: Person, support: Room) -> None:
    await taro.command("/smtp550 レポート", support)
    await support.wait_for(lambda message: "戻ってきたメールはありませんでした" in message.words)
    await idle(bot)
    assert len(support.bot_messages) == 1


@pytest.mark.parametrize("typed", ["0", "400", "ten", "-1", "٣"])
async def test_what_is_no_number_of_days_is_said_in_private(
    bot: Application, ann: Person, support: Room, typed: str
) -> None:
    assert (await ann.command(f"/smtp550 report {typed}", support)).ok
    assert "is no number of days" in support.ephemerals(ann)[-1].words
    assert support.bot_messages == []


async def test_without_the_scope_for_files_the_table_is_there_and_says_so(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn
) -> None:
    slack.workspace.app.scopes -= {"files:write"}
    await solve_some(bot, support)
    await ann.command("/smtp550 report", support)
    root = await support.wait_for(lambda message: "I need the scope files:write" in message.words)
    await idle(bot)
    [table] = support.replies(root)
    assert "typo in the address" in table.words


@pytest.mark.parametrize("dies_over", ["_draw", "_share_files"])
async def test_killed_over_a_report_on_demand_it_posts_it_once(
    started: Started, ann: Person, support: Room, monkeypatch: pytest.MonkeyPatch, dies_over: str
) -> None:
    async def hang(*_: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr("bot.app._DRAIN_SECONDS", 0.0)
    async with started() as bot:
        await solve_some(bot, support)
        with monkeypatch.context() as dying:
            dying.setattr(Reporting, dies_over, hang)
            assert (await ann.command("/smtp550 report 7", support)).ok
            if dies_over == "_share_files":
                await support.wait_for(lambda message: message.thread_ts is not None)
    async with started() as bot:
        await support.wait_for(lambda message: "4 cases, 3 solved (75 %)" in message.words, within=10)
        await idle(bot)
    assert len([message for message in support.bot_messages if not message.thread_ts]) == 1


async def test_where_the_bot_cannot_write_it_says_so(bot: Application, ann: Person, slack: SlackStandIn) -> None:
    secret = slack.channel("secret", ann, bot=False, private=True)
    await ann.command("/smtp550 report", secret)
    await secret.wait_for_ephemeral(ann, lambda message: "I cannot write in this channel" in message.words)


# --- weekly -----------------------------------------------------------------------------------------------------------


def until_monday(clock: AheadClock) -> float:
    """Seconds until two o'clock on the next Monday: every report of the week is due by then."""
    now = datetime.fromtimestamp(clock(), UTC)
    monday = (now + timedelta(days=7 - now.weekday())).replace(hour=2, minute=0)
    return (monday - now).total_seconds()


async def test_the_weekly_report_is_posted_once_by_two_replicas_and_again_next_week(
    shared_replica: Replica, support: Room, clock: AheadClock
) -> None:
    async with shared_replica() as first, shared_replica() as second:
        await solve_some(first, support)
        await first.desk.reporting.store.appoint(TEAM, support.id, "en")
        await asyncio.gather(first.desk.reporting(), second.desk.reporting())
        assert support.bot_messages == []
        clock.ahead += until_monday(clock)
        for _ in range(2):
            await asyncio.gather(first.desk.reporting(), second.desk.reporting())
        root, table, files = support.bot_messages
        assert "4 cases" in root.words
        assert table.thread_ts == files.thread_ts == root.ts
        clock.ahead += 20 * DAY
    async with shared_replica() as app:
        await app.desk.reporting()
        await app.desk.reporting()
    assert len(support.bot_messages) == 4
    assert "No mail came back" in support.bot_messages[-1].words


@pytest.mark.parametrize("dies_at", ["posted", "about_to_post"])
async def test_killed_over_the_weekly_report_it_goes_on_where_it_was(
    replica: Replica, support: Room, clock: AheadClock, monkeypatch: pytest.MonkeyPatch, dies_at: str
) -> None:
    async with replica() as app:
        await solve_some(app, support)
        await app.desk.reporting.store.appoint(TEAM, support.id, "en")
        clock.ahead += until_monday(clock)
        store = app.desk.reporting.store.__class__
        with monkeypatch.context() as dying:
            real, left = getattr(store, dies_at), [1 if dies_at == "posted" else 3]

            async def die(*arguments: object, **more: object) -> None:
                left[0] -= 1
                if left[0] <= 0:
                    raise asyncio.CancelledError
                await real(*arguments, **more)

            dying.setattr(store, dies_at, die)
            with pytest.raises(asyncio.CancelledError):
                await app.desk.reporting()
    clock.ahead += 600
    async with replica() as app:
        await app.desk.reporting()
    roots = [message for message in support.bot_messages if not message.thread_ts]
    tables = [message for message in support.bot_messages if message.thread_ts and not message.files]
    assert (len(roots), len(tables)) == (1, 1)


async def test_the_settings_choose_the_channel_of_the_weekly_report(
    bot: Application, support: Room, slack: SlackStandIn, clock: AheadClock
) -> None:
    boss = slack.person("boss", admin=True)
    await boss.command("/smtp550 settings", support)
    await boss.wait_for_modal()
    assert (await boss.submits({Field.REPORT_CHANNEL: support.id})).ok
    await idle(bot)
    clock.ahead += until_monday(clock)
    bot.desk.reporting.store._now = clock
    assert await bot.desk.reporting.store.due() == [TEAM]
    await boss.command("/smtp550 settings", support)
    await boss.wait_for_modal()
    assert (await boss.submits({Field.LOCALE: "ja"})).ok
    await idle(bot)
    due = await bot.desk.reporting.store.claim(TEAM)
    assert due is not None
    assert due.locale == "ja"
    await boss.command("/smtp550 settings", support)
    await boss.wait_for_modal()
    assert (await boss.submits({Field.REPORT_CHANNEL: None})).ok
    await idle(bot)
    assert await bot.desk.reporting.store.due() == []


# --- the Home tab -----------------------------------------------------------------------------------------------------


async def test_the_home_tab_shows_the_picture_of_the_last_30_days(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn
) -> None:
    await solve_some(bot, support)
    await ann.opens_home()
    home = await ann.wait_for_home(lambda view: any(block["type"] == "image" for block in view.body["blocks"]))
    [image] = [block for block in home.body["blocks"] if block["type"] == "image"]
    assert slack.workspace.contents[image["slack_file"]["id"]] == PNG
    assert "Bar chart" in image["alt_text"]
    assert "What bounced, and what helped" in home.words
    assert "4 cases, 3 solved" in home.words
    assert "Hear of a blocklist entry" in home.words
    await ann.opens_home()
    await slack.settled()
    await idle(bot)
    assert len(slack.traffic.calls_to("files.completeUploadExternal")) == 1


async def test_without_the_scope_for_files_the_home_tab_has_the_words(
    bot: Application, taro: Person, support: Room, slack: SlackStandIn
) -> None:
    slack.workspace.app.scopes -= {"files:write"}
    await solve_some(bot, support)
    await taro.opens_home()
    home = await taro.wait_for_home(lambda view: "何が戻り、どう解決したか" in view.words)
    assert "4 件、うち 3 件解決" in home.words
    assert not any(block["type"] == "image" for block in home.body["blocks"])


async def test_a_picture_that_slack_does_not_show_leaves_the_words(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn
) -> None:
    await solve_some(bot, support)
    await ann.opens_home()
    await ann.wait_for_home(lambda view: any(block["type"] == "image" for block in view.body["blocks"]))
    await idle(bot)
    slack.workspace.files.clear()
    await ann.opens_home()
    home = await ann.wait_for_home(lambda view: not any(block["type"] == "image" for block in view.body["blocks"]))
    assert "4 cases, 3 solved" in home.words
