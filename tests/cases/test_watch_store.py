"""The tables of the watch, on every database: of two readings one counts, of two processes one has the duty."""

from __future__ import annotations

import asyncio
import ipaddress

import pytest

from bot.cases.alarm_store import AlarmStore
from bot.cases.database import Database
from bot.cases.duties import Duties
from bot.cases.store import CLAIM_SECONDS, Overtaken
from bot.cases.watch_store import MOST_TARGETS, Watch, WatchStore
from bot.cases.watch_targets import read_targets
from bot.model import Check, Finding, FindingCode, Status
from bot.reply.watch_view import TargetFault
from bot.watch.conditions import Condition, Step
from tests.clocks import StillClock

IP = "203.0.113.77"
LISTED = Finding(Check.BLOCKLIST, Status.FAIL, FindingCode.LISTED, "bl.spamcop.net", {"ip": IP, "tier": 1})
BAD = {"list:bl.spamcop.net": Condition(True, LISTED, None, (1.0,))}


@pytest.fixture
def watches(database: Database, clock: StillClock) -> WatchStore:
    return WatchStore(database, clock)


@pytest.fixture
def alarms(database: Database, clock: StillClock) -> AlarmStore:
    return AlarmStore(database, clock)


def began(*names: str) -> Step:
    return Step(BAD, dict.fromkeys(names or ("list:bl.spamcop.net",), LISTED), frozenset())


def over(*names: str) -> Step:
    return Step({}, {}, frozenset(names or ("list:bl.spamcop.net",)))


async def the_one(watches: WatchStore, team: str = "T1") -> Watch:
    [watch] = await watches.of_team(team)
    return watch


async def test_what_is_added_is_due_at_once_and_then_when_it_was_said(watches: WatchStore, clock: StillClock) -> None:
    added = await watches.add("T1", [IP, "example.com"], "C1", "en")
    assert added.new == (IP, "example.com")
    assert [watch.target for watch in await watches.due(10)] == [IP, "example.com"]
    for watch in await watches.due(10):
        assert await watches.write_down(watch, began(), clock.now + 60)
    assert await watches.due(10) == []
    clock.now += 61
    assert len(await watches.due(10)) == 2
    assert (await watches.due(10))[0].conditions == BAD


async def test_adding_again_moves_or_keeps_and_a_workspace_is_full_at_some_time(watches: WatchStore) -> None:
    many = [str(ipaddress.ip_address("198.51.100.0") + number) for number in range(MOST_TARGETS - 1)]
    await watches.add("T1", many, "C1", "en")
    added = await watches.add("T1", [many[0], "example.com", "example.org"], "C2", "ja")
    assert (added.new, added.moved, added.refused) == (("example.com",), (many[0],), ("example.org",))
    assert (await watches.add("T1", ["example.com"], "C2", "ja")).kept == ("example.com",)
    assert (await watches.add("T2", [IP], "C9", "en")).new == (IP,)


async def test_of_two_readings_of_one_target_one_counts(
    watches: WatchStore, alarms: AlarmStore, clock: StillClock
) -> None:
    await watches.add("T1", [IP], "C1", "en")
    watch = await the_one(watches)
    written = await asyncio.gather(*(watches.write_down(watch, began(), clock.now + 60) for _ in range(4)))
    assert sorted(written) == [False, False, False, True]
    assert len(await alarms.untold()) == 1


async def test_what_nobody_watches_any_more_raises_nothing(watches: WatchStore, alarms: AlarmStore) -> None:
    await watches.add("T1", [IP], "C1", "en")
    watch = await the_one(watches)
    assert await watches.remove("T1", [IP, "example.com"]) == (IP,)
    assert not await watches.write_down(watch, began(), 0.0)
    assert await alarms.untold() == []


