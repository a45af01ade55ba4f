"""What a blocklist's answer means: a table of answers, codes and control points, and what must never be a listing."""

from __future__ import annotations

import pytest

from bot.checks.blocklist_verdict import Answer, Reach, Verdict, confirm, first_reading, read_health
from bot.checks.blocklist_zones import load_zones
from bot.checks.network import Health
from bot.model import FindingCode, Status

ABSENT = Answer(Reach.ABSENT)


def answered(*addresses: str) -> Answer:
    return Answer(Reach.ANSWERED, addresses)


def read(zone_name: str, answer: Answer) -> Verdict:
    zone = next(zone for zone in load_zones() if zone.shown_zone == zone_name)
    return first_reading(zone, answer)


@pytest.mark.parametrize(
    ("zone", "addresses", "code", "status"),
    [
        ("zen.spamhaus.org", ["127.0.0.2"], FindingCode.LISTED, Status.FAIL),
        ("zen.spamhaus.org", ["127.0.0.4"], FindingCode.LISTED, Status.FAIL),
        ("zen.spamhaus.org", ["127.0.0.10"], FindingCode.POLICY, Status.WARN),
        ("zen.spamhaus.org", ["127.0.0.11", "127.0.0.4"], FindingCode.LISTED, Status.FAIL),
        ("zen.spamhaus.org", ["127.255.255.252"], FindingCode.BLOCKED, Status.UNKNOWN),
        ("zen.spamhaus.org", ["127.255.255.254"], FindingCode.BLOCKED, Status.UNKNOWN),
        ("zen.spamhaus.org", ["127.255.255.255"], FindingCode.BLOCKED, Status.UNKNOWN),
        ("zen.spamhaus.org", ["127.0.0.2", "127.255.255.254"], FindingCode.BLOCKED, Status.UNKNOWN),
        ("zen.spamhaus.org", ["127.0.0.99"], FindingCode.INFORMATIONAL, Status.WARN),
        ("zen.spamhaus.org", ["127.0.0.1"], FindingCode.BROKEN, Status.UNKNOWN),
        ("zen.spamhaus.org", ["198.51.100.7"], FindingCode.BROKEN, Status.UNKNOWN),
        ("zen.spamhaus.org", ["127.0.0.2", "198.51.100.7"], FindingCode.BROKEN, Status.UNKNOWN),
        ("psbl.surriel.com", ["127.0.0.2"], FindingCode.LISTED, Status.FAIL),
        ("psbl.surriel.com", ["127.0.0.77"], FindingCode.LISTED, Status.FAIL),
        ("psbl.surriel.com", ["127.0.0.1"], FindingCode.BROKEN, Status.UNKNOWN),
        ("dnsbl-2.uceprotect.net", ["127.0.0.2"], FindingCode.NETWORK, Status.WARN),
        ("dnsbl-3.uceprotect.net", ["127.0.0.2"], FindingCode.NETWORK, Status.WARN),
        ("list.dnswl.org", ["127.0.5.1"], FindingCode.WHITE, Status.PASS),
        ("list.dnswl.org", ["127.0.0.255"], FindingCode.BLOCKED, Status.UNKNOWN),
        ("list.dnswl.org", ["127.0.10.3"], FindingCode.BLOCKED, Status.UNKNOWN),
        ("hostkarma.junkemailfilter.com", ["127.0.0.1"], FindingCode.WHITE, Status.PASS),
        ("hostkarma.junkemailfilter.com", ["127.0.0.2"], FindingCode.LISTED, Status.FAIL),
        ("hostkarma.junkemailfilter.com", ["127.0.0.3"], FindingCode.INFORMATIONAL, Status.WARN),
        ("hostkarma.junkemailfilter.com", ["127.0.0.5"], FindingCode.WHITE, Status.PASS),
        ("bl.score.senderscore.com", ["127.0.0.1"], FindingCode.LISTED, Status.FAIL),
        ("bl.score.senderscore.com", ["127.255.255.255"], FindingCode.BLOCKED, Status.UNKNOWN),
        ("multi.surbl.org", ["127.0.0.1"], FindingCode.BLOCKED, Status.UNKNOWN),
        ("multi.surbl.org", ["127.0.0.72"], FindingCode.LISTED, Status.FAIL),
        ("multi.surbl.org", ["127.0.0.32"], FindingCode.INFORMATIONAL, Status.WARN),
        ("multi.uribl.com", ["127.0.0.1"], FindingCode.BLOCKED, Status.UNKNOWN),
        ("multi.uribl.com", ["127.0.0.2"], FindingCode.LISTED, Status.FAIL),
        ("multi.uribl.com", ["127.0.0.4"], FindingCode.INFORMATIONAL, Status.WARN),
        ("dbl.spamhaus.org", ["127.0.1.2"], FindingCode.LISTED, Status.FAIL),
        ("dbl.spamhaus.org", ["127.0.1.255"], FindingCode.BLOCKED, Status.UNKNOWN),
        ("rep.mailspike.net", ["127.0.0.11"], FindingCode.LISTED, Status.FAIL),
        ("rep.mailspike.net", ["127.0.0.14"], FindingCode.INFORMATIONAL, Status.WARN),
        ("rep.mailspike.net", ["127.0.0.19"], FindingCode.WHITE, Status.PASS),
        ("all.spamrats.com", ["127.0.0.37"], FindingCode.POLICY, Status.WARN),
        ("all.spamrats.com", ["127.0.0.38"], FindingCode.LISTED, Status.FAIL),
        ("dnsbl.spfbl.net", ["127.0.0.3"], FindingCode.POLICY, Status.WARN),
        ("ips.backscatterer.org", ["127.0.0.2"], FindingCode.INFORMATIONAL, Status.WARN),
        ("bogons.cymru.com", ["127.0.0.2"], FindingCode.INFORMATIONAL, Status.WARN),
    ],
)
def test_an_answer_counts_as_its_operator_means_it(
    zone: str, addresses: list[str], code: FindingCode, status: Status
) -> None:
    verdict = read(zone, answered(*addresses))
    assert (verdict.code, verdict.status) == (code, status)


