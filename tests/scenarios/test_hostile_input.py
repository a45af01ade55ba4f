"""Text, files, domains and programs that mean harm: the right person gets an answer, and no door opens."""

from __future__ import annotations

import asyncio
import io
import socket
import zipfile
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.app import Application
from bot.cases.workspace import WorkspaceSettings
from bot.checks.network import Network
from bot.playground.nameserver import NameServer, Zone
from bot.playground.standin import Message, Person, Room, SlackStandIn, Upload
from bot.playground.standin.records import Change, ChangeKind
from bot.playground.zones import demo_zones
from bot.reply.actions import Action
from tests.bounce.ole import compound_file, message
from tests.scenarios.conftest import idle

TEAM = "T0PLAYGRND"
BOUNCE = "550 5.1.1 <bob@example.com>: Recipient address rejected: User unknown in local recipient table"


def answered(message: Message) -> bool:
    return Action.SOLVED in message.action_ids


# --- injection --------------------------------------------------------------------------------------------------------

MEAN = (
    "<!channel> <!here> <!subteam^S1|@admins> <@U0EVIL> <https://evil.example.net|https://slack.com> *b* `c` ~d~ &lt;"
)
# Where a mail's text may turn up in an answer.
PLACES = {
    "recipient": f'550 5.1.1 <"{MEAN}"@example.com>: user unknown',
    "diagnostic": f"<bob@example.com>: host mx.example.com[192.0.2.1] said: 550 5.1.1 user unknown {MEAN}",
    "remote MTA": f"<bob@example.com>: host {MEAN.replace(' ', '')}.example.com[192.0.2.1] said: 550 5.1.1 no user",
    "subject": f"Subject: Undelivered Mail: {MEAN}\n\n{BOUNCE}",
}


def strings_of(content: Any, kinds: tuple[str, ...]) -> list[str]:
    """The texts of all elements of these kinds."""
    if isinstance(content, dict):
        own = [str(content.get("text") or content.get("url"))] if content.get("type") in kinds else []
        return own + [text for value in content.values() for text in strings_of(value, kinds)]
    return [text for value in content for text in strings_of(value, kinds)] if isinstance(content, list) else []


@pytest.mark.parametrize("form", ["text", "file"])
async def test_a_mail_can_mention_nobody_and_link_nowhere(
    bot: Application, ann: Person, support: Room, form: str
) -> None:
    for text in PLACES.values():
        uploads = [Upload("bounce.txt", text.encode())] if form == "file" else []
        await ann.says(support, "" if uploads else text, files=uploads)
    await support.until(lambda: sum(map(answered, support.bot_messages)) == len(PLACES), within=30)
    await idle(bot)
    for reply in support.bot_messages:
        await _names_nobody(ann, reply)


async def _names_nobody(ann: Person, reply: Message) -> None:
    await ann.clicks(reply, Action.SHOW_EVIDENCE)
    evidence = await ann.wait_for_modal()
    await ann.closes_modal()
    for said in (reply.text, *strings_of(reply.blocks, ("mrkdwn",)), *strings_of(evidence.body, ("mrkdwn",))):
        assert "<!" not in said
        assert "<@U0EVIL" not in said
        assert "evil.example.net|" not in said
    for blocks in (reply.blocks, evidence.body):
        assert strings_of(blocks, ("broadcast", "usergroup")) == []
        assert not any("evil" in url for url in strings_of(blocks, ("link",)))


# --- files ------------------------------------------------------------------------------------------------------------


def nested_mime(depth: int) -> bytes:
    head = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (level, level) for level in range(depth)
    )
    return b"From: MAILER-DAEMON@example.org\r\nTo: ann@example.com\r\n" + head + b"\r\n" + BOUNCE.encode()


def nested_messages(depth: int) -> bytes:
    return b"From: a@example.org\r\nTo: b@example.com\r\nContent-Type: message/rfc822\r\n\r\n" * depth + BOUNCE.encode()


def zip_bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bounce.eml", b"550 5.1.1 <bob@example.com>\n" * 400_000)
    return packed.getvalue()


def many_recipients() -> bytes:
    """A message whose every recipient points to a stream; thousands of them."""
    return message(
        "REPORT.IPM.Note.NDR", {0x0037: "x"}, [{0x3003: f"u{number}@example.com"} for number in range(2_000)]
    )


def deep_storages(depth: int) -> bytes:
    tree: dict[str, Any] = {"leaf": b"x"}
    for level in range(depth):
        tree = {f"s{level}": tree}
    return compound_file(tree)


def cyclic_msg() -> bytes:
    """A compound file whose first sector chain leads back to itself."""
    data = bytearray(message("REPORT.IPM.Note.NDR", {0x1001: "550 " * 4_000}))
    for offset in range(512, 1024, 4):
        data[offset : offset + 4] = (0).to_bytes(4, "little")
    return bytes(data)


def bombs() -> list[tuple[str, bytes]]:
    return [
        ("deep.eml", nested_mime(20_000)),
        ("deep.eml", nested_messages(8_000)),
        (
            "parts.eml",
            b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\n" * 100_000,
        ),
        ("headers.eml", b"From: MAILER-DAEMON@example.org\r\n" + b"X-A: b\r\n" * 100_000 + b"\r\n550 5.1.1"),
        ("words.eml", b"From: a@example.org\r\nSubject: " + b"=?utf-8?b?" * 100_000 + b"\r\n\r\n550"),
        ("large.eml", b"From: MAILER-DAEMON@example.org\r\n\r\n" + b"550 5.1.1 <bob@example.com>\r\n" * 100_000),
        ("zipped.eml", zip_bomb()),
        ("zipped.msg", zip_bomb()),
        ("bomb.msg", many_recipients()),
        ("deep.msg", deep_storages(300)),
        ("cycle.msg", cyclic_msg()),
        ("one-line.txt", b"550 5.1.1 " + b"<" * 1_000_000),
        ("at.txt", b"550 5.1.1 " + b"a@" * 500_000),
        ("surrogates.txt", b"550 5.1.1 \xed\xa0\x80\xed\xb0\x80 <bob@example.com> \x00\x1b[2J"),
    ]


