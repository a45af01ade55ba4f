"""The watch: a listing and its end are told once, across a restart and two replicas; what is in doubt is not told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

from bot.app import Application, build
from bot.cases.watch_store import MOST_TARGETS
from bot.cases.workspace import WorkspaceSettings
from bot.checks import watch as watch_module
from bot.checks.blocklist_zones import BlocklistZone, zones_to_ask
from bot.checks.network import Network
from bot.checks.operator_pace import OperatorPace
from bot.checks.watch import Readings
from bot.config import Settings
from bot.playground.nameserver import Behaviour, Fault, NameServer, Zone, blocklist_zone
from bot.playground.standin import Message, Person, Room, SlackStandIn
from bot.reply.settings_view import Field
from bot.watch.conditions import CONFIRM_SECONDS
from tests.clocks import AheadClock

TEAM = "T0PLAYGRND"
IP, DOMAIN = "203.0.113.50", "example.org"
DAY = 86_400.0
SPAMCOP, ZEN, DBL, PSBL = "bl.spamcop.net", "zen.spamhaus.org", "dbl.spamhaus.org", "psbl.surriel.com"
LISTS = frozenset({SPAMCOP, ZEN, DBL, PSBL})

Replica = Callable[[], AbstractAsyncContextManager[Application]]
Replicas = Callable[[], AbstractAsyncContextManager[list[Application]]]


@pytest.fixture
async def nameserver() -> AsyncIterator[NameServer]:
    async with NameServer([*map(blocklist_zone, LISTS), reverse(), records()]) as server:
        yield server


@pytest.fixture(autouse=True)
def _few_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    def few(*arguments: Any) -> list[BlocklistZone]:
        return [zone for zone in zones_to_ask(*arguments) if zone.shown_zone in LISTS]

    monkeypatch.setattr(watch_module, "zones_to_ask", few)
    monkeypatch.setattr(watch_module, "_QUERY_TIMEOUT", 0.1)
    monkeypatch.setattr("bot.app.OperatorPace", lambda: OperatorPace(1000.0))
    monkeypatch.setattr("bot.app._WATCH_SECONDS", 3600.0)


@pytest.fixture
def replica(settings: Settings, network: Network, clock: AheadClock) -> Replica:
    """Runs a bot on the database."""
    return _replica(settings, network, clock)


@pytest.fixture
def replicas(settings: Settings, network: Network, clock: AheadClock, database_url: str) -> Replicas:
    """Runs as many bots as the database takes: one on SQLite, two on PostgreSQL."""
    start = _replica(settings.model_copy(update={"database_url": database_url}), network, clock)

    @asynccontextmanager
    async def start_all() -> AsyncIterator[list[Application]]:
        async with AsyncExitStack() as stack:
            first = await stack.enter_async_context(start())
            yield [first, await stack.enter_async_context(start())] if first.database.is_shared else [first]

    return start_all


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


def reverse(**pointers: str) -> Zone:
    names = {"50": "mail.example.org.", **pointers}
    return Zone("113.0.203.in-addr.arpa", {name: {"PTR": [host]} for name, host in names.items() if host})


def records(spf: str = "v=spf1 ip4:203.0.113.50 -all", dmarc: str = "v=DMARC1; p=none") -> Zone:
    texts = {"@": spf, "_dmarc": dmarc}
    found = {name: {"TXT": [f'"{text}"']} for name, text in texts.items() if text}
    return Zone(DOMAIN, {"mail": {"A": [IP]}, **found})


async def watch(app: Application, room: Room, *targets: str) -> None:
    """As the command does it, without the words of the channel."""
    await app.watching.store.add(TEAM, targets, room.id, "en")


async def look(clock: AheadClock, *apps: Application, days: float = 0.0, seconds: float = 0.0) -> None:
    """Let time pass, then the bots look, all of them at once."""
    clock.ahead += days * DAY + seconds
    await asyncio.gather(*(app.watching() for app in apps))


async def look_twice(clock: AheadClock, *apps: Application) -> None:
    await look(clock, *apps, days=1.0)
    await look(clock, *apps, seconds=CONFIRM_SECONDS)


def roots(room: Room) -> list[Message]:
    return [message for message in room.bot_messages if not message.thread_ts]


def replies(room: Room) -> list[Message]:
    return [message for message in room.bot_messages if message.thread_ts]


async def test_a_listing_and_its_end_are_told_once_across_a_restart_and_two_replicas(
    replicas: Replicas, support: Room, nameserver: NameServer, clock: AheadClock
) -> None:
    async with replicas() as bots:
        await watch(bots[0], support, IP)
        await look(clock, *bots)
        nameserver.put(blocklist_zone(SPAMCOP, {IP: "Blocked, see the list's page"}))
        await look(clock, *bots, days=1.0)
        assert support.bot_messages == []
    async with replicas() as bots:
        await look(clock, *bots, seconds=CONFIRM_SECONDS)
        [alarm] = support.bot_messages
        assert f"{IP} is on a blocklist: SpamCop" in alarm.words
        assert "https://www.spamcop.net/bl.shtml" in str(alarm.blocks)
        assert "Blocked, see the list's page" in alarm.words
        for _ in range(3):
            await look_twice(clock, *bots)
        assert support.bot_messages == [alarm]
        nameserver.put(blocklist_zone(SPAMCOP))
        await look(clock, *bots, days=1.0)
        assert support.bot_messages == [alarm]
    async with replicas() as bots:
        await look(clock, *bots, seconds=CONFIRM_SECONDS)
        assert roots(support) == [alarm]
        [end] = replies(support)
        assert end.thread_ts == alarm.ts
        assert f"{IP} is off SpamCop" in end.words
        assert "It is over" in alarm.words
        for _ in range(2):
            await look_twice(clock, *bots)
        assert len(support.bot_messages) == 2


async def test_a_bot_that_stood_still_for_days_misses_nothing(
    replica: Replica, support: Room, nameserver: NameServer, clock: AheadClock
) -> None:
    async with replica() as app:
        await watch(app, support, IP)
        await look(clock, app)
    nameserver.put(blocklist_zone(SPAMCOP, {IP: "spam"}))
    clock.ahead += 5 * DAY
    async with replica() as app:
        await look(clock, app)
        await look(clock, app, seconds=CONFIRM_SECONDS)
    assert len(support.bot_messages) == 1


async def test_killed_between_slacks_200_and_its_own_record_it_finds_its_alarm(
    replica: Replica, support: Room, nameserver: NameServer, clock: AheadClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    nameserver.put(blocklist_zone(SPAMCOP, {IP: "spam"}))
    async with replica() as app:
        await watch(app, support, IP)
        await look(clock, app)
        with monkeypatch.context() as dying:

            async def die(*_: object, **__: object) -> None:
                raise asyncio.CancelledError

            dying.setattr(app.watching.teller.store.__class__, "posted", die)
            with pytest.raises(asyncio.CancelledError):
                await look(clock, app, seconds=CONFIRM_SECONDS)
    assert len(support.bot_messages) == 1
    async with replica() as app:
        await look(clock, app, seconds=60)
        assert await app.watching.teller.store.untold() == []
    assert len(support.bot_messages) == 1


@pytest.mark.parametrize(
    "trouble",
    [
        Zone(SPAMCOP, behaviour=Behaviour(Fault.ANSWER_ALL, answer="127.0.0.2")),
        Zone(SPAMCOP, behaviour=Behaviour(Fault.ANSWER_ALL, answer="198.51.100.7")),
        Zone(SPAMCOP, behaviour=Behaviour(Fault.ANSWER_ALL, answer="127.255.255.254")),
        Zone(SPAMCOP, behaviour=Behaviour(Fault.NXDOMAIN)),
        Zone(SPAMCOP, behaviour=Behaviour(Fault.NODATA)),
        Zone(SPAMCOP, behaviour=Behaviour(Fault.SERVFAIL)),
        Zone(SPAMCOP, behaviour=Behaviour(Fault.REFUSED)),
        Zone(SPAMCOP, behaviour=Behaviour(Fault.SILENT)),
        blocklist_zone(SPAMCOP, {IP: "spam"}, test_points=False),
        blocklist_zone(SPAMCOP, {IP: "spam", "127.0.0.1": "everything"}),
        blocklist_zone(SPAMCOP, answers={IP: ["127.255.255.255"]}),
        blocklist_zone(SPAMCOP, answers={IP: ["127.0.0.1"]}),
        blocklist_zone(ZEN, answers={IP: ["127.0.0.10"]}),
        Zone("113.0.203.in-addr.arpa", behaviour=Behaviour(Fault.SERVFAIL)),
        Zone("113.0.203.in-addr.arpa", behaviour=Behaviour(Fault.SILENT)),
        Zone("113.0.203.in-addr.arpa", behaviour=Behaviour(Fault.REFUSED)),
        Zone(DOMAIN, behaviour=Behaviour(Fault.SERVFAIL)),
        Zone(DOMAIN, behaviour=Behaviour(Fault.SILENT)),
        Zone(DOMAIN, behaviour=Behaviour(Fault.REFUSED)),
        Zone(DOMAIN, behaviour=Behaviour(Fault.BOGUS)),
    ],
    ids=lambda zone: f"{zone.origin} {zone.behaviour.fault or ''}",
)
async def test_a_list_or_a_server_that_goes_bad_raises_no_alarm(
    replica: Replica,
    support: Room,
    nameserver: NameServer,
    clock: AheadClock,
    trouble: Zone,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(watch_module, "_LOOKUP_LIFETIME", 0.3)
    async with replica() as app:
        await watch(app, support, IP, DOMAIN)
        await look(clock, app)
        nameserver.put(trouble)
        await look_twice(clock, app)
        await look_twice(clock, app)
    assert support.bot_messages == []


@pytest.mark.parametrize("fault", [Fault.NXDOMAIN, Fault.NODATA, Fault.ANSWER_ALL, Fault.SERVFAIL, Fault.REFUSED])
async def test_a_resolver_that_lies_about_everything_raises_no_alarm(
    replica: Replica, support: Room, nameserver: NameServer, clock: AheadClock, fault: Fault
) -> None:
    async with replica() as app:
        await watch(app, support, IP, DOMAIN)
        await look(clock, app)
        for origin in (*LISTS, DOMAIN, "113.0.203.in-addr.arpa"):
            nameserver.put(Zone(origin, behaviour=Behaviour(fault)))
        await look_twice(clock, app)
        await look_twice(clock, app)
    assert support.bot_messages == []


async def test_an_entry_that_goes_bad_with_its_list_is_not_called_over(
    replica: Replica, support: Room, nameserver: NameServer, clock: AheadClock
) -> None:
    nameserver.put(blocklist_zone(SPAMCOP, {IP: "spam"}))
    async with replica() as app:
        await watch(app, support, IP)
        await look(clock, app)
        await look(clock, app, seconds=CONFIRM_SECONDS)
        [alarm] = support.bot_messages
        for fault in (Fault.NXDOMAIN, Fault.SERVFAIL, Fault.REFUSED):
            nameserver.put(Zone(SPAMCOP, behaviour=Behaviour(fault)))
            await look_twice(clock, app)
    assert support.bot_messages == [alarm]
    assert "is on a blocklist" in alarm.words


async def test_records_that_break_are_told_with_what_to_publish_and_again_when_they_are_mended(
    replica: Replica, support: Room, nameserver: NameServer, clock: AheadClock
) -> None:
    async with replica() as app:
        await app.desk.workspaces.save(TEAM, WorkspaceSettings(sending_domains=(DOMAIN,), sending_ips=(IP,)))
        await watch(app, support, IP, DOMAIN)
        await look_twice(clock, app)
        assert support.bot_messages == []
        nameserver.put(records(spf="v=spf1 -all", dmarc=""))
        nameserver.put(reverse(**{"50": "", "51": "mail.example.org."}))
        await look_twice(clock, app)
        of_domain, of_ip = sorted(roots(support), key=lambda message: IP in message.words.partition("\n")[0])
        assert f"DNS does not speak for {DOMAIN} as it should: SPF, DMARC" in of_domain.words
        assert "v=spf1 ip4:203.0.113.50 -all" in of_domain.words
        assert "v=DMARC1" in of_domain.words
        assert f"DNS does not speak for {IP} as it should: PTR" in of_ip.words
        nameserver.put(records(dmarc=""))
        await look_twice(clock, app)
        [mended] = replies(support)
        assert "In order again for example.org: SPF" in mended.words
        assert "One trouble of this message is left" in mended.words
        assert "DMARC" in of_domain.words.partition("\n")[0]
        assert "Over: In order again for example.org: SPF" in of_domain.words
        nameserver.put(records())
        nameserver.put(reverse())
        await look_twice(clock, app)
        assert len(replies(support)) == 3
        assert all("It is over" in root.words for root in roots(support))


async def test_a_fault_of_ours_asks_the_lists_no_more_than_once_an_hour(
    replica: Replica, support: Room, clock: AheadClock
) -> None:
    calls = 0

    async def broken(_: object) -> Readings:
        nonlocal calls
        calls += 1
        raise ZeroDivisionError

    async with replica() as app:
        await watch(app, support, IP, DOMAIN)
        faulty = replace(app.watching, read=broken)
        for _ in range(3):
            await faulty()
        assert calls == 1
        clock.ahead += 3601
        await faulty()
        assert calls == 2


async def test_slack_that_is_away_hears_of_it_later_once(
    replica: Replica, support: Room, nameserver: NameServer, clock: AheadClock, slack: SlackStandIn
) -> None:
    nameserver.put(blocklist_zone(SPAMCOP, {IP: "spam"}))
    async with replica() as app:
        await watch(app, support, IP)
        await look(clock, app)
        slack.faults.fail("chat.postMessage", "internal_error", times=1)
        await look(clock, app, seconds=CONFIRM_SECONDS)
        assert support.bot_messages == []
        await asyncio.sleep(1.1)  # the poster lets Slack alone for a second, by its own clock
        await look(clock, app, seconds=60)
    assert len(support.bot_messages) == 1


async def answer(person: Person, line: str, room: Room) -> str:
    """What a command's ack says to the one who typed it."""
    assert (await person.command(line, room)).ok
    return room.ephemerals(person)[-1].words


