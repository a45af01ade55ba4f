"""Every sample of the gallery, sent to the real bot through the stand-in, ends with the right cause."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import Application, build
from bot.config import Settings
from bot.model import CaseState, Cause
from bot.playground.nameserver import NameServer
from bot.playground.run import bot_settings
from bot.playground.samples import Sample, Way, samples
from bot.playground.standin import Person, Room, SlackStandIn, Upload
from bot.playground.zones import demo_zones
from bot.running import run_socket_mode
from tests.scenarios.conftest import counted

CHATTER = [sample for sample in samples() if not sample.cause]
ANSWERED = [sample for sample in samples() if sample.cause]
UNDER_WAY = (CaseState.READING, CaseState.CHECKING)
AT_ONCE = 4  # the checks have deadlines, and a slow machine should keep them
PATIENCE = 30.0


@pytest.fixture
async def slack() -> AsyncIterator[SlackStandIn]:
    async with SlackStandIn() as stand_in:
        yield stand_in


@pytest.fixture
async def bot(slack: SlackStandIn, tmp_path: Path) -> AsyncIterator[Application]:
    async with NameServer(demo_zones()) as nameserver:
        app = await build(bot_settings(Settings(_env_file=None), slack, nameserver, tmp_path))
        running = asyncio.create_task(run_socket_mode(app))
        await slack.connected()
        yield app
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def _send(person: Person, room: Room, sample: Sample) -> None:
    match sample.way:
        case Way.COMMAND:
            assert (await person.command(sample.text, room)).ok
        case Way.FILE:
            await person.says(room, "", files=[Upload(sample.file_name, sample.content)])
        case Way.PASTE:
            await person.says(room, sample.text)


async def _cause(bot: Application, slack: SlackStandIn, room: Room) -> Cause:
    """The cause of the room's one case, once it is answered."""
    reply = await room.wait_for(lambda m: bool(m.bot_id and m.thread_ts and m.metadata), PATIENCE)
    assert reply.metadata
    case_id = reply.metadata["event_payload"]["case_id"]
    async with asyncio.timeout(PATIENCE):
        # The store has no bell to ring.
        while (case := await bot.desk.cases.get(slack.workspace.team_id, case_id)) and case.state in UNDER_WAY:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert case
    return case.diagnoses[0].cause


@pytest.mark.parametrize("locale", ["en-US", "ja-JP"])
async def test_every_sample_is_answered_with_its_cause(bot: Application, slack: SlackStandIn, locale: str) -> None:
    person = slack.person("robin", locale=locale)
    rooms = {sample.id: slack.channel(sample.id, person) for sample in ANSWERED}
    some = asyncio.Semaphore(AT_ONCE)

    async def ask(sample: Sample) -> Cause:
        async with some:
            await _send(person, rooms[sample.id], sample)
            return await _cause(bot, slack, rooms[sample.id])

    causes = await asyncio.gather(*(ask(sample) for sample in ANSWERED))
    found = dict(zip(rooms, causes, strict=True))
    assert found == {sample.id: sample.cause for sample in ANSWERED}
    refused = [(call.method, call.answer) for call in slack.traffic.calls if not call.ok]
    assert refused == []


@pytest.mark.parametrize("sample", CHATTER, ids=lambda sample: sample.id)
async def test_chatter_is_met_with_silence(bot: Application, slack: SlackStandIn, sample: Sample) -> None:
    person = slack.person("robin")
    room = slack.channel("support", person)
    await _send(person, room, sample)
    await slack.settled()
    assert counted(bot, "smtp550_cases_opened_total") == 0
    assert room.bot_messages == room.ephemerals(person) == []
