"""The network as the settings name it."""

from __future__ import annotations

from bot.checks.network import Key, Network
from bot.config import DNS_PORT, Settings


def network_from(settings: Settings) -> Network:
    """The checks' network: name servers and blocklist keys as set."""
    addresses = settings.nameserver_addresses
    secrets = {Key.SPAMHAUS_DQS: settings.spamhaus_dqs_key, Key.ABUSIX: settings.abusix_key}
    return Network(
        nameservers=tuple(host for host, _ in addresses),
        port=addresses[0][1] if addresses else DNS_PORT,
        keys={key: secret.get_secret_value() for key, secret in secrets.items() if secret is not None},
    )
