"""The bot as a process of its own: killed in the middle of a diagnosis, told to end, started with wrong settings."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from bot.playground.nameserver import NameServer
from bot.playground.standin import Message, Person, Room, SlackStandIn

BOUNCE = "550 5.1.1 <bob@example.com>: Recipient address rejected: User unknown in local recipient table"

StartProcess = Callable[[], AbstractAsyncContextManager[asyncio.subprocess.Process]]


def answered(message: Message) -> bool:
    return "Method 1" in message.words and "checked" in message.words


@pytest.fixture
def environment(slack: SlackStandIn, nameserver: NameServer, tmp_path: Path) -> dict[str, str]:
    host, port = nameserver.address
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "SMTP550_"))},
        **slack.environment(),
        "SMTP550_NAMESERVERS": f"{host}:{port}",
        "SMTP550_DATA_DIR": str(tmp_path),
        "SMTP550_LOG_FORMAT": "json",
    }


@pytest.fixture
def process(slack: SlackStandIn, environment: dict[str, str]) -> StartProcess:
    """Starts `smtp550 run` and waits until it is connected; kills what is left of it."""

    @asynccontextmanager
    async def start() -> AsyncIterator[asyncio.subprocess.Process]:
        bot = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", env=environment, stderr=asyncio.subprocess.PIPE
        )
        try:
            async with asyncio.timeout(20):
                await slack.connected()
            yield bot
        finally:
            if bot.returncode is None:
                bot.kill()
            await bot.communicate()

    return start


async def killed(bot: asyncio.subprocess.Process) -> None:
    bot.send_signal(signal.SIGKILL)
    await bot.wait()


async def test_killed_after_the_ack_it_answers_once_after_the_next_start(
    process: StartProcess, ann: Person, support: Room, slack: SlackStandIn
) -> None:
    async with process() as bot:
        paste = await ann.says(support, BOUNCE)
        await slack.settled()
        await killed(bot)
    assert support.bot_messages == []
    async with process():
        await support.wait_for_reply(paste, answered, within=10)
        await asyncio.sleep(1.0)
    assert len(support.bot_messages) == 1


async def test_killed_between_slacks_200_and_its_own_record_it_finds_its_post(
    process: StartProcess, ann: Person, support: Room, slack: SlackStandIn
) -> None:
    post = slack.faults.hold("chat.postMessage")
    async with process() as bot:
        paste = await ann.says(support, BOUNCE)
        # The post is on its way to Slack: the bot dies now, and Slack posts it after the bot's death.
        await slack.until(lambda: not post.times, within=10)
        await killed(bot)
    assert support.bot_messages == []
    post.let_go.set()
    await support.wait_for_reply(paste, within=10)
    async with process():
        await support.wait_for_reply(paste, answered, within=10)
        await slack.until(lambda: bool(slack.traffic.calls_to("conversations.replies")), within=10)
        await asyncio.sleep(1.0)
    assert len(support.bot_messages) == 1


async def test_killed_while_the_checks_run_it_goes_on_in_the_same_message(
    process: StartProcess, ann: Person, support: Room, slack: SlackStandIn
) -> None:
    mail = BOUNCE.replace("example.com", "silent-dns.example.net")
    async with process() as bot:
        paste = await ann.says(support, mail)
        first = await support.wait_for_reply(paste, within=10)
        await killed(bot)
    assert not answered(first) or "Still checking" in first.words
    async with process():
        await support.until(lambda: "Still checking" not in first.words, within=15)
    assert support.bot_messages == [first]


async def test_told_to_end_it_finishes_what_it_began(
    process: StartProcess, ann: Person, support: Room, slack: SlackStandIn
) -> None:
    async with process() as bot:
        paste = await ann.says(support, BOUNCE)
        await slack.settled()
        bot.send_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            assert await bot.wait() == 0
    [reply] = support.replies(paste)
    assert answered(reply)
    assert "Still checking" not in reply.words


async def test_a_second_one_on_the_same_folder_ends_with_a_sentence(
    process: StartProcess, environment: dict[str, str], ann: Person, support: Room
) -> None:
    async with process():
        second = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", env=environment, stderr=asyncio.subprocess.PIPE
        )
        async with asyncio.timeout(20):
            _, said = await second.communicate()
        assert second.returncode == 1
        assert "another smtp550 is at work on it" in said.decode()
        assert "Traceback" not in said.decode()
        await support.wait_for_reply(await ann.says(support, BOUNCE), answered, within=10)


@pytest.mark.parametrize("name", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"])
async def test_a_wrong_token_ends_it_with_a_sentence(environment: dict[str, str], name: str) -> None:
    environment[name] = environment[name][:5] + "wrong"
    bot = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env=environment, stderr=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(20):
        _, said = await bot.communicate()
    assert bot.returncode == 2
    assert name in said.decode()
    assert "Traceback" not in said.decode()
    assert "wrong" not in said.decode()


async def test_a_store_that_cannot_be_used_ends_it_with_a_sentence(environment: dict[str, str], tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a directory")
    environment["SMTP550_DATA_DIR"] = str(blocked)
    bot = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env=environment, stderr=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(20):
        _, said = await bot.communicate()
    assert bot.returncode == 1
    assert "Traceback" not in said.decode()
