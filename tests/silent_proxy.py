"""A TCP proxy before PostgreSQL that can fall silent: it takes every packet, passes none on, and hangs up on nobody."""

from __future__ import annotations

import asyncio
import contextlib
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit


@dataclass(slots=True)
class _Line:
    """One connection."""

    is_silent: bool


@dataclass(slots=True)
class SilentProxy:
    """`url` leads through it, to the server's Unix `socket`. While `is_mute`, who connects hears nothing either."""

    socket: str
    url: str = ""
    is_mute: bool = False
    _lines: list[_Line] = field(default_factory=list)
    _serving: set[asyncio.Task[None]] = field(default_factory=set)

    def fall_silent(self) -> None:
        """As a failover behind a balancer that tells nobody: what is connected hears nothing any more."""
        for line in self._lines:
            line.is_silent = True
        self._lines.clear()

    def serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Somebody connected."""
        self._serving.add(asyncio.create_task(self._serve(reader, writer)))

    async def hang_up(self) -> None:
        """End all connections."""
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        line = _Line(self.is_mute)
        self._lines.append(line)
        from_server, to_server = await asyncio.open_unix_connection(self.socket)
        answering = asyncio.create_task(_pass_on(line, from_server, writer))
        try:
            await _pass_on(line, reader, to_server)
        finally:
            answering.cancel()
            to_server.close()
            writer.close()


async def _pass_on(line: _Line, reader: StreamReader, writer: StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65_536):
            if not line.is_silent:
                writer.write(data)
                await writer.drain()
    if not line.is_silent:
        writer.close()


@asynccontextmanager
async def silent_proxy(database_url: str) -> AsyncIterator[SilentProxy]:
    """A proxy before the server of `database_url`, one of `tests/postgres.py`."""
    parts = urlsplit(database_url)
    proxy = SilentProxy(f"{parse_qs(parts.query)['host'][0]}/.s.PGSQL.5432")
    server = await asyncio.start_server(proxy.serve, "127.0.0.1")
    port = server.sockets[0].getsockname()[1]
    proxy.url = f"postgresql://postgres@127.0.0.1:{port}{parts.path}"
    try:
        yield proxy
    finally:
        server.close()
        await proxy.hang_up()
