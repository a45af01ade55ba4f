"""When a reply asks for the text of the bounce: where nothing gives the reason, or only a code does."""

from __future__ import annotations

import pytest

from bot.model import Cause
from bot.reply.view import wants_text
from tests.reply.samples import diagnosis


@pytest.mark.parametrize(
    ("cause", "confidence", "asks"),
    [
        (Cause.UNKNOWN, 0.3, True),
        (Cause.SPAM_FILTER, 0.4, True),
        (Cause.SPAM_FILTER, 0.9, False),
        (Cause.ADDRESS_NOT_FOUND, 0.5, False),
        (Cause.DELAYED, 0.4, False),
    ],
)
def test_a_reason_that_rests_on_a_code_alone_asks_for_the_text(cause: Cause, confidence: float, asks: bool) -> None:
    assert wants_text(diagnosis(cause, confidence=confidence)) is asks


def test_an_address_without_a_fault_asks_for_the_text() -> None:
    assert wants_text(diagnosis(Cause.NO_FAULT_FOUND, bounce=False))
    assert not wants_text(diagnosis(Cause.TYPO_IN_ADDRESS, bounce=False, confidence=0.4))