async def test_an_alarm_is_over_when_all_its_troubles_are(
    watches: WatchStore, alarms: AlarmStore, clock: StillClock
) -> None:
    await watches.add("T1", [IP], "C1", "en")
    await watches.write_down(await the_one(watches), began("list:a", "list:b"), 0.0)
    await watches.write_down(await the_one(watches), began("list:c"), 0.0)
    clock.now += 60
    await watches.write_down(await the_one(watches), over("list:a", "list:c"), 0.0)
    claimed = [await alarms.claim(alarm_id) for alarm_id in await alarms.untold()]
    told = {frozenset(alarm.troubles): alarm for alarm in claimed if alarm is not None}
    assert told[frozenset({"list:c"})].ended_at == clock.now
    assert told[frozenset({"list:a", "list:b"})].ended_at is None
    assert [alarm.target for alarm in await alarms.open_of_team("T1")] == [IP]


async def test_an_alarm_is_claimed_by_one_and_by_the_next_when_that_one_is_silent(
    watches: WatchStore, alarms: AlarmStore, clock: StillClock
) -> None:
    await watches.add("T1", [IP], "C1", "en")
    await watches.write_down(await the_one(watches), began(), 0.0)
    [alarm_id] = await alarms.untold()
    claims = await asyncio.gather(*(alarms.claim(alarm_id) for _ in range(3)))
    [first] = [claim for claim in claims if claim is not None]
    await alarms.about_to_post(first, "root")
    clock.now += CLAIM_SECONDS + 1
    second = await alarms.claim(alarm_id)
    assert second is not None
    assert second.about_to_post == "root"
    with pytest.raises(Overtaken):
        await alarms.posted(first, root_ts="1.0")
    await alarms.posted(second, root_ts="2.0", told_over=0)
    await alarms.settle(second)
    assert await alarms.untold() == []


async def test_alarms_are_forgotten_a_month_after_their_end(
    watches: WatchStore, alarms: AlarmStore, clock: StillClock
) -> None:
    await watches.add("T1", [IP], "C1", "en")
    await watches.write_down(await the_one(watches), began(), 0.0)
    clock.now += 90 * 86_400
    assert await alarms.purge() == 0
    await watches.remove("T1", None)
    clock.now += 31 * 86_400
    assert await alarms.purge() == 1


async def test_a_duty_is_held_by_one_until_it_lets_go_or_is_silent(database: Database, clock: StillClock) -> None:
    one, other = Duties(database, clock), Duties(database, clock)
    assert sorted(await asyncio.gather(one.take("watch", 60), other.take("watch", 60))) == [False, True]
    holder, waiting = (one, other) if await one.take("watch", 60) else (other, one)
    assert not await waiting.take("watch", 60)
    assert await waiting.take("another", 60)
    await waiting.let_go("watch")
    assert not await waiting.take("watch", 60)
    await holder.let_go("watch")
    assert await waiting.take("watch", 60)
    clock.now += 61
    assert await holder.take("watch", 60)


@pytest.mark.parametrize(
    ("typed", "targets"),
    [
        ("203.0.113.77", ("203.0.113.77",)),
        ("203.0.113.77, mail.Example.com; ann@例え.jp", ("203.0.113.77", "mail.example.com", "xn--r8jz45g.jp")),
        ("[2001:DB8::25] 2001:db8:0::25", ("2001:db8::25",)),
        ("", ()),
    ],
)
def test_targets_are_read_into_one_form(typed: str, targets: tuple[str, ...]) -> None:
    read = read_targets(typed)
    assert (read.targets, read.fault) == (targets, None)


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("10.0.0.1", TargetFault.NOT_PUBLIC),
        ("::1", TargetFault.NOT_PUBLIC),
        ("localhost", TargetFault.NOT_A_TARGET),
        ("1.2.3", TargetFault.NOT_A_TARGET),
        ("exa mple", TargetFault.NOT_A_TARGET),
        ("x" * 300 + ".com", TargetFault.NOT_A_TARGET),
        ("co.uk", TargetFault.NOT_REGISTRABLE),
        ("com", TargetFault.NOT_A_TARGET),
        ("mail.corp", TargetFault.NOT_REGISTRABLE),
    ],
)
def test_what_is_no_target_says_why(typed: str, fault: TargetFault) -> None:
    assert read_targets(typed).fault is fault
