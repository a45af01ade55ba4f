"""Who sent a request of HTTP, as far as we can believe it: for limits, not for rights."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def client_of(peer: str | None, forwarded: Sequence[str]) -> str:
    """The client's address, or the network of it where it has IPv6: a customer gets at least a /64 (RFC 6177).

    `peer` is the other end of the connection, `forwarded` the values of `X-Forwarded-For`. Of those the last address is
    what our own load balancer saw (Caddy writes it, deploy/Caddyfile; nginx and others append it); all before it is
    what the client says of itself. Only a peer in a private network can be our balancer: whoever comes straight from
    the Internet has written the header by themselves. Where that cannot be told apart (a container whose port is open
    to the Internet), the limit for all together is left.
    """
    seen = _address(peer or "")
    if seen is not None and seen.is_private and forwarded:
        seen = _address(forwarded[-1].rpartition(",")[2].strip()) or seen
    if seen is None:
        return ""
    return str(ipaddress.ip_network((seen, 64), strict=False)) if seen.version == 6 else str(seen)


def _address(text: str) -> _Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
