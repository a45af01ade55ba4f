"""The benchmark's DNS: a name server in a process of its own, so that its work is not counted as ours."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection

from bot.playground.nameserver import Behaviour, NameServer, Zone

Address = tuple[str, int]


@contextmanager
def dns_world(zones: Sequence[Zone], default: Behaviour | None = None) -> Iterator[Address]:
    """Serve zones from another process while the block runs; gives (IP, port)."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(list(zones), default, theirs), daemon=True)
    process.start()
    try:
        host, port = ours.recv()
        yield host, port
    finally:
        ours.send("stop")
        process.join(timeout=5)
        if process.is_alive():
            process.kill()


def _serve(zones: list[Zone], default: Behaviour | None, control: Connection) -> None:
    asyncio.run(_serve_until_told(zones, default, control))


async def _serve_until_told(zones: list[Zone], default: Behaviour | None, control: Connection) -> None:
    server = NameServer(zones) if default is None else NameServer(zones, default=default)
    async with server:
        control.send(server.address)
        await asyncio.to_thread(control.recv)
