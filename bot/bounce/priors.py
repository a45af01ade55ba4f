"""What a refusal most probably means where no word says it: by the step of the session, then by the reply code."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType

from bot.bounce.phrases import phrases
from bot.model import Cause


@dataclass(frozen=True, slots=True)
class Prior:
    """A cause and how sure it is (0–1)."""

    cause: Cause
    confidence: float


def step_of(*texts: str) -> str | None:
    """The step of the SMTP session that was refused ("connect", "helo", "mail", "rcpt", "data"), where one says so."""
    for text in texts:
        if hit := phrases("steps.tsv").first(text):
            return hit.rule.says
    return None


def prior(step: str | None, reply_code: int) -> Prior | None:
    """The most probable meaning of `reply_code` at `step`, or None where it says nothing (a bare 550)."""
    table = priors()
    for code in (str(reply_code), str(reply_code // 100)):
        for place in (step, "any"):
            if place and (known := table.get((place, code))):
                return known
    return None


@functools.cache
def priors() -> Mapping[tuple[str, str], Prior]:
    """(step, code or its first digit) → what it most probably means, from `data/priors.tsv`."""
    table: dict[tuple[str, str], Prior] = {}
    for line in (resources.files(__package__) / "data" / "priors.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            step, codes, cause, confidence, _source = line.split("\t")
            for code in codes.split(","):
                table[step, code] = Prior(Cause(cause), float(confidence))
    return MappingProxyType(table)
