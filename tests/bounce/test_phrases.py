"""The knowledge files: every rule fires on its own sample, and no earlier rule steals it."""

from __future__ import annotations

import pytest

from bot.bounce.cause import statuses
from bot.bounce.lists import named_list
from bot.bounce.phrases import Phrases, Rule, phrases, read_rules
from bot.model import Cause

_FIRST_WINS = ("causes.tsv", "hints.tsv", "lists.tsv", "steps.tsv")


def _rules(*names: str) -> list[tuple[str, Rule]]:
    return [(name, rule) for name in names for rule in read_rules(name)]


def _id(value: object) -> str:
    return f"line{value.line}" if isinstance(value, Rule) else str(value)


@pytest.mark.parametrize(("name", "rule"), _rules("signs.tsv"), ids=_id)
def test_a_sign_fires_on_its_sample(name: str, rule: Rule) -> None:
    assert rule in [hit.rule for hit in phrases(name).hits(rule.sample)]


@pytest.mark.parametrize(("name", "rule"), _rules(*_FIRST_WINS), ids=_id)
def test_no_earlier_rule_steals_a_sample(name: str, rule: Rule) -> None:
    hit = phrases(name).first(rule.sample)
    assert hit is not None, "no rule matches"
    assert hit.rule == rule


def test_a_rule_says_a_cause() -> None:
    known = {"relay", *(cause.value for cause in Cause)}
    assert [(name, rule.line) for name, rule in _rules("causes.tsv", "hints.tsv") if rule.says not in known] == []


def test_a_rule_names_its_source() -> None:
    assert [(name, rule.line) for name, rule in _rules("signs.tsv", *_FIRST_WINS) if not rule.source.strip()] == []


@pytest.mark.parametrize("status", sorted(statuses()))
def test_a_status_says_a_cause(status: str) -> None:
    says, weight = statuses()[status]
    assert says == "relay" or Cause(says)
    assert weight in {"decides", "telling", "vague"}


@pytest.mark.parametrize(("name", "rule"), _rules("lists.tsv"), ids=_id)
def test_every_list_that_can_be_named_has_a_row_of_its_own(name: str, rule: Rule) -> None:
    found = named_list(rule.sample)
    assert found is not None
    assert found.name
    assert found.delist_url is None or found.delist_url.startswith(("https://", "http://"))


def _matches(phrase: str, text: str) -> bool:
    return bool(Phrases([Rule("x", phrase, "", "", 1)]).hits(text))


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("full", "the mailbox is FULL", True),
        ("full", "delivered successfully", False),
        ("full", "fullness", False),
        ("full*", "fullness", True),
        ("mailbox + full", "mailbox of bob@example.com is full", True),
        ("mailbox + full", "a full mailbox", False),
        ("mailbox + full", "the mailbox exists. The disk is full", False),
        ("mailbox + full", "mailbox " + "very " * 40 + "full", False),
        ("mailbox|inbox + full|over quota", "his inbox is over quota", True),
        ("いっぱい", "メールボックスがいっぱいです", True),
        ("ящик + переполнен", "Почтовый ящик получателя переполнен", True),
        ("ящик", "ящика", False),
    ],
)
def test_a_phrase_is_words_in_order_in_one_sentence(phrase: str, text: str, expected: bool) -> None:
    assert _matches(phrase, text) is expected


@pytest.mark.parametrize("mail", ["mail", "emails", "e-mail", "messages"])
def test_mail_is_mail_whatever_it_is_called(mail: str) -> None:
    rule = Rule("x", "not accept mail from", "", "", 1)
    assert Phrases([rule], of_mail=True).hits(f"we do not accept {mail} from you")


def test_a_sign_knows_how_mail_is_called() -> None:
    assert not Phrases([Rule("x", "not accept mail from", "", "", 1)]).hits("we do not accept messages from you")


def test_a_line_that_is_no_rule_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def __truediv__(self, name: str) -> Broken:
            return self

        def read_text(self, encoding: str) -> str:
            return "# a comment\nonly\tthree\tcolumns\n"

    monkeypatch.setattr("bot.bounce.phrases.resources.files", lambda package: Broken())
    with pytest.raises(ValueError, match=r"broken\.tsv:2"):
        read_rules("broken.tsv")
