"""What is watched of a target, one condition for each list and record, and what a reading changes in them.

A change counts when two readings, at least `CONFIRM_SECONDS` apart, agree on it with no contrary one between them.
"Could not check" changes nothing: it neither raises an alarm nor ends one. A condition that has changed a lot lately (a
list that flaps) has to stay for a day before it is believed again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from bot.model import Check, Finding, FindingCode

CONFIRM_SECONDS: Final = 15 * 60.0
_PATIENCE_WITH_FLAPPING: Final = 20 * 3600.0
# As many changes within a week are flapping.
_FLAPPING: Final = 2
_WEEK: Final = 7 * 86_400.0
_KEPT_CHANGES: Final = 8

# What a list says, as far as it says anything: a policy or network-wide entry is no listing for spam.
_NOT_LISTED: Final = frozenset(
    {FindingCode.CLEAR, FindingCode.POLICY, FindingCode.NETWORK, FindingCode.INFORMATIONAL, FindingCode.WHITE}
)
_RECORDS: Final[Mapping[FindingCode, tuple[str, bool]]] = {
    FindingCode.SPF_PASS: ("spf", False),
    FindingCode.SPF_FAIL: ("spf", True),
    FindingCode.SPF_SOFTFAIL: ("spf", True),
    FindingCode.SPF_NONE: ("spf", True),
    FindingCode.SPF_PERMERROR: ("spf", True),
    FindingCode.DMARC_POLICY: ("dmarc", False),
    FindingCode.DMARC_MISSING: ("dmarc", True),
    FindingCode.PTR_CONFIRMED: ("ptr", False),
    FindingCode.PTR_UNCONFIRMED: ("ptr", True),
    FindingCode.PTR_MISSING: ("ptr", True),
}
# Told by an answer that says "there is none": worth nothing from a resolver that says so of everything.
_ABSENCES: Final = frozenset({FindingCode.SPF_NONE, FindingCode.DMARC_MISSING, FindingCode.PTR_MISSING})


@dataclass(frozen=True, slots=True)
class Condition:
    """How one thing stands. Times are epoch seconds.

    `bad` is what is settled; `finding` what was found when it was last bad. `doubted_at` is when a first reading spoke
    against it. `changed_at` are its latest changes.
    """

    bad: bool = False
    finding: Finding | None = None
    doubted_at: float | None = None
    changed_at: tuple[float, ...] = ()

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to remember of it."""
        return not self.bad and self.doubted_at is None and not self.changed_at


@dataclass(frozen=True, slots=True)
class Step:
    """What a reading led to: the conditions from now on, the troubles that began (by name), those that are over.

    `look_again_at`: when a second look could confirm what this one saw for the first time; None where nothing is new.
    """

    conditions: Mapping[str, Condition]
    began: Mapping[str, Finding]
    over: frozenset[str]
    look_again_at: float | None = None


def advance(
    conditions: Mapping[str, Condition], findings: Iterable[Finding], *, resolver_is_sound: bool, now: float
) -> Step:
    """What `findings`, read at `now`, change. `resolver_is_sound`: it was seen to tell what is from what is not."""
    after = dict(conditions)
    began: dict[str, Finding] = {}
    over: set[str] = set()
    again: list[float] = []
    for name, (bad, finding) in _readings(findings, resolver_is_sound=resolver_is_sound).items():
        before = after.get(name, Condition())
        settled = _settle(before, finding, bad=bad, now=now)
        if settled.bad and not before.bad:
            began[name] = finding
        elif before.bad and not settled.bad:
            over.add(name)
        if settled.doubted_at == now:
            again.append(now + CONFIRM_SECONDS)
        after[name] = settled
    kept = {name: condition for name, condition in after.items() if not condition.is_quiet}
    return Step(kept, began, frozenset(over), min(again, default=None))


def condition_name(finding: Finding) -> str | None:
    """What a finding is about, as the name of a condition; None for what is not watched."""
    if finding.check is Check.BLOCKLIST:
        return f"list:{finding.subject}"
    known = _RECORDS.get(finding.code)
    return known and f"{known[0]}:{finding.details.get('ip', '')}"


def _readings(findings: Iterable[Finding], *, resolver_is_sound: bool) -> dict[str, tuple[bool, Finding]]:
    """What was really read, by condition: good or bad, with the finding. The worst of several."""
    readings: dict[str, tuple[bool, Finding]] = {}
    for finding in findings:
        name, bad = condition_name(finding), _is_bad(finding)
        if name is None or bad is None or (finding.code in _ABSENCES and not resolver_is_sound):
            continue
        if name not in readings or (bad and not readings[name][0]):
            readings[name] = (bad, finding)
    return readings


def _is_bad(finding: Finding) -> bool | None:
    """Whether it is trouble; None where it says nothing."""
    if finding.check is Check.BLOCKLIST:
        if finding.code is FindingCode.LISTED:
            return True
        return False if finding.code in _NOT_LISTED else None
    known = _RECORDS.get(finding.code)
    return known and known[1]


def _settle(before: Condition, finding: Finding, *, bad: bool, now: float) -> Condition:
    latest = finding if bad else before.finding
    changes = tuple(moment for moment in before.changed_at if moment > now - _WEEK)
    if bad == before.bad:
        return Condition(bad, latest, None, changes)
    since = now if before.doubted_at is None else before.doubted_at
    patience = _PATIENCE_WITH_FLAPPING if len(changes) >= _FLAPPING else CONFIRM_SECONDS
    if now - since < patience:
        return Condition(before.bad, latest, since, changes)
    return replace(before, bad=bad, finding=latest, doubted_at=None, changed_at=(*changes, now)[-_KEPT_CHANGES:])
