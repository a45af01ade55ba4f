"""A zone signed with DNSSEC, right or with signatures that have run out."""

from __future__ import annotations

import datetime

import dns.dnssec
import dns.dnssectypes
import dns.name
import dns.zone
from cryptography.hazmat.primitives.asymmetric import ec

from bot.playground.nameserver import Zone, zone_file


def sign(zone: Zone, *, expired: bool = False) -> tuple[str, str]:
    """The signed zone file and its trust anchor (a DS record, RFC 4034 §5)."""
    origin = dns.name.from_text(zone.origin)
    parsed = dns.zone.from_text(zone_file(zone), origin, relativize=False)
    private = ec.generate_private_key(ec.SECP256R1())
    key = dns.dnssec.make_dnskey(private.public_key(), dns.dnssectypes.Algorithm.ECDSAP256SHA256, flags=257)
    now = datetime.datetime.now(datetime.UTC)
    begin, end = (30, -3) if expired else (1, 30)
    with parsed.writer() as transaction:
        dns.dnssec.sign_zone(
            parsed,
            transaction,
            keys=[(private, key)],
            inception=now - datetime.timedelta(days=begin),
            expiration=now + datetime.timedelta(days=end),
        )
    anchor = f"{zone.origin}. DS {dns.dnssec.make_ds(origin, key, 'SHA256').to_text()}"
    return parsed.to_text(relativize=False), anchor
