"""The composition root: the only place where everything meets. Builds the bot, starts it, ends it."""

from __future__ import annotations

import asyncio
import functools
import logging
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import aiohttp
import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.article import Words, locales
from bot.bounce import MAX_BYTES
from bot.cases.attempts import Attempts
from bot.cases.case import new_id
from bot.cases.database import Database, StoreError, open_database
from bot.cases.downloads import Downloads
from bot.cases.engine import Engine
from bot.cases.engines import make_engine, make_turns
from bot.cases.forgetting import Forgetting
from bot.cases.inbox import MOST_TRIES, Delivery, Inbox
from bot.cases.installations import Installations
from bot.cases.intake import Intake
from bot.cases.overview import Overview
from bot.cases.pacing import Turns
from bot.cases.people import People
from bot.cases.picture import draw
from bot.cases.poster import Poster
from bot.cases.preferences import Preferences
from bot.cases.rate_limits import RateLimitRetry
from bot.cases.report_store import ReportStore
from bot.cases.reporting import Reporting
from bot.cases.response_urls import ResponseUrls
from bot.cases.run import Runner
from bot.cases.store import LEAST_RETENTION_SECONDS, CaseStore
from bot.cases.token_cipher import TokenCipher
from bot.cases.uploads import Uploads
from bot.cases.watch import Watching, begin_watching
from bot.cases.workspace import Workspaces
from bot.cases.zone_memory import DiskZoneMemory
from bot.checks import run_checks
from bot.checks.configured import network_from
from bot.checks.network import Health, Network
from bot.checks.operator_pace import OperatorPace
from bot.checks.watch import read_targets
from bot.condition import stored_work, what_is_wrong
from bot.config import ConfigError, Settings
from bot.ending import Ending
from bot.measured_bolt import MeasuredApp
from bot.membership import ManyWorkspaces, OneWorkspace
from bot.metrics import Levels, Metrics
from bot.model import Finding, Question
from bot.pages import Pages
from bot.slack_calls import counting
from bot.socket_mode import Socket
from bot.warm_up import warm_up
from handlers import register
from handlers.desk import Desk
from handlers.limits import Allowance, Limits
from handlers.listening import AGAIN, give_up
from handlers.reception import DELIVERY, reception

_LOG: Final = structlog.get_logger(__name__)

# From SIGTERM to the end. Supervisors lose patience after 10 s (Docker) or later.
_DRAIN_SECONDS: Final = 8.0
# Of these, what the engine and the database need for their last words where the server says nothing.
_CLOSING_SECONDS: Final = 2.0
_API_SECONDS: Final = 20.0
# Deliveries whose handler died are looked for this often.
_SWEEP_SECONDS: Final = 5.0
_PURGE_SECONDS: Final = 600.0
_WATCH_SECONDS: Final = 20.0
_REPORT_SECONDS: Final = 60.0
_DAY: Final = 86_400.0
_CHECKS_SECONDS: Final = 3.0


