"""The terminal that we speak to: its language, and a reply on it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

import typer
from rich.console import Console

from bot.article import Words, pick_locale
from bot.reply.thread import reply_lines
from bot.reply.view import CaseView

if TYPE_CHECKING:
    from bot.cases.database_port import StoreError
    from bot.config import ConfigError


def terminal_locale(environment: Mapping[str, str]) -> str | None:
    """The locale that the environment names ("ja_JP.UTF-8"), by POSIX's precedence; None if it names none."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            return value
    return None


def words_in(lang: str | None = None) -> Words:
    """The words of the language that was asked for, or else of the terminal's."""
    return Words(pick_locale(lang or terminal_locale(os.environ)))


def say_unusable(error: StoreError, words: Words) -> None:
    """Why the database cannot be used, on standard error."""
    typer.echo(words.text("console-store-unusable", reason=error.reason), err=True)


def say_faults(error: ConfigError) -> None:
    """What is wrong with the settings, a line for each, on standard error, in the terminal's language."""
    words = words_in()
    for setting, sentence in error.faults:
        typer.echo(words.text("console-setting-fault", setting=setting, fault=sentence), err=True)


def print_reply(view: CaseView) -> None:
    """The reply that Slack would show, without its buttons; the verdict in bold."""
    console = Console(highlight=False, soft_wrap=True)
    for number, line in enumerate(reply_lines(view)):
        console.print(line, style="bold" if number == 0 else None, markup=False)
