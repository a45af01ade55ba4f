"""`smtp550 move-to`: copy everything from the database of the settings into another, empty one."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import typer

from bot.cases.database import StoreError, open_database
from bot.cases.moving import move
from bot.cli.console import say_unusable, words_in
from bot.cli.exits import EXIT_OK, EXIT_TROUBLE
from bot.config import ConfigError, load_settings


def move_rows(url: str | None, *, lang: str | None) -> int:
    """Copy and print the counts by table; exit code 1 where one of the databases cannot be used.

    Without a `url` the setting has it. Raises `ConfigError` where it has not.
    """
    words = words_in(lang)
    settings = load_settings()
    if url is None:
        if settings.move_to_url is None:
            raise ConfigError.of("SMTP550_MOVE_TO_URL", "setting-no-target")
        url = settings.move_to_url.get_secret_value()
    try:
        counts = asyncio.run(_move(settings.sqlalchemy_url, url))
    except StoreError as error:
        say_unusable(error, words)
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
