"""The reply in the thread and the root message, state by state."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.diagnosis import diagnose
from bot.model import CaseState, Cause, Check, Diagnosis, Finding, FindingCode, Method, Reply, Status
from bot.reply import CaseView, Scope, render_evidence, render_not_in_channel, render_reply, render_root, reply_lines
from bot.reply.actions import Action, parse_value
from bot.reply.view import Message
from tests.reply.samples import (
    DNS_SILENT,
    FINDINGS,
    IP,
    LISTED,
    MX_OK,
    TABLE_URL,
    TYPO,
    VALID,
    ZEN,
    diagnosis,
    failure,
    view,
)


def labels(message: Message) -> list[str]:
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    return [button["text"]["text"] for buttons in rows for button in buttons]


def headers(dialog: dict[str, Any]) -> list[dict[str, Any]]:
    return [block for block in dialog["blocks"] if block["type"] == "header"]


def leaves(block: dict[str, Any]) -> list[dict[str, Any]]:
    inner = [leaf for element in block.get("elements", []) for leaf in leaves(element)]
    return inner or [block]


def links(message: Message) -> list[tuple[str, str]]:
    return [(leaf["url"], leaf["text"]) for block in message.blocks for leaf in leaves(block) if leaf["type"] == "link"]


@pytest.mark.parametrize(
    ("state", "buttons"),
    [
        (CaseState.READING, []),
        (CaseState.CHECKING, []),
        (CaseState.ANSWERED, ["Solved", "Still failing → Method 2", "Check again", "Show evidence"]),
        (CaseState.SOLVED, ["Reopen", "Show evidence"]),
        (CaseState.EXHAUSTED, ["Solved", "Hand it on", "Check again", "Reopen", "Show evidence"]),
        (CaseState.PARKED, ["Check again"]),
    ],
)
def test_the_buttons_of_a_state(state: CaseState, buttons: list[str]) -> None:
    assert labels(render_reply(view(diagnosis(Cause.ADDRESS_NOT_FOUND), state))) == buttons


@pytest.mark.parametrize(
    ("cause", "method", "tried", "label"),
    [
        (Cause.ADDRESS_NOT_FOUND, Method.CHECK_ADDRESS, (), "Still failing → Method 2"),
        (Cause.ADDRESS_NOT_FOUND, Method.ASK_RECIPIENT, (Method.CHECK_ADDRESS,), "Still failing → Method 3"),
        (
            Cause.ADDRESS_NOT_FOUND,
            Method.CHECK_BLOCKLISTS,
            (Method.CHECK_ADDRESS, Method.ASK_RECIPIENT),
            "Still failing",
        ),
        (Cause.SPAM_FILTER, None, (), "Still failing → Method 3"),
        (Cause.BLOCKLISTED, None, (), "Still failing"),
        (Cause.MAILBOX_FULL, None, (), "Still failing → Method 1"),
        (Cause.MAILBOX_FULL, Method.CHECK_ADDRESS, (), "Still failing → Method 2"),
    ],
)
def test_still_failing_names_where_it_leads(
    cause: Cause, method: Method | None, tried: tuple[Method, ...], label: str
) -> None:
    shown = replace(view(diagnosis(cause)), method=method, tried=tried, asks_scope=False)
    assert labels(render_reply(shown))[1] == label
    following = label.partition("→ ")[2]
    assert f"Send again. Still failing? {f'→ {following}' if following else 'Hand it on.'}" in render_reply(shown).text


def test_a_button_knows_its_case_and_what_was_shown() -> None:
    message = render_reply(view(diagnosis(Cause.SPAM_FILTER)))
    values = {
        button["action_id"]: parse_value(button["value"])
        for block in message.blocks
        if block["type"] == "actions"
        for button in block["elements"]
    }
    still_failing = values[Action.STILL_FAILING]
    assert still_failing is not None
    assert (still_failing.case_id, still_failing.method) == ("C0123456789", Method.ASK_RECIPIENT)
    assert {value.case_id for value in values.values() if value} == {"C0123456789"}


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize(("locale", "name"), [("en", "Method"), ("ja", "方法")])
def test_the_method_that_is_shown_is_told_in_full(method: Method, locale: str, name: str) -> None:
    shown = replace(view(diagnosis(Cause.ADDRESS_NOT_FOUND), locale=locale), method=method)
    lines = reply_lines(shown)
    heading = next(position for position, text in enumerate(lines) if text.startswith(f"{name} {int(method)} — "))
    assert [text[:2] for text in lines[heading + 1 : heading + 5]] == ["1.", "2.", "3.", "4."]
    dialog = render_evidence(shown)
    assert any(str(block["text"]["text"]).startswith(f"{name} {int(method)} — ") for block in headers(dialog))


@pytest.mark.parametrize("cause", [Cause.MAILBOX_FULL, Cause.DELAYED, Cause.SENDER_AUTHENTICATION])
def test_advice_beyond_the_article_is_marked(cause: Cause) -> None:
    assert "Beyond the article — " in render_reply(view(diagnosis(cause))).text


@pytest.mark.parametrize(
    ("cause", "permanent", "said"),
    [
        (Cause.DELAYED, False, False),
        (Cause.RATE_LIMITED, False, False),
        (Cause.RATE_LIMITED, True, True),
        (Cause.RECIPIENT_SERVER_DOWN, None, False),
        (Cause.RECIPIENT_SERVER_DOWN, True, True),
        (Cause.MAILBOX_FULL, False, True),
    ],
)
def test_send_again_only_where_no_server_does_it(cause: Cause, permanent: bool | None, said: bool) -> None:
    text = render_reply(view(replace(diagnosis(cause), permanent=permanent))).text
    assert ("Send again." in text) is said


def test_a_notice_that_gave_up_without_a_code_does_not_let_people_wait() -> None:
    given = diagnosis(Cause.RECIPIENT_SERVER_DOWN)
    assert given.failure is not None
    silent = replace(given.failure, reply=Reply(text="Connection timed out"), permanent=None)
    text = render_reply(view(replace(given, permanent=False, failure=silent))).text
    assert "has given up" in text
    assert "Send again." in text


@pytest.mark.parametrize(
    ("diagnostic", "quoted"),
    [
        ("host mx1.example.com[192.0.2.25] said: 554 5.7.1 no", "554 5.7.1 no"),
        ("details below for more information. The response was: 554 5.7.1 no", "554 5.7.1 no"),
        (
            "connect to mx1.example.com[192.0.2.25]: refused",
            "connect to mx1.example.com[192.0.2.25]: refused",
        ),
    ],
)
def test_a_quote_begins_with_the_servers_own_words(diagnostic: str, quoted: str) -> None:
    given = diagnosis(Cause.SPAM_FILTER)
    assert given.failure is not None
    lines = reply_lines(view(replace(given, failure=replace(given.failure, diagnostic=diagnostic))))
    assert any(text.endswith(quoted) for text in lines)
    assert not any("said: host" in text or "below for more" in text for text in lines)


def test_a_long_reply_keeps_its_codes_and_the_list_that_it_names() -> None:
    lines = reply_lines(view(diagnosis(Cause.BLOCKLISTED)))
    assert "The server said: 554 5.7.1 … blocked using zen.spamhaus.org" in lines


def test_only_what_cleared_the_listed_address_counts() -> None:
    def found(code: FindingCode, ip: str, zone: str) -> Finding:
        status = Status.FAIL if code is FindingCode.LISTED else Status.PASS
        return Finding(Check.BLOCKLIST, status, code, zone, {"ip": ip, "list": zone, "origin": "bounce", "tier": 1})

    listed = found(FindingCode.LISTED, "203.0.113.77", "zen.spamhaus.org")
    clear = [
        found(FindingCode.CLEAR, ip, zone)
        for ip in ("203.0.113.77", "198.51.100.5", "198.51.100.6")
        for zone in ("bl.spamcop.net", "psbl.surriel.com")
    ]
    main = replace(diagnosis(Cause.BLOCKLISTED, bounce=False), rests_on=(listed,), contradicted_by=())
    text = render_reply(replace(view(main), findings=(listed, *clear))).text
    assert "on none of the 2 others" in text


def test_nobody_has_to_act_only_while_a_server_tries_on() -> None:
    limited = diagnosis(Cause.RATE_LIMITED)
    assert "Nobody has to fix this" in render_reply(view(replace(limited, permanent=False))).text
    assert "\nYour mail admin can fix this" in render_reply(view(replace(limited, permanent=True))).text


def test_delisting_links_come_from_our_tables_only() -> None:
    listed = diagnose(None, [LISTED], failure(Cause.BLOCKLISTED))
    assert links(render_reply(view(listed))) == [(TABLE_URL, "Spamhaus ZEN")]
    for page in ("javascript:alert(1)", "http://check.example/", "https://x y", "https://check.example/<x>", "", None):
        named = replace(ZEN, delist_url=page)
        details = {**LISTED.details, "delist_url": page or ""}
        hostile = diagnose(
            None, [replace(LISTED, details=details)], replace(failure(Cause.BLOCKLISTED), named_list=named)
        )
        message = render_reply(view(hostile))
        assert links(message) == []
        assert "at the list's own site" in message.text


def test_what_the_text_says_is_told_while_the_checks_run() -> None:
    message = render_reply(view(diagnosis(Cause.MAILBOX_FULL), CaseState.CHECKING))
    assert message.text.startswith("The mailbox bob@example.com is full.")
    assert "Still checking" in message.text


def test_nothing_is_said_too_soon_about_an_address() -> None:
    early = replace(view(diagnose("bob@example.com", [VALID]), CaseState.CHECKING), findings=(VALID,))
    text = render_reply(early).text
    assert text.startswith("bob@example.com: checking …")
    assert "Nothing is wrong" not in text


def test_could_not_check_is_visible() -> None:
    unchecked = diagnose("bob@example.com", [VALID, DNS_SILENT])
    text = render_reply(replace(view(unchecked), findings=(VALID, DNS_SILENT))).text
    assert "could not be checked" in text
    assert "checked 1 of 2 in 0.8 s · could not check: example.com (Mail servers)" in text
    assert "Nothing is wrong" not in text


def test_blocklists_that_gave_no_answer_are_counted() -> None:
    text = render_reply(view(diagnosis(Cause.BLOCKLISTED))).text
    assert "checked 92 of 103 in 0.8 s · could not check: 11 blocklists" in text
    assert "IP tested: 203.0.113.77 (from the bounce)" in text


def test_a_contradiction_is_told() -> None:
    told = diagnose(None, FINDINGS, failure(Cause.DOMAIN_NOT_FOUND))
    assert "\nBut: example.com has mail servers" in render_reply(view(told)).text


@pytest.mark.parametrize(
    ("finding", "told"),
    [
        (
            Finding(Check.SENDER, Status.FAIL, FindingCode.NXDOMAIN, "nowhere.example", {"why": "sender"}),
            "Also: The sender's domain nowhere.example does not exist",
        ),
        (
            Finding(
                Check.SENDER, Status.SKIPPED, FindingCode.NOT_ASKED, "10.0.0.1", {"why": "not_public", "ip": "10.0.0.1"}
            ),
            "Also: 10.0.0.1 is a private address",
        ),
    ],
)
@pytest.mark.parametrize("cause", [None, Cause.SPAM_FILTER])
def test_a_sender_that_was_named_wrongly_is_told_in_any_case(finding: Finding, told: str, cause: Cause | None) -> None:
    findings = (VALID, MX_OK, finding)
    given = diagnose("bob@example.com", findings, failure(cause) if cause else None)
    assert told in render_reply(replace(view(given), findings=findings)).text


def test_zones_with_the_entries_of_another_count_once() -> None:
    clear = Finding(Check.BLOCKLIST, Status.PASS, FindingCode.CLEAR, "a.example", {"ip": IP, "origin": "named"})
    alias = replace(clear, subject="b.example", details={**clear.details, "alias_of": "a.example"})
    findings = (VALID, MX_OK, clear, alias, replace(clear, subject="c.example"))
    text = render_reply(replace(view(diagnose("bob@example.com", findings)), findings=findings)).text
    assert f"{IP} is on none of the 2 lists" in text


def test_further_recipients_are_named() -> None:
    others = tuple(replace(diagnosis(Cause.MAILBOX_FULL), address=f"user{number}@example.com") for number in range(5))
    message = render_reply(
        replace(view(diagnosis(Cause.SPAM_FILTER)), diagnoses=(diagnosis(Cause.SPAM_FILTER), *others))
    )
    assert "\nAlso: user0@example.com (mailbox full), " in message.text
    assert "and 2 more" in message.text


def test_solved_says_who_and_how() -> None:
    message = render_reply(view(diagnosis(Cause.ADDRESS_NOT_FOUND), CaseState.SOLVED))
    assert message.text.startswith("Solved with Method 1, says <@U045EF6GH>\n")
    assert {"type": "user", "user_id": "U045EF6GH"} in [leaf for block in message.blocks for leaf in leaves(block)]


def test_exhausted_hands_over() -> None:
    exhausted = replace(view(diagnosis(Cause.SPAM_FILTER), CaseState.EXHAUSTED), tried=tuple(Method))
    assert "hand it on" in render_reply(exhausted).text


def test_parked_apologises_with_the_id_of_the_log() -> None:
    text = render_reply(view(None, CaseState.PARKED)).text
    assert text.startswith("Sorry, ")
    assert "e-1234" in text


@pytest.mark.parametrize(
    ("scope", "question", "words"),
    [
        (None, True, "with this recipient only?"),
        (Scope.ONE, False, "on their side"),
        (Scope.ALL, False, "your own server"),
    ],
)
def test_this_recipient_only_or_all(scope: Scope | None, question: bool, words: str) -> None:
    message = render_reply(replace(view(diagnosis(Cause.SPAM_FILTER)), scope=scope))
    assert words in message.text
    assert ("All recipients" in labels(message)) is question


@pytest.mark.parametrize("cause", [Cause.UNKNOWN, Cause.NO_FAULT_FOUND])
def test_the_text_of_the_bounce_is_asked_for(cause: Cause) -> None:
    given = diagnosis(cause, bounce=cause is Cause.UNKNOWN)
    assert "paste the whole text of the bounce" in render_reply(view(given)).text


def test_the_root_shows_the_state_as_it_goes() -> None:
    def text(state: CaseState, main: Diagnosis | None) -> str:
        return render_root(view(main, state)).text

    main = diagnosis(Cause.MAILBOX_FULL)
    assert text(CaseState.CHECKING, None) == "<@U012AB3CD> asked about bob@example.com: checking …"
    assert text(CaseState.ANSWERED, main).endswith("The mailbox bob@example.com is full.\nWhat to do is in the thread.")
    assert text(CaseState.SOLVED, main).endswith("Solved with Method 1, says <@U045EF6GH>")
    assert text(CaseState.EXHAUSTED, main).endswith("The last method did not help either")
    assert text(CaseState.PARKED, None).endswith("Could not be finished")


def test_where_the_bot_is_no_member_the_asker_gets_the_same_and_a_hint() -> None:
    shown = view(diagnosis(Cause.MAILBOX_FULL))
    message = render_not_in_channel(shown)
    assert message.text.startswith(render_reply(shown).text)
    assert message.text.endswith("Type /invite @smtp550 and I can answer in a thread here.")


def test_a_terminal_has_no_buttons_to_press() -> None:
    for cause in Cause:
        lines = "\n".join(reply_lines(view(diagnosis(cause, bounce=cause is not Cause.NO_FAULT_FOUND))))
        assert "Press" not in lines
        assert "waiting for your result" not in lines
        assert "in the thread" not in lines


def test_every_post_keeps_slack_from_making_links() -> None:
    arguments = render_reply(view(diagnosis(Cause.MAILBOX_FULL))).arguments()
    assert arguments["unfurl_links"] is arguments["unfurl_media"] is False
    assert arguments["parse"] == "none"


def test_a_typo_is_answered_in_the_spirit_of_the_design() -> None:
    main = diagnose("someone@gmial.example", [TYPO])
    lines = reply_lines(CaseView(case_id="C1", state=CaseState.ANSWERED, diagnoses=(main,), findings=(TYPO,)))
    assert lines[:3] == [
        "someone@gmial.example is probably a typo: did you mean someone@gmail.example?",
        "You can fix this yourself",
        "gmial.example is a known misspelling of gmail.example.",
    ]
