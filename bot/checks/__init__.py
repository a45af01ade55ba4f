"""What a postmaster would look up: questions to DNS and SMTP, answered as findings. The only network outside Slack."""

from bot.checks.address import check_address
from bot.checks.network import Health, InMemoryZoneMemory, Key, Network, ZoneMemory
from bot.checks.run import run_checks
from bot.checks.typo import check_typo

__all__ = [
    "Health",
    "InMemoryZoneMemory",
    "Key",
    "Network",
    "ZoneMemory",
    "check_address",
    "check_typo",
    "run_checks",
]
