"""Where does the recipient's domain take its mail, and can it get there?"""

from __future__ import annotations

from bot.checks.lookup import Lookups
from bot.checks.mx_records import fetch_route
from bot.checks.mx_rules import judge_route
from bot.model import Finding


async def check_mx(domain: str, lookups: Lookups, *, documentation: bool = False) -> list[Finding]:
    """The faults of a domain's mail route, or `mx_ok`. `domain` is in ASCII form; see `judge_route`."""
    return judge_route(await fetch_route(domain, lookups), documentation=documentation)
