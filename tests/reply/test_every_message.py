"""A walk through every message for every cause, state and language: Slack takes it, and nothing in it can harm."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from bot.article import Words, locales
from bot.model import CaseState, Cause
from bot.playground.standin.blocks import complaints_about_blocks, complaints_about_view
from bot.reply import (
    Home,
    HomeCase,
    NoticeKind,
    render_evidence,
    render_evidence_gone,
    render_help,
    render_home,
    render_not_in_channel,
    render_notice,
    render_offer,
    render_offer_declined,
    render_paste,
    render_reply,
    render_root,
)
from bot.reply.limits import PHONE_LINES
from bot.reply.phone import ITEM_COLUMNS, rows_of
from bot.reply.thread import Outline, outline
from tests.reply.samples import HOSTILE, TABLE_URL, hostile, ordinary
from tests.reply.slack_rules import check_message, check_view

PAGES = frozenset({TABLE_URL})


def full_home(locale: str) -> Home:
    cases = tuple(HomeCase(view, "C0123456789") for view in ordinary(locale))
    return Home(
        open=tuple(case for case in cases if case.view.state is not CaseState.SOLVED)[:15],
        solved=tuple(case for case in cases if case.view.state is CaseState.SOLVED)[:10],
        more_open=3,
        hidden_open=1,
    )


@pytest.mark.parametrize("locale", locales())
def test_slack_takes_every_message_of_a_case(locale: str) -> None:
    for view in ordinary(locale):
        check_message(render_reply(view), PAGES)
        check_message(render_root(view), PAGES)
        check_message(render_not_in_channel(view), PAGES)
        check_view(render_evidence(view), PAGES)


@pytest.mark.parametrize("locale", locales())
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_stays_text(locale: str, text: str) -> None:
    for view in hostile(locale, text):
        for message in (render_reply(view), render_root(view), render_not_in_channel(view)):
            check_message(message, PAGES)
            assert "<!" not in message.text
        if view.main is None or view.main.cause is not Cause.BLOCKLISTED:
            continue  # of a cause the dialog says but one line
        evidence = render_evidence(view)
        check_view(evidence, PAGES)
        assert '"mrkdwn"' not in json.dumps(evidence)


def test_the_stand_in_finds_no_fault_either() -> None:
    for view in ordinary("en"):
        for message in (render_reply(view), render_root(view)):
            assert complaints_about_blocks(list(message.blocks)) == []
        assert complaints_about_view(render_evidence(view)) == []
    assert complaints_about_view(render_paste("en", "C1")) == []
    assert complaints_about_view(render_home("en", full_home("en"))) == []
    assert complaints_about_blocks(list(render_offer("en", "C1").blocks)) == []


@pytest.mark.parametrize("locale", locales())
def test_every_reply_fits_one_phone_screen(locale: str) -> None:
    """Twelve lines before the buttons as a case is first answered; three more where people have gone on from there."""
    too_long = set()
    for view in ordinary(locale):
        if view.main is None or view.main.contradicted_by or len(view.diagnoses) > 1:
            continue
        first = view.method is view.main.method and not view.tried and view.scope is None
        lines = phone_lines(outline(Words(locale), view))
        if lines > (PHONE_LINES + 1 if first else PHONE_LINES + 3):
            too_long.add((view.main.cause, view.state, view.method, lines))
    assert too_long == set()


def phone_lines(told: Outline) -> int:
    steps = () if told.advice is None else told.advice.steps
    heading = () if told.advice is None else (told.advice.heading,)
    return rows_of((*told.top, *heading, *told.notes)) + rows_of(steps, ITEM_COLUMNS)


@pytest.mark.parametrize("locale", locales())
def test_the_fallback_says_what_the_blocks_say(locale: str) -> None:
    def words(text: str) -> list[str]:
        return re.sub(r"<@\w+>|^\d+\. |hxxp", "", text.replace("http", ""), flags=re.MULTILINE).split()

    for view in ordinary(locale):
        if view.state is CaseState.SOLVED or len(view.diagnoses) > 1:
            continue
        message = render_reply(view)
        shown = " ".join(_text(block) for block in message.blocks if block["type"] != "actions")
        unescaped = message.text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        assert words(unescaped) == words(shown)


def _text(block: dict[str, Any]) -> str:
    if isinstance(block.get("text"), str):
        return str(block["text"])
    separator = "" if block["type"] == "rich_text_section" else " "
    return separator.join(_text(element) for element in block.get("elements", []))


@pytest.mark.parametrize("locale", locales())
def test_the_same_view_gives_the_same_message(locale: str) -> None:
    for first, second in zip(ordinary(locale), ordinary(locale), strict=True):
        assert render_reply(first) == render_reply(second)
        assert render_evidence(first) == render_evidence(second)


@pytest.mark.parametrize("locale", [*locales(), None, "de-DE"])
def test_slack_takes_everything_that_is_about_no_case(locale: str | None) -> None:
    for kind in NoticeKind:
        for typed in HOSTILE:
            notice = render_notice(kind, locale, typed=typed, count=5, limit_bytes=1_500_000, error_id=typed or "e-1")
            check_message(notice, PAGES)
    for address in (None, *[text for text in HOSTILE if text]):
        check_message(render_offer(locale, "C1", address), PAGES)
    check_message(render_help(locale), PAGES)
    check_message(render_offer_declined(locale), PAGES)
    check_view(render_paste(locale, "C1"), PAGES)
    check_view(render_evidence_gone(locale), PAGES)
    check_view(render_home(locale), PAGES)
    check_view(render_home(locale, full_home(locale or "en")), PAGES)
    for text in HOSTILE:
        cases = tuple(HomeCase(view, text) for view in list(hostile(locale or "en", text))[:15])
        check_view(render_home(locale, Home(open=cases)), PAGES)


@pytest.mark.parametrize("cause", Cause)
def test_both_languages_say_something_of_their_own(cause: Cause) -> None:
    english, japanese = (
        next(view for view in ordinary(locale) if view.main and view.main.cause is cause) for locale in ("en", "ja")
    )
    assert render_reply(english).text != render_reply(japanese).text
    assert re.search("[ぁ-ん]", render_reply(japanese).text)
    assert not re.search("[ぁ-ん]", render_reply(english).text)
