"""A Slack workspace in this process, for tests and the playground.

    async with SlackStandIn() as slack:
        ann = slack.person("ann", locale="ja-JP")
        support = slack.channel("support", ann)
        # start the app with slack.environment(), then:
        paste = await ann.says(support, "550 5.1.1 <someone@example.com>: user unknown")
        reply = await support.wait_for_reply(paste)
        await ann.clicks(reply, reply.action_ids[0])

It speaks the Web API, Socket Mode (or signed HTTP, with `request_url`), slash commands and interactions, and it refuses
what Slack refuses. `slack.faults` orders faults, `slack.traffic` has recorded what went over the wire.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from types import TracebackType

from bot.playground.standin.backstage import Backstage, Watch
from bot.playground.standin.buckets import RateLimits
from bot.playground.standin.courier import Courier, Timing, Transport
from bot.playground.standin.events import event_callback, events_for
from bot.playground.standin.faults import Faults
from bot.playground.standin.http_mode import HttpMode
from bot.playground.standin.people import Person
from bot.playground.standin.records import Change, ChannelKind
from bot.playground.standin.rooms import Room
from bot.playground.standin.server import Server
from bot.playground.standin.traffic import Traffic
from bot.playground.standin.workspace import Workspace


class SlackStandIn:
    """One workspace with one installed app. Use it as an async context manager.

    `rate_limits` switches Slack's rate limits; `timing` says how long it waits for acks and between retries;
    `request_url` chooses HTTP mode; `port` 0 is any free one; `now` is the workspace's clock (UTC epoch seconds);
    `team_id` the workspace's id.
    """

    def __init__(
        self,
        *,
        rate_limits: bool = True,
        timing: Timing | None = None,
        request_url: str | None = None,
        port: int = 0,
        now: Callable[[], float] = time.time,
        team_id: str = "T0PLAYGRND",
    ) -> None:
        self.workspace = Workspace(now, team_id=team_id)
        self.faults = Faults()
        self.traffic = Traffic()
        self.rate_limits = RateLimits(rate_limits)
        self._server = Server(self.workspace, self.rate_limits, self.faults, self.traffic, port)
        self._http = HttpMode(request_url, self.workspace.app.signing_secret) if request_url else None
        transport: Transport = self._http or self._server.sockets
        self.courier = Courier(self.workspace, transport, self.faults, self.traffic, timing or Timing())
        self._watch = Watch()
        self._backstage = Backstage(self.workspace, self.courier, self._watch, lambda: self._server.base_url)
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> SlackStandIn:
        await self._stack.enter_async_context(self._server)
        if self._http:
            await self._stack.enter_async_context(self._http)
        self.workspace.listeners.append(self._on_change)
        self.traffic.listeners.append(lambda _: self._watch.notify())
        self.faults.listeners.append(self._watch.notify)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.workspace.listeners.remove(self._on_change)
        await self.courier.close()
        await self._stack.aclose()

    # --- where it is ---

    @property
    def base_url(self) -> str:
        """Where the stand-in listens."""
        return self._server.base_url

    @property
    def api_url(self) -> str:
        """What `SLACK_API_URL` takes."""
        return f"{self._server.base_url}api/"

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return self._server.port

    @property
    def bot_token(self) -> str:
        """What `SLACK_BOT_TOKEN` takes."""
        return self.workspace.app.bot_token

    @property
    def app_token(self) -> str:
        """What `SLACK_APP_TOKEN` takes."""
        return self.workspace.app.app_token

    @property
    def signing_secret(self) -> str:
        """What `SLACK_SIGNING_SECRET` takes."""
        return self.workspace.app.signing_secret

    def environment(self) -> dict[str, str]:
        """The settings that point an app here."""
        return {
            "SLACK_API_URL": self.api_url,
            "SLACK_BOT_TOKEN": self.bot_token,
            "SLACK_APP_TOKEN": self.app_token,
            "SLACK_SIGNING_SECRET": self.signing_secret,
        }

    # --- who is there ---

    def person(self, name: str, *, locale: str = "en-US", real_name: str = "", admin: bool = False) -> Person:
        """A new person in the workspace, `admin` of it or not."""
        user = self.workspace.add_user(name, real_name or name.title(), locale=locale)
        user.is_admin = admin
        return Person(self._backstage, user)

    def channel(
        self, name: str, *members: Person, bot: bool = True, private: bool = False, shared: bool = False
    ) -> Room:
        """A new channel with these people, and the app if `bot`; `shared` with another company (Slack Connect)."""
        kind = ChannelKind.PRIVATE if private else ChannelKind.PUBLIC
        channel = self.workspace.add_channel(name, [person.id for person in members], kind, with_bot=bot)
        channel.is_ext_shared = shared
        return Room(self._backstage, channel)

    # --- waiting ---

    @property
    def is_connected(self) -> bool:
        """Whether the app has Socket Mode open now."""
        return self._server.sockets.connections > 0

    async def connected(self) -> None:
        """Wait until the app has opened Socket Mode."""
        await self._server.sockets.connected()

    async def settled(self) -> None:
        """Wait until every event is acknowledged or given up."""
        await self.courier.settled()

    async def until(self, probe: Callable[[], bool], within: float = 5.0) -> None:
        """Wait until `probe` is true; asked after every change and every call. Raises `TimeoutError`."""
        await self._watch.until(probe, within, lambda: f"{len(self.traffic.calls)} calls so far")

    async def disconnect(self, *, politely: bool = True) -> None:
        """End the app's Socket Mode connections, as Slack does every few hours; it is expected to come back."""
        await self._server.sockets.disconnect(politely=politely)

    def uninstall(self) -> None:
        """Take the app out of the workspace: its token is refused from now on, and it is told twice, as by Slack."""
        self.revoke_token()
        self.courier.event(event_callback(self.workspace, {"type": "app_uninstalled"}))

    def revoke_token(self, *, of_bot: bool = True) -> None:
        """Revoke the app's own token, or else only that of a person, and tell the app."""
        if of_bot:
            self.workspace.app.is_installed = False
        tokens = {"oauth": [] if of_bot else ["U0SOMEBODY"], "bot": [self.workspace.app.bot_user] if of_bot else []}
        self.courier.event(event_callback(self.workspace, {"type": "tokens_revoked", "tokens": tokens}))

    def fall_silent(self) -> None:
        """Leave the app's Socket Mode connections open, and be heard on none: not even to answer a ping."""
        self._server.sockets.fall_silent()

    def speak_again(self) -> None:
        """Serve those who connect anew."""
        self._server.sockets.speak_again()

    def _on_change(self, change: Change) -> None:
        for event in events_for(self.workspace, change):
            self.courier.event(event)
        self._watch.notify()
