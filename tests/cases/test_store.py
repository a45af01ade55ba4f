"""Cases: one per message, moved once per click, run by one run at a time."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from bot.cases.case import Case, NewCase, Part, SlackFile, Source
from bot.cases.database import Database
from bot.cases.store import CLAIM_SECONDS, CaseStore, Overtaken
from bot.cases.tables import CASES
from bot.model import (
    Bounce,
    CaseState,
    Cause,
    Check,
    Diagnosis,
    Failure,
    Finding,
    FindingCode,
    IpOrigin,
    Method,
    NamedList,
    Party,
    RankedCause,
    Reply,
    SendingIp,
    Status,
)
from bot.reply.view import Scope
from tests.clocks import StillClock

NEW = NewCase("T1", "C1", "1.0", Source.MESSAGE, asked=False, thread_ts="1.0", asker="U1", words="550 secret words")


async def opened(store: CaseStore, new: NewCase = NEW) -> Case:
    case, is_new = await store.open(new)
    assert is_new
    return case


async def claimed(store: CaseStore, new: NewCase = NEW) -> Case:
    case = await store.claim((await opened(store, new)).id)
    assert case is not None
    return case


async def test_a_message_is_one_case_however_often_it_is_seen(store: CaseStore) -> None:
    results = await asyncio.gather(*(store.open(NEW) for _ in range(5)))
    assert len({case.id for case, _ in results}) == 1
    assert [is_new for _, is_new in results].count(True) == 1


async def test_the_same_timestamp_elsewhere_is_another_case(store: CaseStore) -> None:
    first = await opened(store)
    assert (await opened(store, replace(NEW, channel="C2"))).id != first.id
    assert (await opened(store, replace(NEW, team="T2"))).id != first.id


async def test_what_was_overheard_becomes_asked_for_when_somebody_asks(store: CaseStore) -> None:
    await opened(store)
    case, is_new = await store.open(replace(NEW, asked=True))
    assert (is_new, case.asked, case.revision) == (False, True, 2)
    again, _ = await store.open(replace(NEW, asked=False))
    assert (again.asked, again.revision) == (True, 2)


async def test_a_case_is_found_by_its_own_workspace_only(store: CaseStore) -> None:
    case = await opened(store)
    assert await store.get("T1", case.id) is not None
    assert await store.get("T2", case.id) is None


async def test_everything_that_a_case_knows_comes_back_as_it_was(store: CaseStore) -> None:
    case = await claimed(store)
    failure = Failure(
        "bob@example.com",
        Cause.BLOCKLISTED,
        0.9,
        Reply(550, "5.7.1", "blocked"),
        named_list=NamedList("ZEN", "zen.example", "https://example.com/delist"),
    )
    finding = Finding(
        Check.BLOCKLIST, Status.FAIL, FindingCode.LISTED, "zen.example", {"ip": "203.0.113.7", "tier": 1, "x": True}
    )
    changes = {
        "bounce": Bounce(True, 0.95, (failure,), format="postfix"),
        "findings": (finding,),
        "diagnoses": (
            Diagnosis(
                Cause.BLOCKLISTED,
                0.9,
                Method.CHECK_BLOCKLISTS,
                True,
                (Party.SENDER_ADMIN,),
                (RankedCause(Cause.BLOCKLISTED, 0.9),),
                failure=failure,
                rests_on=(finding,),
            ),
        ),
        "files": (SlackFile("https://files.slack.com/x", "b.eml", "eml", 7),),
        "tried": (Method.CHECK_ADDRESS,),
        "method": Method.ASK_RECIPIENT,
        "scope": Scope.ALL,
        "solved_with": Method.CHECK_BLOCKLISTS,
        "sending_ips": (SendingIp("203.0.113.7", IpOrigin.BOUNCE),),
        "state": CaseState.ANSWERED,
        "seconds": 1.25,
    }
    await store.save(case, **changes)
    again = await store.get("T1", case.id)
    assert again is not None
    assert {name: getattr(again, name) for name in changes} == changes
    assert type(again.findings[0].details["tier"]) is int
    assert again.findings[0].details["x"] is True


async def test_of_two_changes_at_once_one_wins(store: CaseStore) -> None:
    case = await opened(store)
    moved = await asyncio.gather(*(store.move(case, state=CaseState.SOLVED, solved_by=user) for user in ("U1", "U2")))
    assert sorted(moved) == [False, True]
    again = await store.get("T1", case.id)
    assert again is not None
    assert again.revision == 2


async def test_a_run_is_fenced_by_the_next_claim(store: CaseStore) -> None:
    old = await claimed(store)
    new = await store.claim(old.id)
    assert new is not None
    for late in (
        store.save(old, locale="ja"),
        store.about_to_post(old, Part.ANSWER),
        store.posted(old, message_ts="2.0"),
        store.settle(old),
        store.still_ours(old),
        store.park(old, "id"),
    ):
        with pytest.raises(Overtaken):
            await late
    await store.about_to_post(new, Part.ANSWER)
    await store.posted(new, message_ts="2.0")


async def test_a_run_does_not_post_what_a_person_has_changed_meanwhile(store: CaseStore) -> None:
    run = await claimed(store)
    assert await store.move(run, words="550 edited")
    with pytest.raises(Overtaken):
        await store.about_to_post(run, Part.ANSWER)
    # What was posted before the change is recorded all the same, and the change is still to be shown.
    await store.posted(run, message_ts="2.0")
    await store.settle(run)
    assert await store.unsettled() == [run.id]


async def test_a_settled_case_is_no_work(store: CaseStore) -> None:
    run = await claimed(store)
    await store.settle(run, state=CaseState.ANSWERED)
    assert await store.unsettled(also_claimed=True) == []
    assert await store.claim(run.id) is None


async def test_a_dead_run_is_found_after_a_start_at_once_and_otherwise_when_its_time_is_over(
    store: CaseStore, clock: StillClock
) -> None:
    run = await claimed(store)
    assert await store.unsettled() == []
    assert await store.unsettled(also_claimed=True) == [run.id]
    clock.now += CLAIM_SECONDS
    assert await store.unsettled() == [run.id]


async def test_tries_count_until_a_run_succeeds_or_was_not_to_blame(store: CaseStore) -> None:
    first = await claimed(store)
    await store.postpone(first, 0.0, forgive=False)
    second = await store.claim(first.id)
    assert second is not None
    assert (second.tries, second.attempt) == (2, 2)
    await store.postpone(second, 0.0, forgive=True)
    third = await store.claim(first.id)
    assert third is not None
    assert third.tries == 2


async def test_a_parked_case_is_shown_as_such_with_new_tries(store: CaseStore) -> None:
    run = await claimed(store)
    await store.park(run, "abc123")
    again = await store.claim(run.id)
    assert again is not None
    assert (again.state, again.error_id, again.tries) == (CaseState.PARKED, "abc123", 1)


async def test_words_given_in_the_thread_join_their_case_once(store: CaseStore) -> None:
    case = await opened(store)
    assert await store.join(case, "3.0", words="550 first\n\n550 second")
    again = await store.find_by_message("T1", "C1", "3.0")
    assert again is not None
    assert (again.id, again.words) == (case.id, "550 first\n\n550 second")
    assert not await store.join(again, "3.0", words="550 third")
    assert not await store.join(case, "4.0", words="from an old revision")
    assert await store.find_by_message("T1", "C1", "4.0") is None


async def test_what_did_not_concern_us_is_forgotten_unless_it_was_asked_for(store: CaseStore) -> None:
    overheard = await claimed(store)
    await store.forget(overheard)
    assert await store.get("T1", overheard.id) is None
    asked = await claimed(store, replace(NEW, asked=True))
    await store.forget(asked)
    assert await store.get("T1", asked.id) is not None


async def test_cases_are_deleted_with_all_that_belongs_to_them_when_their_time_is_over(
    store: CaseStore, clock: StillClock
) -> None:
    case = await opened(store)
    await store.join(case, "3.0", words="x")
    clock.now += 7 * 86_400
    assert await store.purge() == 0
    clock.now += 1
    assert await store.purge() == 1
    assert await store.find_by_message("T1", "C1", "3.0") is None


async def test_many_cases_are_deleted_a_few_at_a_time_and_one_that_nobody_can_read_goes_too(
    database: Database, store: CaseStore, clock: StillClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.cases.store._PURGED_AT_ONCE", 2)
    for number in range(5):
        await opened(store, replace(NEW, source_ts=f"{number}.0"))
    unreadable = update(CASES).where(CASES.c.source_ts == "3.0").values(diagnoses="of another version")
    await database.write(lambda connection: connection.execute(unreadable) and None)
    clock.now += 7 * 86_400 + 1
    assert await store.purge() == 5
    assert await database.read(lambda connection: list(connection.scalars(select(CASES.c.id)))) == []


async def test_what_is_no_text_is_stored_all_the_same(store: CaseStore) -> None:
    case = await opened(store, replace(NEW, words="550 \x00 \ud83d", address="b\x00b@example.com"))
    assert (case.words, case.address) == ("550 \ufffd \ufffd", "b\ufffdb@example.com")