def test_the_meaning_of_each_code_is_kept() -> None:
    assert read("zen.spamhaus.org", answered("127.0.0.4", "127.0.0.2", "127.0.0.10")).meaning == "XBL, SBL"
    assert read("multi.surbl.org", answered("127.0.0.72")).meaning == "phishing, abuse"


@pytest.mark.parametrize(
    ("zone", "reach", "code"),
    [
        ("zen.spamhaus.org", Reach.ABSENT, FindingCode.CLEAR),
        ("zen.spamhaus.org", Reach.FAILED, FindingCode.UNHEALTHY),
        ("zen.spamhaus.org", Reach.SILENT, FindingCode.SILENT),
        ("zen.spamhaus.org", Reach.REFUSED, FindingCode.BLOCKED),
        ("b.barracudacentral.org", Reach.SILENT, FindingCode.BLOCKED),
        ("b.barracudacentral.org", Reach.FAILED, FindingCode.BLOCKED),
    ],
)
def test_no_answer_has_its_own_names(zone: str, reach: Reach, code: FindingCode) -> None:
    assert read(zone, Answer(reach)).code is code


@pytest.mark.parametrize(
    ("listed", "unlisted", "health"),
    [
        (answered("127.0.0.2"), ABSENT, Health.HEALTHY),
        (answered("127.0.0.99"), ABSENT, Health.HEALTHY),
        (answered("127.0.0.2"), answered("127.0.0.2"), Health.LISTS_EVERYTHING),
        (answered("127.0.0.2"), Answer(Reach.SILENT), Health.SILENT),
        (answered("127.0.0.2"), Answer(Reach.FAILED), Health.SILENT),
        (answered("127.255.255.254"), ABSENT, Health.NO_TEST_ENTRY),
        (answered("198.51.100.7"), ABSENT, Health.NO_TEST_ENTRY),
        (ABSENT, ABSENT, Health.NO_TEST_ENTRY),
        (Answer(Reach.SILENT), ABSENT, Health.SILENT),
    ],
)
def test_the_control_points_tell_a_zones_health(listed: Answer, unlisted: Answer, health: Health) -> None:
    assert read_health(listed, unlisted) is health


@pytest.mark.parametrize("health", [health for health in Health if health is not Health.HEALTHY])
@pytest.mark.parametrize(
    "code",
    [
        FindingCode.LISTED,
        FindingCode.POLICY,
        FindingCode.NETWORK,
        FindingCode.INFORMATIONAL,
        FindingCode.WHITE,
        FindingCode.CLEAR,
    ],
)
def test_nothing_that_an_unhealthy_zone_says_counts(health: Health, code: FindingCode) -> None:
    assert confirm(Verdict(code), health).status is Status.UNKNOWN


def test_a_healthy_zone_is_believed() -> None:
    assert confirm(Verdict(FindingCode.LISTED, "SBL"), Health.HEALTHY) == Verdict(FindingCode.LISTED, "SBL")
    assert confirm(Verdict(FindingCode.CLEAR), Health.HEALTHY) == Verdict(FindingCode.CLEAR)
