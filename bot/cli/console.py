"""The terminal that we speak to: its language, and a reply on it."""

from __future__ import annotations

import os
from collections.abc import Mapping

import typer
from rich.console import Console

from bot.article import Words, pick_locale
from bot.config import ConfigError
from bot.reply.thread import reply_lines
from bot.reply.view import CaseView


def terminal_locale(environment: Mapping[str, str]) -> str | None:
    """The locale that the environment names ("ja_JP.UTF-8"), by POSIX's precedence; None if it names none."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            return value
    return None


def say_faults(error: ConfigError) -> None:
    """What is wrong with the settings, a line for each, on standard error, in the terminal's language."""
    words = Words(pick_locale(terminal_locale(os.environ)))
    for setting, sentence in error.faults:
        typer.echo(words.text("console-setting-fault", setting=setting, fault=sentence), err=True)


def print_reply(view: CaseView) -> None:
    """The reply that Slack would show, without its buttons; the verdict in bold."""
    console = Console(highlight=False, soft_wrap=True)
    for number, line in enumerate(reply_lines(view)):
        console.print(line, style="bold" if number == 0 else None, markup=False)
