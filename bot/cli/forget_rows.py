"""`smtp550 forget`: delete all of a workspace, or all that holds an address, from the database of the settings."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Mapping
from typing import Final

import typer

from bot.cases.database import StoreError, open_database
from bot.cases.forgetting import Forgetting
from bot.cli.as_json import json_line
from bot.cli.console import say_unusable, words_in
from bot.cli.exits import EXIT_OK, EXIT_TROUBLE
from bot.config import load_settings

# https://docs.slack.dev/reference/objects: ids are capital letters and digits, a workspace's begin with T, an
# organization's with E.
_WORKSPACE: Final = re.compile(r"[TE][A-Z0-9]{1,31}")


def is_workspace(target: str) -> bool:
    """Whether `target` is the id of a workspace."""
    return _WORKSPACE.fullmatch(target) is not None


def is_address(target: str) -> bool:
    """Whether `target` is one mail address, as far as that matters for looking it up."""
    local, at, domain = target.strip().rpartition("@")
    return bool(local and at and domain) and not any(character.isspace() for character in domain)


def forget_rows(target: str, *, as_json: bool, lang: str | None) -> int:
    """Delete and print the counts by table; exit code 1 where the database cannot be used."""
    words = words_in(lang)
    try:
        counts = asyncio.run(_forget(target))
    except StoreError as error:
        say_unusable(error, words)
        return EXIT_TROUBLE
    if as_json:
        sys.stdout.write(json_line({"deleted": counts}))
        return EXIT_OK
    total = sum(counts.values())
    typer.echo(words.text("forget-nothing") if total == 0 else words.text("forget-done", count=total))
    for table, count in counts.items():
        if count:
            typer.echo(f"  {table}: {count}")
    typer.echo(words.text("forget-slack"))
    return EXIT_OK


async def _forget(target: str) -> Mapping[str, int]:
    database = await open_database(load_settings().sqlalchemy_url, there=True)
    try:
        forgetting = Forgetting(database)
        return dict(await (forgetting.workspace(target) if is_workspace(target) else forgetting.address(target)))
    finally:
        await database.close()
