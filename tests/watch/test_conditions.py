"""A change counts when two readings apart agree; silence, flapping and lists that go bad change nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Check, Finding, FindingCode, Status
from bot.watch.conditions import CONFIRM_SECONDS, Condition, Step, advance

NOW = 1_800_000_000.0
HOUR, DAY = 3600.0, 86_400.0
ZONE = "zen.spamhaus.org"
UNSAID = (FindingCode.BLOCKED, FindingCode.BROKEN, FindingCode.UNHEALTHY, FindingCode.SILENT, FindingCode.NOT_ASKED)


def of_list(code: FindingCode) -> Finding:
    return Finding(Check.BLOCKLIST, Status.UNKNOWN, code, ZONE, {"ip": "203.0.113.77"})


def of_record(code: FindingCode) -> Finding:
    return Finding(Check.SENDER, Status.WARN, code, "example.com")


LISTED, CLEAR = of_list(FindingCode.LISTED), of_list(FindingCode.CLEAR)


def read(
    steps: Sequence[tuple[float, Finding | None]], *, sound: bool = True, begin: Mapping[str, Condition] | None = None
) -> list[Step]:
    """The steps of readings at so many seconds from the start; None is a reading that got no answer."""
    conditions: Mapping[str, Condition] = begin or {}
    taken = []
    for seconds, finding in steps:
        step = advance(conditions, [finding] if finding else [], resolver_is_sound=sound, now=NOW + seconds)
        conditions = step.conditions
        taken.append(step)
    return taken


def told(steps: Sequence[Step]) -> str:
    """What the steps would tell, one letter each: b(egan), o(ver) or nothing."""
    return "".join("b" if step.began else "o" if step.over else "-" for step in steps)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([(0, LISTED)], "-"),
        ([(0, LISTED), (CONFIRM_SECONDS - 1, LISTED)], "--"),
        ([(0, LISTED), (CONFIRM_SECONDS, LISTED)], "-b"),
        ([(0, LISTED), (DAY, LISTED), (2 * DAY, LISTED)], "-b-"),
        ([(0, LISTED), (HOUR, CLEAR), (2 * HOUR, LISTED)], "---"),
        ([(0, LISTED), (HOUR, None), (2 * HOUR, LISTED)], "--b"),
        ([(0, LISTED), (HOUR, LISTED), (DAY, CLEAR), (DAY + HOUR, CLEAR)], "-b-o"),
        ([(0, LISTED), (HOUR, LISTED), (DAY, CLEAR), (DAY + HOUR, LISTED), (2 * DAY, CLEAR)], "-b---"),
        ([(0, LISTED), (HOUR, LISTED), (DAY, None), (2 * DAY, None)], "-b--"),
        ([(0, None), (HOUR, None), (DAY, CLEAR)], "---"),
    ],
)
def test_two_readings_apart_make_a_change(steps: list[tuple[float, Finding | None]], expected: str) -> None:
    assert told(read(steps)) == expected


@pytest.mark.parametrize("code", UNSAID)
def test_what_says_nothing_changes_nothing(code: FindingCode) -> None:
    assert told(read([(0, of_list(code)), (DAY, of_list(code)), (2 * DAY, of_list(code))])) == "---"
    begun = read([(0, LISTED), (HOUR, LISTED)])[-1].conditions
    steps = read([(DAY, of_list(code)), (2 * DAY, of_list(code))], begin=begun)
    assert told(steps) == "--"
    assert steps[-1].conditions[f"list:{ZONE}"].bad


@pytest.mark.parametrize(
    "code", [FindingCode.POLICY, FindingCode.NETWORK, FindingCode.INFORMATIONAL, FindingCode.WHITE]
)
def test_an_entry_that_is_not_for_spam_is_no_listing(code: FindingCode) -> None:
    assert told(read([(0, of_list(code)), (DAY, of_list(code))])) == "--"


@pytest.mark.parametrize(
    ("bad", "good"),
    [
        (FindingCode.SPF_NONE, FindingCode.SPF_PASS),
        (FindingCode.SPF_PERMERROR, FindingCode.SPF_PASS),
        (FindingCode.DMARC_MISSING, FindingCode.DMARC_POLICY),
        (FindingCode.PTR_MISSING, FindingCode.PTR_CONFIRMED),
        (FindingCode.PTR_UNCONFIRMED, FindingCode.PTR_CONFIRMED),
    ],
)
def test_a_record_breaks_and_is_mended(bad: FindingCode, good: FindingCode) -> None:
    steps = [(0.0, good), (DAY, bad), (DAY + HOUR, bad), (2 * DAY, good), (2 * DAY + HOUR, good)]
    assert told(read([(seconds, of_record(code)) for seconds, code in steps])) == "--b-o"


@pytest.mark.parametrize("code", [FindingCode.SPF_NONE, FindingCode.DMARC_MISSING, FindingCode.PTR_MISSING])
def test_a_resolver_that_denies_everything_breaks_no_record(code: FindingCode) -> None:
    assert told(read([(0, of_record(code)), (DAY, of_record(code))], sound=False)) == "--"


@pytest.mark.parametrize("code", [FindingCode.SERVFAIL, FindingCode.NAMESERVER_SILENT, FindingCode.NAMESERVER_REFUSED])
def test_dns_that_does_not_tell_breaks_no_record(code: FindingCode) -> None:
    assert told(read([(0, of_record(code)), (DAY, of_record(code))])) == "--"


def test_a_second_look_is_wanted_for_what_is_seen_for_the_first_time_only() -> None:
    steps = read([(0, LISTED), (CONFIRM_SECONDS, LISTED), (DAY, LISTED), (2 * DAY, CLEAR), (2 * DAY + HOUR, None)])
    assert [step.look_again_at and step.look_again_at - NOW for step in steps] == [
        CONFIRM_SECONDS,
        None,
        None,
        2 * DAY + CONFIRM_SECONDS,
        None,
    ]


def test_a_list_that_flaps_is_believed_again_after_a_day() -> None:
    flapping: list[tuple[float, Finding | None]] = []
    for day in range(4):
        finding = CLEAR if day % 2 else LISTED
        flapping += [(day * DAY, finding), (day * DAY + CONFIRM_SECONDS, finding)]
    assert told(read(flapping)) == "-b-o----"
    stays = [*flapping[:5], (3 * DAY, LISTED)]
    assert told(read(stays)) == "-b-o-b"


def test_the_reason_told_is_the_latest() -> None:
    second = Finding(Check.BLOCKLIST, Status.FAIL, FindingCode.LISTED, ZONE, {"ip": "203.0.113.77", "reason": "worse"})
    assert read([(0, LISTED), (HOUR, second)])[-1].began[f"list:{ZONE}"] == second


def test_nothing_is_remembered_of_what_is_well() -> None:
    assert read([(0, CLEAR), (DAY, CLEAR)])[-1].conditions == {}


@given(
    st.lists(
        st.tuples(st.floats(60, 3 * DAY), st.sampled_from([LISTED, CLEAR, None, *(of_list(code) for code in UNSAID)])),
        max_size=40,
    )
)
def test_beginnings_and_ends_take_turns_and_each_rests_on_two_readings(
    readings: list[tuple[float, Finding | None]],
) -> None:
    moment, steps = 0.0, []
    for gap, finding in readings:
        moment += gap
        steps.append((moment, finding))
    letters = told(read(steps))
    changes = letters.replace("-", "")
    assert changes == ("bo" * len(changes))[: len(changes)]
    for position, letter in enumerate(letters):
        if letter != "-":
            wanted = LISTED if letter == "b" else CLEAR
            seen = [finding for _, finding in steps[: position + 1] if finding in (LISTED, CLEAR)]
            assert seen[-2:] == [wanted, wanted]
