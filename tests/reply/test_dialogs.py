"""The dialogs and calls beyond a thread: Slack takes them in both languages, and nothing hostile gets out."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from bot.article import locales
from bot.model import CaseState, Cause, Method
from bot.playground.standin.blocks import complaints_about_blocks, complaints_about_view
from bot.reply import limits
from bot.reply.escalation import render_escalation, render_escalation_elsewhere
from bot.reply.handoff import recipient_message, render_handoff
from bot.reply.language import render_language_chosen, render_language_unknown
from bot.reply.settings_view import (
    Fault,
    Field,
    FieldFault,
    SettingsView,
    render_settings,
    render_settings_to_read,
    settings_errors,
)
from tests.reply.samples import HOSTILE, LISTED, TABLE_URL, diagnosis, hostile, ordinary, view
from tests.reply.slack_rules import check_message, check_view

PAGES = frozenset({TABLE_URL})
GROUP = "S0MAILADMINS"
PERMALINK = "https://example.slack.com/archives/C1/p1"

FULL = SettingsView(
    locale="ja",
    sending_domains=("example.org",) * 20,
    sending_ips=("203.0.113.9",) * 5,
    offer_in=("C0OFFER",),
    off_in=("C0OFF",),
    shared_in=("C0SHARED",),
    allowed_bots=("B0BOT",),
    escalation_group=GROUP,
    escalation_channel="C0ADMINS",
    mailbox_check=True,
    retention_days=0,
    groups=tuple((f"S{number:04}", f"group-{number}" * 20) for number in range(200)),
)


@pytest.mark.parametrize("locale", [*locales(), None, "de-DE"])
@pytest.mark.parametrize("settings", [SettingsView(), FULL], ids=["new", "full"])
def test_slack_takes_the_settings(locale: str | None, settings: SettingsView) -> None:
    for dialog in (render_settings(locale, settings), render_settings_to_read(locale, settings)):
        assert complaints_about_view(dialog) == []
        assert len(dialog["title"]["text"]) <= limits.VIEW_TITLE
        assert "…" not in dialog["title"]["text"] + dialog["close"]["text"]


@pytest.mark.parametrize("locale", locales())
@pytest.mark.parametrize("fault", Fault)
def test_every_fault_has_words_and_keeps_what_was_typed_harmless(locale: str, fault: Fault) -> None:
    for typed in HOSTILE:
        errors = settings_errors(locale, {Field.SENDING_IPS: FieldFault(fault, typed)})
        assert set(errors) == {Field.SENDING_IPS.value}
        assert errors[Field.SENDING_IPS].isprintable()
        assert len(errors[Field.SENDING_IPS]) < 300


@pytest.mark.parametrize("locale", locales())
def test_slack_takes_every_hand_off(locale: str) -> None:
    for case in ordinary(locale):
        for language in (None, *locales()):
            dialog = render_handoff(case, language) if case.main else None
            if dialog is not None:
                check_view(dialog, PAGES)
                assert complaints_about_view(dialog) == []


@pytest.mark.parametrize("language", locales())
def test_a_message_names_the_address_the_servers_words_and_the_date(language: str) -> None:
    case = replace(view(diagnosis(Cause.SPAM_FILTER)), created_at=1_795_492_800.0)
    message = recipient_message(case, language)
    assert "bob@example.com" in message
    assert "blocked using zen.spamhaus.org" in message
    assert {"en": "Nov 24, 2026", "ja": "2026/11/24"}[language] in message
    assert "04:00 UTC" in message
    assert bool(re.search("[ぁ-ん]", message)) is (language == "ja")


@pytest.mark.parametrize("cause", Cause)
@pytest.mark.parametrize("language", locales())
def test_a_message_has_nothing_of_the_workspace(cause: Cause, language: str) -> None:
    case = replace(view(diagnosis(cause)), findings=(LISTED,))
    message = recipient_message(case, language)
    for own in (case.case_id, str(case.asker), "http", "\ue550", "\ue552"):
        assert own not in message


@pytest.mark.parametrize(("method", "first"), [(Method.CHECK_BLOCKLISTS, "own mail admin"), (None, "the recipient")])
def test_the_part_that_the_button_named_comes_first(method: Method | None, first: str) -> None:
    case = replace(view(diagnosis(Cause.SPAM_FILTER)), findings=(LISTED,), method=method)
    headers = [block["text"]["text"] for block in render_handoff(case)["blocks"] if block["type"] == "header"]
    assert len(headers) == 2
    assert first in headers[0]


def test_a_japanese_domain_is_written_to_in_japanese() -> None:
    main = replace(diagnosis(Cause.SPAM_FILTER), address="bob@example.co.jp")
    assert "いつもお世話" in json.dumps(render_handoff(view(main, locale="en")), ensure_ascii=False)


@pytest.mark.parametrize("locale", locales())
def test_calls_for_help_are_taken_and_name_only_the_group_of_the_settings(locale: str) -> None:
    for case in ordinary(locale):
        if case.state is not CaseState.EXHAUSTED:
            continue
        case = replace(case, tried=tuple(Method))
        for message in (
            render_escalation(case, GROUP),
            render_escalation_elsewhere(case, GROUP, PERMALINK),
            render_escalation(case, None),
            render_escalation_elsewhere(case, None, None),
        ):
            assert complaints_about_blocks(list(message.blocks)) == []
            assert set(re.findall("<!subteam[^>]*>", message.text)) <= {f"<!subteam^{GROUP}>"}
        assert "bob" not in render_escalation_elsewhere(case, GROUP, PERMALINK).text


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_calls_nobody_and_links_nowhere(text: str) -> None:
    for case in hostile("en", text):
        check_message(render_escalation(case, text), PAGES)
        check_message(render_escalation_elsewhere(case, text, text), PAGES)
        if case.main and case.main.cause is Cause.BLOCKLISTED:
            dialog = render_handoff(case)
            check_view(dialog, PAGES)
            assert complaints_about_view(dialog) == []


@pytest.mark.parametrize("locale", locales())
def test_the_language_is_said_in_that_language(locale: str) -> None:
    check_message(render_language_chosen(locale, automatic=False), PAGES)
    check_message(render_language_chosen(locale, automatic=True), PAGES)
    for typed in HOSTILE:
        check_message(render_language_unknown(locale, typed), PAGES)