# --- the command ------------------------------------------------------------------------------------------------------


@pytest.fixture
async def bot(replica: Replica, slack: SlackStandIn, settings: Settings) -> AsyncIterator[Application]:
    async with AsyncExitStack() as stack:
        app = await stack.enter_async_context(replica())
        handler = AsyncSocketModeHandler(app.bolt, slack.app_token, web_client=app.workspace.client(""))
        await handler.connect_async()  # type: ignore[no-untyped-call]
        await slack.connected()
        yield app
        await handler.close_async()  # type: ignore[no-untyped-call]


async def test_the_command_watches_what_is_named_and_tells_the_channel(
    bot: Application, ann: Person, taro: Person, support: Room
) -> None:
    await ann.command(f"/smtp550 watch {IP}, Ann@Example.ORG", support)
    began = await support.wait_for(lambda message: "has me watch" in message.words)
    assert f"<@{ann.id}> has me watch {IP}, example.org" in began.words
    await taro.command(f"/smtp550 watch {IP} 例え.jp", support)
    again = await support.wait_for(lambda message: "監視を始めました" in message.words)
    assert "xn--r8jz45g.jp" in again.words
    assert f"すでにこのチャンネルで監視中です: {IP}" in again.words
    assert "not read yet" in await answer(ann, "/smtp550 watch list", support)
    assert "まだ確認していません" in await answer(taro, "/smtp550 watch 一覧", support)
    assert f"No longer watched: {IP}" in await answer(ann, f"/smtp550 unwatch {IP}", support)
    assert "監視を終了しました: example.org" in await answer(taro, "/smtp550 unwatch all", support)
    assert "Nothing is watched yet" in await answer(ann, "/smtp550 watch list", support)


