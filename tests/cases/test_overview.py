"""Who sees which cases on the Home tab: one's own, others' from public channels, the rest as a number."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.cases.case import Case, NewCase, Source
from bot.cases.database import Database
from bot.cases.overview import Overview
from bot.cases.store import CaseStore
from bot.model import CaseState, Cause, Diagnosis, Method
from tests.clocks import StillClock

NEW = NewCase("T1", "C1", "1.0", Source.MESSAGE, asked=True, asker="U1", channel_kind="channel")
UNKNOWN = Diagnosis(Cause.UNKNOWN, 0.1, None, None, ())


@pytest.fixture
def overview(database: Database) -> Overview:
    return Overview(database)


async def answered(store: CaseStore, ts: str, **changes: Any) -> Case:
    state = changes.pop("state", CaseState.ANSWERED)
    solved_with = changes.pop("solved_with", None)
    opened, _ = await store.open(replace(NEW, source_ts=ts, **changes))
    case = await store.claim(opened.id)
    assert case is not None
    await store.save(case, diagnoses=(UNKNOWN,), state=state, solved_with=solved_with)
    return case


async def seen(overview: Overview, viewer: str = "U1", *, is_member: bool = True) -> tuple[list[str], int]:
    home = await overview.home("T1", viewer, is_member=is_member)
    return [case.view.case_id for case in home.open], home.hidden_open


@pytest.mark.parametrize(
    ("changes", "visible"),
    [
        ({}, True),
        ({"channel_kind": "group"}, False),
        ({"channel_kind": "mpim"}, False),
        ({"channel_kind": None, "source": Source.COMMAND}, False),
        ({"source": Source.PRIVATE}, False),
        ({"source": Source.DIRECT, "channel": "D1", "channel_kind": "im"}, False),
        ({"source": Source.PASTE, "channel": "U1", "channel_kind": None}, False),
    ],
)
async def test_others_see_what_was_asked_in_public(
    store: CaseStore, overview: Overview, changes: dict[str, Any], visible: bool
) -> None:
    case = await answered(store, "1.0", **changes)
    assert await seen(overview) == ([case.id], 0)
    assert await seen(overview, "U2") == (([case.id], 0) if visible else ([], 1))
    assert await seen(overview, "U2", is_member=False) == ([], 1)


async def test_a_command_is_shown_where_a_message_told_that_the_channel_is_public(
    store: CaseStore, overview: Overview, clock: StillClock
) -> None:
    command = await answered(store, "command:1", source=Source.COMMAND, channel_kind=None)
    clock.now += 1
    message = await answered(store, "2.0")
    assert await seen(overview, "U2") == ([message.id, command.id], 0)


async def test_a_channel_that_was_made_private_hides_its_older_cases_too(
    store: CaseStore, overview: Overview, clock: StillClock
) -> None:
    await answered(store, "1.0")
    clock.now += 1
    await answered(store, "2.0", channel_kind="group")
    assert await seen(overview, "U2") == ([], 2)


async def test_the_second_event_of_a_mention_tells_the_kind_of_its_channel(
    store: CaseStore, overview: Overview
) -> None:
    case = await answered(store, "1.0", source=Source.MENTION, channel_kind=None)
    assert await seen(overview, "U2") == ([], 1)
    await store.open(NEW)
    assert await seen(overview, "U2") == ([case.id], 0)


async def test_solved_and_parked_cases_are_not_open_and_other_workspaces_are_others(
    store: CaseStore, overview: Overview
) -> None:
    solved = await answered(store, "1.0", state=CaseState.SOLVED, solved_with=Method.CHECK_ADDRESS)
    await answered(store, "2.0", state=CaseState.PARKED)
    await answered(store, "3.0", team="T2")
    home = await overview.home("T1", "U2", is_member=True)
    assert (home.open, home.hidden_open, home.more_open) == ((), 0, 0)
    assert [case.view.case_id for case in home.solved] == [solved.id]


async def test_what_does_not_fit_is_counted(store: CaseStore, overview: Overview, clock: StillClock) -> None:
    for number in range(18):
        clock.now += 1
        newest = await answered(store, f"{number}.0")
    home = await overview.home("T1", "U2", is_member=True)
    assert (len(home.open), home.more_open, home.hidden_open) == (15, 3, 0)
    assert home.open[0].view.case_id == newest.id
