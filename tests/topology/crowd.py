"""People who paste bounces, and the question that matters: how many answers did each of them get?"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import dataclass
from typing import Final

from bot.playground.standin import Message, Person, Room, SlackStandIn
from tests.topology.machines import Replica

SEED: Final = 550
CHANNELS: Final = 8
# A worker that died is noticed, its cases are taken over, and answered at a post a second in each channel.
ANSWERED_WITHIN: Final = 60.0


@dataclass(frozen=True, slots=True)
class Paste:
    room: Room
    message: Message

    def answers(self) -> list[Message]:
        return [reply for reply in self.room.replies(self.message) if "Method 1" in reply.words]


class Crowd:
    """People in several channels, each with another unknown recipient."""

    def __init__(self, slack: SlackStandIn) -> None:
        self.people = [slack.person(f"person{number}") for number in range(CHANNELS)]
        self.rooms = [slack.channel(f"support{number}", *self.people) for number in range(CHANNELS)]
        self.pastes: list[Paste] = []
        self._random = random.Random(SEED)

    async def pastes_bounces(self, count: int, pause: float) -> None:
        for _ in range(count):
            number = len(self.pastes)
            person: Person = self._random.choice(self.people)
            room: Room = self.rooms[number % CHANNELS]
            paste = await person.says(room, f"550 5.1.1 <bob{number}@example.com>: Recipient address rejected: unknown")
            self.pastes.append(Paste(room, paste))
            await asyncio.sleep(self._random.uniform(0.0, 2 * pause))

    async def is_answered(self) -> None:
        async with asyncio.timeout(ANSWERED_WITHIN):
            for paste in self.pastes:
                await paste.room.until(lambda paste=paste: bool(paste.answers()), within=ANSWERED_WITHIN)  # type: ignore[misc]

    def count(self) -> Counter[int]:
        """How many pastes have how many replies: {1: all of them} is what it should be."""
        return Counter(len(paste.room.replies(paste.message)) for paste in self.pastes)


async def nothing_left(replicas: tuple[Replica, ...], within: float = 40.0) -> None:
    async with asyncio.timeout(within):
        for replica in replicas:
            while await replica.measured("smtp550_waiting") or await replica.measured("smtp550_backlog"):  # noqa: ASYNC110
                await asyncio.sleep(0.2)
