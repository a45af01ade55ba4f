"""Which IP addresses belong to the public Internet: the only ones we ask about or connect to."""

from __future__ import annotations

import functools
import ipaddress

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

# RFC 5737 and RFC 3849: addresses for documentation, which a playground may treat as real ones.
_DOCUMENTATION = ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
# Global in the registry's sense, yet never a mail server's own: 6to4 relays (RFC 7526), NAT64 (RFC 6052, RFC 8215),
# Teredo.
_TRANSLATED = ("192.88.99.0/24", "2002::/16", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32")


def is_public(address: IpAddress, *, documentation: bool = False) -> bool:
    """Whether an address is a globally reachable unicast one (IANA special-purpose registries, RFC 6890).

    An IPv4 address mapped into IPv6 counts as what it maps to. `documentation` lets the documentation ranges pass.
    """
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if any(address in network for network in _networks(*_DOCUMENTATION)):
        return documentation
    if any(address in network for network in _networks(*_TRANSLATED)):
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.is_site_local:  # deprecated by RFC 3879, still routed
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def parse_ip(text: str) -> IpAddress | None:
    """The IP address that a text is, brackets and the `IPv6:` of an address literal (RFC 5321 §4.1.3) apart."""
    bare = text.strip().removeprefix("[").removesuffix("]")
    if bare[:5].lower() == "ipv6:":
        bare = bare[5:]
    try:
        return ipaddress.ip_address(bare)
    except ValueError:
        return None


def sending_ip(text: str) -> IpAddress | None:
    """The address under which lists and records know a server: an IPv4 address mapped into IPv6 is the IPv4 one."""
    address = parse_ip(text)
    return address.ipv4_mapped or address if isinstance(address, ipaddress.IPv6Address) else address


@functools.cache
def _networks(*texts: str) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    return tuple(ipaddress.ip_network(text) for text in texts)
