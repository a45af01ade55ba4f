"""`smtp550 run`, `worker` and `try`: the bot, one that only works, and the bot in its playground."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine

import typer

from bot import running
from bot.cases.database import StoreError
from bot.cli.console import say_unusable, words_in
from bot.cli.exits import EXIT_OK, EXIT_TROUBLE, EXIT_USAGE
from bot.config import Settings, load_settings
from bot.logs import set_up_logs
from bot.playground.run import PortInUseError, serve


def run_bot(*, http: bool, or_try: bool) -> int:
    """Run the bot until it is told to end; exit code 2 where a setting is missing, 1 where the store is unusable."""
    settings = load_settings()
    words = words_in()
    if or_try and _without_slack(settings):
        typer.echo(words.text("console-no-tokens"))
        return run_playground(online=False, port=settings.port, open_browser=sys.stdout.isatty())
    if missing := _missing(settings, http=http):
        _say_missing(missing)
        return EXIT_USAGE
    set_up_logs(settings)
    return _until_it_ends(running.run(settings, http=http))


def run_worker() -> int:
    """Work on what replicas received, until told to end; exit codes as `run_bot`'s."""
    settings = load_settings()
    if settings.slack_bot_token is None and not settings.serves_many:
        _say_missing("SLACK_BOT_TOKEN")
        return EXIT_USAGE
    set_up_logs(settings)
    return _until_it_ends(running.run_worker(settings))


def _until_it_ends(running: Coroutine[object, object, None]) -> int:
    try:
        asyncio.run(running)
    except StoreError as error:
        say_unusable(error, words_in())
        return EXIT_TROUBLE
    return EXIT_OK


def run_playground(*, online: bool, port: int | None, open_browser: bool) -> int:
    """Run the playground until Ctrl+C; exit code 1 where its port is taken."""
    settings = load_settings()
    words = words_in()
    set_up_logs(settings.model_copy(update={"log_level": "warning"}))
    port = settings.port if port is None else port
    try:
        asyncio.run(
            serve(
                settings,
                running.run,
                online=online,
                port=port,
                open_browser=open_browser,
                announce=lambda url: typer.echo(words.text("console-playground", url=url)),
            )
        )
    except PortInUseError:
        typer.echo(words.text("console-port-in-use", port=str(port), option="--port"), err=True)
        return EXIT_TROUBLE
    except KeyboardInterrupt:
        return EXIT_OK
    return EXIT_OK


def _say_missing(names: str) -> None:
    words = words_in()
    typer.echo(words.text("console-tokens-missing", missing=names), err=True)
    typer.echo(words.text("console-tokens-missing.fix"), err=True)


def _without_slack(settings: Settings) -> bool:
    tokens = (settings.slack_bot_token, settings.slack_app_token, settings.slack_signing_secret)
    return not any(tokens) and settings.slack_client_id is None


def _missing(settings: Settings, *, http: bool) -> str:
    """The names of the settings that this way of receiving needs and that are not set."""
    needed: dict[str, object] = {"SLACK_BOT_TOKEN": settings.slack_bot_token}
    if http and settings.serves_many:
        keys = settings.encryption_keys or None
        needed = {"SLACK_CLIENT_SECRET": settings.slack_client_secret, "SMTP550_ENCRYPTION_KEYS": keys}
    if http:
        needed["SLACK_SIGNING_SECRET"] = settings.slack_signing_secret
    else:
        needed["SLACK_APP_TOKEN"] = settings.slack_app_token
    return ", ".join(name for name, value in needed.items() if value is None)
