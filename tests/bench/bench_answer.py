"""How long people wait: for the first words, for the diagnosis; and what the bot takes when nobody asks.

120 blocklists at 20–120 ms, 8 of them silent; every other question is a pasted bounce, the rest are commands.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Any

from bot.checks.blocklist_zones import Ask, load_zones
from bot.playground.nameserver import Behaviour, Fault, Zone, blocklist_zone
from bot.reply.actions import Action
from tests.bench.dns_world import dns_world
from tests.bench.thin_slack import ThinSlack, bot_process, event, percentile

_ZONES, _SILENT = 120, 8
_DELAY = Behaviour(delay=(0.02, 0.12))
_QUESTIONS = 20
_IP = "203.0.113.77"
_BOUNCE = (
    "<user@example.com>: host mx1.example.com[198.51.100.21] said: 554 5.7.1 Service unavailable; Client host "
    f"[{_IP}] blocked using zen.spamhaus.org; https://check.spamhaus.org/query/ip/{_IP} (in reply to RCPT TO command)"
)


def _zones() -> Iterator[Zone]:
    mail = {"@": {"MX": ["10 mx1", "20 mx2"], "A": ["198.51.100.80"]}}
    yield Zone("example.com", {**mail, "mx1": {"A": ["198.51.100.21"]}, "mx2": {"A": ["198.51.100.22"]}}, _DELAY)
    names = dict.fromkeys(zone.shown_zone for zone in load_zones() if zone.key is None and zone.ask is not Ask.NO)
    # The silent ones come last: they are none of those that everybody uses.
    for number, name in enumerate(list(names)[:_ZONES]):
        if number >= min(len(names), _ZONES) - _SILENT:
            yield Zone(name, behaviour=Behaviour(Fault.SILENT))
        else:
            listed = {_IP: "sends spam"} if name == "zen.spamhaus.org" else {}
            yield blocklist_zone(name, listed, _DELAY)


def _command(number: int) -> dict[str, Any]:
    return {
        "team_id": "T1",
        "channel_id": f"C{number}",
        "user_id": "U1",
        "command": "/smtp550",
        "text": f"user@example.com from {_IP}",
        "trigger_id": f"1.{number}",
    }


class _Stopwatch:
    """Notes when a channel saw its first words in a thread, and its diagnosis."""

    def __init__(self) -> None:
        self.first: dict[str, float] = {}
        self.final: dict[str, float] = {}
        self.posts = 0
        self.done = asyncio.Event()

    def note(self, method: str, arguments: Mapping[str, Any]) -> None:
        if not method.startswith("chat."):
            return
        self.posts += 1
        channel = str(arguments.get("channel"))
        if "thread_ts" in arguments:
            self.first.setdefault(channel, time.perf_counter())
        if Action.SOLVED in str(arguments.get("blocks")):
            self.final.setdefault(channel, time.perf_counter())
            self.done.set()


async def _ask(slack: ThinSlack, number: int) -> tuple[float, float, int]:
    watch = _Stopwatch()
    slack.on_call = watch.note
    channel = f"C{number}"
    start = time.perf_counter()
    if number % 2:
        await slack.send(f"e{number}", _command(number), "slash_commands")
    else:
        await slack.send(f"e{number}", event(number, _BOUNCE, channel))
    async with asyncio.timeout(10):
        await watch.done.wait()
    await asyncio.sleep(0.3)
    return watch.first[channel] - start, watch.final[channel] - start, watch.posts


async def _measure(nameservers: str) -> tuple[list[tuple[float, float, int]], float]:
    import psutil

    async with ThinSlack() as slack:
        with tempfile.TemporaryDirectory() as folder:
            async with bot_process(f"http://127.0.0.1:{slack.port}/api/", folder, nameservers) as bot:
                await slack.connected()
                await asyncio.sleep(3.0)
                idle = psutil.Process(bot.pid).memory_info().rss / 1e6
                return [await _ask(slack, number) for number in range(_QUESTIONS)], idle


def _help_seconds() -> float:
    command = [str(Path(sys.executable).parent / "smtp550"), "--help"]
    if not Path(command[0]).exists():
        command = [sys.executable, "-m", "bot", "--help"]
    times = []
    for _ in range(7):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return median(times)


def main() -> None:
    """Print the table."""
    with dns_world(list(_zones())) as (host, port):
        answers, idle = asyncio.run(_measure(f"{host}:{port}"))
    kinds = {"pasted bounce, first ever": answers[:1], "pasted bounce": answers[2::2], "command": answers[1::2]}
    print(f"{'':28}  first words s   diagnosis s   worst   messages and edits")
    for name, rows in kinds.items():
        first, final = median(row[0] for row in rows), median(row[1] for row in rows)
        worst, posts = percentile([row[1] for row in rows], 1.0), median(row[2] for row in rows)
        print(f"{name:28}  {first:13.2f}  {final:12.2f}  {worst:6.2f}  {posts:9.0f}")
    print(f"idle memory {idle:.0f} MB · smtp550 --help {_help_seconds():.2f} s")


if __name__ == "__main__":
    main()