@dataclass(slots=True)
class Application:
    """The bot, put together. `start` it, let Slack talk to `bolt`, and `close` it."""

    settings: Settings
    bolt: AsyncApp
    desk: Desk
    engine: Engine
    turns: Turns
    database: Database
    workspace: OneWorkspace | ManyWorkspaces
    session: aiohttp.ClientSession
    zone_memory: DiskZoneMemory
    metrics: Metrics
    watching: Watching
    ending: Ending = field(default_factory=lambda: Ending(_DRAIN_SECONDS))
    socket: Socket | None = None
    draining: bool = False
    _chores: list[asyncio.Task[None]] = field(default_factory=list)

    async def start(self) -> None:
        """Learn who we are, then take up what earlier processes left.

        Raises `ConfigError` where Slack refuses us, `StoreError` where the database is another process's.
        """
        await self.database.claim()
        await self.workspace.start()
        await self.engine.start()
        await self._deliver_again(also_claimed=not self.database.is_shared)
        self._chores = [
            asyncio.create_task(_every(_SWEEP_SECONDS, self._deliver_again), name="leftovers"),
            asyncio.create_task(_every(_PURGE_SECONDS, self._purge), name="purge"),
            asyncio.create_task(_every(_WATCH_SECONDS, self.watching), name="watch"),
            asyncio.create_task(_every(_REPORT_SECONDS, self.desk.reporting), name="reports"),
        ]
        await warm_up()
        _LOG.info("ready")

    async def readiness(self) -> Mapping[str, str]:
        """For each thing that serving needs, what is wrong with it ("": nothing)."""
        faults = {
            "process": "draining" if self.draining else "",
            "database": await what_is_wrong(self.database),
            "slack": "" if self.workspace.is_known else "not yet identified",
        }
        if self.socket is not None:
            faults["socket"] = self.socket.what_is_wrong()
        return faults

    async def measured(self) -> bytes:
        """The metrics, in Prometheus' text format."""
        stored = await stored_work(self.database)
        healths = {} if stored is None else await self.zone_memory.recall()
        levels = Levels(
            backlog=self.engine.backlog(),
            handling=len(self.desk.handling),
            draining=self.draining,
            stored=stored,
            socket_age=self.socket.age() if self.socket else None,
            socket_silence=self.socket.silence() if self.socket else None,
            blocklists={health.value: sum(known is health for known in healths.values()) for health in Health},
        )
        return self.metrics.render(levels)

    @property
    def pages(self) -> Pages:
        """What load balancers and monitors are shown."""
        return Pages(self.readiness, self.measured)

    async def close(self) -> None:
        """End what runs, in the time that is left; what does not end is the next start's, and nothing is lost."""
        seconds = self.ending.time_left()
        end = time.monotonic() + seconds - _CLOSING_SECONDS
        for chore in self._chores:
            chore.cancel()
        await self.desk.drain(seconds / 2)
        await self.engine.drain(max(0.5, end - time.monotonic()))
        await self.database.close()
        await self.session.close()

    async def _deliver_again(self, *, also_claimed: bool = False) -> None:
        """Hand stored deliveries that nobody handles to their handlers, as Slack did when they came."""
        inbox, handling = self.desk.inbox, self.desk.handling
        while left_over := await inbox.take(but=handling, also_claimed=also_claimed):
            for delivery in left_over:
                await self._dispatch(delivery)
            await self.desk.drain(_DRAIN_SECONDS)
            also_claimed = False
        while suspects := await inbox.take(but=handling, suspects=True, limit=1):
            for delivery in suspects:
                await self._dispatch(delivery)
            await self.desk.drain(_DRAIN_SECONDS)

    async def _dispatch(self, delivery: Delivery) -> None:
        if delivery.tries > MOST_TRIES:
            await give_up(self.desk, delivery)
            return
        request = AsyncBoltRequest(
            mode="socket_mode", body=dict(delivery.payload), context={DELIVERY: delivery, AGAIN: True}
        )
        # In a channel shared with another company the payload may name theirs.
        request.context["team_id"] = delivery.team
        await self.bolt.async_dispatch(request)

    async def _purge(self) -> None:
        keys, cases = await self.desk.inbox.purge(), await self.desk.cases.purge()
        await self.zone_memory.purge()
        await self.turns.purge()
        await self.watching.teller.store.purge()
        if isinstance(self.workspace, ManyWorkspaces):
            await self.desk.forgetting.again()
        erased = await self.database.erase_deleted()
        _LOG.info("purged", keys=keys, cases=cases, erased=erased)


