"""When turns are given out."""

from __future__ import annotations

import pytest

from bot.cases.pacing import NotYetError, Pace
from tests.clocks import StillClock


def test_a_burst_goes_at_once_and_then_one_a_second() -> None:
    pace = Pace(1.0, burst=3, clock=StillClock())
    assert [pace.take("C1") for _ in range(6)] == [0.0, 0.0, 0.0, 1.0, 2.0, 3.0]


def test_channels_do_not_wait_for_each_other() -> None:
    pace = Pace(1.0, burst=1, clock=StillClock())
    assert (pace.take("C1"), pace.take("C1"), pace.take("C2")) == (0.0, 1.0, 0.0)


def test_a_rest_gives_the_burst_back() -> None:
    clock = StillClock()
    pace = Pace(1.0, burst=2, clock=clock)
    for _ in range(4):
        pace.take("C1")
    clock.now += 10
    assert [pace.take("C1") for _ in range(3)] == [0.0, 0.0, 1.0]


def test_what_need_not_go_out_now_takes_no_turn_that_has_to_be_waited_for() -> None:
    clock = StillClock()
    pace = Pace(1.5, burst=1, clock=clock)
    assert pace.take("m", patience=0.0) == 0.0
    with pytest.raises(NotYetError) as told:
        pace.take("m", patience=1.0)
    assert told.value.seconds == 1.5
    clock.now += 1.5
    assert pace.take("m", patience=0.0) == 0.0


def test_a_click_goes_ahead_of_its_turn_and_the_next_ones_wait_for_it() -> None:
    pace = Pace(1.5, burst=1, clock=StillClock())
    assert [pace.take("m", ahead=3) for _ in range(5)] == [0.0, 0.0, 0.0, 0.0, 1.5]
    assert pace.take("m") == 7.5
