"""So much a minute, then no more: for one person, one channel, one workspace; and one notice, not ten thousand."""

from __future__ import annotations

from typing import Any

import pytest

from handlers.limits import Admission, Allowance, Limits, Origin
from handlers.origin import origin_of
from tests.clocks import StillClock

ANN = Origin("T1", "C1", "U1")


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


def granted(limits: Limits, origin: Origin, times: int) -> int:
    return sum(limits.admit(origin) is Admission.GRANTED for _ in range(times))


def test_a_minutes_worth_may_come_at_once_and_then_as_it_gathers(clock: StillClock) -> None:
    limits = Limits(Allowance(user=60, channel=0, workspace=0), clock)
    assert granted(limits, ANN, 100) == 60
    clock.now += 1.0
    assert granted(limits, ANN, 10) == 1
    clock.now += 3_600.0
    assert granted(limits, ANN, 100) == 60


def test_ten_thousand_in_a_minute_from_one_person_are_at_most_two_minutes_worth_and_one_notice(
    clock: StillClock,
) -> None:
    limits = Limits(Allowance(), clock)
    admissions = []
    for _ in range(10_000):
        clock.now += 60.0 / 10_000
        admissions.append(limits.admit(ANN))
    assert 300 <= admissions.count(Admission.GRANTED) <= 601
    assert admissions.count(Admission.REFUSED) == 1


def test_what_one_person_is_refused_is_nobody_elses_loss(clock: StillClock) -> None:
    limits = Limits(Allowance(user=5, channel=20, workspace=30), clock)
    assert granted(limits, ANN, 1_000) == 5
    assert granted(limits, Origin("T1", "C1", "U2"), 5) == 5
    assert granted(limits, Origin("T2", "C1", "U1"), 5) == 5


@pytest.mark.parametrize(
    ("allowance", "others", "expected"),
    [
        (Allowance(user=0, channel=10, workspace=0), "T1 C1", 10),
        (Allowance(user=0, channel=10, workspace=0), "T1 C2", 90),
        (Allowance(user=0, channel=0, workspace=10), "T1 C2", 10),
        (Allowance(user=0, channel=0, workspace=0), "T1 C1", 90),
    ],
)
def test_channels_and_workspaces_have_limits_of_their_own(
    clock: StillClock, allowance: Allowance, others: str, expected: int
) -> None:
    limits = Limits(allowance, clock)
    team, channel = others.split()
    channels = [channel if channel == "C1" else f"C{number % 9}" for number in range(90)]
    people = [Origin(team, each, f"U{number}") for number, each in enumerate(channels)]
    assert sum(limits.admit(origin) is Admission.GRANTED for origin in people) == expected


def test_many_people_in_500_channels_pass_with_ten_thousand_at_once(clock: StillClock) -> None:
    limits = Limits(Allowance(), clock)
    for number in range(10_000):
        origin = Origin("T1", f"C{number % 500}", f"U{number % 200}")
        assert limits.admit(origin) is Admission.GRANTED


def test_a_turn_that_was_not_used_is_given_back(clock: StillClock) -> None:
    limits = Limits(Allowance(user=5, channel=5, workspace=5), clock)
    for _ in range(50):
        assert limits.admit(ANN) is Admission.GRANTED
        limits.give_back(ANN)
    limits.give_back(Origin("T2", None, "U2"))
    assert granted(limits, ANN, 10) == 5


def test_a_program_gets_a_tenth(clock: StillClock) -> None:
    limits = Limits(Allowance(user=100, channel=0, workspace=0), clock)
    assert granted(limits, Origin("T1", "C1", "U9", is_person=False), 200) == 10
    assert granted(limits, Origin("T1", "C1", "U1"), 200) == 100


def test_everybody_is_told_once_in_ten_minutes(clock: StillClock) -> None:
    limits = Limits(Allowance(user=1, channel=0, workspace=0), clock)
    said = [limits.admit(Origin("T1", "C1", user)) for user in ("U1", "U2", "U1", "U2", "U1")]
    granted, refused, again = Admission.GRANTED, Admission.REFUSED, Admission.REFUSED_AGAIN
    assert said == [granted, granted, refused, refused, again]
    clock.now += 601.0
    assert [limits.admit(ANN), limits.admit(ANN)] == [granted, refused]


def test_what_it_remembers_is_bounded_and_keeps_those_who_ask_most(clock: StillClock) -> None:
    limits = Limits(Allowance(user=10, channel=0, workspace=0), clock)
    assert granted(limits, ANN, 100) == 10
    for number in range(100_000):
        limits.admit(Origin("T1", None, f"W{number}"))
    assert limits.admit(ANN) is not Admission.GRANTED
    assert len(limits._users._full_at) <= 20_000


@pytest.mark.parametrize(
    ("body", "origin"),
    [
        ({"command": "/smtp550", "channel_id": "C1", "user_id": "U1"}, ANN),
        ({"type": "block_actions", "channel": {"id": "C1"}, "user": {"id": "U1"}}, ANN),
        ({"type": "block_actions", "container": {"channel_id": "C1"}, "user": {"id": "U1"}}, ANN),
        ({"type": "view_submission", "user": {"id": "U1"}, "view": {"id": "V1"}}, Origin("T1", None, "U1")),
        ({"event": {"type": "message", "channel": "C1", "user": "U1", "ts": "1.0"}}, ANN),
        (
            {
                "event": {
                    "type": "message",
                    "subtype": "message_changed",
                    "channel": "C1",
                    "message": {"user": "U1", "text": "a"},
                    "previous_message": {"user": "U1", "text": "b"},
                }
            },
            ANN,
        ),
        (
            {"event": {"type": "message", "channel": "C1", "user": "U9", "bot_id": "B9"}},
            Origin("T1", "C1", "U9", is_person=False),
        ),
        (
            {"event": {"type": "message", "channel": "C1", "subtype": "bot_message", "bot_id": "B9"}},
            Origin("T1", "C1", "B9", is_person=False),
        ),
        (
            {"event": {"type": "message", "channel": "C1", "user": "USLACKBOT", "files": [{"mode": "email"}]}},
            Origin("T1", "C1", None, is_person=False),
        ),
        ({"event": {"type": "message", "channel": ["C1"], "user": 7}}, Origin("T1", None, None)),
    ],
)
def test_where_it_comes_from(body: dict[str, Any], origin: Origin) -> None:
    assert origin_of(body, "T1") == origin
