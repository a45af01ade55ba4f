"""A finding in words: what was found, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.article import Words
from bot.model import Check, Finding, FindingCode
from bot.reply import limits, outside

# What the sentences of findings.ftl may name. Where a check gave no such detail, the subject stands in for it: it is
# what was asked about.
_VARIABLES = ("list", "mx", "meant")
_STRAYS = 4
_MEANINGS = 3
_NOT_IN_IDS = re.compile(r"[^a-z0-9]+")


def finding_sentence(words: Words, finding: Finding) -> str:
    """What was found, as one marked sentence; the variant that says why, where the check told why."""
    message_id, details = _message_id(finding), finding.details
    variants = (
        f"{message_id}.why-{slug(str(details.get('why') or 'unsaid'))}",
        *([f"{message_id}.named"] if details.get("strays") else []),
        *([f"{message_id}.dead"] if details.get("dead") else []),
        *([f"{message_id}.assumed"] if details.get("assumed") else []),
    )
    variant = next((variant for variant in variants if words.has(variant)), message_id)
    return words.text(variant, **variables(words, finding))


def finding_fix(words: Words, finding: Finding) -> str | None:
    """What to do about it, if there is something to do."""
    message_id, details = _message_id(finding), finding.details
    variants = (
        *([f"{message_id}.dead-fix"] if details.get("dead") else []),
        *([f"{message_id}.fix-by-rule"] if details.get("rule") else []),
        f"{message_id}.fix-{slug(str(details.get('resolver') or details.get('why') or 'unsaid'))}",
        f"{message_id}.fix",
    )
    fix = next((variant for variant in variants if words.has(variant)), None)
    return None if fix is None else words.text(fix, **variables(words, finding))


def listing_rule(words: Words, finding: Finding) -> str | None:
    """How an entry of this list ends, where its operator says so."""
    message_id = f"rule-{slug(str(finding.details.get('rule') or 'unsaid'))}"
    return words.text(message_id) if words.has(message_id) else None


def listed_on(words: Words, finding: Finding) -> str:
    """The list of a finding, marked, with what its answer means: "Spamhaus ZEN (XBL)"."""
    name = outside.host(list_name(finding))
    meaning = finding.details.get("meaning")
    if not meaning:
        return name
    told = words.text("list-separator").join(_meaning(words, part) for part in str(meaning).split(", ")[:_MEANINGS])
    return words.text("finding-listed.with-meaning", list=name, meaning=outside.defanged(outside.clean(told, 60)))


def _meaning(words: Words, meaning: str) -> str:
    """What an answer means, in the reader's language where it is more than the operator's code."""
    message_id = f"meaning-{_NOT_IN_IDS.sub('-', meaning.lower()).strip('-')}"
    return words.text(message_id) if words.has(message_id) else meaning


def about(finding: Finding) -> str:
    """The IP or domain that a finding of the blocklists or the sender is about, as it came."""
    return str(finding.details.get("ip") or finding.details.get("domain") or finding.subject)


def whose_ip(words: Words, finding: Finding) -> str:
    """The IP (or domain) of a finding, marked; where it only may be the sender's, with how we came to it."""
    origin = slug(str(finding.details.get("origin") or "unsaid"))
    ip = outside.host(about(finding))
    return (
        words.text(f"whose-ip-{origin}", ip=ip) if words.has(f"whose-ip-{origin}") and "ip" in finding.details else ip
    )


def variables(words: Words, finding: Finding) -> dict[str, str]:
    """The variables of a finding's sentence, cleaned and marked."""
    details = finding.details
    values = {name: outside.host(details.get(name) or finding.subject) for name in _VARIABLES}
    if finding.code is FindingCode.LISTED:
        values["list"] = listed_on(words, finding)
    values["subject"] = outside.address(finding.subject)
    values["suggestion"] = outside.address(details.get("suggestion") or finding.subject)
    values["domain"] = outside.host(domain_of(finding.subject) or finding.subject)
    if finding.check is Check.TYPO:
        values["meant"] = outside.host(domain_of(str(details.get("suggestion") or "")) or finding.subject)
    values["check"] = words.text(f"check-{slug(finding.check.value)}")
    values["ip"] = outside.host(about(finding))
    values["reason"] = outside.outside(details.get("reason") or "", limits.QUOTE)
    strays = (f"stray-{slug(name.strip())}" for name in str(details.get("strays") or "").split(",")[:_STRAYS])
    values["strays"] = words.text("list-separator").join(words.text(stray) for stray in strays if words.has(stray))
    return values


def cleared(findings: Sequence[Finding]) -> list[Finding]:
    """The findings of lists without an entry; another zone of a list does not speak for one that gave none."""
    not_clear = {finding.subject for finding in findings if finding.code is not FindingCode.CLEAR}
    clear = (finding for finding in findings if finding.code is FindingCode.CLEAR)
    return [finding for finding in clear if finding.details.get("alias_of") not in not_clear]


def count_lists(findings: Iterable[Finding]) -> int:
    """How many blocklists the findings are of: zones with the entries of another one count as that one."""
    return len({finding.details.get("alias_of") or finding.subject for finding in findings})


def list_name(finding: Finding) -> str:
    """The name of the blocklist that a finding is about, as it came."""
    return str(finding.details.get("list") or finding.subject)


def _message_id(finding: Finding) -> str:
    return f"finding-{slug(finding.code.value)}"


def domain_of(address: str | None) -> str | None:
    """The part after the last @, None if there is none."""
    return (address or "").rpartition("@")[2] or None


def slug(value: str) -> str:
    """An enum's value as the ids of the Fluent files write it."""
    return value.replace("_", "-")
