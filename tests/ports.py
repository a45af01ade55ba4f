"""Ports for servers that are told where to listen."""

from __future__ import annotations

import functools
import random
import socket
from collections.abc import Iterator
from typing import Final

# Below those that systems hand out to who asks for any port (Linux: 32768-60999; others: 49152 and more): between the
# choice and the listening, another test's server or connection would get it now and then.
_PORTS: Final = range(20_000, 32_000)
_HOST: Final = "127.0.0.1"


def free_port() -> int:
    """A port that nobody uses on 127.0.0.1, neither by TCP nor by UDP; another one each time."""
    for port in _shuffled():
        with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
            try:
                tcp.bind((_HOST, port))
                udp.bind((_HOST, port))
            except OSError:
                continue
            return port
    raise OSError("all ports were given away")


@functools.cache
def _shuffled() -> Iterator[int]:
    # Not by the common generator: Hypothesis seeds that, in all processes alike.
    return iter(random.SystemRandom().sample(_PORTS, len(_PORTS)))
