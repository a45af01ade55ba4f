"""Blocklists as their operators run them: rbldnsd's answers are read as listings only where they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.checks.blocklist_zones import Covers, zones_to_ask
from bot.checks.blocklists import check_blocklists
from bot.checks.network import InMemoryZoneMemory, Network
from bot.model import Finding, FindingCode, IpOrigin, SendingIp, Status
from tests.servers.daemons import Address, daemon, rbldnsd

pytestmark = pytest.mark.skipif(not daemon("rbldnsd"), reason="make test-servers installs rbldnsd")

IP = SendingIp("203.0.113.77", IpOrigin.NAMED)
_HEALTHY = ":127.0.0.2:listed, see https://lists-example.net/$\n127.0.0.2\n"
_LISTING = _HEALTHY + "203.0.113.64/26\n"
# rbldnsd refuses 0.0.0.0/0, so a list of the whole world is one of all /8 networks.
_WORLD = ":127.0.0.2:everything\n" + "".join(f"{number}.0.0.0/8\n" for number in range(1, 224))
_POLICY = ":127.0.0.10:dynamic\n127.0.0.2 :127.0.0.2:test\n203.0.113.0/24\n"
_ERROR = ":127.255.255.254:public resolver\n203.0.113.0/24\n127.0.0.2\n"


async def ask(address: Address) -> dict[str, Finding]:
    network = Network((address[0],), address[1])
    asked = check_blocklists([IP], None, network, InMemoryZoneMemory())
    return {finding.subject: finding async for finding in asked}


async def test_real_lists_are_read_rightly(tmp_path: Path) -> None:
    data = {zone.shown_zone: _HEALTHY for zone in zones_to_ask(Covers.IP4, {})}
    data |= {
        "bl.spamcop.net": _LISTING,
        "psbl.surriel.com": _WORLD,
        "zen.spamhaus.org": _POLICY,
        "dnsbl.dronebl.org": _ERROR,
    }
    async with rbldnsd(data, tmp_path) as address:
        found = await ask(address)
    listed = found.pop("bl.spamcop.net")
    assert (listed.status, listed.code) == (Status.FAIL, FindingCode.LISTED)
    assert listed.details["reason"] == "listed, see https://lists-example.net/203.0.113.77"
    assert found.pop("psbl.surriel.com").code is FindingCode.UNHEALTHY
    assert found.pop("zen.spamhaus.org").code is FindingCode.POLICY
    assert found.pop("dnsbl.dronebl.org").code is FindingCode.BLOCKED
    assert len(found) > 90
    assert {finding.code for finding in found.values()} == {FindingCode.CLEAR}


async def test_a_dead_rbldnsd_is_could_not_check(tmp_path: Path) -> None:
    async with rbldnsd({"bl.spamcop.net": _LISTING}, tmp_path) as address:
        pass
    statuses = {finding.status for finding in (await ask(address)).values()}
    assert statuses == {Status.UNKNOWN}
