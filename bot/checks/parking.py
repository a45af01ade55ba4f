"""Mail hosts of parked domains: who holds a domain there reads no mail for it."""

from __future__ import annotations

import functools
from importlib import resources


def parking_holder(host: str) -> str:
    """Who parks domains behind a mail host; "" for a mail host of people who read their mail."""
    labels = host.split(".")
    for start in range(len(labels) - 1):
        if holder := _parking_suffixes().get(".".join(labels[start:])):
            return holder
    if any(label.startswith("park-") or "parking" in label or label in ("parked", "nullmx") for label in labels):
        return host
    return ""


@functools.cache
def _parking_suffixes() -> dict[str, str]:
    text = resources.files("bot.checks").joinpath("data/parking_mx.tsv").read_text("utf-8")
    rows = (line.partition("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {suffix: holder for suffix, _, holder in rows}