async def build(
    settings: Settings, *, network: Network | None = None, now: Callable[[], float] = time.time
) -> Application:
    """Put the bot together, without asking Slack or DNS anything yet. `now` is the clock of what is done by the day.

    Raises `ConfigError` for a missing token, `StoreError` for a database that cannot be used.
    """
    network = network or network_from(settings)
    _check(settings)
    database = await open_database(settings.sqlalchemy_url)
    metrics = Metrics()
    session = aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=_API_SECONDS),
        trust_env=True,
        trace_configs=[counting(settings.slack_api_url, metrics)],
    )
    # 429 says that nothing was done, so it is waited out here. A connection that broke says nothing: whether a post
    # got through is found out by looking, in the next run of its case.
    options = {
        "base_url": settings.slack_api_url,
        "session": session,
        "retry_handlers": [RateLimitRetry(max_retry_count=2)],
    }
    workspace = _membership(settings, database, options)
    workspaces = Workspaces(database)
    store = CaseStore(database, max(settings.retention_days * _DAY, LEAST_RETENTION_SECONDS), recorder=metrics)
    preferences = Preferences(database)
    turns = make_turns(database)
    poster, people, response_urls = Poster(workspace, turns), People(workspace, workspaces, preferences), ResponseUrls()
    zone_memory = DiskZoneMemory(database)
    run = Runner(
        store=store,
        poster=poster,
        people=people,
        workspaces=workspaces,
        intake=Intake(workspace, poster.history, Downloads(session, settings.slack_api_url, MAX_BYTES)),
        response_urls=response_urls,
        ask=functools.partial(_ask, network, zone_memory),
        recorder=metrics,
    )
    engine = make_engine(database, Attempts(store, run, time.time))
    read = functools.partial(read_targets, network=network, memory=zone_memory, pace=OperatorPace())
    watching = begin_watching(database, poster, workspaces, read, now)
    reporting = Reporting(ReportStore(database, now), database, poster, Uploads(workspace), now, draw)
    desk = Desk(
        Inbox(database),
        store,
        engine,
        poster,
        people,
        workspaces,
        preferences,
        response_urls,
        Overview(database),
        Forgetting(database),
        watching.store,
        reporting,
        workspace,
    )
    desk.limits = Limits(Allowance(settings.user_limit, settings.channel_limit, settings.workspace_limit))
    desk.recorder = metrics
    bolt = _bolt(settings, desk, workspace, options)
    register(bolt, desk)
    return Application(
        settings, bolt, desk, engine, turns, database, workspace, session, zone_memory, metrics, watching
    )


def _ask(network: Network, memory: DiskZoneMemory, question: Question) -> AsyncGenerator[Finding, None]:
    return run_checks(question, network, memory, deadline=_CHECKS_SECONDS)


def _check(settings: Settings) -> None:
    """Raises `ConfigError` where there is neither a token nor what it takes to get some."""
    if settings.slack_bot_token is not None:
        return
    if not settings.serves_many:
        raise ConfigError.of("SLACK_BOT_TOKEN", "setting-no-bot-token")
    if settings.slack_client_secret is None:
        raise ConfigError.of("SLACK_CLIENT_SECRET", "setting-no-app-credential")
    if not settings.encryption_keys:
        raise ConfigError.of("SMTP550_ENCRYPTION_KEYS", "setting-no-keys")


def _membership(settings: Settings, database: Database, options: Mapping[str, Any]) -> OneWorkspace | ManyWorkspaces:
    if settings.slack_bot_token is not None:
        if settings.slack_client_id is not None:
            _LOG.warning("SLACK_BOT_TOKEN is set: one workspace is served, and SLACK_CLIENT_ID is not used")
        return OneWorkspace(AsyncWebClient(token=settings.slack_bot_token.get_secret_value(), **options))
    cipher = TokenCipher(key.get_secret_value() for key in settings.encryption_keys)
    return ManyWorkspaces(Installations(database, settings.slack_client_id or "", cipher), options)


def _bolt(
    settings: Settings, desk: Desk, workspace: OneWorkspace | ManyWorkspaces, options: Mapping[str, Any]
) -> MeasuredApp:
    secret = settings.slack_signing_secret.get_secret_value() if settings.slack_signing_secret else ""

    async def authorize(team_id: str | None) -> AuthorizeResult | None:
        """What we know already, so that no request waits for Slack."""
        return await workspace.authorize(team_id or "")

    # Bolt warns that SLACK_BOT_TOKEN in the environment is not used: `authorize` hands it out.
    logger = logging.getLogger("slack_bolt")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        bolt = MeasuredApp(
            logger=logger,
            signing_secret=secret,
            client=AsyncWebClient(**options),
            before_authorize=reception(desk),
            authorize=authorize,  # type: ignore[arg-type]  # None is "not installed there"
            user_facing_authorize_error_message="\n".join(Words(each).text("not-installed") for each in locales()),
        )
        bolt.recorder = desk.recorder
        return bolt
    finally:
        logger.setLevel(level)


async def _every(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    while True:
        await asyncio.sleep(seconds)
        try:
            await work()
        except StoreError as error:
            _LOG.error("store failed during a chore", error_id=new_id(), reason=str(error))
        except Exception as error:  # noqa: BLE001 - a chore that ended would be missed much later, or never
            _LOG.exception("chore failed", error_id=new_id(), exc_info=error)
