"""Behind one address, two replicas are one bot: nothing lost and nothing twice, whatever becomes of one of them."""

from __future__ import annotations

import asyncio
import time

import aiohttp
import pytest

from bot.playground.standin import SlackStandIn
from bot.reply.actions import Action
from tests.topology.crowd import CHANNELS, Crowd, nothing_left
from tests.topology.machines import HOST, Replica

pytestmark = pytest.mark.timeout(240)


async def test_both_work_and_what_comes_twice_is_answered_once(
    slack: SlackStandIn, replicas: tuple[Replica, Replica]
) -> None:
    crowd = Crowd(slack)
    slack.faults.repeat_deliveries(copies=2, times=1_000)
    await crowd.pastes_bounces(32, pause=0.05)
    await slack.settled()
    await crowd.is_answered()
    await nothing_left(replicas)
    assert crowd.count() == {1: 32}
    stored = [await replica.measured("smtp550_events_total", kind="event", fate="stored") for replica in replicas]
    known = [await replica.measured("smtp550_events_total", kind="event", fate="duplicate") for replica in replicas]
    assert (sum(stored), sum(known)) == (32, 64)
    assert all(stored)
    assert all(known)


async def test_a_button_works_whichever_replica_it_reaches(
    slack: SlackStandIn, replicas: tuple[Replica, Replica]
) -> None:
    crowd = Crowd(slack)
    await crowd.pastes_bounces(CHANNELS, pause=0.0)
    await crowd.is_answered()
    await nothing_left(replicas)
    for paste in crowd.pastes:
        [reply] = paste.answers()
        await crowd.people[0].clicks(reply, Action.SOLVED)
        await paste.room.until(lambda reply=reply: Action.REOPEN in reply.action_ids, within=20)  # type: ignore[misc]
    assert crowd.count() == {1: CHANNELS}


async def test_what_a_dead_replica_had_begun_is_ended_by_the_other(
    slack: SlackStandIn, replicas: tuple[Replica, Replica]
) -> None:
    crowd = Crowd(slack)
    pasting = asyncio.create_task(crowd.pastes_bounces(32, pause=0.05))
    await slack.until(lambda: any(room.bot_messages for room in crowd.rooms), within=30)
    await replicas[0].kill()
    killed = time.monotonic()
    await pasting
    await slack.settled()
    await crowd.is_answered()
    print(f"\none of two killed for good: the last of 32 answered {time.monotonic() - killed:.1f} s later")
    await nothing_left(replicas[1:])
    assert crowd.count() == {1: 32}


async def test_a_frozen_replica_costs_no_answer_and_repeats_none_when_it_thaws(
    slack: SlackStandIn, replicas: tuple[Replica, Replica]
) -> None:
    crowd = Crowd(slack)
    pasting = asyncio.create_task(crowd.pastes_bounces(32, pause=0.1))
    await slack.until(lambda: any(room.bot_messages for room in crowd.rooms), within=30)
    replicas[0].freeze()
    await pasting
    await slack.settled()
    await crowd.is_answered()
    replicas[0].thaw()
    await nothing_left(replicas)
    assert crowd.count() == {1: 32}


async def test_a_rolling_restart_is_felt_by_nobody(slack: SlackStandIn, replicas: tuple[Replica, Replica]) -> None:
    crowd = Crowd(slack)
    over = asyncio.Event()

    async def go_on_pasting() -> None:
        while not over.is_set():
            await crowd.pastes_bounces(1, pause=0.4)

    pasting = asyncio.create_task(go_on_pasting())
    for replica in replicas:
        seconds = await replica.end()
        print(f"\ntold to end: gone after {seconds:.1f} s")
        assert seconds <= 10.0
        await replica.start()
        # The balancer looks every second.
        await asyncio.sleep(2.0)
    over.set()
    await pasting
    await slack.settled()
    await crowd.is_answered()
    await nothing_left(replicas)
    assert set(crowd.count()) == {1}
    refused = [delivery.failure for delivery in slack.traffic.deliveries if not delivery.acknowledged]
    assert refused == []


async def test_a_hanging_slack_does_not_hold_up_the_end(slack: SlackStandIn, replicas: tuple[Replica, Replica]) -> None:
    slack.faults.delay("chat.postMessage", 60.0, times=100)
    crowd = Crowd(slack)
    await crowd.pastes_bounces(CHANNELS, pause=0.0)
    await slack.until(lambda: all(rule.times < 100 for rule in slack.faults.calls), within=30)
    for replica in replicas:
        seconds = await replica.end()
        print(f"\ntold to end while Slack hangs: gone after {seconds:.1f} s")
        assert seconds <= 10.0


async def test_from_outside_only_slacks_address_is_there(
    site: int, slack: SlackStandIn, replicas: tuple[Replica, Replica]
) -> None:
    del slack
    async with aiohttp.ClientSession(f"http://{HOST}:{site}") as session:
        for path in ("/metrics", "/readyz", "/healthz", "/"):
            async with session.get(path) as answer:
                assert answer.status == 404
        async with session.post("/slack/events", json={}) as answer:
            assert answer.status == 401
    assert await replicas[0].status("/metrics") == 200
