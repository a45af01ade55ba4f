"""Ten thousand bounces in a minute from one person, while others ask as always: who gets what, and how soon."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from statistics import median
from typing import Any

from bot.playground.nameserver import NameServer
from bot.playground.zones import demo_zones
from handlers.limits import Allowance
from tests.bench.bench_inbox import _BOUNCE
from tests.bench.thin_slack import ThinSlack, bot_process, event, percentile

_EVENTS = 10_000
_SECONDS = 60
_OTHERS = 60
_AFTERWARDS_SECONDS = 20


async def _flood() -> None:
    import psutil

    said: Counter[tuple[str, str]] = Counter()

    def count(method: str, arguments: Mapping[str, Any]) -> None:
        said[method, "others" if str(arguments.get("channel")).startswith("COTHER") else "flood"] += 1

    limits = Allowance()
    settings = {
        "SMTP550_USER_LIMIT": str(limits.user),
        "SMTP550_CHANNEL_LIMIT": str(limits.channel),
        "SMTP550_WORKSPACE_LIMIT": str(limits.workspace),
    }
    async with ThinSlack() as slack, NameServer(demo_zones()) as dns:
        slack.on_call = count
        with tempfile.TemporaryDirectory() as folder:
            host, port = dns.address
            api = f"http://127.0.0.1:{slack.port}/api/"
            async with bot_process(api, folder, f"{host}:{port}", settings) as bot:
                await slack.connected()
                process = psutil.Process(bot.pid)
                sent: dict[str, float] = {}
                start, most = time.perf_counter(), 0
                for number in range(_EVENTS):
                    await asyncio.sleep(max(0.0, start + number * _SECONDS / _EVENTS - time.perf_counter()))
                    others = number % (_EVENTS // _OTHERS) == 0
                    payload = event(
                        number,
                        _BOUNCE.format(number),
                        channel=f"COTHER{number % 7}" if others else f"C{number % 50}",
                        user=f"UOTHER{number % 11}" if others else "UFLOOD",
                    )
                    sent[f"e{number}"] = time.perf_counter()
                    await slack.send(f"e{number}", payload)
                    most = max(most, process.memory_info().rss) if others else most
                lasted = time.perf_counter() - start
                await asyncio.sleep(_AFTERWARDS_SECONDS)
                most = max(most, process.memory_info().rss)
                waits = [1_000 * (slack.acks[name] - moment) for name, moment in sent.items() if name in slack.acks]
    print(
        f"{_EVENTS} events of one person in {lasted:.0f} s, limit {limits.user} a minute; {_OTHERS} of others besides"
    )
    print(
        f"acked {len(waits)}, p50 {median(waits):.1f} ms, p99 {percentile(waits, 0.99):.1f} ms, max {max(waits):.1f} ms"
    )
    print(f"answers to the one {said['chat.postMessage', 'flood']}, notices {said['chat.postEphemeral', 'flood']}")
    print(f"answers to the others {said['chat.postMessage', 'others']}, notices {said['chat.postEphemeral', 'others']}")
    print(f"memory at most {most / 1e6:.0f} MB")


def main() -> None:
    """Print what became of everybody."""
    asyncio.run(_flood())


if __name__ == "__main__":
    main()
