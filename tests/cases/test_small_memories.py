"""Response URLs, settings of a workspace, blocklists' health: what is kept, and for how long."""

from __future__ import annotations

from pathlib import Path

from bot.cases.database import Database, open_database
from bot.cases.response_urls import ResponseUrls
from bot.cases.workspace import ChannelMode, Workspaces, WorkspaceSettings
from bot.cases.zone_memory import DiskZoneMemory
from bot.checks.network import ZONE_MEMORY_SECONDS, Health
from tests.clocks import StillClock


def test_a_response_url_is_good_for_five_answers_in_thirty_minutes(clock: StillClock) -> None:
    urls = ResponseUrls(clock)
    urls.keep("case", "https://hooks.slack.com/x")
    assert urls.holds("case")
    assert [urls.use("case") is not None for _ in range(6)] == [True] * 5 + [False]
    assert not urls.holds("case")
    urls.keep("late", "https://hooks.slack.com/y")
    clock.now += 30 * 60 + 1
    assert urls.use("late") is None


def test_what_is_no_url_is_not_kept(clock: StillClock) -> None:
    urls = ResponseUrls(clock)
    for url in (None, "", "javascript:alert(1)", "file:///etc/passwd"):
        urls.keep("case", url)
    assert urls.use("case") is None


async def test_settings_come_back_and_are_each_workspaces_own(database: Database, clock: StillClock) -> None:
    chosen = WorkspaceSettings(locale="ja", channel_modes={"C1": ChannelMode.OFFER}, sending_ips=("192.0.2.1",))
    await Workspaces(database, clock).save("T1", chosen)
    await Workspaces(database, clock).save("T1", chosen)
    other_process = Workspaces(database, clock)
    assert await other_process.settings("T1") == chosen
    assert await other_process.settings("T2") == WorkspaceSettings()


async def test_a_change_by_another_process_is_seen_half_a_minute_later(database: Database, clock: StillClock) -> None:
    ours, theirs = Workspaces(database, clock), Workspaces(database, clock)
    assert (await ours.settings("T1")).locale is None
    await theirs.save("T1", WorkspaceSettings(locale="ja"))
    assert (await ours.settings("T1")).locale is None
    clock.now += 31
    assert (await ours.settings("T1")).locale == "ja"


def test_a_channel_shared_with_another_company_is_off_until_switched_on() -> None:
    assert WorkspaceSettings().mode("C1") is ChannelMode.ANSWER
    assert WorkspaceSettings().mode("C1", shared=True) is ChannelMode.OFF
    assert WorkspaceSettings(shared_channels=frozenset({"C1"})).mode("C1", shared=True) is ChannelMode.ANSWER


async def test_blocklists_health_survives_a_restart_for_a_day(tmp_path: Path, clock: StillClock) -> None:
    url = f"sqlite:///{tmp_path / 'zones.sqlite3'}"
    first = await open_database(url)
    await DiskZoneMemory(first, clock).remember({"zen.example": Health.HEALTHY, "dead.example": Health.SILENT})
    await first.close()
    second = await open_database(url)
    memory = DiskZoneMemory(second, clock)
    assert await memory.recall() == {"zen.example": Health.HEALTHY, "dead.example": Health.SILENT}
    await memory.remember({"dead.example": Health.HEALTHY})
    assert (await memory.recall())["dead.example"] is Health.HEALTHY
    clock.now += ZONE_MEMORY_SECONDS + 1
    assert await memory.recall() == {}
    await memory.purge()
    await second.close()


async def test_a_store_that_fails_costs_the_checks_their_memory_and_nothing_else(tmp_path: Path) -> None:
    database = await open_database(f"sqlite:///{tmp_path / 'a.sqlite3'}")
    await database.write(lambda c: c.exec_driver_sql("DROP TABLE zone_health") and None)
    memory = DiskZoneMemory(database)
    assert await memory.recall() == {}
    await memory.remember({"zen.example": Health.HEALTHY})
    await database.close()
