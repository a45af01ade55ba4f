"""How long a click takes to show its effect, in the playground's stand-in: from the press to the changed message."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from bot.app import Application, build
from bot.config import Settings
from bot.playground.nameserver import NameServer
from bot.playground.run import bot_settings
from bot.playground.standin import Message, Person, Room, SlackStandIn
from bot.playground.zones import demo_zones
from bot.reply.actions import Action
from bot.running import run_socket_mode

_ROUNDS = 10
_TARGET_SECONDS = 0.5
_BOUNCE = "550 5.1.1 <bob{number}@example.com>: Recipient address rejected: User unknown in local recipient table"


async def _pressed(person: Person, room: Room, message: Message, action: Action) -> float:
    before = message.words
    return await _until(person, room, message, action, lambda: message.words != before)


async def _until(person: Person, room: Room, message: Message, action: Action, shown: Callable[[], bool]) -> float:
    start = time.perf_counter()
    await person.clicks(message, action)
    await room.until(shown)
    return time.perf_counter() - start


async def _idle(bot: Application) -> None:
    while bot.engine.backlog() or bot.desk.handling:  # noqa: ASYNC110 - the bot has no bell to ring
        await asyncio.sleep(0.01)


async def _measure() -> dict[str, list[float]]:
    times: dict[str, list[float]] = {}
    async with contextlib.AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        slack = await stack.enter_async_context(SlackStandIn())
        nameserver = await stack.enter_async_context(NameServer(demo_zones()))
        bot = await build(bot_settings(Settings(_env_file=None), slack, nameserver, folder))
        running = asyncio.create_task(run_socket_mode(bot))
        await slack.connected()
        person = slack.person("robin")
        for number in range(_ROUNDS):
            room = slack.channel(f"support-{number}", person)
            paste = await person.says(room, _BOUNCE.format(number=number))
            reply = await room.wait_for_reply(paste, lambda message: Action.SOLVED in message.action_ids)
            for action in (Action.STILL_FAILING, Action.SOLVED, Action.REOPEN):
                await _idle(bot)
                times.setdefault(action.value, []).append(await _pressed(person, room, reply, action))
            for action in (Action.SHOW_EVIDENCE, Action.HAND_OFF):
                await _idle(bot)
                opened = await _until(person, room, reply, action, lambda: person.modal is not None)
                times.setdefault(action.value, []).append(opened)
                await person.closes_modal()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    return times


def main() -> None:
    """Print the table."""
    print(f"{'':24}  median s   worst s   (at most {_TARGET_SECONDS} s)")
    for name, seconds in asyncio.run(_measure()).items():
        print(f"{name.removeprefix('smtp550_'):24}  {median(seconds):8.3f}  {max(seconds):8.3f}")


if __name__ == "__main__":
    main()
