"""`smtp550 keys rotate`: every stored token encrypted with the newest key."""

from __future__ import annotations

import asyncio

import typer

from bot.cases.database import StoreError, open_database
from bot.cases.installations import seal_again
from bot.cases.token_cipher import TokenCipher
from bot.cli.console import say_unusable, words_in
from bot.cli.exits import EXIT_OK, EXIT_TROUBLE
from bot.config import ConfigError, Settings, load_settings


def rotate_keys(*, lang: str | None) -> int:
    """Rotate, and say how many tokens it were; exit code 1 where the database, or a token in it, cannot be opened.

    Raises `ConfigError` where no key is set.
    """
    words = words_in(lang)
    settings = load_settings()
    if not settings.encryption_keys:
        raise ConfigError.of("SMTP550_ENCRYPTION_KEYS", "setting-no-keys")
    try:
        count = asyncio.run(_rotate(settings))
    except StoreError as error:
        say_unusable(error, words)
        return EXIT_TROUBLE
    typer.echo(words.text("keys-rotated", count=count))
    return EXIT_OK


async def _rotate(settings: Settings) -> int:
    database = await open_database(settings.sqlalchemy_url, there=True)
    try:
        return await seal_again(database, TokenCipher(key.get_secret_value() for key in settings.encryption_keys))
    finally:
        await database.close()
