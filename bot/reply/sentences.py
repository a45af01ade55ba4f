"""A finding in words: what was found, and what to do about it."""

from __future__ import annotations

from bot.article import Words
from bot.model import Finding
from bot.reply import outside

# What the sentences of findings.ftl may name, and what stands there when a check gave no such detail: the subject of
# the finding, which is then what was asked about.
_VARIABLES = ("ip", "list", "mx", "suggestion", "meant", "reason")


def finding_sentence(words: Words, finding: Finding) -> str:
    """What was found, as one marked sentence."""
    return words.text(_message_id(finding), **variables(finding))


def finding_fix(words: Words, finding: Finding) -> str | None:
    """What to do about it, if there is something to do."""
    message_id = f"{_message_id(finding)}.fix"
    return words.text(message_id, **variables(finding)) if words.has(message_id) else None


def variables(finding: Finding) -> dict[str, str]:
    """The variables of a finding's sentence, cleaned and marked."""
    values = {name: outside.host(finding.details.get(name) or finding.subject) for name in _VARIABLES}
    values["subject"] = outside.address(finding.subject)
    values["suggestion"] = outside.address(finding.details.get("suggestion") or finding.subject)
    return values


def list_name(finding: Finding) -> str:
    """The name of the blocklist that a finding is about, as it came."""
    return str(finding.details.get("list") or finding.subject)


def _message_id(finding: Finding) -> str:
    return f"finding-{slug(finding.code.value)}"


def slug(value: str) -> str:
    """An enum's value as the ids of the Fluent files write it."""
    return value.replace("_", "-")
