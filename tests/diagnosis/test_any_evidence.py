"""Whatever the checks find and the bounce says: a diagnosis comes out, it keeps its promises, and it can be shown."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.diagnosis import diagnose
from bot.model import (
    CAUSE_FACTS,
    CaseState,
    Cause,
    Check,
    Failure,
    Finding,
    FindingCode,
    IpOrigin,
    NamedList,
    Reply,
    Status,
)
from bot.reply import CaseView, render_evidence, render_reply
from tests.reply.slack_rules import check_message, check_view

WORDS = st.text(max_size=40)
DETAILS = st.dictionaries(
    st.sampled_from(["ip", "list", "mx", "suggestion", "meant", "reason", "why", "strays", "rule", "resolver", "dead"]),
    st.one_of(WORDS, st.integers(), st.booleans()),
    max_size=4,
)


@st.composite
def findings(draw: st.DrawFn) -> Finding:
    details = draw(DETAILS)
    if draw(st.booleans()):
        details["origin"] = draw(st.sampled_from(IpOrigin))
        details["tier"] = draw(st.integers(0, 4))
    codes, checks, statuses = st.sampled_from(FindingCode), st.sampled_from(Check), st.sampled_from(Status)
    return Finding(draw(checks), draw(statuses), draw(codes), draw(WORDS), details)


FAILURES = st.builds(
    Failure,
    recipient=st.none() | WORDS,
    cause=st.sampled_from(Cause),
    confidence=st.floats(0, 1),
    reply=st.builds(Reply, st.none() | st.integers(200, 599), st.none() | WORDS, WORDS),
    permanent=st.none() | st.booleans(),
    diagnostic=st.none() | WORDS,
    remote_mta=st.none() | WORDS,
    sending_ip=st.none() | WORDS,
    named_list=st.none() | st.builds(NamedList, WORDS, st.none() | WORDS, st.none() | WORDS),
)


@given(address=st.none() | WORDS, found=st.lists(findings(), max_size=12), failure=st.none() | FAILURES)
@settings(max_examples=150, deadline=None)
def test_any_evidence_gives_an_honest_diagnosis(
    address: str | None, found: list[Finding], failure: Failure | None
) -> None:
    diagnosis = diagnose(address, found, failure)
    assert 0.0 <= diagnosis.confidence <= 1.0
    assert diagnosis.cause is diagnosis.ranked[0].cause
    assert len({ranked.cause for ranked in diagnosis.ranked}) == len(diagnosis.ranked)
    assert diagnosis.who == CAUSE_FACTS[diagnosis.cause].who
    assert [finding for finding in found if finding.status is Status.UNKNOWN] == list(diagnosis.unchecked)
    if diagnosis.cause is not Cause.UNKNOWN:
        asked = {Status.UNKNOWN, Status.SKIPPED}
        assert not [finding for finding in diagnosis.rests_on if finding.status in asked]
    if failure is None and address is not None and diagnosis.cause is Cause.NO_FAULT_FOUND:
        mx = [finding.status for finding in found if finding.check is Check.MX and finding.status is not Status.SKIPPED]
        assert not mx or set(mx) != {Status.UNKNOWN}
    view = CaseView(
        case_id="C1", state=CaseState.ANSWERED, diagnoses=(diagnosis,), address=address, findings=tuple(found)
    )
    check_message(render_reply(view), frozenset())
    check_view(render_evidence(view), frozenset())
