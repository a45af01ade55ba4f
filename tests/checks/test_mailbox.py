"""Asking a mail server about a mailbox: one polite question, to public addresses, and no word more than it answered."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest
import trustme
from aiosmtpd.smtp import SMTP, Envelope, Session

from bot.checks.dial import Dial, NotPublicError, dial_public
from bot.checks.lookup import Lookups
from bot.checks.mailbox import CONTROL_HOSTS, check_mailbox
from bot.checks.network import Network
from bot.checks.probe_limit import IN_ALL_PER_MINUTE, ProbeLimit
from bot.checks.rcpt_reply import Stage, read_reply
from bot.model import Finding, FindingCode, Status
from bot.playground.nameserver import NameServer, Zone

MX_IP, CONTROL_IP = "203.0.113.25", "203.0.113.99"
SHOP = Zone(
    "shop-example.com", {"@": {"MX": ["10 mx", "20 spare"]}, "mx": {"A": [MX_IP]}, "spare": {"A": ["203.0.113.26"]}}
)
CONTROL = Zone("l.google.com", {"gmail-smtp-in": {"A": [CONTROL_IP]}})


class Desk:
    """What the mail server says to MAIL and RCPT, and what it heard."""

    def __init__(self, replies: Mapping[str, str]) -> None:
        self.replies = replies
        self.heard: list[str] = []
        self.over_tls = False

    async def handle_EHLO(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.heard.append(f"EHLO {hostname}")
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.heard.append(f"MAIL {address}")
        envelope.mail_from = address
        return self.replies.get("MAIL", "250 2.1.0 Ok")

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.heard.append(f"RCPT {address}")
        self.over_tls = session.ssl is not None
        envelope.rcpt_tos.append(address)
        return self.replies.get("RCPT", "250 2.1.5 Ok")

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.heard.append("QUIT")
        return "221 2.0.0 Bye"


@asynccontextmanager
async def serving(desk: Desk, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(desk, hostname="mx.shop-example.com", tls_context=tls), "127.0.0.1", 0
    )
    async with server:
        yield server.sockets[0].getsockname()[1]


async def connect_to(port: int) -> socket.socket:
    connection = socket.socket()
    connection.setblocking(False)
    await asyncio.get_running_loop().sock_connect(connection, ("127.0.0.1", port))
    return connection


def dialling(targets: Mapping[str, int | OSError]) -> tuple[Dial, list[str]]:
    """A dialler that leads addresses to ports of ours, or fails; and the list of what was dialled."""
    dialled: list[str] = []

    async def dial(ip: str, port: int) -> socket.socket:
        dialled.append(f"{ip}:{port}")
        target = targets.get(ip, TimeoutError())
        if isinstance(target, OSError):
            raise target
        return await connect_to(target)

    return dial, dialled


async def ask(dial: Dial, address: str = "someone@shop-example.com", *zones: Zone, **more: Any) -> Finding:
    async with NameServer([*(zones or (SHOP,)), CONTROL]) as server:
        host, port = server.address
        network = Network((host,), port, dial=dial, **{"smtp_deadline": 2.0, "lookup_lifetime": 1.0} | more)
        lookups = Lookups(network)
        try:
            (finding,) = await check_mailbox(address, lookups, network)
        finally:
            await lookups.close()
    return finding


@pytest.mark.parametrize(
    ("replies", "status", "code"),
    [
        ({}, Status.PASS, FindingCode.EXISTS),
        ({"RCPT": "550 5.1.1 User unknown"}, Status.FAIL, FindingCode.DOES_NOT_EXIST),
        ({"RCPT": "550 5.7.1 You are on a blocklist"}, Status.UNKNOWN, FindingCode.REFUSED_US),
        ({"RCPT": "450 4.2.0 Greylisted, try again later"}, Status.UNKNOWN, FindingCode.GREYLISTED),
        ({"MAIL": "550 5.1.1 no null senders here"}, Status.UNKNOWN, FindingCode.REFUSED_US),
    ],
)
async def test_the_servers_answer_is_told(replies: dict[str, str], status: Status, code: FindingCode) -> None:
    async with serving(Desk(replies)) as port:
        dial, _ = dialling({MX_IP: port})
        finding = await ask(dial)
    assert (finding.status, finding.code) == (status, code)
    assert finding.details["mx"] == "mx.shop-example.com"


async def test_one_question_is_asked_and_no_more() -> None:
    desk = Desk({})
    async with serving(desk) as port:
        dial, dialled = dialling({MX_IP: port})
        await ask(dial)
    assert dialled == [f"{MX_IP}:25"]
    assert desk.heard == ["EHLO [127.0.0.1]", "MAIL <>", "RCPT someone@shop-example.com", "QUIT"]


async def test_starttls_is_used_with_the_servers_name() -> None:
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("somebody-else.example").configure_cert(context)
    names: list[str | None] = []
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    desk = Desk({})
    async with serving(desk, context) as port:
        dial, _ = dialling({MX_IP: port})
        finding = await ask(dial)
    assert finding.code is FindingCode.EXISTS
    assert desk.over_tls
    assert names == ["mx.shop-example.com"]


async def test_a_server_that_hangs_up_has_refused_us() -> None:
    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    async with server:
        dial, _ = dialling({MX_IP: server.sockets[0].getsockname()[1]})
        finding = await ask(dial)
    assert (finding.code, finding.details["why"]) == (FindingCode.REFUSED_US, "hung_up")


async def test_a_server_that_greets_with_a_refusal_has_refused_us() -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"554 5.7.1 No service for you\r\n")
        await reader.read()
        writer.close()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    async with server:
        dial, _ = dialling({MX_IP: server.sockets[0].getsockname()[1]})
        finding = await ask(dial)
    assert (finding.code, finding.details["stage"]) == (FindingCode.REFUSED_US, "greeting")
    assert finding.details["answer"] == "554 5.7.1 No service for you"


async def test_a_server_that_says_nothing_is_cut_off() -> None:
    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    async with server:
        dial, _ = dialling({MX_IP: server.sockets[0].getsockname()[1]})
        finding = await ask(dial, smtp_deadline=0.3)
    assert (finding.status, finding.code) == (Status.UNKNOWN, FindingCode.UNREACHABLE)


async def test_a_server_that_is_down_is_told_apart_from_a_port_that_is_blocked_here() -> None:
    async with serving(Desk({})) as port:
        down, _ = dialling({MX_IP: TimeoutError(), CONTROL_IP: port})
        refused, _ = dialling({MX_IP: ConnectionRefusedError()})
        blocked, dialled = dialling({})
        found = [await ask(dial) for dial in (down, refused, blocked)]
    assert [(finding.status, finding.code) for finding in found] == [
        (Status.FAIL, FindingCode.UNREACHABLE),
        (Status.FAIL, FindingCode.UNREACHABLE),
        (Status.UNKNOWN, FindingCode.PORT_BLOCKED_HERE),
    ]
    assert dialled == [f"{MX_IP}:25", f"{CONTROL_IP}:25"]
    assert any(host.endswith("l.google.com") for host in CONTROL_HOSTS)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("someone@gmail.com", "provider"),
        ("someone@docomo.ne.jp", "provider"),
        ("someone@i.softbank.jp", "provider"),
        ("someone@hosted-example.com", "provider"),
        ("someone@parked-example.com", "provider"),
        ("someone@nullmx-example.com", "no_server"),
        ("someone@inside-example.com", "no_server"),
        ("someone@localhost-example.com", "no_server"),
        ("someone@nowhere-example.com", "no_server"),
        ("山田@shop-example.com", "not_askable"),
        ("some one@shop-example.com", "not_askable"),
        ("a@shop-example.com>\r\nRCPT TO:<b", "not_askable"),
    ],
)
async def test_some_servers_are_never_asked(address: str, why: str) -> None:
    zones = (
        SHOP,
        Zone("hosted-example.com", {"@": {"MX": ["0 hosted-example-com.mail.protection.outlook.com."]}}),
        Zone("parked-example.com", {"@": {"MX": ["0 mail.h-email.net."]}}),
        Zone("nullmx-example.com", {"@": {"MX": ["0 ."]}}),
        Zone("inside-example.com", {"@": {"MX": ["0 mx"]}, "mx": {"A": ["10.0.0.1", "127.0.0.1"]}}),
        Zone("localhost-example.com", {"@": {"MX": ["0 localhost."]}}),
    )
    dial, dialled = dialling({})
    finding = await ask(dial, address, *zones)
    assert (finding.status, finding.code, finding.details["why"]) == (Status.SKIPPED, FindingCode.NOT_ASKED, why)
    assert not dialled


async def test_a_name_that_changes_its_address_leads_nowhere_else() -> None:
    """DNS rebinding: a public address for the check, and a private one a moment later."""
    rebound = Zone("shop-example.com", {"@": {"MX": ["10 mx"]}, "mx": {"A": ["127.0.0.1"]}})
    async with serving(Desk({})) as port, NameServer([Zone(SHOP.origin, SHOP.records, ttl=0)]) as server:
        dial, dialled = dialling({MX_IP: port})

        async def dial_after_the_change(ip: str, at: int) -> socket.socket:
            server.put(rebound)
            return await dial(ip, at)

        host, dns_port = server.address
        network = Network((host,), dns_port, dial=dial_after_the_change)
        lookups = Lookups(network)
        try:
            first = await check_mailbox("someone@shop-example.com", lookups, network)
            again = await check_mailbox("someone@shop-example.com", Lookups(network), Network((host,), dns_port))
        finally:
            await lookups.close()
    assert [finding.code for finding in first] == [FindingCode.EXISTS]
    assert dialled == [f"{MX_IP}:25"]
    assert [finding.details["why"] for finding in again] == ["no_server"]


async def test_a_domain_is_asked_once_a_minute() -> None:
    limit = ProbeLimit(lambda: 0.0)
    async with serving(Desk({})) as port:
        dial, _ = dialling({MX_IP: port})
        first = await ask(dial, probe_limit=limit)
        second = await ask(dial, probe_limit=limit)
    assert first.code is FindingCode.EXISTS
    assert (second.code, second.details["why"]) == (FindingCode.NOT_ASKED, "too_often")


def test_all_domains_together_have_a_limit_that_passes() -> None:
    now = [0.0]
    limit = ProbeLimit(lambda: now[0])
    asked = [limit.allows(f"d{number}.example") for number in range(IN_ALL_PER_MINUTE + 1)]
    assert asked == [True] * IN_ALL_PER_MINUTE + [False]
    now[0] = 61.0
    assert limit.allows("d0.example")


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "203.0.113.5",
        "::1",
        "fe80::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "name.example",
    ],
)
async def test_nothing_but_a_public_address_is_dialled(ip: str) -> None:
    with pytest.raises(NotPublicError):
        await dial_public(ip, 25)


@pytest.mark.parametrize(
    ("stage", "code", "text", "expected"),
    [
        (Stage.RCPT, 250, "2.1.5 Ok", FindingCode.EXISTS),
        (Stage.RCPT, 251, "User not local; will forward", FindingCode.EXISTS),
        (Stage.RCPT, 252, "Cannot VRFY user", FindingCode.REFUSED_US),
        (Stage.RCPT, 550, "5.1.10 RESOLVER.ADR.RecipientNotFound", FindingCode.DOES_NOT_EXIST),
        (Stage.RCPT, 550, "No such user here", FindingCode.DOES_NOT_EXIST),
        (Stage.RCPT, 550, "5.4.1 Recipient address rejected: Access denied.", FindingCode.DOES_NOT_EXIST),
        (Stage.RCPT, 550, "5.7.1 user unknown to our reputation system", FindingCode.REFUSED_US),
        (Stage.RCPT, 554, "5.7.1 Service unavailable; Client host blocked", FindingCode.REFUSED_US),
        (Stage.RCPT, 550, "", FindingCode.REFUSED_US),
        (Stage.RCPT, 452, "4.2.2 Mailbox full", FindingCode.GREYLISTED),
        (Stage.MAIL, 550, "5.1.1 User unknown", FindingCode.REFUSED_US),
        (Stage.GREETING, 421, "4.7.0 Try again", FindingCode.GREYLISTED),
        (Stage.GREETING, 554, "No SMTP service here", FindingCode.REFUSED_US),
    ],
)
def test_a_reply_means_no_more_than_it_says(stage: Stage, code: int, text: str, expected: FindingCode) -> None:
    assert read_reply(stage, code, text)[1] is expected
