"""The doctor looks at what several workspaces need, and tries the keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr
from slack_sdk.oauth.installation_store import Installation

from bot.article.locale import locales
from bot.article.words import Words
from bot.cases.database import open_database
from bot.cases.installations import Installations
from bot.cases.token_cipher import TokenCipher, new_key
from bot.config import Settings
from bot.doctor.installations import examine_installations
from bot.doctor.slack import examine_slack
from bot.doctor.symptoms import Health, Symptom

KEY = new_key()


@pytest.fixture
def settings(sqlite_url: str) -> Settings:
    secrets = {"slack_client_secret": SecretStr("a"), "slack_signing_secret": SecretStr("b")}
    one_key = {"slack_client_id": "1.2", "encryption_keys": (SecretStr(KEY),), "database_url": sqlite_url}
    return Settings(_env_file=None).model_copy(update={**secrets, **one_key, "slack_bot_token": None})


async def examined(settings: Settings) -> Symptom:
    symptom = await examine_installations(settings)
    for locale in locales():
        assert Words(locale).text(symptom.message_id, **symptom.details)
    return symptom


async def test_all_is_ready_before_anybody_installed_it(settings: Settings) -> None:
    assert await examine_slack(settings) == []
    symptom = await examined(settings)
    assert (symptom.health, symptom.details) == (Health.OK, {"count": 0})


async def test_tokens_are_tried_with_the_keys(settings: Settings) -> None:
    database = await open_database(settings.sqlalchemy_url)
    installations = Installations(database, "1.2", TokenCipher([KEY]))
    for team in ("T1", "T2"):
        await installations.async_save(
            Installation(app_id="A1", team_id=team, user_id="U1", bot_token="xoxb-1", bot_id="B1", bot_user_id="U2")
        )
    await database.close()
    assert (await examined(settings)).details == {"count": 2}
    other = settings.model_copy(update={"encryption_keys": (SecretStr(new_key()),)})
    symptom = await examined(other)
    assert (symptom.health, symptom.message_id) == (Health.FAIL, "doctor-many-locked")
    assert symptom.details == {"count": 2, "all": 2}


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("slack_client_secret", None, "SLACK_CLIENT_SECRET"),
        ("slack_signing_secret", None, "SLACK_SIGNING_SECRET"),
        ("encryption_keys", (), "SMTP550_ENCRYPTION_KEYS"),
    ],
)
async def test_what_is_missing_is_named(settings: Settings, name: str, value: object, told: str) -> None:
    symptom = await examined(settings.model_copy(update={name: value}))
    assert (symptom.health, symptom.details) == (Health.FAIL, {"settings": told})


async def test_a_database_that_cannot_be_used_is_no_wrong_key(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    broken = settings.model_copy(update={"database_url": f"sqlite:///{tmp_path / 'file' / 'a.sqlite3'}"})
    assert (await examined(broken)).health is Health.SKIPPED