async def test_files_that_are_bombs_hold_nobody_up(
    bot: Application, ann: Person, taro: Person, support: Room, slack: SlackStandIn
) -> None:
    for name, content in bombs():
        await taro.says(support, "", files=[Upload(name, content)])
    paste = await ann.says(support, BOUNCE)
    await support.wait_for_reply(paste, answered, within=30)
    await idle(bot)
    # Slack waits 3 s for each ack, and got each at the first try.
    assert all(delivery.acknowledged and not delivery.attempt for delivery in slack.traffic.deliveries)
    parked = await bot.database.read(
        lambda c: c.exec_driver_sql("SELECT count(*) FROM cases WHERE state='parked'").scalar()
    )
    assert parked == 0


# --- domains that lead inside -----------------------------------------------------------------------------------------

INSIDE = {
    "loopback": ["127.0.0.1"],
    "private": ["10.0.0.25", "192.168.1.1", "172.16.0.1"],
    "link-local": ["169.254.169.254"],
    "shared": ["100.64.0.1"],
    "unspecified": ["0.0.0.0"],
    "multicast": ["224.0.0.1"],
}


class Dialled(list[str]):
    """Where connections went."""

    async def __call__(self, ip: str, port: int) -> socket.socket:
        self.append(ip)
        raise OSError("nobody there")


@pytest.fixture
def dialled() -> Dialled:
    return Dialled()


@pytest.fixture
async def nameserver() -> AsyncIterator[NameServer]:
    zones = []
    for name, ips in INSIDE.items():
        zones.append(
            Zone(f"{name}.example.info", {"@": {"MX": ["10 mx"]}, "mx": {"A": ips, "AAAA": ["::1", "fe80::1"]}})
        )
        zones.append(Zone(f"{name}-mixed.example.info", {"@": {"MX": ["10 mx"]}, "mx": {"A": [*ips, "198.51.100.21"]}}))
    async with NameServer([*zones, *demo_zones()]) as server:
        yield server


@pytest.fixture
def network(nameserver: NameServer, dialled: Dialled) -> Network:
    host, port = nameserver.address
    return Network(nameservers=(host,), port=port, dial=dialled)


async def test_a_domain_that_points_inside_is_told_and_never_dialled(
    bot: Application, ann: Person, slack: SlackStandIn, dialled: Dialled
) -> None:
    await bot.desk.workspaces.save(TEAM, WorkspaceSettings(mailbox_check=True))
    domains = [f"{name}{kind}.example.info" for name in INSIDE for kind in ("", "-mixed")]
    rooms = [slack.channel(f"room{number}", ann) for number in range(len(domains))]
    for domain, room in zip(domains, rooms, strict=True):
        await ann.command(f"/smtp550 bob@{domain}", room)
    replies = [await room.wait_for(answered, within=30) for room in rooms]
    await idle(bot)
    for reply in replies:
        if Action.CHECK_MAILBOX in reply.action_ids:
            await ann.clicks(reply, Action.CHECK_MAILBOX)
    await idle(bot)
    # Addresses of documentation stand for public ones in this world of DNS.
    assert set(dialled) <= {"198.51.100.21"}


async def test_a_name_that_changes_its_address_after_the_check_is_dialled_as_it_was_checked(
    bot: Application, ann: Person, support: Room, dialled: Dialled, nameserver: NameServer
) -> None:
    await bot.desk.workspaces.save(TEAM, WorkspaceSettings(mailbox_check=True))
    await ann.command("/smtp550 bob@loopback-mixed.example.info", support)
    reply = await support.wait_for(answered, within=20)
    await idle(bot)
    assert Action.CHECK_MAILBOX in reply.action_ids
    await ann.clicks(reply, Action.CHECK_MAILBOX)
    await idle(bot)
    assert dialled
    # What is dialled is an address, never a name that could be looked up once more.
    assert all(ip[0].isdigit() for ip in dialled)


# --- programs that talk back ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("where", "what"),
    [("thread", "the bounce"), ("thread", "a mention"), ("channel", "our words"), ("channel", "a mention")],
)
async def test_two_bots_do_not_talk_for_ever(
    bot: Application, ann: Person, support: Room, slack: SlackStandIn, where: str, what: str
) -> None:
    await bot.desk.workspaces.save(TEAM, WorkspaceSettings(allowed_bots=frozenset({"B0PARROT"})))
    parroted: list[Message] = []

    def parrot(change: Change) -> None:
        said = change.message
        if (
            change.kind is ChangeKind.POSTED
            and said
            and said.bot_id == slack.workspace.app.bot_id
            and len(parroted) < 50
        ):
            words = {
                "our words": said.text,
                "the bounce": BOUNCE,
                "a mention": f"<@{slack.workspace.app.bot_user}> {BOUNCE}",
            }
            thread = said.thread if where == "thread" else None
            ts = slack.workspace.new_ts()
            parroted.append(Message(support.id, ts, "U0PARROT", words[what], thread_ts=thread, bot_id="B0PARROT"))
            asyncio.get_running_loop().call_soon(slack.workspace.post, parroted[-1])

    slack.workspace.listeners.append(parrot)
    paste = await ann.says(support, BOUNCE)
    await support.wait_for_reply(paste, answered, within=20)
    await slack.settled()
    await idle(bot)
    await slack.settled()
    await idle(bot)
    assert len(parroted) <= 2
