"""Slack's own troubles: down, 429, the same delivery again, the same delivery to every replica."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from bot.playground.standin import Timing
from tests.faults.world import BOUNCES, Tally, World, world

pytestmark = pytest.mark.timeout(600)

# So many that an order is not used up.
_MANY = 1_000_000
# The cause and the method that each of `BOUNCES` tells by itself.
_FROM_THE_TEXT = (
    ("does not exist", "Method 1"),
    ("does not exist", "Method 1"),
    ("probably a typo", "Method 1"),
    ("is full", "Beyond the article"),
)
# The first is the figure, and it takes 0.4 s where nothing else runs. The second is for a machine that is busy
# with other tests: paste, ack, store, Slack's word of a person and the post all wait for a turn on it.
_TEXT_SECONDS, _STALL_SECONDS = 3.0, 1.0

BOTH = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)


def _replicas(database_url: str) -> int:
    return 2 if database_url.startswith("postgresql") else 1


async def _lived_through(
    w: World, outage: AbstractContextManager[None], *, seconds: float, per_second: float, within: float
) -> tuple[Tally, float]:
    """People paste before, during and after an outage of so many seconds; the tally, and how long the rest took."""
    await w.start()
    async with w.crowd.pasting(per_second=per_second):
        await asyncio.sleep(2.0)
        with outage:
            await asyncio.sleep(seconds)
        await asyncio.sleep(2.0)
    return await w.ended(within=within)


@BOTH
async def test_slack_is_down(
    database_url: str, tmp_path: Path, seed: int, soak: bool, figure: Callable[[str], None]
) -> None:
    down = 180.0 if soak else 60.0
    async with world(database_url, tmp_path, seed=seed, replicas=_replicas(database_url)) as w:
        outage = w.slack.faults.outage()
        tally, seconds = await _lived_through(w, outage, seconds=down, per_second=5.0, within=90)
    figure(f"down {down:.0f} s, {tally}, the last answer {seconds:.1f} s after the last paste")
    assert (tally.lost, tally.twice) == (0, 0)


@BOTH
async def test_slacks_web_api_is_down(
    database_url: str, tmp_path: Path, seed: int, soak: bool, figure: Callable[[str], None]
) -> None:
    down = 180.0 if soak else 60.0
    async with world(database_url, tmp_path, seed=seed, replicas=_replicas(database_url)) as w:
        outage = w.slack.faults.outage_of_the_web_api()
        tally, seconds = await _lived_through(w, outage, seconds=down, per_second=2.0, within=180)
    figure(
        f"delivers, and answers nothing for {down:.0f} s, {tally}, the last answer {seconds:.1f} s after the last paste"
    )
    assert tally.acknowledged == tally.pasted
    assert (tally.lost, tally.twice) == (0, 0)


@BOTH
async def test_slacks_answers_to_posts_get_lost(
    database_url: str, tmp_path: Path, seed: int, soak: bool, figure: Callable[[str], None]
) -> None:
    away = 120.0 if soak else 20.0
    async with world(database_url, tmp_path, seed=seed, replicas=_replicas(database_url)) as w:
        await w.start()
        w.slack.faults.drop("chat.postMessage", times=_MANY, after_doing=True)
        [rule] = w.slack.faults.calls
        async with w.crowd.pasting(per_second=2.0):
            await asyncio.sleep(away)
            w.slack.faults.calls.clear()
        tally, seconds = await w.ended(within=90)
        lost = _MANY - rule.times
    figure(f"{lost} posts done, their answers lost, {tally}, the last answer {seconds:.1f} s after the last paste")
    assert lost > 3
    assert (tally.lost, tally.twice) == (0, 0)


@BOTH
async def test_a_storm_of_429(
    database_url: str, tmp_path: Path, seed: int, soak: bool, figure: Callable[[str], None]
) -> None:
    refusals = 600 if soak else 60
    async with world(database_url, tmp_path, seed=seed, replicas=_replicas(database_url)) as w:
        await w.start()
        for _ in range(refusals):
            w.slack.faults.rate_limit("chat.*", retry_after=w.crowd.random.randint(1, 3))
        async with w.crowd.pasting(per_second=5.0):
            await asyncio.sleep(refusals / 10)
        tally, seconds = await w.ended(within=120)
        refused = sum(call.http_status == 429 for call in w.slack.traffic.calls)
    figure(f"{refused} times 429, {tally}, the last answer {seconds:.1f} s after the last paste")
    assert (tally.lost, tally.twice) == (0, 0)
    assert refused >= refusals


@BOTH
async def test_deliveries_that_come_again_and_to_every_replica(
    database_url: str, tmp_path: Path, seed: int, soak: bool, figure: Callable[[str], None]
) -> None:
    bounces = 400 if soak else 40
    async with world(database_url, tmp_path, seed=seed, replicas=_replicas(database_url)) as w:
        await w.start()
        w.balancer.to_all = True
        # Slack sees no ack and sends again, three times, each time to all; what it then sends it sends thrice.
        w.slack.faults.lose_acks(times=2 * bounces)
        w.slack.faults.repeat_deliveries(copies=2, times=10 * bounces)
        for _ in range(bounces):
            await w.crowd.do_anything()
            await asyncio.sleep(0.1)
        tally, _ = await w.ended(within=90)
        deliveries = w.balancer.passed_on
    figure(f"{deliveries} deliveries of {bounces} bounces and edits to {len(w.replicas)} replica(s), {tally}")
    assert (tally.lost, tally.twice) == (0, 0)
    assert tally.acknowledged == tally.pasted


async def _one_comes_late(w: World, *, after: int) -> None:
    """Of the events that come now, so many arrive (twice), the next is lost on its way and sent again."""
    await w.slack.settled()
    w.slack.faults.lose_acks(times=after)
    w.slack.faults.drop_deliveries(times=1)


@BOTH
async def test_what_comes_when_its_answer_is_there(
    database_url: str, tmp_path: Path, seed: int, figure: Callable[[str], None]
) -> None:
    """Slack tells of a mention by two events, and of an edit by one. Either of the two, or the older edit, is late."""
    late = Timing(retry_events_after=(3.0,))
    async with world(database_url, tmp_path, seed=seed, replicas=_replicas(database_url), timing=late) as w:
        await w.start()
        for in_time in (0, 1):
            room, talk = await w.crowd.talk()
            await _one_comes_late(w, after=in_time)
            await w.crowd.mention(room, talk)
            await w.crowd.all_answered(within=30)
        await w.crowd.paste()
        await w.crowd.all_answered(within=30)
        _, paste = w.crowd.pastes[-1]
        await _one_comes_late(w, after=0)
        await w.crowd.edit(paste)
        await w.crowd.edit(paste)
        tally, _ = await w.ended(within=30)
        again = sum(delivery.attempt > 0 for delivery in w.slack.traffic.deliveries)
    figure(f"{again} deliveries late, {tally}")
    assert (tally.lost, tally.twice) == (0, 0)
    assert again >= 4


@BOTH
async def test_killed_between_slacks_200_and_the_record(
    database_url: str, tmp_path: Path, seed: int, figure: Callable[[str], None]
) -> None:
    async with world(database_url, tmp_path, seed=seed, replicas=1) as w:
        await w.start()
        for _ in range(3):
            # The post is on its way: the bot dies now, and Slack posts it after the bot's death.
            post = w.slack.faults.hold("chat.postMessage")
            await w.crowd.paste()
            await w.slack.until(lambda post=post: not post.times, within=30)  # type: ignore[misc]
            await w.replicas[0].kill()
            room, paste = w.crowd.pastes[-1]
            assert room.replies(paste) == []
            post.let_go.set()
            await room.wait_for_reply(paste, within=10)
            assert len(room.replies(paste)) == 1
            await w.replicas[0].start()
            await w.replicas[0].ready()
        # The post is there already; what the bot knows of it is not, until it has looked.
        await w.slack.until(lambda: len(w.slack.traffic.calls_to("conversations.replies")) >= 3, within=30)
        tally, seconds = await w.ended(within=60)
        looked = len(w.slack.traffic.calls_to("conversations.replies"))
    figure(f"3 kills after Slack's 200, looked into the thread {looked} times, {tally}, {seconds:.1f} s")
    assert (tally.lost, tally.twice) == (0, 0)
    assert looked >= 3


@BOTH
async def test_dns_is_dead(database_url: str, tmp_path: Path, seed: int, figure: Callable[[str], None]) -> None:
    async with world(database_url, tmp_path, seed=seed, replicas=1) as w:
        await w.start()
        await w.crowd.paste()
        await w.crowd.all_answered(within=30)  # everything is loaded
        await w.dns.__aexit__(None, None, None)
        loop = asyncio.get_running_loop()
        answers = []
        for bounce, said in zip(BOUNCES, _FROM_THE_TEXT, strict=True):
            start = loop.time()
            await w.crowd.paste(bounce=bounce)
            room, paste = w.crowd.pastes[-1]
            await room.wait_for_reply(
                paste,
                lambda reply, said=said: all(words in reply.words for words in said),  # type: ignore[misc]
                within=_TEXT_SECONDS + _STALL_SECONDS,
            )
            from_the_text = loop.time() - start
            await w.crowd.all_answered(within=20)
            answers.append((from_the_text, loop.time() - start))
        tally = w.crowd.tally()
    texts, lasts = zip(*answers, strict=True)
    figure(
        f"cause and method from the text after {max(texts):.1f} s (limit {_TEXT_SECONDS:.0f} s), "
        f"all after {max(lasts):.1f} s, {tally}"
    )
    assert (tally.lost, tally.twice) == (0, 0)
