"""Words by id and language."""

from __future__ import annotations

import pytest

from bot.article import MissingWordsError, Words, locales, pick_locale


@pytest.mark.parametrize(
    ("slack_locale", "picked"),
    [
        ("ja-JP", "ja"),
        ("ja_JP", "ja"),
        ("JA", "ja"),
        ("en-US", "en"),
        ("en-GB", "en"),
        ("de-DE", "en"),
        ("jav-ID", "en"),
        ("", "en"),
        (None, "en"),
        ("../../etc", "en"),
    ],
)
def test_the_primary_subtag_picks_the_language(slack_locale: str | None, picked: str) -> None:
    assert pick_locale(slack_locale) == picked


def test_english_and_japanese_are_there() -> None:
    assert locales() == ("en", "ja")


def test_variables_stand_in_the_sentence_without_isolating_marks() -> None:
    sentence = Words("en").text("verdict-mailbox-full", address="bob@example.com")
    assert sentence == "The mailbox bob@example.com is full."


@pytest.mark.parametrize(("locale", "number"), [("en", "0.8"), ("ja", "0.8")])
def test_numbers_are_written_by_the_language(locale: str, number: str) -> None:
    assert number in Words(locale).text("progress", done=9, asked=9, seconds=0.8)


@pytest.mark.parametrize(("count", "words"), [(1, "1 blocklist"), (3, "3 blocklists")])
def test_plurals(count: int, words: str) -> None:
    assert Words("en").text("unchecked-blocklists", count=count) == words


def test_an_unknown_id_is_our_fault() -> None:
    with pytest.raises(MissingWordsError, match="no-such-words"):
        Words("ja").text("no-such-words")


def test_a_missing_variable_is_our_fault() -> None:
    with pytest.raises(MissingWordsError, match="address"):
        Words("ja").text("verdict-mailbox-full")


def test_steps_come_in_order_and_end_where_they_end() -> None:
    steps = Words("en").steps("method-2-full")
    assert len(steps) == 3
    assert steps[0].startswith("No status code")


def test_a_variable_is_never_read_as_markup() -> None:
    hostile = "{ $ip } { verdict-unknown } <!channel>"
    assert hostile in Words("en").text("verdict-mailbox-full", address=hostile)
