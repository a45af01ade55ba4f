"""A Slack, a DNS, a database, replicas of the bot behind a balancer, and people who paste bounces all the time."""

from __future__ import annotations

import asyncio
import itertools
import random
import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from bot.playground.nameserver import NameServer
from bot.playground.standin import Message, Person, Room, SlackStandIn, Timing
from bot.playground.standin.faults import CallRule
from bot.playground.standin.payload import Payload
from bot.playground.zones import demo_zones
from bot.reply.actions import Action
from tests.faults.replicas import Balancer, Replica, replicas_of
from tests.ports import free_port

# Slack's three retries, sooner than Slack's: a test that waits for five minutes is run by nobody.
TIMING = Timing(ack_within=3.0, retry_events_after=(0.0, 2.0, 6.0))

_QUIET_SECONDS = 3.0
_POSTING, _READING = 5, 2
_LATELY = 10

BOUNCES = (
    "550 5.1.1 <{0}@example.com>: Recipient address rejected: User unknown in local recipient table",
    "<{0}@example.com>: host mx1.example.com[198.51.100.21] said: 550 5.1.1 <{0}@example.com>: User unknown",
    "<{0}@gmial.com>: Host or domain name not found. Name service error for name=gmial.com type=MX: Host not found",
    "<{0}@example.com>: host mx1.example.com[198.51.100.21] said: 552 5.2.2 <{0}@example.com>: mailbox full",
)
_ADDRESS = re.compile(r"user\d+@\w+\.com")


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the bounces that were pasted: lost is what has no answer to the words that stand there now."""

    pasted: int
    acknowledged: int
    lost: int
    twice: int

    def __str__(self) -> str:
        return f"pasted {self.pasted}, acked {self.acknowledged}, lost {self.lost}, answered twice {self.twice}"


@dataclass(slots=True)
class Crowd:
    """People in channels, who paste bounces; and what they got for it."""

    slack: SlackStandIn
    rooms: list[Room]
    people: list[Person]
    random: random.Random
    pastes: list[tuple[Room, Message]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    async def paste(self, person: Person | None = None, bounce: str = "") -> None:
        """Somebody pastes a bounce somewhere."""
        room, somebody = self.random.choice(self.rooms), self.random.choice(self.people)
        self.pastes.append((room, await (person or somebody).says(room, self._words(bounce))))

    async def talk(self) -> tuple[Room, Message]:
        """Somebody says somewhere what is no business of the bot's."""
        room, person = self.random.choice(self.rooms), self.random.choice(self.people)
        return room, await person.says(room, "Has anybody seen this before?")

    async def mention(self, room: Room, talk: Message) -> None:
        """Somebody asks the bot about a bounce, below other people's talk: Slack sends this as two events."""
        person = self.random.choice(self.people)
        self.pastes.append((room, await person.mentions(room, self._words(), thread=talk)))

    async def edit(self, paste: Message) -> None:
        """Who pasted that corrects it: the bounce is another one now."""
        author = next(person for person in self.people if person.id == paste.user)
        await author.edits(paste, self._words())

    async def do_anything(self) -> None:
        """Most people paste; some mention the bot in a thread, some correct what they have pasted lately."""
        what = self.random.random()
        pasted = [paste for _, paste in self.pastes[-_LATELY:] if paste.thread_ts is None]
        if what < 0.2:
            await self.mention(*await self.talk())
        elif what < 0.4 and pasted:
            await self.edit(self.random.choice(pasted))
        else:
            await self.paste()

    def _words(self, bounce: str = "") -> str:
        return (bounce or self.random.choice(BOUNCES)).format(f"user{next(self._numbers)}")

    def stranger(self) -> Person:
        """Somebody of whom the bot knows nothing yet."""
        person = self.slack.person(f"person{len(self.people)}", locale="en-US")
        self.people.append(person)
        return person

    def pasting(self, per_second: float) -> AbstractAsyncContextManager[None]:
        """Paste as long as this lasts."""
        return _keeping(self.paste, lambda: self.random.expovariate(per_second))

    def doing_anything(self, per_second: float) -> AbstractAsyncContextManager[None]:
        """Do what people do as long as this lasts."""
        return _keeping(self.do_anything, lambda: self.random.expovariate(per_second))

    def acknowledged(self) -> set[str]:
        """The ts of pastes of which Slack has the bot's word that it has them, as they stand there now."""
        acknowledged = {
            _version(delivery.payload["event"])
            for delivery in self.slack.traffic.deliveries
            if delivery.acknowledged and "event" in delivery.payload
        }
        return {paste.ts for _, paste in self.pastes if (paste.ts, paste.edited_ts) in acknowledged}

    def unanswered(self) -> list[Message]:
        """Messages that were acknowledged, and whose thread has no diagnosis of what they say now."""
        acknowledged = self.acknowledged()
        return [paste for room, paste in self.pastes if paste.ts in acknowledged and not _is_answered(room, paste)]

    def tally(self) -> Tally:
        """Count."""
        replies = Counter(len(room.replies(paste)) for room, paste in self.pastes)
        twice = sum(count for answers, count in replies.items() if answers > 1)
        return Tally(len(self.pastes), len(self.acknowledged()), len(self.unanswered()), twice)

    async def all_answered(self, within: float) -> float:
        """Wait until everything is acknowledged or given up, and answered; the seconds that took, or `within`."""
        loop = asyncio.get_running_loop()
        start = loop.time()
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self.slack.settled()
                while self.unanswered():  # noqa: ASYNC110 - the tally is taken anew each time
                    await asyncio.sleep(0.1)
        return loop.time() - start


