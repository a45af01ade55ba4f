"""The sample gallery holds what it says, and the engine reads each as what it is."""

from __future__ import annotations

import re
from importlib import resources

import pytest

from bot.bounce import is_worth_reading, read_mail, read_text
from bot.model import Cause
from bot.playground.samples import Sample, Way, samples
from bot.playground.standin.composer import compose

MAILS = [sample for sample in samples() if sample.way is not Way.COMMAND]


def _id(sample: Sample) -> str:
    return sample.id


def test_the_gallery_is_complete() -> None:
    named = {sample.file_name for sample in samples() if sample.file_name}
    there = {file.name for file in (resources.files("bot.playground") / "samples").iterdir()} - {"index.tsv"}
    assert named == there
    assert len({sample.id for sample in samples()}) == len(samples()) >= 20
    assert {sample.lang for sample in samples()} == {"en", "ja"}


def test_the_gallery_shows_every_suspect_of_the_article() -> None:
    causes = {sample.cause for sample in samples()}
    assert causes >= {
        Cause.TYPO_IN_ADDRESS,
        Cause.ADDRESS_NOT_FOUND,
        Cause.SPAM_FILTER,
        Cause.BLOCKLISTED,
        Cause.OUTBOUND_FILTER,
        Cause.SMTP_AUTH_FAILED,
        Cause.RECIPIENT_SERVER_DOWN,
        Cause.MAILBOX_UNAVAILABLE,
        Cause.MX_MISCONFIGURED,
    }


@pytest.mark.parametrize("sample", samples(), ids=_id)
def test_addresses_belong_to_nobody(sample: Sample) -> None:
    for address in re.findall(r"\b\d{1,3}(?:\.\d{1,3}){3}\b", sample.text):
        assert address.startswith(("192.0.2.", "198.51.100.", "203.0.113.")), address


@pytest.mark.parametrize("sample", [mail for mail in MAILS if mail.cause], ids=_id)
def test_a_bounce_is_read_as_what_it_is(sample: Sample) -> None:
    # A typo is found by looking at the domain; the text alone says only that something is not there.
    not_there = {Cause.ADDRESS_NOT_FOUND, Cause.DOMAIN_NOT_FOUND, Cause.MX_MISCONFIGURED}
    expected = not_there if sample.cause is Cause.TYPO_IN_ADDRESS else {sample.cause}
    if sample.way is Way.FILE:
        bounce = read_mail(sample.content)
    else:
        pasted = compose(sample.text).text
        assert is_worth_reading(pasted)
        bounce = read_text(pasted)
    assert bounce.is_bounce
    assert bounce.failures[0].cause in expected
    assert bounce.failures[0].recipient


@pytest.mark.parametrize("sample", [mail for mail in MAILS if not mail.cause], ids=_id)
def test_chatter_is_read_as_chatter(sample: Sample) -> None:
    assert not read_text(compose(sample.text).text).is_bounce
