"""Which blocklist a reply names: a public one by its zone, a provider's own by its code or page (`data/lists.tsv`)."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType

from bot.bounce.phrases import phrases
from bot.model import NamedList


def named_list(text: str) -> NamedList | None:
    """The blocklist that `text` (one line) names, with our own table's delisting page; None where it names none."""
    hit = phrases("lists.tsv").first(text[:4000])
    return _lists()[hit.rule.says] if hit else None


@functools.cache
def _lists() -> Mapping[str, NamedList]:
    table = {}
    for line in (resources.files(__package__) / "data" / "delisting.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            key, name, zone, url = line.split("\t")
            table[key] = NamedList(name, zone or None, url or None)
    return MappingProxyType(table)
