"""The workspaces that installed the app, with their tokens: Slack's SDK knows the tables, we encrypt and remember."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, cast

from slack_bolt.error import BoltError
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.oauth.state_store.sqlalchemy import SQLAlchemyOAuthStateStore
from sqlalchemy import Engine, Table, delete, desc, select, update
from sqlalchemy.engine import Connection

from bot.cases.database import Database, StoreError
from bot.cases.tables import SLACK_BOTS, SLACK_INSTALLATIONS, SLACK_STATES
from bot.cases.token_cipher import TokenCipher

# Another replica's installation, or its end, is seen after this long.
_MEMORY_SECONDS: Final = 30.0
_MEMORY_TEAMS: Final = 10_000

# Who goes to Slack's page to install the app has so long to come back.
STATE_SECONDS: Final = 600

_SECRETS: Final[Mapping[Table, tuple[str, ...]]] = {
    SLACK_BOTS: ("bot_token", "bot_refresh_token"),
    SLACK_INSTALLATIONS: (
        "bot_token",
        "bot_refresh_token",
        "user_token",
        "user_refresh_token",
        "incoming_webhook_url",
        "incoming_webhook_configuration_url",
    ),
}


@dataclass(frozen=True, slots=True)
class Membership:
    """Our bot in one workspace: how it signs itself there, and since when (epoch seconds, UTC)."""

    team: str
    enterprise: str | None
    bot_token: str
    bot_id: str
    bot_user_id: str
    installed_at: float


class _OneConnection:
    """As much of SQLAlchemy's `Engine` as the SDK's stores ask for: the transaction that we are in."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin(self) -> AbstractContextManager[Connection]:
        return nullcontext(self._connection)

    connect = begin


class Installations(AsyncInstallationStore):
    """The SDK's `SQLAlchemyInstallationStore`, run through our database, with every secret encrypted.

    Its asynchronous sibling would need a driver of its own beside ours. A workspace has one installation: a new one
    takes the place of the old one. Methods may raise `StoreError`; those that Bolt's OAuth flow calls, `BoltError`.
    """

    def __init__(
        self, database: Database, client_id: str, cipher: TokenCipher, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._database = database
        self._client_id = client_id
        self._cipher = cipher
        self._clock = clock
        self._known: dict[str, tuple[float, Membership | None]] = {}

    async def async_save(self, installation: Installation) -> None:
        """Store an installation. Raises `BoltError` where there is none to store, or the store fails."""
        team = installation.team_id
        if not team or not installation.bot_token:
            raise BoltError("not installed in a workspace")
        if installation.bot_refresh_token:
            raise BoltError("the app rotates its tokens (manifest: token_rotation_enabled), which this bot does not")
        sealed = copy.copy(installation)
        for name in _SECRETS[SLACK_INSTALLATIONS]:
            setattr(sealed, name, self._cipher.seal(getattr(installation, name)))

        def save(connection: Connection) -> None:
            for table in (SLACK_BOTS, SLACK_INSTALLATIONS):
                connection.execute(delete(table).where(table.c.team_id == team))
            SQLAlchemyInstallationStore(self._client_id, _as_engine(connection)).save(sealed)

        try:
            await self._database.write(save)
        except StoreError as error:
            raise BoltError(str(error)) from error
        self._known.pop(team, None)

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """The bot in a workspace. Of which organization it is does not matter: a workspace's id is unique."""
        del enterprise_id, is_enterprise_install
        bots = select(SLACK_BOTS).where(SLACK_BOTS.c.client_id == self._client_id, SLACK_BOTS.c.team_id == team_id)
        newest = bots.order_by(desc(SLACK_BOTS.c.installed_at)).limit(1)
        row = await self._database.read(lambda connection: connection.execute(newest).mappings().one_or_none())
        if row is None:
            return None
        opened = {name: self._cipher.open(row[name]) for name in _SECRETS[SLACK_BOTS]}
        return SQLAlchemyInstallationStore.build_bot_entity({**row, **opened})

    async def membership(self, team: str) -> Membership | None:
        """Our bot in `team`, at most half a minute old; None where the app is not installed."""
        until, known = self._known.get(team, (0.0, None))
        if until > self._clock():
            return known
        bot = await self.async_find_bot(enterprise_id=None, team_id=team)
        found = None if bot is None else _membership(team, bot)
        if len(self._known) >= _MEMORY_TEAMS:
            self._known.clear()
        self._known[team] = (self._clock() + _MEMORY_SECONDS, found)
        return found

    def forget(self, team: str) -> None:
        """Drop what is kept in memory of a workspace that is gone."""
        self._known.pop(team, None)

    async def count(self) -> int:
        """How many workspaces installed the app."""
        teams = select(SLACK_BOTS.c.team_id).where(SLACK_BOTS.c.client_id == self._client_id).distinct()
        return len(await self._database.read(lambda connection: connection.scalars(teams).all()))


def _membership(team: str, bot: Bot) -> Membership:
    return Membership(team, bot.enterprise_id, bot.bot_token, bot.bot_id, bot.bot_user_id, bot.installed_at)


async def seal_again(database: Database, cipher: TokenCipher) -> int:
    """Encrypt every stored secret with the newest key; how many. All or none: raises `StoreError`."""

    def rotate(connection: Connection) -> int:
        count = 0
        for table, names in _SECRETS.items():
            for row in connection.execute(select(table)).mappings().all():
                sealed: dict[str, Any] = {name: cipher.seal_again(row[name]) for name in names if row[name]}
                if sealed:
                    connection.execute(update(table).where(table.c.id == row["id"]).values(sealed))
                count += len(sealed)
        return count

    return await database.write(rotate)


async def count_sealed(database: Database, cipher: TokenCipher) -> tuple[int, int]:
    """How many workspaces installed the app, and of how many `cipher` does not open the token. Raises `StoreError`."""
    sealed = await database.read(lambda connection: connection.scalars(select(SLACK_BOTS.c.bot_token)).all())
    return len(sealed), sum(not _opens(cipher, token) for token in sealed)


def _opens(cipher: TokenCipher, sealed: str) -> bool:
    try:
        cipher.open(sealed)
    except StoreError:
        return False
    return True


class States(AsyncOAuthStateStore):
    """The SDK's `SQLAlchemyOAuthStateStore`, run through our database: who comes back from Slack began with us."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def async_issue(self, *_args: object, **_kwargs: object) -> str:
        """A new state, good once, for `STATE_SECONDS`. Those that nobody came back with are deleted."""

        now = datetime.now(UTC).replace(tzinfo=None)  # as the SDK writes it

        def issue(connection: Connection) -> str:
            connection.execute(delete(SLACK_STATES).where(SLACK_STATES.c.expire_at < now))
            return SQLAlchemyOAuthStateStore(STATE_SECONDS, _as_engine(connection)).issue()

        return await self._database.write(issue)

    async def async_consume(self, state: str) -> bool:
        """Whether `state` is one of ours, is young enough, and was not used before."""
        return await self._database.write(
            lambda connection: SQLAlchemyOAuthStateStore(STATE_SECONDS, _as_engine(connection)).consume(state)
        )


def _as_engine(connection: Connection) -> Engine:
    return cast(Engine, _OneConnection(connection))
