"""Opening a TCP connection to a public address, and to no other."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable

from bot.checks.public_addresses import is_public, parse_ip

Dial = Callable[[str, int], Awaitable[socket.socket]]


class NotPublicError(OSError):
    """The address is not one of the public Internet."""


async def dial_public(ip: str, port: int) -> socket.socket:
    """Connect to an IP address (never a name: what was checked is what is dialled) and port.

    Raises `NotPublicError` for an address that is not public, `OSError` where the connection fails. Takes as long as
    the system takes; the caller sets the limit.
    """
    address = parse_ip(ip)
    if address is None or not is_public(address):
        raise NotPublicError(f"{ip} is not a public address")
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    connection = socket.socket(family, socket.SOCK_STREAM)
    connection.setblocking(False)
    try:
        await asyncio.get_running_loop().sock_connect(connection, (str(address), port))
    except BaseException:
        connection.close()
        raise
    return connection
