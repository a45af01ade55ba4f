"""Which words are taken from what Slack sends."""

from __future__ import annotations

from typing import Any

import pytest

from bot.cases.case import SlackFile
from bot.cases.payload_words import MAX_CHARACTERS, files_of, words_of

RICH: dict[str, Any] = {
    "type": "rich_text",
    "elements": [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": "550 <bob@example.com>"}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "User unknown"}]},
    ],
}
EMAIL: dict[str, Any] = {
    "filetype": "email",
    "mode": "email",
    "subject": "Undelivered Mail",
    "from": [{"address": "MAILER-DAEMON@example.org", "original": "MAILER-DAEMON@example.org"}],
    "headers": {"message_id": "<1@example.org>"},
    "plain_text": "<bob@example.com>: User unknown",
}


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ({"text": "550 &lt;<mailto:bob@example.com|bob@example.com>&gt;"}, ["550 &lt;<mailto:bob@example.com|"]),
        ({"text": "", "blocks": [RICH]}, ["550 &lt;bob@example.com&gt;", "User unknown"]),
        ({"text": "alert", "blocks": [RICH]}, ["550 &lt;bob@example.com&gt;"]),
        (
            {"text": "", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "a &lt;b&gt;"}}]},
            ["a &lt;b&gt;"],
        ),
        ({"text": "see", "attachments": [{"is_share": True, "text": "550 shared"}]}, ["see", "550 shared"]),
        ({"text": "", "attachments": [{"fallback": "550 fallback"}]}, ["550 fallback"]),
        ({"text": "", "attachments": [{"message_blocks": [{"message": {"blocks": [RICH]}}]}]}, ["User unknown"]),
        ({"text": "", "attachments": [{"fields": [{"title": "Error", "value": "550 field"}]}]}, ["550 field"]),
        (
            {"text": "", "files": [EMAIL]},
            ["From: MAILER-DAEMON@example.org", "Subject: Undelivered Mail", "User unknown"],
        ),
        ({"text": "fwd", "attachments": [{"files": [EMAIL]}]}, ["fwd", "User unknown"]),
    ],
)
def test_words_are_found_wherever_slack_puts_them(message: dict[str, Any], said: list[str]) -> None:
    words = words_of(message)
    assert [part for part in said if part not in words] == []


def test_what_text_and_blocks_both_say_is_taken_once() -> None:
    message = {"text": "550 &lt;bob@example.com&gt;\nUser unknown", "blocks": [RICH]}
    assert words_of(message).count("User unknown") == 1


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"text": None, "blocks": None, "attachments": None, "files": None},
        {"text": 5, "blocks": "x", "attachments": {"a": 1}, "files": [1, None, "x"]},
        {"blocks": [{"type": "rich_text", "elements": [None, 1, {"elements": {"a": 1}}]}]},
        {"attachments": [{"message_blocks": [{"message": None}, {"message": "x"}], "fields": 1}]},
        {"files": [{"filetype": "email", "headers": [], "from": "x"}]},
    ],
)
def test_no_shape_of_a_payload_is_an_exception(message: dict[str, Any]) -> None:
    assert words_of(message).strip() in {"", "Subject:", "From:"}
    assert files_of(message) == ()


def test_nesting_and_length_are_capped() -> None:
    deep: dict[str, Any] = {"type": "text", "text": "bottom"}
    for _ in range(500):
        deep = {"type": "rich_text_section", "elements": [deep]}
    assert words_of({"blocks": [deep]}) == ""
    assert len(words_of({"text": "x" * (2 * MAX_CHARACTERS)})) == MAX_CHARACTERS


@pytest.mark.parametrize(
    ("file", "is_read"),
    [
        ({"name": "bounce.eml"}, True),
        ({"name": "BOUNCE.MSG"}, True),
        ({"name": "Untitled", "mode": "snippet"}, True),
        ({"name": "mail.log"}, True),
        ({"name": "x", "mimetype": "message/rfc822"}, True),
        ({"name": "x", "mimetype": "text/plain"}, True),
        ({"name": "x", "filetype": "email", "mode": "email"}, True),
        ({"name": "cat.png", "filetype": "png", "mimetype": "image/png"}, False),
        ({"name": "bounce.eml", "is_external": True}, False),
    ],
)
def test_only_files_that_may_hold_a_mail_are_downloaded(file: dict[str, Any], *, is_read: bool) -> None:
    file = {"url_private": "https://files.slack.com/files-pri/T1-F1/x", "size": 10, **file}
    assert bool(files_of({"files": [file]})) is is_read


def test_a_mail_whose_words_slack_gives_needs_no_download() -> None:
    assert files_of({"files": [{**EMAIL, "url_private": "https://files.slack.com/x"}]}) == ()


def test_a_file_of_a_message_that_is_shared_is_one_of_it() -> None:
    mail = {"name": "b.eml", "url_private": "https://files.slack.com/b.eml"}
    (file,) = files_of({"text": "see", "attachments": [{"is_share": True, "files": [mail]}, {"text": "x"}, 5]})
    assert file.name == "b.eml"


def test_a_file_keeps_what_is_needed_to_fetch_it() -> None:
    file = {"name": "b.eml", "url_private": "https://files.slack.com/a", "filetype": "eml", "size": "many"}
    assert files_of({"files": [file]}) == (SlackFile("https://files.slack.com/a", "b.eml", "eml", 0),)
