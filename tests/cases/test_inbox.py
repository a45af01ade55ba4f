"""What is kept of a delivery, for how long, and who gets it again."""

from __future__ import annotations

import asyncio
import json

import pytest
from sqlalchemy import select, update

from bot.cases.database import Database
from bot.cases.inbox import CLAIM_SECONDS, KEY_SECONDS, SUSPECT_TRIES, Delivery, Inbox, Kind, Outcome, without_secrets
from bot.cases.tables import INBOX
from tests.clocks import StillClock


def delivery(key: str = "event:Ev1", team: str = "T1") -> Delivery:
    return Delivery(team, key, Kind.EVENT, {"event": {"text": "550"}, "token": "secret"})


async def test_a_key_is_accepted_once_for_each_workspace(inbox: Inbox) -> None:
    assert await inbox.accept(delivery())
    assert not await inbox.accept(delivery())
    assert await inbox.accept(delivery(team="T2"))


async def test_of_redeliveries_at_the_same_time_one_is_accepted(inbox: Inbox) -> None:
    assert sorted(await asyncio.gather(*(inbox.accept(delivery()) for _ in range(5)))) == [False] * 4 + [True]


async def test_a_delivery_without_outcome_is_work_to_do(inbox: Inbox) -> None:
    await inbox.accept(delivery())
    [found] = await inbox.unfinished()
    assert (found.key, found.kind, found.tries) == ("event:Ev1", Kind.EVENT, 0)
    await inbox.finish(found)
    assert await inbox.unfinished() == []
    assert not await inbox.accept(delivery())


async def test_a_try_that_failed_comes_again_later(inbox: Inbox, clock: StillClock) -> None:
    await inbox.accept(delivery())
    await inbox.postpone(delivery(), 5.0)
    assert await inbox.take() == []
    clock.now += 5
    [found] = await inbox.take()
    assert found.tries == 1


async def test_what_was_taken_often_without_an_end_is_taken_last_and_alone(inbox: Inbox, clock: StillClock) -> None:
    for key in ("event:Ev1", "event:Ev2"):
        await inbox.accept(delivery(key))
    for _ in range(SUSPECT_TRIES):
        clock.now += CLAIM_SECONDS
        assert len(await inbox.take()) == 2  # … and their process dies
    await inbox.accept(delivery("event:Ev3"))
    clock.now += CLAIM_SECONDS
    assert [each.key for each in await inbox.take()] == ["event:Ev3"]
    [one] = await inbox.take(suspects=True, limit=1)
    assert one.tries == SUSPECT_TRIES + 1


async def test_what_another_version_stored_keeps_nobody_back_and_is_given_up(
    inbox: Inbox, clock: StillClock, database: Database
) -> None:
    for key in ("event:Ev1", "event:Ev2"):
        await inbox.accept(delivery(key))
    strange = update(INBOX).where(INBOX.c.key == "event:Ev1").values(kind="workflow")
    await database.write(lambda c: c.execute(strange) and None)
    clock.now += CLAIM_SECONDS
    assert [each.key for each in await inbox.take()] == ["event:Ev2"]
    for _ in range(SUSPECT_TRIES):
        clock.now += CLAIM_SECONDS
        await inbox.take()
    outcomes = await database.read(lambda c: list(c.scalars(select(INBOX.c.outcome).order_by(INBOX.c.key))))
    assert outcomes == [Outcome.PARKED.value, None]


async def test_what_is_handled_here_is_not_taken_and_counts_no_try(inbox: Inbox, clock: StillClock) -> None:
    for key in ("event:Ev1", "event:Ev2"):
        await inbox.accept(delivery(key))
    clock.now += CLAIM_SECONDS
    assert [each.key for each in await inbox.take(but={("T1", "event:Ev1")})] == ["event:Ev2"]
    [rest] = await inbox.take()
    assert rest.tries == 1


async def test_what_came_just_now_is_handled_by_who_stored_it(inbox: Inbox, clock: StillClock) -> None:
    await inbox.accept(delivery())
    assert await inbox.take() == []
    clock.now += CLAIM_SECONDS
    assert len(await inbox.take()) == 1


async def test_what_is_left_over_is_handled_by_one_replica(inbox: Inbox, clock: StillClock, database: Database) -> None:
    keys = [f"event:Ev{number}" for number in range(30)]
    for key in keys:
        await inbox.accept(delivery(key))
        clock.now += 0.001
    clock.now += CLAIM_SECONDS
    replicas = [inbox, Inbox(database, clock), Inbox(database, clock)]
    shares = await asyncio.gather(*(replica.take(limit=20) for replica in replicas))
    taken = [each.key for share in shares for each in share]
    assert len(taken) == len(set(taken))
    for share in shares:
        assert [each.key for each in share] == sorted((each.key for each in share), key=keys.index)
    rest = await inbox.take()
    assert {*taken, *(each.key for each in rest)} == set(keys)


async def test_after_a_start_of_the_only_process_everything_unfinished_is_left_over(inbox: Inbox) -> None:
    await inbox.accept(delivery())
    assert len(await inbox.take(also_claimed=True)) == 1
    await inbox.finish(delivery())
    assert await inbox.take(also_claimed=True) == []


async def test_the_payload_goes_with_the_outcome_and_the_key_a_day_later(
    inbox: Inbox, clock: StillClock, database: Database
) -> None:
    await inbox.accept(delivery())
    await inbox.finish(delivery(), Outcome.PARKED)
    rows = await database.read(lambda c: list(c.execute(select(INBOX))))
    assert [(row.payload, row.outcome) for row in rows] == [(None, "parked")]
    clock.now += KEY_SECONDS - 1
    assert await inbox.purge() == 0
    clock.now += 2
    assert await inbox.purge() == 1
    assert await inbox.accept(delivery())


async def test_many_keys_are_deleted_a_few_at_a_time(
    inbox: Inbox, clock: StillClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.cases.inbox._PURGED_AT_ONCE", 2)
    for number in range(5):
        await inbox.accept(delivery(str(number)))
        await inbox.finish(delivery(str(number)))
    clock.now += KEY_SECONDS + 1
    assert await inbox.purge() == 5


async def test_secrets_are_never_stored(inbox: Inbox, database: Database) -> None:
    await inbox.accept(
        Delivery("T1", "c", Kind.COMMAND, {"text": "x", "token": "s1", "response_url": "s2", "trigger_id": "s3"})
    )
    [stored] = await database.read(lambda c: list(c.scalars(select(INBOX.c.payload))))
    assert json.loads(stored) == {"text": "x"}


def test_secrets_are_taken_out_at_any_depth() -> None:
    payload = {"a": [{"token": "s", "b": 1}], "view": {"response_urls": ["s"], "id": "V1"}}
    assert without_secrets(payload) == {"a": [{"b": 1}], "view": {"id": "V1"}}


async def test_what_is_no_text_is_stored_all_the_same(inbox: Inbox) -> None:
    odd = Delivery("T1", "event:\x00\ud800", Kind.EVENT, {"event": {"text": "550 \x00 \ud83d"}})
    assert await inbox.accept(odd)
    assert not await inbox.accept(odd)
    [found] = await inbox.unfinished()
    assert found.payload["event"]["text"].startswith("550 ")
    await inbox.finish(odd)
    assert await inbox.unfinished() == []
