"""Single replies: what a server said, and why the mail came back (`samples/replies.tsv`: reply and fair causes)."""

from __future__ import annotations

import pytest

from bot.bounce.cause import NO_REASON, Setting, decide
from bot.bounce.smtp_reply import read_reply
from bot.model import Cause
from tests.bounce.sample_files import SAMPLES


def _replies() -> list[tuple[str, list[str]]]:
    lines = (SAMPLES / "replies.tsv").read_text(encoding="utf-8").splitlines()
    return [(text, causes.split()) for text, causes in (line.split("\t") for line in lines)]


@pytest.mark.parametrize(("text", "causes"), _replies())
def test_a_reply_says_its_cause(text: str, causes: list[str]) -> None:
    assert decide(read_reply(text), text, "", "", Setting()).cause.value in causes


@pytest.mark.parametrize(
    ("reply", "cause"),
    [
        ("550 5.7.501 Access denied", Cause.OUTBOUND_FILTER),
        ("550 5.7.606 Access denied", Cause.BLOCKLISTED),
        ("550 5.7.504 [email@example.com]: Recipient address rejected", Cause.ADDRESS_NOT_FOUND),
        ("550 5.7.124 not in the list", Cause.RECIPIENT_RESTRICTED),
        ("550 5.7.509 Access denied", Cause.SENDER_AUTHENTICATION),
        ("550 5.1.1", Cause.ADDRESS_NOT_FOUND),
        ("550 5.2.2", Cause.MAILBOX_FULL),
        ("550 5.7.99", Cause.SPAM_FILTER),
        ("550 5.0.0", Cause.UNKNOWN),
        ("550", Cause.UNKNOWN),
    ],
)
def test_a_status_decides_where_the_words_do_not(reply: str, cause: Cause) -> None:
    assert decide(read_reply(reply), reply, "", "", Setting()).cause is cause


def test_a_550_to_rcpt_without_words_is_an_unknown_recipient() -> None:
    words = "host mx.example.com[192.0.2.25] said: 550 no (in reply to RCPT TO command)"
    assert decide(read_reply(words), words, "", "", Setting()).cause is Cause.ADDRESS_NOT_FOUND


@pytest.mark.parametrize(
    "words",
    [
        "552 5.2.2 <dmarc@example.com>: user is over quota",
        "552 5.2.2 <bob@spam.example.com>: user is over quota",
        "host virus.example.net[192.0.2.25] said: 552 5.2.2 user is over quota (in reply to RCPT TO command)",
        "host relay.example.net [192.0.2.25] refused: 552 5.2.2 user is over quota",
        "... while talking to blocklist.example.net.: <<< 552 5.2.2 user is over quota",
    ],
)
def test_the_name_of_an_address_or_a_host_is_no_reason(words: str) -> None:
    assert decide(read_reply(words), words, "", "", Setting()).cause is Cause.MAILBOX_FULL


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        ("550-5.1.1 The account that you tried to reach does 550 5.1.1 not exist.", Cause.ADDRESS_NOT_FOUND),
        ("550-bob has left 550-the company. 550 Ask for somebody else.", Cause.MAILBOX_UNAVAILABLE),
        ("450-4.2.1 Recipient is receiving mail at a 450 4.2.1 rate that is too high", Cause.RATE_LIMITED),
    ],
)
def test_a_phrase_may_stand_across_two_lines_of_a_reply(words: str, cause: Cause) -> None:
    assert decide(read_reply(words), words, "", "", Setting()).cause is cause


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        ("550 5.1.1 User unknown (see https://example.com/help/spam-policy)", Cause.ADDRESS_NOT_FOUND),
        ("552 5.2.2 Mailbox full, see http://example.com/blocklist/lookup?ip=203.0.113.7", Cause.MAILBOX_FULL),
        ("550 No such user here [relay.example.net]", Cause.ADDRESS_NOT_FOUND),
        ("554 Service unavailable, see http://example.com/blocklist?ip=203.0.113.7", Cause.BLOCKLISTED),
        ("550 5.7.1 Refused, see http://example.com/blocklist?ip=203.0.113.7", Cause.BLOCKLISTED),
        ("554 5.4.6 Too many hops. Please try again later.", Cause.MAIL_LOOP),
    ],
)
def test_the_sentence_says_more_than_what_stands_behind_it(words: str, cause: Cause) -> None:
    assert decide(read_reply(words), words, "", "", Setting()).cause is cause


@pytest.mark.parametrize(
    "words",
    [
        "554 5.7.1 Client host blacklisted [203.0.113.7]",
        "554 5.7.1 blacklisted[203.0.113.7]",
        "送信元がブラックリストに登録されています[203.0.113.7]",
    ],
)
def test_a_word_before_an_ip_address_is_not_a_name(words: str) -> None:
    assert decide(read_reply(words), words, "", "", Setting()).cause is Cause.BLOCKLISTED


def test_a_connection_that_fails_is_not_what_the_host_is_called() -> None:
    words = "connect to spam.example.net[192.0.2.25]:25: Connection timed out"
    assert decide(read_reply(words), words, "", "", Setting()).cause is Cause.RECIPIENT_SERVER_DOWN


def test_docomo_says_unknown_user_after_data_where_a_filter_refused() -> None:
    words = "host mfsmax.docomo.ne.jp[203.0.113.1] said: 550 Unknown user bob@docomo.ne.jp"
    words += " (in reply to end of DATA command)"
    verdict = decide(read_reply(words), words, "", "", Setting())
    assert verdict.cause is Cause.SPAM_FILTER
    assert verdict.confidence < 0.7


def test_no_reason_at_all_is_said_to_be_unknown() -> None:
    assert decide(None, "", "", "", Setting()).cause is Cause.UNKNOWN
    assert decide(None, "", "", "", Setting()).confidence == NO_REASON
    assert decide(None, "", "", "", Setting(delayed=True)).cause is Cause.DELAYED


def test_the_words_that_a_cause_rests_on_are_kept() -> None:
    words = "x " * 300 + "550 5.2.2 the mailbox of bob is full. " + "y " * 300
    verdict = decide(read_reply(words), words, "", "", Setting())
    assert "mailbox of bob is full" in verdict.rests_on
    assert len(verdict.rests_on) < 400
