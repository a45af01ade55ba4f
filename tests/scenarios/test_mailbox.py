"""The mailbox check: off until an admin switches it on, then one question on a click, to a real SMTP server."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from bot.app import Application
from bot.cases.workspace import WorkspaceSettings
from bot.checks.network import Network
from bot.playground.nameserver import NameServer
from bot.playground.standin import Message, Person, Room
from bot.reply.actions import Action
from tests.scenarios.conftest import idle

TEAM = "T0PLAYGRND"


@dataclass
class MailServer:
    """Knows nobody."""

    port: int = 0
    asked: list[str] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.asked.append(address)
        return "550 5.1.1 User unknown"


@pytest.fixture
async def mail_server() -> AsyncIterator[MailServer]:
    handler = MailServer()
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(handler, hostname="mx.example.com"), "127.0.0.1", 0
    )
    async with server:
        handler.port = server.sockets[0].getsockname()[1]
        yield handler


@pytest.fixture
def network(nameserver: NameServer, mail_server: MailServer) -> Network:
    async def dial(ip: str, port: int) -> socket.socket:
        connection = socket.socket()
        connection.setblocking(False)
        await asyncio.get_running_loop().sock_connect(connection, ("127.0.0.1", mail_server.port))
        return connection

    host, port = nameserver.address
    return Network(nameservers=(host,), port=port, dial=dial)


@pytest.fixture(params=["en", "ja"])
def asker(request: pytest.FixtureRequest, ann: Person, taro: Person) -> Person:
    return ann if request.param == "en" else taro


async def answer(bot: Application, person: Person, room: Room) -> Message:
    await person.command("/smtp550 bob@example.com", room)
    reply = await room.wait_for(lambda message: Action.SOLVED in message.action_ids)
    await idle(bot)
    return reply


async def test_nobody_is_asked_until_it_is_switched_on(
    bot: Application, asker: Person, support: Room, mail_server: MailServer
) -> None:
    reply = await answer(bot, asker, support)
    assert Action.CHECK_MAILBOX not in reply.action_ids
    assert mail_server.asked == []


async def test_a_click_asks_once_and_the_answer_changes_the_verdict(
    bot: Application, asker: Person, support: Room, mail_server: MailServer
) -> None:
    await bot.desk.workspaces.save(TEAM, WorkspaceSettings(mailbox_check=True))
    reply = await answer(bot, asker, support)
    assert mail_server.asked == []
    await asyncio.gather(*(asker.clicks(reply, Action.CHECK_MAILBOX) for _ in range(2)))
    said = "存在しません" if asker.user.locale == "ja-JP" else "does not exist"
    await support.until(lambda: said in reply.words and Action.SOLVED in reply.action_ids)
    await idle(bot)
    assert mail_server.asked == ["bob@example.com"]
    assert Action.CHECK_MAILBOX not in reply.action_ids


async def test_a_button_drawn_before_it_was_switched_off_asks_nobody(
    bot: Application, asker: Person, support: Room, mail_server: MailServer
) -> None:
    await bot.desk.workspaces.save(TEAM, WorkspaceSettings(mailbox_check=True))
    reply = await answer(bot, asker, support)
    await bot.desk.workspaces.save(TEAM, WorkspaceSettings())
    assert (await asker.clicks(reply, Action.CHECK_MAILBOX)).ok
    await idle(bot)
    assert mail_server.asked == []
