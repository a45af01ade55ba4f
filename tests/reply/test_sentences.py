"""What is said of many blocklists at once."""

from __future__ import annotations

from bot.model import Check, Finding, FindingCode, Status
from bot.reply.sentences import cleared, count_lists


def of_list(code: FindingCode, zone: str, alias_of: str = "") -> Finding:
    status = Status.PASS if code is FindingCode.CLEAR else Status.UNKNOWN
    details = {"ip": "203.0.113.9", "list": "A list", **({"alias_of": alias_of} if alias_of else {})}
    return Finding(Check.BLOCKLIST, status, code, zone, details)


def test_another_zone_of_a_list_does_not_speak_for_one_that_could_not_be_checked() -> None:
    other = of_list(FindingCode.CLEAR, "other.example.net", "main.example.net")
    apart = of_list(FindingCode.CLEAR, "apart.example.org")
    assert cleared([of_list(FindingCode.BLOCKED, "main.example.net"), other, apart]) == [apart]
    assert count_lists(cleared([of_list(FindingCode.CLEAR, "main.example.net"), other, apart])) == 2
