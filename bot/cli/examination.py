"""`smtp550 doctor`: every symptom in a line, with what to do under those that need it."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Sequence
from typing import Final

from rich.console import Console

from bot.article.words import Words
from bot.checks.configured import network_from
from bot.cli.as_json import json_line
from bot.cli.console import words_in
from bot.cli.exits import EXIT_OK, EXIT_TROUBLE
from bot.config import ConfigError, load_settings
from bot.doctor.symptoms import Health, Symptom

_MARK: Final = {
    Health.OK: ("✓", "green"),
    Health.WARN: ("!", "yellow"),
    Health.FAIL: ("✗", "red"),
    Health.SKIPPED: ("–", "dim"),
}


def examine(*, as_json: bool, lang: str | None) -> int:
    """Look at everything and print it; exit code 1 if something has to be put right."""
    words = words_in(lang)
    with Console(stderr=True).status(words.text("doctor-looking")):
        symptoms = asyncio.run(_examine_all())
    if as_json:
        sys.stdout.write(json_line({"symptoms": [_as_json(each, words) for each in symptoms]}))
    else:
        _print(symptoms, words)
    return EXIT_TROUBLE if any(each.health is Health.FAIL for each in symptoms) else EXIT_OK


async def _examine_all() -> list[Symptom]:
    from bot.doctor.installations import examine_installations
    from bot.doctor.resolver import examine_dns
    from bot.doctor.slack import examine_slack
    from bot.doctor.storage import examine_storage

    try:
        settings = load_settings()
    except ConfigError as error:
        return [
            Symptom("settings", Health.FAIL, "doctor-settings-wrong", {"setting": setting, "error": sentence})
            for setting, sentence in error.faults
        ]
    slack, storage, dns = await asyncio.gather(
        examine_slack(settings), examine_storage(settings), examine_dns(network_from(settings))
    )
    many = [await examine_installations(settings)] if settings.serves_many else []
    return [Symptom("settings", Health.OK, "doctor-settings-good"), *slack, *many, storage, *dns]


def _fix(symptom: Symptom, words: Words) -> str | None:
    fix = f"{symptom.message_id}.fix"
    return words.text(fix, **symptom.details) if words.has(fix) else None


def _as_json(symptom: Symptom, words: Words) -> dict[str, object]:
    return {
        "subject": symptom.subject,
        "health": symptom.health.value,
        "text": words.text(symptom.message_id, **symptom.details),
        "fix": _fix(symptom, words),
    }


def _print(symptoms: Sequence[Symptom], words: Words) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for symptom in symptoms:
        mark, style = _MARK[symptom.health]
        console.print(f"{mark} ", words.text(symptom.message_id, **symptom.details), sep="", style=style, markup=False)
        if fix := _fix(symptom, words):
            console.print(f"  → {fix}", markup=False)
    counted = Counter(symptom.health for symptom in symptoms)
    console.print()
    console.print(words.text("doctor-verdict", fails=counted[Health.FAIL], warns=counted[Health.WARN]), style="bold")
