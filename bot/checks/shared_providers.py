"""Mail providers whose hosts many senders share: named where they are met, never tested or blamed on one sender."""

from __future__ import annotations

import functools
from importlib import resources

from bot.checks.domains import MAX_NAME


def shared_provider_of(host: str) -> str | None:
    """The provider that a mail host or an SPF include belongs to."""
    host = host.rstrip(".")
    if len(host) > MAX_NAME:
        return None
    labels = host.lower().split(".")
    endings = (".".join(labels[start:]) for start in range(len(labels) - 1))
    return next((provider for ending in endings if (provider := _table().get(ending))), None)


@functools.cache
def _table() -> dict[str, str]:
    text = resources.files("bot.checks").joinpath("data/shared_providers.tsv").read_text("utf-8")
    rows = (line.partition("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {ending: provider for ending, _, provider in rows}
