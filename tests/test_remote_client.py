"""Whom a limit of the pages counts as one: the client, and not what it says of itself."""

from __future__ import annotations

import pytest

from bot.remote_client import client_of


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("9.9.9.9", [], "9.9.9.9"),
        ("9.9.9.9", ["198.51.100.1"], "9.9.9.9"),
        ("127.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("172.18.0.3", ["192.0.2.66, 198.51.100.1"], "198.51.100.1"),
        ("172.18.0.3", ["192.0.2.66", "198.51.100.1"], "198.51.100.1"),
        ("172.18.0.3", ["198.51.100.1, nonsense"], "172.18.0.3"),
        ("172.18.0.3", [""], "172.18.0.3"),
        ("::1", ["2001:db8:1:2:3:4:5:6"], "2001:db8:1:2::/64"),
        ("::1", ["2001:db8:1:2:ffff::1"], "2001:db8:1:2::/64"),
        ("::ffff:9.9.9.9", [], "9.9.9.9"),
        ("fe80::1%eth0", [], "fe80::/64"),
        (None, ["198.51.100.1"], ""),
    ],
)
def test_the_client_is_who_connected_or_whom_our_load_balancer_saw(
    peer: str | None, forwarded: list[str], client: str
) -> None:
    assert client_of(peer, forwarded) == client