async def test_the_end_of_a_watch_is_said_in_each_channel_that_was_told_of_it(
    bot: Application, ann: Person, taro: Person, support: Room, slack: SlackStandIn
) -> None:
    ops, secret = slack.channel("ops", ann), slack.channel("secret", ann, bot=False, private=True)
    await bot.watching.store.add(TEAM, [IP, DOMAIN], support.id, "ja")
    await bot.watching.store.add(TEAM, ["example.net"], ops.id, "en")
    await bot.watching.store.add(TEAM, ["example.com"], secret.id, "en")
    assert "No longer watched" in await answer(ann, "/smtp550 unwatch all", ops)
    told = await support.wait_for(lambda message: "監視を終了しました" in message.words)
    assert f"<@{ann.id}> さんのご依頼で、{IP}、{DOMAIN} の監視を終了しました" in told.words
    told = await ops.wait_for(lambda message: "has ended the watch" in message.words)
    assert f"<@{ann.id}> has ended the watch over example.net" in told.words
    assert "/smtp550 watch example.net" in told.words
    assert "That was not watched" in await answer(ann, "/smtp550 unwatch all", ops)
    await bot.desk.drain(10)
    assert [len(room.bot_messages) for room in (support, ops, secret)] == [1, 1, 0]


@pytest.mark.parametrize("typed", ["watch", f"watch {DOMAIN}", "watch list", "unwatch all", f"unwatch {IP}", "report"])
@pytest.mark.parametrize(("locale", "said"), [("en-US", "for full members"), ("ja-JP", "フルメンバーの方のみ")])
async def test_what_guests_may_not_see_they_cannot_ask_for_or_end(
    bot: Application, slack: SlackStandIn, locale: str, said: str, typed: str
) -> None:
    guest = slack.person("guest", locale=locale)
    guest.user.is_guest = True
    room = slack.channel("shared", guest)
    await bot.watching.store.add(TEAM, [IP], "C0ELSEWHERE", "en")
    assert said in await answer(guest, f"/smtp550 {typed}", room)
    await bot.desk.drain(10)
    assert room.bot_messages == []
    assert [each.target for each in await bot.watching.store.of_team(TEAM)] == [IP]


