"""A rule's voice: which cause it speaks for, how surely, and on which findings; and how voices add up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.model import Cause, Finding

CERTAIN = 0.99  # nothing that is read or asked from afar is surer than this
EXPLAINED = 0.4  # what is left of a cause once another explains it


@dataclass(frozen=True, slots=True)
class Vote:
    """One reason to believe in `cause` (confidence 0–1), with the findings behind it.

    `refines` names causes that this one explains: a mailbox that is not found at gmial.com, like gmial.com's dead mail
    server, comes of the typo. They are then ranked below it.
    """

    cause: Cause
    confidence: float
    findings: tuple[Finding, ...] = ()
    suggestion: str | None = None
    refines: frozenset[Cause] = frozenset()


@dataclass(frozen=True, slots=True)
class Objection:
    """What the checks found against the cause that the text gives; its confidence is multiplied by `factor`."""

    cause: Cause
    factor: float
    findings: tuple[Finding, ...]


def together(confidences: Iterable[float]) -> float:
    """The confidence of independent reasons for one cause: one less the chance that all of them mislead."""
    doubt = 1.0
    for confidence in confidences:
        doubt *= 1.0 - confidence
    return min(CERTAIN, 1.0 - doubt)


def add_up(votes: Iterable[Vote], objections: Iterable[Objection] = ()) -> Mapping[Cause, float]:
    """Confidence by cause. Objections weigh once all voices are in; refined causes stay below what refines them."""
    by_cause: dict[Cause, list[float]] = {}
    refined: set[Cause] = set()
    for vote in votes:
        by_cause.setdefault(vote.cause, []).append(vote.confidence)
        refined |= vote.refines - {vote.cause}
    scores = {cause: together(confidences) for cause, confidences in by_cause.items()}
    for objection in objections:
        if objection.cause in scores:
            scores[objection.cause] *= objection.factor
    for cause in refined & scores.keys():
        scores[cause] *= EXPLAINED
    return scores
