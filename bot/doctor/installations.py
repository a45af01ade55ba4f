"""What several workspaces need: the app's credentials, keys, and stored tokens that these keys open."""

from __future__ import annotations

from bot.cases.database import StoreError, open_database
from bot.cases.installations import count_sealed
from bot.cases.token_cipher import TokenCipher
from bot.config import Settings
from bot.doctor.symptoms import Health, Symptom


async def examine_installations(settings: Settings) -> Symptom:
    """Look whether everything is set, and try the keys on every stored token. Asks Slack nothing."""
    needed: dict[str, object] = {
        "SLACK_CLIENT_SECRET": settings.slack_client_secret,
        "SLACK_SIGNING_SECRET": settings.slack_signing_secret,
        "SMTP550_ENCRYPTION_KEYS": settings.encryption_keys,
    }
    if missing := [name for name, value in needed.items() if not value]:
        return Symptom("installations", Health.FAIL, "doctor-many-missing", {"settings": ", ".join(missing)})
    cipher = TokenCipher(key.get_secret_value() for key in settings.encryption_keys)
    try:
        database = await open_database(settings.sqlalchemy_url)
    except StoreError:
        return Symptom("installations", Health.SKIPPED, "doctor-many-skipped")
    try:
        workspaces, closed = await count_sealed(database, cipher)
    except StoreError:
        return Symptom("installations", Health.SKIPPED, "doctor-many-skipped")
    finally:
        await database.close()
    if closed:
        return Symptom("installations", Health.FAIL, "doctor-many-locked", {"count": closed, "all": workspaces})
    return Symptom("installations", Health.OK, "doctor-many-good", {"count": workspaces})
