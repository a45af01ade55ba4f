"""The table of blocklists keeps its own rules: what is asked, what never is, and what its codes are."""

from __future__ import annotations

import pytest

from bot.checks.blocklist_zones import Access, Ask, BlocklistZone, Covers, dead_zones, load_zones, zones_to_ask
from bot.checks.network import Key
from bot.model import FindingCode


def shown(covers: Covers, keys: dict[Key, str] | None = None, named: frozenset[str] = frozenset()) -> list[str]:
    return [zone.shown_zone for zone in zones_to_ask(covers, keys or {}, named)]


def test_more_than_a_hundred_zones_are_asked_about_an_address() -> None:
    assert len(shown(Covers.IP4)) > 100
    assert len(shown(Covers.IP6)) >= 10
    assert len(shown(Covers.DOMAIN)) >= 15


def test_no_dead_zone_is_ever_asked() -> None:
    dead = frozenset(dead_zones())
    assert len(dead) > 70
    for covers in Covers:
        assert not dead & set(shown(covers, {Key.SPAMHAUS_DQS: "k", Key.ABUSIX: "k"}, dead))


def test_the_lists_that_matter_come_first() -> None:
    tiers = [zone.tier for zone in zones_to_ask(Covers.IP4, {})]
    assert tiers == sorted(tiers)
    assert {"zen.spamhaus.org", "bl.spamcop.net", "b.barracudacentral.org"} <= set(shown(Covers.IP4)[:10])


def test_a_zone_whose_entries_another_one_has_is_asked_only_when_a_bounce_names_it() -> None:
    assert "xbl.spamhaus.org" not in shown(Covers.IP4)
    assert shown(Covers.IP4, named=frozenset({"xbl.spamhaus.org"}))[0] == "xbl.spamhaus.org"


def test_zen_and_its_parts_are_one_list() -> None:
    parts = ("zen", "sbl", "xbl", "pbl")
    names = {zone.name for zone in load_zones() if zone.zone in [f"{part}.spamhaus.org" for part in parts]}
    names |= {zone.name for zone in load_zones() if zone.zone == "cbl.abuseat.org"}
    assert names == {"Spamhaus ZEN"}


def test_a_zone_that_a_stranger_invented_is_not_asked() -> None:
    assert shown(Covers.IP4, named=frozenset({"bl.evil-example.com"})) == shown(Covers.IP4)


def test_a_key_opens_its_zones_and_replaces_the_public_one() -> None:
    with_key = zones_to_ask(Covers.IP4, {Key.SPAMHAUS_DQS: "s3cret"})
    assert "zen.spamhaus.org" not in [zone.shown_zone for zone in with_key]
    dqs = next(zone for zone in with_key if zone.shown_zone == "zen.dq.spamhaus.net")
    assert dqs.host({Key.SPAMHAUS_DQS: "s3cret"}) == "s3cret.zen.dq.spamhaus.net"
    assert "s3cret" not in dqs.shown_zone


def test_without_a_key_no_key_zone_is_asked() -> None:
    assert not [zone for covers in Covers for zone in zones_to_ask(covers, {}) if zone.access is Access.KEY]


@pytest.mark.parametrize("zone", load_zones(), ids=lambda zone: zone.shown_zone)
def test_each_row_is_whole(zone: BlocklistZone) -> None:
    assert zone.name
    assert zone.codes
    assert 1 <= zone.tier <= 3
    assert zone.delist_url == "" or zone.delist_url.startswith(("https://", "http://"))
    assert (zone.access is Access.KEY) == (zone.key is not None)
    assert zone.alias_of == "" or zone.alias_of in {other.zone for other in load_zones()}
    if zone.counts_as is FindingCode.LISTED and zone.tier == 1 and zone.ask is not Ask.NO:
        assert zone.delist_url


def test_names_are_unique() -> None:
    zones = [zone.zone for zone in load_zones()]
    assert len(zones) == len(set(zones))
