"""Which workspaces installed the app: one installation each, nothing readable in the database, keys that rotate."""

from __future__ import annotations

import time

import pytest
from slack_bolt.error import BoltError
from slack_sdk.oauth.installation_store import Installation
from sqlalchemy import select

from bot.cases.database import Database, StoreError
from bot.cases.forgetting import Forgetting
from bot.cases.installations import Installations, States, seal_again
from bot.cases.preferences import Preferences
from bot.cases.tables import DUTIES, PEOPLE, SLACK_BOTS, SLACK_INSTALLATIONS, SLACK_STATES
from bot.cases.token_cipher import TokenCipher, new_key
from tests.clocks import StillClock


def installation(team: str | None = "T1", token: str | None = "xoxb-" + "1" * 250) -> Installation:
    return Installation(
        app_id="A1",
        enterprise_id="E1",
        team_id=team,
        user_id="U1",
        bot_token=token,
        bot_id="B1",
        bot_user_id="U2",
        bot_scopes="chat:write,commands",
        incoming_webhook_url="https://hooks.slack.example.com/secret",
    )


@pytest.fixture
def installations(database: Database, clock: StillClock) -> Installations:
    return Installations(database, "client", TokenCipher([new_key()]), clock)


async def test_what_was_stored_is_found_by_the_workspace_alone(installations: Installations) -> None:
    assert await installations.membership("T1") is None
    await installations.async_save(installation())
    found = await installations.membership("T1")
    assert found is not None
    assert (found.bot_token, found.bot_id, found.bot_user_id) == ("xoxb-" + "1" * 250, "B1", "U2")
    assert (found.team, found.enterprise) == ("T1", "E1")
    assert abs(found.installed_at - time.time()) < 60
    assert await installations.count() == 1
    assert await installations.membership("T2") is None


async def test_nothing_secret_can_be_read_in_the_database(installations: Installations, database: Database) -> None:
    await installations.async_save(installation())
    for table in (SLACK_BOTS, SLACK_INSTALLATIONS):
        rows = await database.read(lambda c, table=table: str(c.execute(select(table)).all()))  # type: ignore[misc]
        assert "xoxb" not in rows
        assert "hooks.slack" not in rows
        assert "U2" in rows


def rotating() -> Installation:
    rotating = installation()
    rotating.bot_refresh_token = "xoxe-1"
    return rotating


@pytest.mark.parametrize("broken", [installation(team=None), installation(token=None), rotating()])
async def test_what_would_not_work_tomorrow_is_refused_today(
    installations: Installations, broken: Installation
) -> None:
    with pytest.raises(BoltError):
        await installations.async_save(broken)
    assert await installations.count() == 0


async def test_another_process_sees_it_within_half_a_minute(
    installations: Installations, database: Database, clock: StillClock
) -> None:
    cipher = installations._cipher
    other = Installations(database, "client", cipher, clock)
    assert await other.membership("T1") is None
    await installations.async_save(installation())
    assert await other.membership("T1") is None
    clock.now += 31
    assert await other.membership("T1") is not None
    await Forgetting(database).workspace("T1")
    clock.now += 31
    assert await other.membership("T1") is None


async def choose_language(database: Database, team: str) -> None:
    await Preferences(database).choose_locale(team, "U1", "ja")


async def languages(database: Database) -> list[str]:
    return await database.read(lambda connection: sorted(connection.scalars(select(PEOPLE.c.team))))


async def test_what_is_put_back_after_a_workspace_left_is_deleted_again(
    installations: Installations, database: Database, clock: StillClock
) -> None:
    forgetting = Forgetting(database, clock)
    await installations.async_save(installation())
    await choose_language(database, "T2")  # served with a token of the settings: it has no installation
    await forgetting.workspace("T1")
    for _ in range(2):
        await choose_language(database, "T1")
        await forgetting.again()
        assert await languages(database) == ["T2"]
    clock.now += 3_601
    await forgetting.again()
    assert await database.read(lambda connection: connection.scalars(select(DUTIES.c.name)).all()) == []


async def test_a_workspace_that_came_back_keeps_what_it_has(
    installations: Installations, database: Database, clock: StillClock
) -> None:
    forgetting = Forgetting(database, clock)
    await installations.async_save(installation())
    await forgetting.workspace("T1")
    await forgetting.workspace("T1")
    await installations.async_save(installation())
    await choose_language(database, "T1")
    await forgetting.again()
    assert await languages(database) == ["T1"]
    assert await installations.count() == 1


async def test_a_workspace_that_never_installed_it_is_forgotten_once(database: Database, clock: StillClock) -> None:
    forgetting = Forgetting(database, clock)
    await forgetting.workspace("T1")
    await choose_language(database, "T1")
    await forgetting.again()
    assert await languages(database) == ["T1"]


async def test_another_apps_installations_are_none_of_ours(installations: Installations, database: Database) -> None:
    await installations.async_save(installation())
    assert await Installations(database, "another", installations._cipher).membership("T1") is None


async def test_keys_rotate_all_or_none(database: Database, clock: StillClock) -> None:
    old, new = new_key(), new_key()
    await Installations(database, "client", TokenCipher([old]), clock).async_save(installation())
    with pytest.raises(StoreError, match="SMTP550_ENCRYPTION_KEYS"):
        await seal_again(database, TokenCipher([new]))
    with pytest.raises(StoreError, match="SMTP550_ENCRYPTION_KEYS"):
        await Installations(database, "client", TokenCipher([new])).membership("T1")
    # Between the two the old key is still needed, and the new one is used for what comes.
    assert await Installations(database, "client", TokenCipher([new, old])).membership("T1") is not None
    assert await seal_again(database, TokenCipher([new, old])) == 3
    assert await Installations(database, "client", TokenCipher([new])).membership("T1") is not None
    with pytest.raises(StoreError):
        await Installations(database, "client", TokenCipher([old])).membership("T1")


async def test_a_state_is_good_once_and_for_ten_minutes(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    states = States(database)
    state = await states.async_issue()
    assert not await states.async_consume("another")
    assert await states.async_consume(state)
    assert not await states.async_consume(state)
    monkeypatch.setattr("bot.cases.installations.STATE_SECONDS", -1)
    late = await states.async_issue()
    assert not await states.async_consume(late)
    await states.async_issue()
    assert len(await database.read(lambda c: c.execute(select(SLACK_STATES)).all())) == 1
