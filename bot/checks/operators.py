"""Who runs a blocklist: zones of one operator are asked at one pace."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from urllib.parse import urlsplit

from bot.checks.blocklist_zones import BlocklistZone, load_zones
from bot.checks.domains import registrable


def operator_of(zone: BlocklistZone) -> str:
    """The operator's domain: the zone's, and one for all domains that share a delisting page."""
    own = _home(zone.shown_zone)
    return _operators().get(own, own)


@functools.cache
def _operators() -> Mapping[str, str]:
    """Domain → operator, for the domains that the delisting pages tie together (spamhaus.org and abuseat.org)."""
    pages: dict[str, str] = {}
    operators: dict[str, str] = {}
    for zone in load_zones():
        own = _home(zone.shown_zone)
        page = _home(urlsplit(zone.delist_url).hostname or own)
        operators.setdefault(own, pages.setdefault(page, own))
    return operators


def _home(name: str) -> str:
    return registrable(name) or name
