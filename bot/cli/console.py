"""The terminal that we speak to: its language, and a reply on it."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console

from bot.reply.thread import reply_lines
from bot.reply.view import CaseView


def terminal_locale(environment: Mapping[str, str]) -> str | None:
    """The locale that the environment names ("ja_JP.UTF-8"), by POSIX's precedence; None if it names none."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            return value
    return None


def print_reply(view: CaseView) -> None:
    """The reply that Slack would show, without its buttons; the verdict in bold."""
    console = Console(highlight=False, soft_wrap=True)
    for number, line in enumerate(reply_lines(view)):
        console.print(line, style="bold" if number == 0 else None, markup=False)
