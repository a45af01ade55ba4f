"""Does the mailbox exist? One connection to the best mail server, MAIL FROM:<>, one RCPT, QUIT (RFC 5321).

Off by default and run only when a person asks for it: some receivers count such questions as abuse, and lists of the
Backscatterer kind list who asks them.
"""

from __future__ import annotations

import asyncio
import functools
import socket
import ssl
from dataclasses import dataclass
from importlib import resources

import aiosmtplib

from bot.checks.address import syntax_fault
from bot.checks.domains import to_ascii
from bot.checks.lookup import Lookups
from bot.checks.mx_records import MailRoute, fetch_addresses, fetch_route
from bot.checks.network import Network
from bot.checks.parking import parking_holder
from bot.checks.public_addresses import is_public
from bot.checks.rcpt_reply import MAX_SHOWN, Stage, read_reply
from bot.model import Check, Finding, FindingCode, Status

# Hosts that surely listen on port 25: if not even they can be reached, the port is blocked here.
CONTROL_HOSTS = ("gmail-smtp-in.l.google.com", "mx01.mail.icloud.com")
_CONTROL_SECONDS = 1.5
_CONNECT_SHARE = 0.5  # of the deadline


@dataclass(frozen=True, slots=True)
class _Server:
    """A mail server as it is dialled: its name, and the address that was checked."""

    host: str
    ip: str


async def check_mailbox(address: str, lookups: Lookups, network: Network) -> list[Finding]:
    """Ask the recipient's server about an address without stray characters; within `network.smtp_deadline` seconds."""
    local, _, domain = address.rpartition("@")
    ascii_domain = to_ascii(domain)
    if syntax_fault(address) or ascii_domain is None or not local.isascii():
        return [_not_asked(address, "not_askable")]
    if _is_unprobed(ascii_domain):
        return [_not_asked(address, "provider")]
    route = await fetch_route(ascii_domain, lookups)
    hosts = _hosts(route)
    if any(_is_unprobed(host) or parking_holder(host) for host in hosts):
        return [_not_asked(address, "provider")]
    servers = _servers(route, hosts, documentation=network.asks_documentation_ranges)
    if not servers:
        return [_not_asked(address, "no_server")]
    if not network.probe_limit.allows(ascii_domain):
        return [_not_asked(address, "too_often")]
    try:
        async with asyncio.timeout(network.smtp_deadline):
            return [await _ask(f"{local}@{ascii_domain}", servers[0], lookups, network)]
    except TimeoutError:
        return [_finding(Status.UNKNOWN, FindingCode.UNREACHABLE, servers[0].host, {"why": "deadline"})]


async def _ask(address: str, server: _Server, lookups: Lookups, network: Network) -> Finding:
    details = {"mx": server.host, "ip": server.ip}
    try:
        async with asyncio.timeout(network.smtp_deadline * _CONNECT_SHARE):
            connection = await network.dial(server.ip, network.smtp_port)
    except ConnectionRefusedError:
        # Somebody answered, so the port is open on our side.
        return _finding(Status.FAIL, FindingCode.UNREACHABLE, server.host, details | {"why": "refused"})
    except (TimeoutError, OSError):
        if await _port_is_open_here(lookups, network):
            return _finding(Status.FAIL, FindingCode.UNREACHABLE, server.host, details | {"why": "no_answer"})
        return _finding(Status.UNKNOWN, FindingCode.PORT_BLOCKED_HERE, server.host, details)
    stage, code, text = await _converse(connection, server.host, address)
    if code < 0:
        return _finding(Status.UNKNOWN, FindingCode.REFUSED_US, address, details | {"why": "hung_up", "stage": stage})
    status, finding_code = read_reply(stage, code, text)
    reply = f"{code} {' '.join(text.split())}"[:MAX_SHOWN]
    return _finding(status, finding_code, address, details | {"answer": reply, "stage": stage})


