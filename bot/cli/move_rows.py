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
from bot.config import ConfigError, load_settings


def move_rows(url: str | None, *, lang: str | None) -> int:
    """Copy and print the counts by table; exit code 1 where one of the databases cannot be used.

    Without a `url` the setting has it. Raises `ConfigError` where it has not.
    """
    words = Words(pick_locale(lang or terminal_locale(os.environ)))
    settings = load_settings()
    if url is None:
        if settings.move_to_url is None:
            raise ConfigError.of("SMTP550_MOVE_TO_URL", "setting-no-target")
        url = settings.move_to_url.get_secret_value()
    try:
        counts = asyncio.run(_move(settings.sqlalchemy_url, url))
    except StoreError as error:
        typer.echo(words.text("console-store-unusable", reason=error.reason), err=True)
        return EXIT_TROUBLE
    typer.echo(words.text("move-done", count=sum(counts.values())))
    for table, count in counts.items():
        if count:
            typer.echo(f"  {table}: {count}")
    typer.echo(words.text("move-next", setting="SMTP550_DATABASE_URL"))
    return EXIT_OK


async def _move(source_url: str, url: str) -> Mapping[str, int]:
    source = await open_database(source_url, there=True)
    try:
        await source.claim()
        target = await open_database(url)
        try:
            return await move(source, target)
        finally:
            await target.close()
    finally:
        await source.close()
