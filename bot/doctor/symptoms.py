"""What the doctor found: one `Symptom` for each thing looked at. The words are in `doctor.ftl`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.sentence import Sentence


class Health(StrEnum):
    """How a thing is. `WARN`: the bot works, with less; `FAIL`: it does not; `SKIPPED`: not set, or not reached."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Symptom:
    """The state of one thing.

    `message_id` names the sentence, its attribute `.fix` what to do; `details` are the variables of both.
    """

    subject: str
    health: Health
    message_id: str
    details: Mapping[str, str | int | Sentence] = field(default_factory=dict)
