"""Which addresses stand for a sender's domain: those that DNS authorises, then those where its mail goes in."""

from __future__ import annotations

import pytest

from bot.checks.lookup import Lookups
from bot.checks.network import Network
from bot.checks.sending_ips import MAX_SENDING_IPS, SendingHosts, find_sending_ips
from bot.model import IpOrigin, SendingIp
from bot.playground.nameserver import NameServer, Records, Zone

DOMAIN = "sender-example.com"
HOSTS: Records = {
    "mx1": {"A": ["203.0.113.1"]},
    "mx2": {"A": ["203.0.113.2"], "AAAA": ["2001:db8::2"]},
    "web": {"A": ["203.0.113.3"]},
}


async def find(apex: Records, **more: Records) -> SendingHosts:
    records: dict[str, object] = {**HOSTS, "@": apex["@"]}
    for extra in more.values():
        records |= extra
    async with NameServer([Zone(DOMAIN, records)]) as server:  # type: ignore[arg-type]
        host, port = server.address
        lookups = Lookups(Network((host,), port))
        try:
            return await find_sending_ips(DOMAIN, lookups)
        finally:
            await lookups.close()


def apex(spf: str, *mx: str) -> Records:
    return {"@": {"TXT": [f'"{spf}"'] if spf else ['"x"'], **({"MX": list(mx)} if mx else {})}}


SPF, MX = IpOrigin.SPF, IpOrigin.MX


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        (apex("", "10 mx1"), [("203.0.113.1", MX)]),
        (apex("v=spf1 mx -all", "10 mx1"), [("203.0.113.1", SPF)]),
        (apex("v=spf1 ip4:203.0.113.9 -all", "10 mx1"), [("203.0.113.9", SPF), ("203.0.113.1", MX)]),
        (apex("v=spf1 +ip4:203.0.113.9/32 ip4:203.0.113.0/24 -all"), [("203.0.113.9", SPF)]),
        (apex("v=spf1 ip6:2001:db8::9 ip4:203.0.113.9 -all"), [("203.0.113.9", SPF), ("2001:db8::9", SPF)]),
        (apex("v=spf1 a:web.sender-example.com -all"), [("203.0.113.3", SPF)]),
        (apex("v=spf1 ip4:nonsense a/24 exists:%{i}.x ?all"), []),
        (apex("v=spf1 -all", "0 ."), []),
        (apex("v=spf1 -all", "10 198.51.100.1."), []),
    ],
)
async def test_authorised_hosts_come_before_inbound_ones(
    records: Records, expected: list[tuple[str, IpOrigin]]
) -> None:
    found = await find(records)
    assert found.ips == tuple(SendingIp(ip, origin) for ip, origin in expected)


async def test_a_domains_own_includes_are_followed_one_step() -> None:
    inner: Records = {"_spf": {"TXT": [f'"v=spf1 ip4:203.0.113.9 include:_more.{DOMAIN} ~all"']}}
    for term in (f"include:_spf.{DOMAIN}", f"redirect=_spf.{DOMAIN}"):
        found = await find(apex(f"v=spf1 {term}"), inner=inner)
        assert found.ips == (SendingIp("203.0.113.9", SPF),)


async def test_strangers_includes_are_not_followed_and_big_providers_are_named() -> None:
    found = await find(
        apex("v=spf1 include:_spf.google.com include:stranger-example.net ~all", "1 aspmx.l.google.com.")
    )
    assert found.ips == ()
    assert dict(found.shared) == {"_spf.google.com": "Google", "aspmx.l.google.com": "Google"}


@pytest.mark.parametrize("filler", ["a:web.sender-example.com " * 200, "include:" + "a." * 25_000 + "google.com"])
async def test_a_record_too_long_to_be_meant_names_nobody(filler: str) -> None:
    record = f"v=spf1 ip4:203.0.113.9 include:_spf.google.com {filler} -all"
    strings = " ".join(f'"{record[at : at + 255]}"' for at in range(0, len(record), 255))
    assert await find({"@": {"TXT": [strings]}}) == SendingHosts(())


async def test_a_long_record_is_cut() -> None:
    many = " ".join(f"ip4:203.0.113.{number}" for number in range(10, 60))
    texts: Records = {"@": {"TXT": [" ".join(f'"{part} "' for part in ("v=spf1", many[:200], many[200:400]))]}}
    assert len((await find(texts)).ips) == MAX_SENDING_IPS
