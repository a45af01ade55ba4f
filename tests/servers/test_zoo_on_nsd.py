"""The zoo of broken mail domains on NSD behind Unbound: real servers' answers get the same names as our own."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.checks.lookup import Lookups
from bot.checks.mx import check_mx
from bot.checks.network import Network
from bot.model import Finding, FindingCode, Status
from bot.playground.nameserver import Zone
from tests.checks.zoo import EXHIBITS, NEIGHBOURS
from tests.ports import free_port
from tests.servers.daemons import HOST, Address, daemon, nsd, unbound
from tests.servers.signing import sign

pytestmark = pytest.mark.skipif(
    not (daemon("nsd") and daemon("unbound")), reason="make test-servers installs NSD and Unbound"
)

_SIGNED = Zone(
    "signed-example.com",
    {"@": {"MX": ["10 mx1", "20 mx2"]}, "mx1": {"A": ["198.51.100.31"]}, "mx2": {"A": ["198.51.100.32"]}},
)


async def ask(resolver: Address, domain: str) -> list[Finding]:
    lookups = Lookups(Network((resolver[0],), resolver[1], query_timeout=1.5, lookup_lifetime=3))
    try:
        return await check_mx(domain, lookups, documentation=True)
    finally:
        await lookups.close()


async def test_every_fault_of_data_is_named(tmp_path: Path) -> None:
    shown = [exhibit for exhibit in EXHIBITS if exhibit.in_zone_file]
    assert len(shown) >= 31
    zones = [*(exhibit.zone for exhibit in shown), *NEIGHBOURS]
    wrong = {}
    async with (
        nsd(zones, tmp_path) as authority,
        unbound({zone.origin: authority for zone in zones}, tmp_path) as resolver,
    ):
        for exhibit in shown:
            found = {finding.code: finding.status for finding in await ask(resolver, exhibit.domain)}
            if found != exhibit.expected:
                wrong[exhibit.name] = found
    assert not wrong


async def test_good_signatures_are_no_news_and_expired_ones_are_bogus(tmp_path: Path) -> None:
    spoilt = Zone("expired-example.com", _SIGNED.records)
    good_file, good_anchor = sign(_SIGNED)
    expired_file, expired_anchor = sign(spoilt, expired=True)
    files = {_SIGNED.origin: good_file, spoilt.origin: expired_file}
    async with (
        nsd([], tmp_path, files) as authority,
        unbound(dict.fromkeys(files, authority), tmp_path, [good_anchor, expired_anchor]) as resolver,
    ):
        good = await ask(resolver, _SIGNED.origin)
        (bogus,) = await ask(resolver, spoilt.origin)
    assert [finding.code for finding in good] == [FindingCode.MX_OK]
    assert (bogus.status, bogus.code) == (Status.FAIL, FindingCode.DNSSEC_BOGUS)
    assert str(bogus.details["ede"]).startswith(("dnssec bogus", "signature expired"))  # by Unbound's version


async def test_lame_and_dead_name_servers_are_not_called_missing_domains(tmp_path: Path) -> None:
    stubs = {"dead-example.com": (HOST, free_port())}
    async with (
        nsd([_SIGNED], tmp_path) as authority,
        unbound({**stubs, "lame-example.com": authority}, tmp_path) as resolver,
    ):
        for domain in ("dead-example.com", "lame-example.com"):
            (finding,) = await ask(resolver, domain)
            assert finding.status is Status.UNKNOWN
            assert finding.code in (
                FindingCode.NAMESERVER_SILENT,
                FindingCode.NAMESERVER_REFUSED,
                FindingCode.SERVFAIL,
            )
