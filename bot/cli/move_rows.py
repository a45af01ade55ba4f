"""`smtp550 move-to`: copy everything from the database of the settings into another, empty one."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping

import typer

from bot.article import Words, pick_locale
from bot.cases.database import StoreError, open_database
from bot.cases.moving import move
from bot.cli.console import terminal_locale
from bot.cli.exits import EXIT_OK, EXIT_TROUBLE
from bot.config import load_settings


def move_rows(url: str, *, lang: str | None) -> int:
    """Copy and print the counts by table; exit code 1 where one of the databases cannot be used."""
    words = Words(pick_locale(lang or terminal_locale(os.environ)))
    try:
        counts = asyncio.run(_move(url))
    except StoreError as error:
        typer.echo(words.text("console-store-unusable", reason=str(error)), err=True)
        return EXIT_TROUBLE
    typer.echo(words.text("move-done", count=sum(counts.values())))
    for table, count in counts.items():
        if count:
            typer.echo(f"  {table}: {count}")
    typer.echo(words.text("move-next", setting="SMTP550_DATABASE_URL"))
    return EXIT_OK


async def _move(url: str) -> Mapping[str, int]:
    source = await open_database(load_settings().sqlalchemy_url, there=True)
    try:
        await source.claim()
        target = await open_database(url)
        try:
            return await move(source, target)
        finally:
            await target.close()
    finally:
        await source.close()
