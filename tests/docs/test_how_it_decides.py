"""docs/how-it-decides.md says what the engine does."""

from __future__ import annotations

from bot.bounce.verdict import ANSWER, OFFER
from bot.model import Cause
from bot.reply.verdict import LIKELY, SURE
from tests.docs.how_it_decides import EXAMPLES, PAGE, written


async def test_the_table_of_causes_is_what_the_engine_says_today() -> None:
    text = PAGE.read_text("utf-8")
    assert text == await written(text), "write it anew: python -m tests.docs.how_it_decides"


def test_every_cause_has_an_example() -> None:
    assert set(EXAMPLES) == set(Cause)


def test_its_thresholds_are_those_of_the_code() -> None:
    text = " ".join(PAGE.read_text("utf-8").split())
    assert f"From {ANSWER} on the bot answers unasked, from {OFFER} on it makes a quiet offer" in text
    assert f'Below {SURE} the verdict says "probably", below {LIKELY} "perhaps"' in text