async def _converse(connection: socket.socket, host: str, address: str) -> tuple[Stage, int, str]:
    """The stage that was reached, and the server's last reply; a code of -1 where it hung up."""
    # The literal of our own address stands for a name that we may not have (RFC 5321 §4.1.4).
    own = connection.getsockname()[0]
    literal = f"[IPv6:{own}]" if ":" in own else f"[{own}]"
    client = aiosmtplib.SMTP(sock=connection, start_tls=False, local_hostname=literal, timeout=None)
    stage = Stage.GREETING
    try:
        await client.connect()
        stage = Stage.HELO
        await _greet(client)
        if client.supports_extension("starttls"):
            # Opportunistic, as between mail servers (RFC 7435): the name goes into SNI, the certificate is not judged.
            await client.starttls(server_hostname=host, tls_context=_unverified_tls())
            await _greet(client)
        stage = Stage.MAIL
        await client.mail("")
        stage = Stage.RCPT
        reply = await client.rcpt(address)
    except aiosmtplib.SMTPResponseException as error:
        code, text = error.code, error.message
    except (aiosmtplib.SMTPException, OSError, ssl.SSLError):
        code, text = -1, ""
    else:
        code, text = reply.code, reply.message
    finally:
        await _leave(client)
    return stage, code, text


async def _greet(client: aiosmtplib.SMTP) -> None:
    """EHLO, or HELO where the server knows no EHLO (RFC 5321 §3.2)."""
    try:
        await client.ehlo()
    except aiosmtplib.SMTPHeloError:
        await client.helo()


async def _leave(client: aiosmtplib.SMTP) -> None:
    """QUIT, if there is somebody to say it to."""
    try:
        if client.is_connected:
            await client.quit(timeout=1)
    except (aiosmtplib.SMTPException, OSError):
        client.close()  # what mattered was said before


async def _port_is_open_here(lookups: Lookups, network: Network) -> bool:
    """Whether any of the control hosts can be reached at port 25."""
    found = await asyncio.gather(*(fetch_addresses(host, lookups) for host in CONTROL_HOSTS))
    targets = [str(addresses.addresses[0]) for addresses in found if addresses.addresses]
    return any(await asyncio.gather(*(_can_connect(ip, network) for ip in targets)))


async def _can_connect(ip: str, network: Network) -> bool:
    try:
        async with asyncio.timeout(_CONTROL_SECONDS):
            connection = await network.dial(ip, network.smtp_port)
    except ConnectionRefusedError:
        return True
    except (TimeoutError, OSError):
        return False
    connection.close()
    return True


def _hosts(route: MailRoute) -> list[str]:
    """The hosts that take the domain's mail, best first; the domain itself where it has no MX (RFC 5321 §5.1)."""
    return [exchange.host for exchange in route.exchanges if exchange.host] if route.mx.found else [route.domain]


def _servers(route: MailRoute, hosts: list[str], *, documentation: bool) -> list[_Server]:
    """The hosts' public addresses, in the order in which a sender would try them."""
    known = route.hosts or {}
    return [
        _Server(host, str(address))
        for host in hosts
        if host in known
        for address in known[host].addresses
        if is_public(address, documentation=documentation)
    ]


def _is_unprobed(name: str) -> bool:
    return any(name == ending or name.endswith("." + ending) for ending in _unprobed())


@functools.cache
def _unprobed() -> tuple[str, ...]:
    text = resources.files("bot.checks").joinpath("data/unprobed.tsv").read_text("utf-8")
    return tuple(line.partition("\t")[0] for line in text.splitlines() if line and not line.startswith("#"))


@functools.cache
def _unverified_tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _not_asked(address: str, why: str) -> Finding:
    return _finding(Status.SKIPPED, FindingCode.NOT_ASKED, address, {"why": why})


def _finding(status: Status, code: FindingCode, subject: str, details: dict[str, str]) -> Finding:
    return Finding(Check.MAILBOX, status, code, subject, dict(details))
