"""In which workspaces we are, and as whom: the one that the token belongs to, or all that installed the app."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

import structlog
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.cases.installations import Installations
from bot.cases.slack_errors import FAILURES
from bot.config import ConfigError
from bot.wrong_token import WRONG_TOKEN
from handlers.gate import Identity

_LOG: Final = structlog.get_logger(__name__)

_PATIENCE_WITH_SLACK: Final = (1.0, 2.0, 5.0, 10.0, 30.0)


class Membership(Protocol):
    """What the rest of the bot asks. Apart from `start`, nothing here waits for Slack: acks wait for it."""

    async def start(self) -> None:
        """Find out what has to be known before the first request. Raises `ConfigError`, `StoreError`."""
        ...

    @property
    def is_known(self) -> bool:
        """Whether `start` has found it out."""
        ...

    def client(self, team: str) -> AsyncWebClient:
        """See `bot.cases.posting.Clients`."""
        ...

    async def token(self, team: str) -> str:
        """See `bot.cases.posting.Clients`."""
        ...

    async def identity(self, team: str) -> Identity | None:
        """Who we are in `team`; None where we are not. Raises `StoreError`."""
        ...

    async def authorize(self, team: str) -> AuthorizeResult | None:
        """What Bolt wants to know of a request from `team`; None where we are not. Raises `StoreError`."""
        ...

    def forget(self, team: str) -> None:
        """Drop what is kept in memory of `team`."""
        ...


@dataclass(slots=True)
class OneWorkspace:
    """The workspace that the bot token belongs to; see `Membership`."""

    web: AsyncWebClient
    whoami: AuthorizeResult | None = None

    async def start(self) -> None:
        """Ask Slack who we are."""
        self.whoami = await _identify(self.web)
        _LOG.info("identified", team=self.whoami.team_id, bot=self.whoami.bot_user_id)

    @property
    def is_known(self) -> bool:
        """Whether Slack has said who we are."""
        return self.whoami is not None

    def client(self, team: str) -> AsyncWebClient:
        """The same client for every team: an event of a shared channel may name another company's."""
        del team
        return self.web

    async def token(self, team: str) -> str:
        """The token of the settings."""
        del team
        return self.web.token or ""

    async def identity(self, team: str) -> Identity | None:
        """Who we are, by `auth.test`."""
        del team
        if self.whoami is None:
            return Identity()
        return Identity(self.whoami.bot_user_id or self.whoami.user_id or "", self.whoami.bot_id or "")

    async def authorize(self, team: str) -> AuthorizeResult | None:
        """What `auth.test` said at start."""
        del team
        return self.whoami

    def forget(self, team: str) -> None:
        """There is nothing to drop: the token is that of the settings."""
        del team


class ManyWorkspaces:
    """The workspaces that installed the app; see `Membership`. `options` are those of every `AsyncWebClient`."""

    def __init__(self, installations: Installations, options: Mapping[str, Any]) -> None:
        self.installations = installations
        self.options = options
        self._is_known = False

    async def start(self) -> None:
        """Look into the store; Slack has nothing to say before somebody installs the app."""
        _LOG.info("serving", workspaces=await self.installations.count())
        self._is_known = True

    @property
    def is_known(self) -> bool:
        """Whether the store could be read."""
        return self._is_known

    def client(self, team: str) -> AsyncWebClient:
        """A client that looks for its token when it is used."""
        return _TeamClient(team, self.token, self.options)

    async def token(self, team: str) -> str:
        """The token of that workspace's installation; empty where there is none."""
        found = await self.installations.membership(team)
        return found.bot_token if found else ""

    async def identity(self, team: str) -> Identity | None:
        """Who we are there, as Slack said when the app was installed."""
        found = await self.installations.membership(team)
        return None if found is None else Identity(found.bot_user_id, found.bot_id, found.installed_at)

    async def authorize(self, team: str) -> AuthorizeResult | None:
        """From the store, without asking Slack: a token that was revoked is found out when it is used."""
        found = await self.installations.membership(team)
        if found is None:
            return None
        return AuthorizeResult(
            enterprise_id=found.enterprise,
            team_id=found.team,
            bot_user_id=found.bot_user_id,
            bot_id=found.bot_id,
            bot_token=found.bot_token,
        )

    def forget(self, team: str) -> None:
        """Look into the store again, the next time."""
        self.installations.forget(team)


class _TeamClient(AsyncWebClient):
    """Acts as our bot in one workspace. Slack's own error for a token that is gone stands for one that is not there."""

    def __init__(self, team: str, token: Callable[[str], Awaitable[str]], options: Mapping[str, Any]) -> None:
        super().__init__(**options)
        self._team = team
        self._token_of = token

    async def api_call(self, api_method: str, **arguments: Any) -> AsyncSlackResponse:
        """See `AsyncWebClient`. Raises `StoreError` besides."""
        self.token = await self._token_of(self._team)
        if not self.token:
            gone = {"ok": False, "error": "account_inactive"}
            raise SlackApiError("not installed in this workspace", gone)  # type: ignore[no-untyped-call]
        return await super().api_call(api_method, **arguments)


async def _identify(client: AsyncWebClient) -> AuthorizeResult:
    """Who we are. Waits for Slack to be there; raises `ConfigError` where it is, and refuses the token."""
    for attempt in range(1_000_000):
        try:
            answer = await client.auth_test()
            return AuthorizeResult.from_auth_test_response(bot_token=client.token, auth_test_response=answer)
        except SlackApiError as error:
            if (name := str(error.response.get("error"))) in WRONG_TOKEN:
                raise ConfigError.of("SLACK_BOT_TOKEN", "setting-refused", error=name) from error
            reason = name
        except FAILURES as error:
            reason = type(error).__name__
        _LOG.warning("Slack cannot be reached", url=client.base_url, reason=reason)
        await asyncio.sleep(_PATIENCE_WITH_SLACK[min(attempt, len(_PATIENCE_WITH_SLACK) - 1)])
    raise ConfigError.of("SLACK_API_URL", "setting-slack-unreachable")
