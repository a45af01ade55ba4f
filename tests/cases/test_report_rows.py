"""The rows of a report, on every database: stored cases and what is left of purged ones count alike, without names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.cases.case import NewCase, Source
from bot.cases.database import Database
from bot.cases.report_rows import rows_since
from bot.cases.report_store import ReportStore
from bot.cases.store import CaseStore, Overtaken
from bot.model import CaseState, Cause, Diagnosis, Failure, Method
from bot.report.figures import CaseRow
from tests.clocks import StillClock

TYPO = Diagnosis(Cause.TYPO_IN_ADDRESS, 0.9, Method.CHECK_ADDRESS, True, (), address="bob@gmail.com")
REFUSED = Diagnosis(
    Cause.SPAM_FILTER,
    0.9,
    Method.ASK_RECIPIENT,
    True,
    (),
    address="bob@example.com",
    failure=Failure("bob@example.com", Cause.SPAM_FILTER, 0.9, remote_mta="example-com.mail.protection.outlook.com"),
)


async def answered(store: CaseStore, new: NewCase, diagnosis: Diagnosis) -> str:
    case, _ = await store.open(new)
    assert await store.move(case, state=CaseState.ANSWERED, diagnoses=(diagnosis,), seconds=1.5)
    return case.id


async def test_a_case_counts_the_same_before_and_after_it_is_purged(
    store: CaseStore, database: Database, clock: StillClock
) -> None:
    began = clock.now
    new = NewCase("T1", "C1", "1.0", Source.MESSAGE, asked=True, words="bob@gmail.com", channel_kind="channel")
    solved = await answered(store, new, TYPO)
    await answered(store, replace(new, channel="G1", source_ts="2.0", channel_kind="group"), REFUSED)
    await answered(store, replace(new, source_ts="3.0", source=Source.PRIVATE), TYPO)
    await answered(store, replace(new, team="T2", source_ts="4.0"), TYPO)
    clock.now += 600
    case = await store.get("T1", solved)
    assert case is not None
    assert await store.move(case, state=CaseState.SOLVED, solved_with=Method.CHECK_ADDRESS)
    before = await rows_since(database, "T1", began)
    assert sorted(before, key=str) == sorted(
        [
            CaseRow(
                Cause.TYPO_IN_ADDRESS,
                began,
                channel="C1",
                receiver="gmail.com",
                solved_at=began + 600,
                solved_with=Method.CHECK_ADDRESS,
                is_solved=True,
                check_seconds=1.5,
            ),
            CaseRow(Cause.SPAM_FILTER, began, receiver="Microsoft 365", check_seconds=1.5),
            CaseRow(Cause.TYPO_IN_ADDRESS, began, receiver="gmail.com", check_seconds=1.5),
        ],
        key=str,
    )
    clock.now += 30 * 86_400
    assert await store.purge() == 4
    assert sorted(await rows_since(database, "T1", began), key=str) == sorted(before, key=str)
    assert await rows_since(database, "T1", clock.now) == []


async def test_a_weekly_report_is_taken_by_one_process_and_due_again_in_a_week(
    database: Database, clock: StillClock
) -> None:
    one, other = ReportStore(database, clock), ReportStore(database, clock)
    await one.appoint("T1", "C1", "en")
    assert await one.due() == []
    clock.now += 8 * 86_400
    claims = [await one.claim("T1"), await other.claim("T1")]
    [taken] = [claim for claim in claims if claim is not None]
    await one.done(taken)
    assert await one.due() == []
    clock.now += 7 * 86_400
    assert await one.due() == ["T1"]
    await one.appoint("T1", None, "en")
    assert await one.due() == []


async def test_who_posts_a_report_is_overtaken_by_a_new_channel_and_not_by_a_new_language(
    database: Database, clock: StillClock
) -> None:
    store = ReportStore(database, clock)
    await store.appoint("T1", "C1", "en")
    clock.now += 8 * 86_400
    claimed = await store.claim("T1")
    assert claimed is not None
    await store.posted(claimed, root_ts="1.0")
    await store.appoint("T1", "C1", "ja")
    await store.posted(claimed)
    await store.appoint("T1", "C2", "ja")
    with pytest.raises(Overtaken):
        await store.about_to_post(claimed, "table")
    again = await store.claim("T1")
    assert again is not None
    assert (again.channel, again.locale, again.root_ts) == ("C2", "ja", None)


async def test_a_new_picture_takes_the_place_of_the_old_one(database: Database, clock: StillClock) -> None:
    store = ReportStore(database, clock)
    assert await store.keep_picture("T1", "en", "2026-11-24", "F1", "words") is None
    assert await store.keep_picture("T1", "ja", "2026-11-24", "F2", "言葉") is None
    assert await store.keep_picture("T1", "en", "2026-11-25", "F3", "words") == "F1"
    assert await store.picture("T1", "en", "2026-11-24") is None
    assert await store.picture("T1", "en", "2026-11-25") == ("F3", "words")
    assert await store.picture("T1", "ja", "2026-11-24") == ("F2", "言葉")
