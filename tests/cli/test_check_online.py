"""`smtp550 check` over DNS: every finding with what to do under it, the verdict last, and the same for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.checks.blocklist_zones import Ask, load_zones
from bot.cli.commands import app
from bot.playground.nameserver import Zone, blocklist_zone
from tests.bench.dns_world import dns_world

LISTED = "203.0.113.77"
SHOP = Zone(
    "shop-example.com", {"@": {"MX": ["10 mx1", "20 mx2"]}, "mx1": {"A": ["192.0.2.1"]}, "mx2": {"A": ["192.0.2.2"]}}
)
SENDER = Zone(
    "sender-example.com",
    {
        "@": {"MX": ["10 mx"], "TXT": ['"v=spf1 mx -all"']},
        "mx": {"A": [LISTED]},
        "_dmarc": {"TXT": ['"v=DMARC1; p=none"']},
    },
)


@pytest.fixture(scope="module")
def name_server() -> Iterator[str]:
    entries = {"bl.spamcop.net": {LISTED: "Blocked - see https://www.spamcop.net/bl.shtml"}}
    names = {zone.shown_zone for zone in load_zones() if zone.ask is not Ask.NO and zone.key is None}
    lists = [blocklist_zone(name, entries.get(name, {})) for name in sorted(names)]
    with dns_world([SHOP, SENDER, *lists]) as (host, port):
        yield f"{host}:{port}"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name_server: str) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SMTP550_NAMESERVERS", name_server)
    monkeypatch.setenv("LANG", "en_US.UTF-8")


def check(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["check", "someone@shop-example.com", *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_listing_is_told_with_its_reason_its_rule_and_its_page() -> None:
    findings, _, answer = check("--sender", LISTED).partition("\n\n")
    lines = findings.splitlines()
    start = lines.index(f"✗ Blocklists · {LISTED} is on SpamCop (reported as spam).")
    assert lines[start + 1 : start + 5] == [
        "    The list says: Blocked - see https://www.spamcop.net/bl.shtml",
        "    To do: End the cause first, or the entry comes back.",
        "    It ends by itself 24 hours after the last incident.",
        "    The list's page: https://www.spamcop.net/bl.shtml",
    ]
    assert "✓ Mail servers · shop-example.com has mail servers" in findings
    assert "    Record to publish: 77.113.0.203.in-addr.arpa. PTR " in findings
    assert answer.startswith(f"{LISTED}, your mail server, is on SpamCop")


def test_an_address_from_dns_is_told_as_authorised_and_blamed_for_nothing() -> None:
    told = check("--sender", "sender-example.com")
    assert f"{LISTED} (authorised to send by your domain's SPF) is on SpamCop" in told
    assert f"✓ Sender · SPF allows {LISTED} to send for sender-example.com" in told
    assert "your mail server, is on" not in told


def test_programs_get_the_same_findings() -> None:
    answer = json.loads(check("--sender", LISTED, "--json"))
    listed = [finding for finding in answer["findings"] if finding["status"] == "fail"]
    assert [(finding["check"], finding["code"], finding["subject"]) for finding in listed] == [
        ("blocklist", "listed", "bl.spamcop.net")
    ]
    assert answer["diagnosis"]["cause"] == "blocklisted"


def test_without_a_sender_it_says_what_was_not_looked_up() -> None:
    assert "--sender" in check()
    assert "--sender" not in check("--only", "mx")


def test_colours_are_there_where_they_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[" not in check("--only", "mx")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[32m✓ Mail servers" in check("--only", "mx")
