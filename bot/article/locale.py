"""Which languages there are (one folder each), and which of them a person gets."""

from __future__ import annotations

import functools
from importlib import resources

FALLBACK_LOCALE = "en"


@functools.cache
def locales() -> tuple[str, ...]:
    """The languages that have words here, by their folder's name ("en", "ja"), sorted."""
    return tuple(
        sorted(folder.name for folder in (resources.files("bot.article") / "locales").iterdir() if folder.is_dir())
    )


def pick_locale(slack_locale: str | None) -> str:
    """The language for a person's Slack locale (`users.info` → `user.locale`: "ja-JP"); English where we have none.

    Only the primary subtag counts (RFC 5646 §2.2.1): "en-GB" reads English, "ja" and "ja_JP" Japanese.
    """
    primary = (slack_locale or "").replace("_", "-").partition("-")[0].lower()
    return primary if primary in locales() else FALLBACK_LOCALE