async def test_without_a_name_it_watches_the_workspaces_own(bot: Application, ann: Person, support: Room) -> None:
    assert "I do not know your mail servers and domains yet" in await answer(ann, "/smtp550 watch", support)
    await bot.desk.workspaces.save(TEAM, WorkspaceSettings(sending_domains=(DOMAIN,), sending_ips=(IP,)))
    await ann.command("/smtp550 watch", support)
    await support.wait_for(lambda message: f"{IP}, {DOMAIN}" in message.words)
    assert [each.target for each in await bot.watching.store.of_team(TEAM)] == [IP, DOMAIN]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("watch 10.0.0.1", "private or reserved"),
        ("watch hello", "neither a domain nor an IP address"),
        ("watch co.uk", "not a domain that somebody can register"),
        ("watch mail.intranet", "not a domain that somebody can register"),
        ("unwatch", "What shall I no longer watch"),
        ("unwatch example.net", "That was not watched"),
        ("unwatch 1.2.3", "neither a domain nor an IP address"),
        ("unwatch nothing.example", "/smtp550 unwatch mail.example.com"),
    ],
)
async def test_what_cannot_be_watched_is_said_to_the_one_who_asked(
    bot: Application, ann: Person, support: Room, typed: str, said: str
) -> None:
    assert said in await answer(ann, f"/smtp550 {typed}", support)
    assert support.bot_messages == []


