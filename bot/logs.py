"""Logging: one line an event on standard error, people's addresses masked, secrets never in it."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, Final

import structlog

from bot.config import Settings
from bot.masking import deeply_masked

# These print whole payloads at their lower levels: people's words, tickets, tokens.
_CHATTY: Final = {
    "slack_bolt": logging.ERROR,
    "slack_sdk": logging.WARNING,
    "alembic": logging.WARNING,
    "sqlalchemy": logging.WARNING,
    "asyncio": logging.WARNING,
    "procrastinate": logging.WARNING,
    "psycopg": logging.WARNING,
}
# What asyncio says each second, with a traceback, while a process has as many connections as it may (EMFILE).
_NO_MORE_CONNECTIONS: Final = "socket.accept() out of system resource"
_MINUTE: Final = 60.0


class _OnceAMinute(logging.Filter):
    """Lets the records through that begin with `words` once a minute, and all others."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words
        self._last = 0.0

    def filter(self, record: logging.LogRecord) -> bool:
        """See `logging.Filter`."""
        if not record.getMessage().startswith(self._words):
            return True
        if record.created - self._last < _MINUTE:
            return False
        self._last = record.created
        return True


def _mask(_logger: object, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Whatever was logged, at any depth; what structlog keeps for itself begins with an underscore."""
    for name, value in event.items():
        if not name.startswith("_"):
            event[name] = deeply_masked(value)
    return event


def set_up_logs(settings: Settings) -> None:
    """Send the log to standard error: lines for people on a terminal, JSON elsewhere, as the settings say."""
    as_json = settings.log_format == "json" or (settings.log_format == "auto" and not sys.stderr.isatty())
    shared: list[Any] = [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _mask,
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name, floor in _CHATTY.items():
        logging.getLogger(name).setLevel(max(level, floor))
    asyncio_logger = logging.getLogger("asyncio")
    for former in [each for each in asyncio_logger.filters if isinstance(each, _OnceAMinute)]:
        asyncio_logger.removeFilter(former)
    asyncio_logger.addFilter(_OnceAMinute(_NO_MORE_CONNECTIONS))
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
