"""One question to DNS has one outcome, whatever the name server does; who asks twice costs one query."""

from __future__ import annotations

import time

import pytest

from bot.checks.lookup import MAX_RECORDS, Lookup, Lookups, Outcome
from bot.checks.network import Network
from bot.playground.nameserver import Behaviour, Fault, NameServer, Zone

ZONE = {
    "@": {"MX": ["10 mx"], "TXT": ['"a" "b"', '"c"']},
    "mx": {"A": ["192.0.2.1", "192.0.2.2"]},
    "alias": {"CNAME": ["second"]},
    "second": {"CNAME": ["mx"]},
    "loop": {"CNAME": ["loop"]},
    "many": {"A": [f"198.51.100.{number}" for number in range(200)]},
}


async def ask(server: NameServer, name: str, rdtype: str, **more: float) -> Lookup:
    host, port = server.address
    lookups = Lookups(Network((host,), port, query_timeout=0.3, lookup_lifetime=0.9))
    try:
        return await lookups.ask(name, rdtype)
    finally:
        await lookups.close()


@pytest.mark.parametrize(
    ("name", "rdtype", "expected"),
    [
        ("example.com", "MX", Lookup("example.com", "MX", Outcome.ANSWER, ("10 mx.example.com.",), (), "example.com")),
        ("Example.COM.", "TXT", Lookup("example.com", "TXT", Outcome.ANSWER, ('"a" "b"', '"c"'), (), "example.com")),
        ("mx.example.com", "AAAA", Lookup("mx.example.com", "AAAA", Outcome.NODATA, (), (), "mx.example.com")),
        ("no.example.com", "A", Lookup("no.example.com", "A", Outcome.NXDOMAIN)),
        (
            "alias.example.com",
            "A",
            Lookup(
                "alias.example.com",
                "A",
                Outcome.ANSWER,
                ("192.0.2.1", "192.0.2.2"),
                ("second.example.com", "mx.example.com"),
                "mx.example.com",
            ),
        ),
        (f"{'a' * 64}.example.com", "A", Lookup(f"{'a' * 64}.example.com", "A", Outcome.UNASKABLE)),
        ("a..example.com", "A", Lookup("a..example.com", "A", Outcome.UNASKABLE)),
    ],
)
async def test_what_dns_tells_comes_as_data(name: str, rdtype: str, expected: Lookup) -> None:
    async with NameServer([Zone("example.com", ZONE)]) as server:
        assert await ask(server, name, rdtype) == expected


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault.SERVFAIL, Outcome.SERVFAIL),
        (Fault.REFUSED, Outcome.REFUSED),
        (Fault.SILENT, Outcome.SILENT),
        (Fault.BOGUS, Outcome.BOGUS),
        (Fault.NXDOMAIN, Outcome.NXDOMAIN),
        (Fault.NODATA, Outcome.NODATA),
        (Fault.TRUNCATED, Outcome.ANSWER),
    ],
)
async def test_faults_are_told_apart(fault: Fault, outcome: Outcome) -> None:
    async with NameServer([Zone("example.com", ZONE, Behaviour(fault))]) as server:
        assert (await ask(server, "mx.example.com", "A")).outcome is outcome


async def test_a_loop_of_aliases_is_no_answer() -> None:
    async with NameServer([Zone("example.com", ZONE)]) as server:
        assert (await ask(server, "loop.example.com", "A")).outcome is Outcome.SERVFAIL


async def test_a_dead_resolver_is_silence() -> None:
    async with NameServer() as server:
        pass
    assert (await ask(server, "example.com", "A")).outcome is Outcome.SILENT


async def test_a_flood_of_records_is_capped() -> None:
    async with NameServer([Zone("example.com", ZONE)]) as server:
        assert len((await ask(server, "many.example.com", "A")).records) == MAX_RECORDS


async def test_answers_are_shared_within_a_run_and_kept_by_their_ttl_between_runs() -> None:
    async with NameServer(
        [Zone("example.com", ZONE), Zone("brief.example", {"@": {"A": ["192.0.2.3"]}}, ttl=0)]
    ) as server:
        host, port = server.address
        network = Network((host,), port)
        for _ in range(2):
            lookups = Lookups(network)
            for name in ("mx.example.com", "MX.example.com.", "brief.example"):
                assert (await lookups.ask(name, "A")).found
            await lookups.close()
        assert server.asked("mx.example.com") == 1
        assert server.asked("brief.example") == 2


async def test_a_mended_record_is_seen_after_a_minute_whatever_its_ttl() -> None:
    long = Zone("long.example", {"@": {"A": ["192.0.2.4"]}}, ttl=86_400)
    async with NameServer([long]) as server:
        host, port = server.address
        network = Network((host,), port)
        lookups = Lookups(network)
        await lookups.ask("long.example", "A")
        await lookups.close()
        kept = [node.value.expiration - time.time() for node in network.cache.data.values()]
    assert len(kept) == 1
    assert 0 < kept[0] <= 60


async def test_who_asks_after_the_end_hears_nothing() -> None:
    async with NameServer([Zone("example.com", ZONE)]) as server:
        host, port = server.address
        lookups = Lookups(Network((host,), port))
        await lookups.close()
        assert (await lookups.ask("example.com", "MX")).outcome is Outcome.SILENT
        assert not server.queries
