"""How long Slack waits for its ack at 200 events/s, every one stored before it, while the bot answers them all."""

from __future__ import annotations

import asyncio
import tempfile
import time
from statistics import median

from bot.playground.nameserver import NameServer
from bot.playground.zones import demo_zones
from tests.bench.thin_slack import ThinSlack, bot_process, event, percentile

_PER_SECOND = 200
_SECONDS = 10
_BOUNCE = (
    "<user{0}@example.com>: host mx1.example.com[198.51.100.21] said: 550 5.1.1 <user{0}@example.com>: "
    "Recipient address rejected: User unknown in local recipient table (in reply to RCPT TO command)"
)
_CHATTER = "did anybody see the keys for room {0}? I left them on the desk yesterday"


async def _measure(words: str, share_of_bounces: float) -> tuple[list[float], float, int]:
    """Latencies in seconds, the bot's CPU seconds, and how many cases were answered by the end."""
    import psutil

    async with ThinSlack() as slack, NameServer(demo_zones()) as dns:
        with tempfile.TemporaryDirectory() as folder:
            host, port = dns.address
            async with bot_process(f"http://127.0.0.1:{slack.port}/api/", folder, f"{host}:{port}") as bot:
                await slack.connected()
                process = psutil.Process(bot.pid)
                sent: dict[str, float] = {}
                every = round(1 / share_of_bounces) if share_of_bounces else 0
                for number in range(50):  # warm up
                    await slack.send(f"warm{number}", event(number, _CHATTER.format(number)))
                await asyncio.sleep(1.0)
                before = sum(process.cpu_times()[:2])
                start = time.perf_counter()
                for number in range(_PER_SECOND * _SECONDS):
                    await asyncio.sleep(max(0.0, start + number / _PER_SECOND - time.perf_counter()))
                    text = words if every and number % every == 0 else _CHATTER
                    envelope = f"e{number}"
                    sent[envelope] = time.perf_counter()
                    # A hundred channels: one alone takes one post a second.
                    payload = event(1_000 + number, text.format(number), channel=f"C{number % 100}")
                    await slack.send(envelope, payload)
                await asyncio.sleep(1.0)
                cpu = sum(process.cpu_times()[:2]) - before
                latencies = [
                    slack.acks[envelope] - moment for envelope, moment in sent.items() if envelope in slack.acks
                ]
                assert len(latencies) == len(sent), f"{len(sent) - len(latencies)} acks missing"
                return latencies, cpu, slack.calls.get("chat.postMessage", 0)


def main() -> None:
    """Print the table."""
    print(f"{_PER_SECOND} events/s for {_SECONDS} s over Socket Mode      p50 ms   p99 ms   max ms   CPU %  answered")
    for name, share in (("chatter only", 0.0), ("1 in 20 a bounce", 0.05), ("every one a bounce", 1.0)):
        latencies, cpu, answered = asyncio.run(_measure(_BOUNCE, share))
        row = (median(latencies), percentile(latencies, 0.99), max(latencies))
        columns = "  ".join(f"{1_000 * value:7.1f}" for value in row)
        print(f"{name:40} {columns}  {100 * cpu / _SECONDS:6.0f}  {answered:8}", flush=True)


if __name__ == "__main__":
    main()
