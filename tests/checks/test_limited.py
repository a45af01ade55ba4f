"""A workspace cannot have somebody's servers hammered: past the limits, checks say that they did not ask."""

from __future__ import annotations

import pytest

from bot.checks import InMemoryZoneMemory, Network, run_checks
from bot.checks.check_limit import (
    PROBES_PER_MINUTE,
    RUNS_PER_MINUTE,
    RUNS_PER_TARGET_AND_MINUTE,
    CheckLimit,
    Limit,
)
from bot.checks.limited import refused_checks
from bot.model import Check, Finding, FindingCode, IpOrigin, Question, SendingIp, Status
from bot.playground.nameserver import NameServer, Zone
from tests.clocks import StillClock

MX_ONLY = frozenset({Check.MX})
NETWORK_CHECKS = frozenset({Check.MX, Check.BLOCKLIST, Check.SENDER})


def network_with(clock: StillClock) -> Network:
    return Network(("127.0.0.1",), 1, check_limit=CheckLimit(clock))


def refused(
    network: Network, address: str, *, workspace: str = "T1", checks: frozenset[Check] = MX_ONLY
) -> list[Limit]:
    question = Question(address, checks=checks, workspace=workspace)
    return [Limit(str(finding.details["why"])) for finding in refused_checks(question, network).values()]


def test_one_domain_is_asked_about_so_often_and_other_workspaces_do_not_pay_for_it() -> None:
    clock = StillClock()
    network = network_with(clock)
    for number in range(RUNS_PER_TARGET_AND_MINUTE):
        # Invented subdomains evade every cache of answers: they count as the domain that was registered.
        assert not refused(network, f"x@{number}.victim.example.com")
    assert refused(network, "x@victim.example.com") == [Limit.TARGET]
    assert not refused(network, "x@example.net")
    assert not refused(network, "x@example.com", workspace="T2")
    clock.now += 2
    assert not refused(network, "x@example.com")


def test_a_workspace_is_limited_in_all_and_the_command_line_is_not() -> None:
    network = network_with(StillClock())
    for number in range(RUNS_PER_MINUTE):
        assert not refused(network, f"x@example-{number}.com")
    assert refused(network, "x@example.org", checks=NETWORK_CHECKS) == [Limit.WORKSPACE] * 3
    assert not refused(network, "x@example.org", workspace="")


def test_what_asks_no_network_is_never_refused() -> None:
    network = network_with(StillClock())
    for _ in range(RUNS_PER_MINUTE + 1):
        assert not refused(network, "x@example.com", checks=frozenset({Check.ADDRESS, Check.TYPO}))
    assert not refused(network, "x@example.com")


def test_questions_about_mailboxes_have_a_limit_of_their_own() -> None:
    network = network_with(StillClock())
    for number in range(PROBES_PER_MINUTE):
        assert not refused(network, f"x@example-{number}.com", checks=frozenset({Check.MX, Check.MAILBOX}))
    question = Question("x@example.org", checks=frozenset({Check.MX, Check.MAILBOX}), workspace="T1")
    assert set(refused_checks(question, network)) == {Check.MAILBOX}


@pytest.mark.parametrize("address", [None, "", "no address", "x@[192.0.2.1]", "x@com"])
def test_what_names_no_domain_has_no_servers_to_spare(address: str | None) -> None:
    network = network_with(StillClock())
    question = Question(address, (SendingIp("192.0.2.1", IpOrigin.BOUNCE),), workspace="T1")
    for _ in range(RUNS_PER_TARGET_AND_MINUTE + 1):
        assert not refused_checks(question, network)


async def ask(network: Network, address: str) -> Finding:
    question = Question(address, checks=MX_ONLY, workspace="T1")
    first, *_ = [found async for found in run_checks(question, network, InMemoryZoneMemory())]
    return first


async def test_a_refused_check_is_could_not_check_and_its_servers_hear_nothing() -> None:
    zone = Zone("shop-example.com", {"@": {"MX": ["10 mx"]}, "mx": {"A": ["192.0.2.25"]}})
    clock = StillClock()
    async with NameServer([zone]) as server:
        host, port = server.address
        network = Network((host,), port, check_limit=CheckLimit(clock))
        while (finding := await ask(network, f"x@{clock.now}.shop-example.com")).code is not FindingCode.NOT_ASKED:
            clock.now += 0.001
        before = server.asked("shop-example.com")
        assert (await ask(network, "x@other.shop-example.com")).code is FindingCode.NOT_ASKED
        assert server.asked("shop-example.com") == before
    assert (finding.status, finding.details["why"]) == (Status.UNKNOWN, "target_limit")


async def test_a_domain_whose_answers_are_in_the_cache_is_free() -> None:
    zone = Zone("shop-example.com", {"@": {"MX": ["10 mx"]}, "mx": {"A": ["192.0.2.25"]}})
    async with NameServer([zone]) as server:
        host, port = server.address
        network = Network((host,), port, check_limit=CheckLimit(StillClock()))
        for _ in range(RUNS_PER_TARGET_AND_MINUTE + 2):
            assert (await ask(network, "x@shop-example.com")).code is not FindingCode.NOT_ASKED
