"""Slack as the bot will find it: are the tokens good, are the scopes granted, may it look into its threads?"""

from __future__ import annotations

from typing import Final

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.config import Settings
from bot.doctor.symptoms import Health, Symptom
from bot.scopes import OPTIONAL_SCOPES, REQUIRED_SCOPES

_TIMEOUT_SECONDS: Final = 10
# No such channel: whether we may read threads shows in which error comes back.
_NO_CHANNEL: Final = "C00000000"


async def examine_slack(settings: Settings) -> list[Symptom]:
    """Ask Slack about both tokens. Sends nothing but the tokens; raises nothing for what Slack or the network does.

    Where workspaces install the app there are no tokens in the settings to ask about.
    """
    if settings.serves_many:
        return []
    return [*await _bot_token(settings), await _app_token(settings)]


async def _bot_token(settings: Settings) -> list[Symptom]:
    if settings.slack_bot_token is None:
        return [Symptom("bot-token", Health.FAIL, "doctor-bot-token-missing")]
    client = AsyncWebClient(
        settings.slack_bot_token.get_secret_value(), base_url=settings.slack_api_url, timeout=_TIMEOUT_SECONDS
    )
    try:
        answer = await client.auth_test()
    except SlackApiError as error:
        return [Symptom("bot-token", Health.FAIL, "doctor-bot-token-refused", {"error": _error_of(error)})]
    except (TimeoutError, ClientError, OSError) as error:
        return [_unreachable("bot-token", settings, error)]
    who = {"team": str(answer.get("team") or answer.get("team_id") or "?"), "bot": str(answer.get("user") or "?")}
    return [
        Symptom("bot-token", Health.OK, "doctor-bot-token-good", who),
        _scopes({name.lower(): value for name, value in (answer.headers or {}).items()}.get("x-oauth-scopes")),
        await _threads(client),
    ]


def _scopes(header: str | None) -> Symptom:
    if not header:
        return Symptom("scopes", Health.SKIPPED, "doctor-scopes-untold")
    granted = {scope.strip() for scope in header.split(",")}
    if missing := sorted(REQUIRED_SCOPES - granted):
        return Symptom("scopes", Health.FAIL, "doctor-scopes-missing", {"scopes": ", ".join(missing)})
    if missing := sorted(OPTIONAL_SCOPES - granted):
        return Symptom("scopes", Health.WARN, "doctor-scopes-optional-missing", {"scopes": ", ".join(missing)})
    return Symptom("scopes", Health.OK, "doctor-scopes-granted", {"count": len(REQUIRED_SCOPES | OPTIONAL_SCOPES)})


async def _threads(client: AsyncWebClient) -> Symptom:
    # Slack says that some bots may not read threads in channels; without that look, a crash can repeat a reply.
    try:
        await client.conversations_replies(channel=_NO_CHANNEL, ts="1.000001", limit=1)
    except SlackApiError as error:
        if _error_of(error) in {"channel_not_found", "thread_not_found", "not_in_channel"}:
            return Symptom("threads", Health.OK, "doctor-threads-readable")
        return Symptom("threads", Health.WARN, "doctor-threads-unreadable", {"error": _error_of(error)})
    except (TimeoutError, ClientError, OSError) as error:
        return Symptom("threads", Health.WARN, "doctor-threads-unreadable", {"error": type(error).__name__})
    return Symptom("threads", Health.OK, "doctor-threads-readable")


async def _app_token(settings: Settings) -> Symptom:
    if settings.slack_app_token is None:
        if settings.slack_signing_secret is not None:
            return Symptom("app-token", Health.SKIPPED, "doctor-app-token-http")
        return Symptom("app-token", Health.FAIL, "doctor-app-token-missing")
    client = AsyncWebClient(base_url=settings.slack_api_url, timeout=_TIMEOUT_SECONDS)
    try:
        await client.apps_connections_open(app_token=settings.slack_app_token.get_secret_value())
    except SlackApiError as error:
        return Symptom("app-token", Health.FAIL, "doctor-app-token-refused", {"error": _error_of(error)})
    except (TimeoutError, ClientError, OSError) as error:
        return _unreachable("app-token", settings, error)
    return Symptom("app-token", Health.OK, "doctor-app-token-good")


def _error_of(error: SlackApiError) -> str:
    return str(error.response.get("error") or error)[:100]


def _unreachable(subject: str, settings: Settings, error: Exception) -> Symptom:
    details = {"url": settings.slack_api_url, "error": f"{type(error).__name__} {error}".strip()[:200]}
    return Symptom(subject, Health.FAIL, "doctor-slack-unreachable", details)