async def test_where_the_bot_cannot_write_nothing_is_watched(
    bot: Application, ann: Person, slack: SlackStandIn
) -> None:
    secret = slack.channel("secret", ann, bot=False, private=True)
    await ann.command(f"/smtp550 watch {IP}", secret)
    await secret.wait_for_ephemeral(ann, lambda message: "I cannot write in this channel" in message.words)
    assert await bot.watching.store.of_team(TEAM) == []


async def test_the_watch_moves_to_the_channel_that_asked_last(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn
) -> None:
    ops = slack.channel("ops", ann)
    await ann.command(f"/smtp550 watch {IP}", support)
    await support.wait_for(lambda message: IP in message.words)
    await ann.command(f"/smtp550 watch {IP}", ops)
    await ops.wait_for(lambda message: "Told here from now on" in message.words)
    [watched] = await bot.watching.store.of_team(TEAM)
    assert watched.channel == ops.id


async def test_a_workspace_has_so_many_targets_at_most(bot: Application, ann: Person, support: Room) -> None:
    await bot.watching.store.add(TEAM, [f"198.51.100.{n}" for n in range(1, MOST_TARGETS)], support.id, "en")
    await ann.command(f"/smtp550 watch {IP} {DOMAIN}", support)
    await support.wait_for(lambda message: f"has me watch {IP}" in message.words)
    await support.wait_for_ephemeral(ann, lambda message: f"Not watched: {DOMAIN}" in message.words)
    assert await bot.watching.store.count(TEAM) == MOST_TARGETS


