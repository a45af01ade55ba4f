"""Many bounces at once from many people in many channels: what Slack waits for its acks, how long until all have
their answer, and what memory that takes.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

import psutil

from bot.playground.nameserver import NameServer
from bot.playground.zones import demo_zones
from bot.reply.actions import Action
from tests.bench.thin_slack import ThinSlack, bot_process, event, percentile

_BOUNCE = (
    "<user{0}@example.com>: host mx1.example.com[198.51.100.21] said: 550 5.1.1 <user{0}@example.com>: "
    "Recipient address rejected: User unknown in local recipient table (in reply to RCPT TO command)"
)
# The limits that hold where nobody sets others.
_LIMITS = {"SMTP550_USER_LIMIT": "300", "SMTP550_CHANNEL_LIMIT": "1000", "SMTP550_WORKSPACE_LIMIT": "20000"}


@dataclass(frozen=True, slots=True)
class Burst:
    """What came of it. Seconds, megabytes; `pace` is the most posts that a channel saw in any ten seconds."""

    sent: int
    acks: list[float]
    answered: int
    twice: int
    seconds: float
    cpu: float
    memory: float
    pace: int

    def __str__(self) -> str:
        rate, each = self.answered / self.seconds, 1e3 * self.cpu / self.sent
        p50, p99, worst = (1e3 * value for value in (median(self.acks), percentile(self.acks, 0.99), max(self.acks)))
        return (
            f"{self.sent} sent, {self.answered} in {self.seconds:.0f} s ({rate:.0f}/s, {each:.1f} ms of CPU), "
            f"twice {self.twice}, ack p50 {p50:.1f} p99 {p99:.1f} max {worst:.0f} ms, memory {self.memory:.0f} MB, "
            f"at most {self.pace} posts in 10 s in a channel"
        )


class _Answers:
    """Notes what was posted where, and which bounces have their diagnosis."""

    def __init__(self) -> None:
        self.posts: Counter[tuple[str, str]] = Counter()
        self.times: dict[str, list[float]] = {}
        self.answered: set[tuple[str, str]] = set()
        self._threads: dict[str, tuple[str, str]] = {}

    def note(self, method: str, arguments: Mapping[str, Any], ts: str) -> None:
        """One call of the bot."""
        channel = str(arguments.get("channel"))
        if method == "chat.postMessage":
            thread = (channel, str(arguments.get("thread_ts")))
            self.posts[thread] += 1
            self.times.setdefault(channel, []).append(time.perf_counter())
            self._threads[ts] = thread
        elif method == "chat.update":
            thread = self._threads.get(str(arguments.get("ts")), ("", ""))
        else:
            return
        if Action.SOLVED in str(arguments.get("blocks")):
            self.answered.add(thread)

    def pace(self) -> int:
        """The most posts in any ten seconds in one channel."""
        return max(
            sum(start <= moment < start + 10 for moment in times) for times in self.times.values() for start in times
        )


async def burst(
    database_url: str, *, bounces: int, channels: int, per_second: float, within: float, seed: int = 550
) -> Burst:
    """Send `bounces` at that pace, to random ones of `channels`; wait until all are answered, or `within` seconds."""
    draw = random.Random(seed)
    answers = _Answers()
    async with ThinSlack() as slack, NameServer(demo_zones()) as dns:
        slack.on_post = answers.note
        with tempfile.TemporaryDirectory() as folder:
            host, port = dns.address
            settings = {"SMTP550_DATABASE_URL": database_url.replace("$FOLDER", folder), **_LIMITS}
            url = f"http://127.0.0.1:{slack.port}/api/"
            async with bot_process(url, folder, f"{host}:{port}", settings) as bot:
                await slack.connected()
                process = psutil.Process(bot.pid)
                await asyncio.sleep(2.0)
                before = sum(process.cpu_times()[:2])
                memory = process.memory_info().rss
                sent: dict[str, float] = {}
                payloads: dict[str, Any] = {}
                start = time.perf_counter()
                for number in range(bounces):
                    await asyncio.sleep(max(0.0, start + number / per_second - time.perf_counter()))
                    channel, user = f"C{draw.randrange(channels)}", f"U{draw.randrange(bounces // 5)}"
                    sent[f"e{number}"] = time.perf_counter()
                    payloads[f"e{number}"] = event(number, _BOUNCE.format(number), channel, user)
                    await slack.send(f"e{number}", payloads[f"e{number}"])
                    if number % 50 == 0:
                        memory = max(memory, process.memory_info().rss)
                again = dict.fromkeys(sent, 0)
                while len(answers.answered) < bounces and time.perf_counter() - start < within:
                    await asyncio.sleep(0.2)
                    memory = max(memory, process.memory_info().rss)
                    for name in _not_acknowledged(slack, sent, again):
                        again[name] += 1
                        await slack.send(name, payloads[name])
                seconds = time.perf_counter() - start
                cpu = sum(process.cpu_times()[:2]) - before
                await asyncio.sleep(2.0)
    acks = [slack.acks[name] - moment for name, moment in sent.items() if name in slack.acks]
    twice = sum(posts > 1 for posts in answers.posts.values())
    return Burst(bounces, acks, len(answers.answered), twice, seconds, cpu, memory / 1e6, answers.pace())


def _not_acknowledged(slack: ThinSlack, sent: Mapping[str, float], again: Mapping[str, int]) -> list[str]:
    """What is to be sent again: Slack does so, three times, after 3 s and later."""
    now = time.perf_counter()
    waits = (3.0, 10.0, 20.0)
    return [
        name
        for name, moment in sent.items()
        if name not in slack.acks and again[name] < len(waits) and now - moment > waits[again[name]]
    ]
