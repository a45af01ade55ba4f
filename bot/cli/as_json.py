"""The JSON that other programs read from the commands (contract of `check`: keys and slugs are fixed)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.model import Diagnosis, Finding


def json_line(content: Mapping[str, Any]) -> str:
    """One object on a line of its own, in ASCII.

    So it is valid in every terminal's encoding, with half a surrogate pair or a stray byte of an argument in it too.
    """
    return json.dumps(content) + "\n"


def diagnosis_as_json(diagnosis: Diagnosis) -> dict[str, Any]:
    """The contract's `diagnosis` object."""
    return {
        "cause": diagnosis.cause.value,
        "confidence": round(diagnosis.confidence, 3),
        "method": None if diagnosis.method is None else int(diagnosis.method),
        "permanent": diagnosis.permanent,
        "who": [party.value for party in diagnosis.who],
        "suggestion": diagnosis.suggestion,
    }


def finding_as_json(finding: Finding) -> dict[str, Any]:
    """The contract's four keys of a finding, and what else is known of it beside them."""
    return {
        **finding.details,
        "check": finding.check.value,
        "status": finding.status.value,
        "code": finding.code.value,
        "subject": finding.subject,
    }


def answer_as_json(
    address: str, sender: str | None, diagnosis: Diagnosis, findings: Sequence[Finding]
) -> dict[str, Any]:
    """The one object of `smtp550 check --json`."""
    return {
        "address": address,
        "sender": sender,
        "diagnosis": diagnosis_as_json(diagnosis),
        "findings": [finding_as_json(finding) for finding in findings],
    }
