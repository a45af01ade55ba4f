"""The database as the bot will find it: opened, brought up to date and written to."""

from __future__ import annotations

from bot.cases.database import StoreError, open_database
from bot.config import Settings
from bot.doctor.symptoms import Health, Symptom


async def examine_storage(settings: Settings) -> Symptom:
    """Open the database that the settings name, as the bot does at start (with its migrations), and close it again."""
    where = "PostgreSQL" if settings.sqlalchemy_url.startswith("postgres") else str(settings.data_dir.absolute())
    try:
        database = await open_database(settings.sqlalchemy_url)
        await database.close()
    except StoreError as error:
        return Symptom("database", Health.FAIL, "doctor-database-unusable", {"where": where, "error": error.reason})
    return Symptom("database", Health.OK, "doctor-database-good", {"where": where})
