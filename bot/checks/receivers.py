"""Who takes a recipient's mail, where it is a provider that everybody knows: no address, and nobody's own domain."""

from __future__ import annotations

import functools

from bot.checks.domains import to_ascii
from bot.checks.mail_domains import providers
from bot.checks.shared_providers import shared_provider_of


def receiver_of(domain: str | None, remote_mta: str | None = None) -> str | None:
    """The mail provider's own domain ("gmail.com"), else the provider that the refusing host belongs to ("Google")."""
    known = to_ascii(domain) if domain else None
    if known in _provider_domains():
        return known
    return shared_provider_of(remote_mta) if remote_mta else None


@functools.cache
def _provider_domains() -> frozenset[str]:
    return frozenset(provider.domain for provider in providers())