async def test_a_watch_of_all_that_is_own_follows_the_settings(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn
) -> None:
    boss = slack.person("boss", admin=True)
    await bot.desk.workspaces.save(TEAM, WorkspaceSettings(sending_domains=(DOMAIN,), sending_ips=(IP,)))
    await ann.command("/smtp550 watch", support)
    await support.wait_for(lambda message: DOMAIN in message.words)
    await boss.command("/smtp550 settings", support)
    await boss.wait_for_modal()
    assert (await boss.submits({Field.SENDING_IPS: f"{IP} 203.0.113.51", Field.SENDING_DOMAINS: ""})).ok
    watched = await bot.watching.store.of_team(TEAM)
    assert {(each.target, each.channel) for each in watched} == {(IP, support.id), ("203.0.113.51", support.id)}


async def test_a_watch_of_one_target_does_not_follow_them(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn
) -> None:
    boss = slack.person("boss", admin=True)
    await bot.desk.workspaces.save(TEAM, WorkspaceSettings(sending_domains=(DOMAIN,), sending_ips=(IP,)))
    await ann.command(f"/smtp550 watch {IP}", support)
    await support.wait_for(lambda message: IP in message.words)
    await boss.command("/smtp550 settings", support)
    await boss.wait_for_modal()
    assert (await boss.submits({Field.SENDING_IPS: "203.0.113.51"})).ok
    assert [each.target for each in await bot.watching.store.of_team(TEAM)] == [IP]


async def test_an_alarm_of_what_is_no_longer_watched_says_so(
    bot: Application, ann: Person, support: Room, nameserver: NameServer, clock: AheadClock
) -> None:
    nameserver.put(blocklist_zone(SPAMCOP, {IP: "spam"}))
    await watch(bot, support, IP)
    await look(clock, bot)
    await look(clock, bot, seconds=CONFIRM_SECONDS)
    [alarm] = support.bot_messages
    assert "SpamCop" in await answer(ann, "/smtp550 watch list", support)
    await ann.command(f"/smtp550 unwatch {IP}", support)
    await look(clock, bot)
    assert "no longer watched" in alarm.words
    await support.wait_for(lambda message: "has ended the watch" in message.words)
    assert len(support.bot_messages) == 2