def _version(event: Payload) -> tuple[str, str | None]:
    """Which message an event brings, and which edit of it."""
    message = event.get("message", event)
    return str(message.get("ts")), message.get("edited", {}).get("ts")


def _is_answered(room: Room, paste: Message) -> bool:
    [address] = set(_ADDRESS.findall(paste.text))
    return any(Action.SOLVED in reply.action_ids and address in reply.words for reply in room.replies(paste))


@asynccontextmanager
async def _keeping(do: Callable[[], Awaitable[None]], pause: Callable[[], float]) -> AsyncIterator[None]:
    """Do it again and again as long as this lasts."""

    async def keep() -> None:
        while True:
            await do()
            await asyncio.sleep(pause())

    task = asyncio.create_task(keep())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@dataclass(slots=True)
class World:
    """Everything."""

    slack: SlackStandIn
    dns: NameServer
    balancer: Balancer
    replicas: list[Replica]
    crowd: Crowd

    async def start(self) -> None:
        """Start all replicas, and wait until they serve."""
        for replica in self.replicas:
            await replica.start()
        for replica in self.replicas:
            await replica.ready()

    @asynccontextmanager
    async def only(self, replica: Replica) -> AsyncIterator[None]:
        """What comes now is work for `replica`: the others are frozen meanwhile, and get nothing."""
        others = [other for other in self.replicas if other is not replica]
        self.balancer.replicas = [replica]
        for other in others:
            other.freeze()
        try:
            yield
        finally:
            for other in others:
                other.thaw()
            self.balancer.replicas = self.replicas

    @asynccontextmanager
    async def runs_under_way(self, replica: Replica) -> AsyncIterator[int]:
        """`replica`, and no other, has so many runs under way. When this is left Slack answers whoever still listens.

        Most wait for Slack's word that it posted, the others have not begun to: they wait for its word of a person.
        """
        async with self.only(replica):
            posts = await self._held("chat.postMessage", _POSTING)
            # A run waits a second for this, and then goes on without: so it comes last.
            people = await self._held("users.info", _READING)
            yield _POSTING + _READING
        posts.let_go.set()
        people.let_go.set()

    async def _held(self, method: str, times: int) -> CallRule:
        """Strangers paste, until so many runs have called `method` and wait."""
        rule = self.slack.faults.hold(method, times=times)
        for _ in range(times):
            await self.crowd.paste(self.crowd.stranger())
        await self.slack.until(lambda: not rule.times, within=30)
        return rule

    async def ended(self, within: float) -> tuple[Tally, float]:
        """Wait until all is answered, and for a second answer that should not come; the tally, and how long it took."""
        seconds = await self.crowd.all_answered(within)
        await asyncio.sleep(_QUIET_SECONDS)
        return self.crowd.tally(), seconds


@asynccontextmanager
async def world(
    database_url: str, folder: Path, *, seed: int, replicas: int = 1, channels: int = 12, timing: Timing = TIMING
) -> AsyncIterator[World]:
    """A world with so many replicas, not started yet."""
    port = free_port()
    url = f"http://127.0.0.1:{port}/slack/events"
    async with SlackStandIn(timing=timing, request_url=url) as slack, NameServer(demo_zones()) as dns:
        host, dns_port = dns.address
        environment = {
            **slack.environment(),
            "SMTP550_NAMESERVERS": f"{host}:{dns_port}",
            "SMTP550_DATABASE_URL": database_url,
            "SMTP550_DATA_DIR": str(folder),
            "SMTP550_LOG_FORMAT": "json",
        }
        processes = replicas_of(environment, folder, replicas)
        people = [slack.person(f"person{number}", locale="en-US") for number in range(2 * channels)]
        rooms = [slack.channel(f"support{number}", *people) for number in range(channels)]
        crowd = Crowd(slack, rooms, people, random.Random(seed))
        async with Balancer(processes, port=port) as balancer:
            try:
                yield World(slack, dns, balancer, processes, crowd)
            finally:
                for process in processes:
                    await process.kill()
