"""The watch's messages: Slack takes each, in every language, whatever a list or a person wrote into it."""

from __future__ import annotations

import re

import pytest

from bot.article import locales
from bot.model import Check, Finding, FindingCode, Status
from bot.reply.limits import TEXT_BUDGET
from bot.reply.watch_view import (
    AlarmView,
    TargetFault,
    WatchedItem,
    render_alarm,
    render_cannot_post,
    render_nothing_own,
    render_over,
    render_target_fault,
    render_unwatch_which,
    render_unwatched,
    render_watch_began,
    render_watch_ended,
    render_watch_list,
    render_watch_refused,
    watch_blocks,
)
from tests.reply.samples import HOSTILE, TABLE_URL
from tests.reply.slack_rules import check_message, check_view

PAGES = frozenset({TABLE_URL})
NOW = 1_800_000_000.0


def listing(name: str = "SpamCop", reason: str = "spam seen", tier: int = 1) -> Finding:
    details: dict[str, str | int] = {"ip": "203.0.113.77", "list": name, "tier": tier, "reason": reason}
    details |= {"delist_url": TABLE_URL, "rule": "expires_24h"}
    return Finding(Check.BLOCKLIST, Status.FAIL, FindingCode.LISTED, f"{name.lower()}.example.net", dict(details))


def record(code: FindingCode) -> Finding:
    return Finding(Check.SENDER, Status.WARN, code, "example.com", {"record": 'example.com. TXT "v=spf1 mx ~all"'})


RECORDS = tuple(
    record(code)
    for code in (FindingCode.SPF_NONE, FindingCode.SPF_PERMERROR, FindingCode.DMARC_MISSING, FindingCode.PTR_MISSING)
)


@pytest.mark.parametrize("locale", locales())
@pytest.mark.parametrize(
    "findings",
    [(listing(),), RECORDS, (listing(), *RECORDS), tuple(listing(f"List {n}", "x" * 300) for n in range(60))],
    ids=["one list", "records", "both", "very many lists"],
)
def test_slack_takes_every_alarm_in_each_of_its_states(locale: str, findings: tuple[Finding, ...]) -> None:
    begun = AlarmView("203.0.113.77", locale, findings, began_at=NOW)
    half = AlarmView("203.0.113.77", locale, findings[1:], findings[:1], began_at=NOW)
    over = AlarmView("203.0.113.77", locale, (), findings, began_at=NOW, ended_at=NOW + 86_400)
    left = AlarmView("203.0.113.77", locale, findings, is_watched=False, began_at=NOW, ended_at=NOW)
    for view in (begun, half, over, left):
        message = render_alarm(view)
        check_message(message, PAGES)
        assert len(message.text) <= TEXT_BUDGET
        assert "203.0.113.77" in message.text
    check_message(render_over(half, half.over), PAGES)
    check_message(render_over(over, over.over), PAGES)


@pytest.mark.parametrize("locale", locales())
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_stays_text(locale: str, text: str) -> None:
    item = WatchedItem(text, text, NOW, (listing(text, text),))
    messages = [
        render_alarm(AlarmView(text, locale, (listing(text, text), *RECORDS))),
        render_over(AlarmView(text, locale, ()), [listing(text, text)]),
        render_watch_began(locale, text, [text], [text], [text]),
        render_watch_refused(locale, [text], 50),
        render_target_fault(locale, TargetFault.NOT_A_TARGET, text),
        render_unwatched(locale, [text]),
        render_watch_ended(locale, "U0123456789", [text]),
        render_watch_list(locale, [item], 50),
    ]
    for message in messages:
        check_message(message, PAGES)
        assert "<!" not in message.text
    check_view({"type": "home", "blocks": watch_blocks(locale, [item])}, PAGES)


@pytest.mark.parametrize("locale", locales())
def test_slack_takes_every_answer(locale: str) -> None:
    items = [WatchedItem(f"198.51.100.{n}", "C0123456789", NOW if n % 2 else None) for n in range(50)]
    messages = [
        render_cannot_post(locale),
        render_nothing_own(locale),
        render_unwatch_which(locale),
        render_unwatched(locale, []),
        render_watch_ended(locale, None, ["example.com"] * 50),
        render_watch_list(locale, [], 50),
        render_watch_list(locale, items, 50),
        render_watch_began(locale, None, ["example.com"] * 50),
        *(render_target_fault(locale, fault, "x") for fault in TargetFault),
    ]
    for message in messages:
        check_message(message, PAGES)
        assert bool(re.search("[ぁ-ん]", message.text)) is (locale == "ja")
    well = [WatchedItem("example.com", "C0123456789", NOW), WatchedItem("example.org", "C0123456789", NOW)]
    doubted = [*well, WatchedItem("example.net", "C0123456789", NOW, in_doubt=True)]
    check_message(render_watch_list(locale, doubted, 50), PAGES)
    for shown in ([], items, well, doubted, [*items, WatchedItem("example.com", "C0123456789", NOW, RECORDS)]):
        check_view({"type": "home", "blocks": watch_blocks(locale, shown)}, PAGES)


def test_an_alarm_says_what_is_wrong_what_to_do_and_where() -> None:
    message = render_alarm(AlarmView("203.0.113.77", "en", (listing(tier=3), listing("Spamhaus ZEN"))))
    first, who, *rest = message.text.splitlines()
    assert first == "203.0.113.77 is on 2 blocklists: Spamhaus ZEN, SpamCop."
    assert who == "Your mail admin can fix this"
    assert any("24 hours after the last incident" in line for line in rest)
    assert "The list says: spam seen" in rest
