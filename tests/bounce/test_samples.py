"""Whole texts: every bounce of the corpus is read right, nothing else is answered, and talk gets an offer at most."""

from __future__ import annotations

import pytest

from bot.bounce import is_worth_reading, read_text
from tests.bounce.non_bounces import made_texts
from tests.bounce.sample_files import Expected, Sample, bounces, middling, others


def _named(sample: Sample) -> str:
    return sample.name


def _read(text: str) -> set[Expected]:
    return {
        Expected(f.recipient, f.alias, f.reply.enhanced_status, f.reply.reply_code, f.cause.value)
        for f in read_text(text).failures
    }


@pytest.mark.parametrize("sample", bounces(), ids=_named)
def test_a_bounce_is_read(sample: Sample) -> None:
    bounce = read_text(sample.text)
    assert bounce.is_bounce, bounce
    assert _read(sample.text) == set(sample.expected)
    assert not bounce.notes


def test_a_sender_who_was_refused_is_not_whom_the_mail_did_not_reach() -> None:
    bounce = read_text("<alice@example.org>: Sender address rejected: not owned by user carol@example.org")
    assert not bounce.notes
    assert "alice@example.org" not in {failure.recipient for failure in bounce.failures}


@pytest.mark.parametrize("notice", ["This message could not be delivered.", "Your mail was not delivered"])
def test_a_notice_of_one_sentence_is_a_bounce(notice: str) -> None:
    assert read_text(notice).is_bounce


def test_the_gate_lets_a_bounce_in() -> None:
    assert [sample.name for sample in bounces() if not is_worth_reading(sample.text)] == []


@pytest.mark.parametrize("sample", others(), ids=_named)
def test_no_other_text_is_answered(sample: Sample) -> None:
    bounce = read_text(sample.text)
    assert not bounce.is_bounce, bounce


def test_chatter_is_not_even_let_in() -> None:
    chatter = [sample for sample in others() if sample.name.startswith("chatter")]
    assert [sample.name for sample in chatter if is_worth_reading(sample.text)] == []


def test_no_made_text_is_answered() -> None:
    texts = list(made_texts())
    assert len(texts) + len(others()) >= 500
    assert [text for text in texts if read_text(text).is_bounce] == []


def test_hardly_any_made_text_gets_an_offer() -> None:
    texts = list(made_texts())
    offered = [text for text in texts if is_worth_reading(text)]
    assert len(offered) <= len(texts) // 50, offered


@pytest.mark.parametrize("sample", middling(), ids=_named)
def test_what_people_say_gets_a_quiet_offer(sample: Sample) -> None:
    bounce = read_text(sample.text)
    assert not bounce.is_bounce
    assert 0.3 <= bounce.confidence <= 0.6, bounce
    assert is_worth_reading(sample.text)
