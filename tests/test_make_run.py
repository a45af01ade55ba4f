"""`make run`, as a newcomer types it: the page comes up, and a bounce pasted there is answered in its thread."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

ROOT = Path(__file__).resolve().parent.parent
BOUNCE = """This is the mail system at host mail.example.net.

<someone@gmial.com>: host mx.gmial.com[203.0.113.201] said: 550 5.1.1
    <someone@gmial.com>: Recipient address rejected: User unknown (in reply to RCPT TO command)
"""


@asynccontextmanager
async def make_run(folder: Path) -> AsyncIterator[str]:
    """Run `make run` in its own process group, with no Slack tokens; yields the URL that it prints."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "SMTP550_", "LC_", "LANG"))
    } | {"LANG": "en_US.UTF-8", "SMTP550_PORT": "0", "TMPDIR": str(folder), "PYTHONUNBUFFERED": "1"}
    process = await asyncio.create_subprocess_exec(
        "make",
        "--no-print-directory",
        "run",
        cwd=ROOT,
        env=environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout
    try:
        while line := (await process.stdout.readline()).decode():
            if address := re.search(r"http://127\.0\.0\.1:\d+/", line):
                yield address[0]
                break
        else:
            pytest.fail("make run ended without a page")
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)
        await process.wait()


async def the_reply(socket: aiohttp.ClientWebSocketResponse, channel: str, bot: str, finished: str) -> dict[str, Any]:
    """The bot's message in a thread of `channel` whose text has `finished`."""
    async for frame in socket:
        update = frame.json()
        message = update.get("message") or {}
        if update["type"] == "message" and message.get("thread_ts") and message.get("user") == bot:
            assert message["channel"] == channel
            if finished in message["text"]:
                return dict(message)
    pytest.fail("the page's socket closed before the answer")


@pytest.mark.timeout(180)
async def test_a_newcomer_pastes_a_bounce_and_gets_an_answer(tmp_path: Path) -> None:
    async with make_run(tmp_path) as url, aiohttp.ClientSession() as session:
        async with session.get(url) as page:
            assert page.status == 200
            assert "smtp550" in await page.text()
        async with session.ws_connect(f"{url}socket") as socket:
            welcome = await socket.receive_json()
            while not welcome["connected"]:
                welcome |= await socket.receive_json()
            support = next(room for room in welcome["channels"] if room["has_bot"])
            await socket.send_json({"id": 1, "act": "say", "channel": support["id"], "text": BOUNCE})
            reply = await the_reply(socket, support["id"], welcome["bot"]["id"], finished="checked")
    assert "someone@gmail.com" in reply["text"].splitlines()[0]
    assert "Method 1" in reply["text"]
    assert any(block["type"] == "actions" for block in reply["blocks"])
