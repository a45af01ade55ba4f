"""The terminal that we speak to: its language."""

from __future__ import annotations

from collections.abc import Mapping


def terminal_locale(environment: Mapping[str, str]) -> str | None:
    """The locale that the environment names ("ja_JP.UTF-8"), by POSIX's precedence; None if it names none."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            return value
    return None
