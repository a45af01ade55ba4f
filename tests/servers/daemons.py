"""NSD, Unbound and rbldnsd as they come with Debian, started on loopback for one test and stopped after it."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import dns.asyncquery
import dns.exception
import dns.message

from bot.playground.nameserver import Zone, zone_file
from tests.ports import free_port

HOST = "127.0.53.1"
_SBIN = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
_START_SECONDS = 10.0

Address = tuple[str, int]


def daemon(name: str) -> str | None:
    """Where a daemon is installed; None if it is not."""
    return shutil.which(name, path=_SBIN)


@asynccontextmanager
async def nsd(zones: Iterable[Zone], folder: Path, signed: Mapping[str, str] | None = None) -> AsyncIterator[Address]:
    """An authoritative server for zones; `signed` maps origins to zone files that are ready already."""
    texts = {zone.origin: zone_file(zone) for zone in zones} | dict(signed or {})
    port = free_port()
    config = [
        f'server:\n  ip-address: {HOST}\n  port: {port}\n  username: ""\n  zonesdir: {folder}\n  database: ""',
        f"  pidfile: {folder}/nsd.pid\n  xfrdfile: {folder}/xfrd\n  zonelistfile: {folder}/zones\n  hide-version: yes",
        "  server-count: 1\nremote-control:\n  control-enable: no",
    ]
    for number, (origin, text) in enumerate(texts.items()):
        file = folder / f"zone{number}"
        file.write_text(text, "utf-8")
        config.append(f"zone:\n  name: {origin}\n  zonefile: {file}")
    path = folder / "nsd.conf"
    path.write_text("\n".join(config) + "\n", "utf-8")
    async with _running([daemon("nsd") or "nsd", "-d", "-c", str(path)], (HOST, port), next(iter(texts))):
        yield HOST, port


@asynccontextmanager
async def unbound(
    stubs: Mapping[str, Address], folder: Path, trust_anchors: Sequence[str] = ()
) -> AsyncIterator[Address]:
    """A validating resolver that knows who serves a few zones, and denies the rest of the world."""
    port = free_port()
    anchors = "\n".join(f'  trust-anchor: "{anchor}"' for anchor in trust_anchors)
    transparent = "\n".join(f'  local-zone: "{origin}." transparent' for origin in stubs)
    config = [
        f'server:\n  interface: {HOST}\n  port: {port}\n  username: ""\n  chroot: ""\n  directory: {folder}',
        f"  pidfile: {folder}/unbound.pid\n  use-syslog: no\n  logfile: {folder}/unbound.log\n  num-threads: 1",
        "  do-not-query-localhost: no\n  do-ip6: no\n  access-control: 127.0.0.0/8 allow\n  ede: yes",
        '  module-config: "validator iterator"\n  qname-minimisation: no\n  minimal-responses: no',
        f'  local-zone: "." static\n{transparent}\n{anchors}',
        *(
            f'stub-zone:\n  name: "{origin}."\n  stub-addr: {host}@{upstream}\n  stub-no-cache: yes'
            for origin, (host, upstream) in stubs.items()
        ),
    ]
    path = folder / "unbound.conf"
    path.write_text("\n".join(config) + "\n", "utf-8")
    async with _running([daemon("unbound") or "unbound", "-d", "-c", str(path)], (HOST, port), "nowhere.invalid"):
        yield HOST, port


@asynccontextmanager
async def rbldnsd(entries: Mapping[str, str], folder: Path) -> AsyncIterator[Address]:
    """Blocklists in rbldnsd: zone → its ip4set data."""
    port = free_port()
    zones = []
    for number, (zone, text) in enumerate(entries.items()):
        file = folder / f"list{number}"
        file.write_text(text, "utf-8")
        file.chmod(0o644)
        zones.append(f"{zone}:ip4set:{file}")
    user = ["-u", "nobody"] if os.getuid() == 0 else []
    command = [daemon("rbldnsd") or "rbldnsd", "-n", "-f", *user, "-b", f"{HOST}/{port}", *zones]
    for parent in (folder, *folder.parents):
        if str(parent).startswith("/tmp/"):  # pytest's folders are closed to the user that rbldnsd becomes
            parent.chmod(0o755)
    async with _running(command, (HOST, port), next(iter(entries))):
        yield HOST, port


@asynccontextmanager
async def _running(command: Sequence[str], address: Address, question: str) -> AsyncIterator[None]:
    """Run a command from when it answers DNS until the block ends. Raises `RuntimeError` with what it said, if not."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)  # noqa: ASYNC220
    try:
        if not await _answers(address, question, process):
            process.kill()
            said = process.communicate()[0].decode("utf-8", "replace")
            raise RuntimeError(f"{command[0]} does not answer: {said}")
        yield
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait, 10)
        if process.stdout:
            process.stdout.close()


async def _answers(address: Address, question: str, process: subprocess.Popen[bytes]) -> bool:
    query = dns.message.make_query(question, "SOA")
    async with asyncio.timeout(_START_SECONDS):
        while process.poll() is None:
            try:
                await dns.asyncquery.udp(query, address[0], port=address[1], timeout=0.3)
            except (dns.exception.DNSException, OSError):
                await asyncio.sleep(0.1)
            else:
                return True
    return False
