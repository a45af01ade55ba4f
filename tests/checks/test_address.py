"""The form of an address: what is right, what strayed into it, and what makes it none."""

from __future__ import annotations

import pytest

from bot.checks import check_address
from bot.model import Check, FindingCode, Question, Status


def codes(address: str) -> dict[FindingCode, Status]:
    return {finding.code: finding.status for finding in check_address(Question(address=address))}


@pytest.mark.parametrize(
    "address",
    [
        "someone@example.com",
        "first.last+tag@mail.example.co.jp",
        '"two words"@example.com',
        "someone@[192.0.2.1]",
        "someone@[IPv6:2001:db8::1]",
        "山田@example.com",
        "someone@例え.jp",
        "someone@xn--r8jz45g.jp",
    ],
)
def test_a_right_address_is_left_alone(address: str) -> None:
    assert codes(address) == {FindingCode.VALID: Status.PASS}


@pytest.mark.parametrize(
    ("address", "suggestion", "strays", "status"),
    [
        (" someone@example.com\n", "someone@example.com", "blank", Status.WARN),
        ("some one@example.com", "someone@example.com", "blank", Status.FAIL),
        ("someone@ example.com", "someone@example.com", "blank", Status.FAIL),
        ("someone\u3000@example.com", "someone@example.com", "blank", Status.FAIL),
        ("some\u200bone@example.com", "someone@example.com", "invisible", Status.FAIL),
        ("someone＠example.com", "someone@example.com", "full_width", Status.FAIL),
        ("ｓｏｍｅｏｎｅ@ｅｘａｍｐｌｅ.com", "someone@example.com", "full_width", Status.FAIL),
        ("someone@example。com", "someone@example.com", "full_width", Status.FAIL),
        ("someone@ex\u0430mple.com", "someone@example.com", "lookalike", Status.FAIL),
        ("someone@example.com.", "someone@example.com", "trailing_punctuation", Status.WARN),
        ("someone@example.com,", "someone@example.com", "trailing_punctuation", Status.WARN),
        ("someone@example.com、", "someone@example.com", "trailing_punctuation", Status.WARN),
        ("<someone@example.com>", "someone@example.com", "brackets", Status.WARN),
        ("「someone@example.com」", "someone@example.com", "brackets", Status.WARN),
        ("mailto:someone@example.com?subject=Hi", "someone@example.com", "mailto", Status.WARN),
        ("someone@example,com", "someone@example.com", "comma_for_dot", Status.FAIL),
        ("someone@example..com", "someone@example.com", "double_dot", Status.FAIL),
        ("someone@.example.com", "someone@example.com", "leading_dot", Status.FAIL),
        ("someone@@example.com", "someone@example.com", "double_at", Status.FAIL),
        ("someone ＠example.com.", "someone@example.com", "blank, full_width, trailing_punctuation", Status.FAIL),
    ],
)
def test_stray_characters_are_named_and_repaired(address: str, suggestion: str, strays: str, status: Status) -> None:
    (finding,) = check_address(Question(address=address))
    assert (finding.check, finding.code, finding.status) == (Check.ADDRESS, FindingCode.REPAIRED_CHARACTERS, status)
    assert finding.details == {"suggestion": suggestion, "strays": strays}


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("", "no_at"),
        ("someone", "no_at"),
        ("@", "no_local_part"),
        ("@example.com", "no_local_part"),
        ("someone@", "no_domain"),
        ("someone@example", "no_top_level_domain"),
        ("a@b@example.com", "two_ats"),
        (f"{'a' * 65}@example.com", "local_part_too_long"),
        (f"a@{'b' * 250}.com", "domain_too_long"),
        (".someone@example.com", "dots_in_local_part"),
        ("some..one@example.com", "dots_in_local_part"),
        ("some(one@example.com", "bad_local_part"),
        ("someone@-example.com", "bad_domain"),
        ("someone@exa_mple.com", "bad_domain"),
        ("someone@😀.com", "bad_domain"),
        ("someone@192.0.2.1", "bad_domain"),
        ("someone@example.com\nBcc:<other@example.com>", "two_ats"),
        ("a\x00@example.com/<!channel>", "bad_domain"),
    ],
)
def test_what_is_no_address_is_told_why(address: str, why: str) -> None:
    findings = check_address(Question(address=address))
    fault = next(finding for finding in findings if finding.code is FindingCode.SYNTAX_ERROR)
    assert (fault.status, fault.details["why"]) == (Status.FAIL, why)


def test_spare_dots_before_the_at_are_taken_out_of_the_suggestion() -> None:
    (finding,) = check_address(Question(address="some..one.@example.com"))
    assert finding.details["suggestion"] == "some.one@example.com"


@pytest.mark.parametrize(
    "address", ["bob@mail.corp.local", "bob@nosuch.INVALID", "bob@10.in-addr.arpa", "bob@a.localhost"]
)
def test_a_name_that_nobody_can_register_is_no_fault_of_form(address: str) -> None:
    assert codes(address) == {FindingCode.RESERVED_DOMAIN: Status.WARN}


@pytest.mark.parametrize("address", ["b(ob@corp.local", "bob@-corp.local"])
def test_a_fault_of_form_is_told_under_a_reserved_name_too(address: str) -> None:
    assert FindingCode.SYNTAX_ERROR in codes(address)


@pytest.mark.parametrize("address", ["a..b@docomo.ne.jp", "ab.@ezweb.ne.jp", ".ab@docomo.ne.jp"])
def test_old_mailboxes_that_break_the_rfc_are_not_called_impossible(address: str) -> None:
    assert codes(address) == {FindingCode.RFC_BREAKING_LOCAL_PART: Status.WARN}


def test_capital_letters_before_the_at_are_a_note() -> None:
    assert codes("John.Doe@Example.com") == {FindingCode.VALID: Status.PASS, FindingCode.CASE_NOTE: Status.PASS}


def test_two_hundred_thousand_characters_are_answered_in_a_line() -> None:
    (finding,) = check_address(Question(address="a b@" * 50_000))
    assert finding.code is FindingCode.SYNTAX_ERROR
    assert len(finding.subject) <= 320


def test_without_an_address_there_is_nothing_to_say() -> None:
    assert check_address(Question()) == []
