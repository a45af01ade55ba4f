"""The playground's DNS world says what the samples and the checks need of it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import dns.asyncresolver
import dns.resolver
import pytest

from bot.checks.blocklist_zones import Ask, load_zones
from bot.playground.nameserver import NameServer
from bot.playground.zones import LISTED_IP, demo_zones


@pytest.fixture
async def resolver() -> AsyncIterator[dns.asyncresolver.Resolver]:
    async with NameServer(demo_zones()) as server:
        resolver = dns.asyncresolver.Resolver(configure=False)
        resolver.nameservers = [server.address[0]]
        resolver.port = server.address[1]
        resolver.timeout = resolver.lifetime = 0.3
        yield resolver


async def _ask(resolver: dns.asyncresolver.Resolver, name: str, rdtype: str) -> list[str]:
    try:
        answer = await resolver.resolve(name, rdtype)
    except dns.resolver.NXDOMAIN:
        return ["NXDOMAIN"]
    except dns.resolver.NoAnswer:
        return []
    except dns.resolver.LifetimeTimeout:
        return ["silence"]
    except dns.resolver.NoNameservers:
        return ["SERVFAIL"]
    return sorted(record.to_text() for record in answer)


@pytest.mark.parametrize(
    ("name", "rdtype", "expected"),
    [
        ("gmial.com", "MX", []),
        ("gmial.com", "A", []),
        ("gmail.com", "MX", ["10 mx1.gmail.com.", "20 mx2.gmail.com."]),
        ("hotmial.com", "MX", ["10 mx1.hostedmxserver.com."]),
        ("nomail.example.com", "MX", ["0 ."]),
        ("dead-mx.example.net", "MX", ["10 mx.dead-mx.example.net."]),
        ("mx.dead-mx.example.net", "A", ["NXDOMAIN"]),
        ("mail.intranet.example.org", "A", ["10.0.0.25"]),
        ("no-such-domain-550.com", "MX", ["NXDOMAIN"]),
        ("broken-dns.example.net", "MX", ["SERVFAIL"]),
        ("silent-dns.example.net", "MX", ["silence"]),
        ("77.113.0.203.zen.spamhaus.org", "A", ["127.0.0.4"]),
        ("77.113.0.203.zen.spamhaus.org", "TXT", [f'"https://check.spamhaus.org/query/ip/{LISTED_IP}"']),
        ("2.0.0.127.zen.spamhaus.org", "A", ["127.0.0.2"]),
        ("1.0.0.127.zen.spamhaus.org", "A", ["NXDOMAIN"]),
        ("25.100.51.198.bl.score.senderscore.com", "A", ["127.255.255.254"]),
        ("25.100.51.198.b.barracudacentral.org", "A", ["silence"]),
        ("77.113.0.203.in-addr.arpa", "PTR", ["mail.example.net."]),
    ],
)
async def test_the_world_is_as_described(
    resolver: dns.asyncresolver.Resolver, name: str, rdtype: str, expected: list[str]
) -> None:
    assert await _ask(resolver, name, rdtype) == expected


def test_every_blocklist_that_may_be_asked_has_a_zone() -> None:
    served = {zone.origin for zone in demo_zones()}
    missing = {zone.shown_zone for zone in load_zones() if zone.key is None and zone.ask is Ask.YES} - served
    assert not missing
