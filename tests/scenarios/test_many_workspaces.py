"""Several workspaces install the app: each is served with its own token, none sees the others, and each can leave."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from pydantic import SecretStr
from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from bot.app import Application, build
from bot.cases.database import StoreError
from bot.cases.forgetting import team_column
from bot.cases.inbox import Delivery, Kind
from bot.cases.installations import seal_again
from bot.cases.tables import METADATA, SLACK_BOTS, SLACK_INSTALLATIONS, SLACK_STATES
from bot.cases.token_cipher import TokenCipher, new_key
from bot.checks.network import Network
from bot.config import ConfigError, Settings
from bot.playground.standin import Message, SlackStandIn
from bot.reply.actions import Action
from bot.running import run_http, run_socket_mode
from bot.scopes import OPTIONAL_SCOPES, REQUIRED_SCOPES
from tests.ports import free_port
from tests.scenarios.conftest import idle
from tests.scenarios.two_slacks import CLIENT_ID, CLIENT_SECRET, Installer, TwoSlacks, two_slacks

BOUNCE = "550 5.1.1 <bob@example.com>: Recipient address rejected: User unknown in local recipient table"


def answered(message: Message) -> bool:
    return Action.SOLVED in message.action_ids


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
async def slacks(port: int) -> AsyncIterator[TwoSlacks]:
    async with two_slacks(f"http://127.0.0.1:{port}/slack/events") as both:
        yield both


@pytest.fixture
def settings(slacks: TwoSlacks, sqlite_url: str, tmp_path: Path) -> Settings:
    return Settings(_env_file=None).model_copy(
        update={
            "slack_api_url": slacks.api_url,
            "slack_bot_token": None,
            "slack_client_id": CLIENT_ID,
            "slack_client_secret": SecretStr(CLIENT_SECRET),
            "slack_signing_secret": SecretStr(slacks.north.signing_secret),
            "encryption_keys": (SecretStr(new_key()),),
            "database_url": sqlite_url,
            "data_dir": tmp_path,
        }
    )


@pytest.fixture
async def bot(settings: Settings, network: Network, port: int) -> AsyncIterator[Application]:
    app = await build(settings, network=network)
    running = asyncio.create_task(run_http(app, "127.0.0.1", port))
    async with aiohttp.ClientSession() as session, asyncio.timeout(20):
        while not running.done():
            try:
                async with session.get(f"http://127.0.0.1:{port}/healthz"):
                    break
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)
    yield app
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


@pytest.fixture
def installer(bot: Application, port: int, slacks: TwoSlacks) -> Installer:
    return Installer(f"http://127.0.0.1:{port}", slacks)


async def count(bot: Application, team: str) -> int:
    def rows(connection: Connection) -> int:
        columns = [column for table in METADATA.sorted_tables if (column := team_column(table)) is not None]
        return sum(connection.scalar(select(func.count()).where(column == team)) or 0 for column in columns)

    return await bot.database.read(rows)


async def gets_an_answer(slack: SlackStandIn, name: str = "ann") -> Message:
    person = slack.person(name)
    support = slack.channel("support", person)
    paste = await person.says(support, BOUNCE)
    return await support.wait_for_reply(paste, answered, within=20)


async def test_each_workspace_is_answered_with_its_own_token(
    bot: Application, installer: Installer, slacks: TwoSlacks
) -> None:
    assert [
        status for status, _ in (await installer.installs(slacks.north), await installer.installs(slacks.south))
    ] == [
        200,
        200,
    ]
    northern, southern = await asyncio.gather(gets_an_answer(slacks.north), gets_an_answer(slacks.south))
    assert (northern.bot_id, southern.bot_id) == ("B0PLAYGRND", "B0SOUTHERN")
    for slack in (slacks.north, slacks.south):
        # Who we are was told at installation: no ack, and no run, asks for it again.
        assert len(slack.traffic.calls_to("auth.test")) == 1
        assert all(call.ok for call in slack.traffic.calls)
    await idle(bot)


async def test_buttons_and_commands_work_there_too(bot: Application, installer: Installer, slacks: TwoSlacks) -> None:
    await installer.installs(slacks.south)
    ann = slacks.south.person("ann", admin=True)
    support = slacks.south.channel("support", ann)
    paste = await ann.says(support, BOUNCE)
    reply = await support.wait_for_reply(paste, answered, within=20)
    assert (await ann.clicks(reply, Action.SHOW_EVIDENCE)).ok
    await slacks.south.until(lambda: ann.modal is not None)
    assert (await ann.command("/smtp550 settings", support)).ok
    await ann.clicks(reply, Action.SOLVED)
    await support.until(lambda: Action.REOPEN in reply.action_ids)
    await idle(bot)


async def test_slacks_page_is_asked_for_the_scopes_of_the_manifest(installer: Installer) -> None:
    query = parse_qs(urlsplit(await installer.begins()).query)
    assert query["client_id"] == [CLIENT_ID]
    assert set(query["scope"][0].split(",")) == REQUIRED_SCOPES | OPTIONAL_SCOPES


@pytest.mark.parametrize(
    ("language", "done", "cancelled", "again"),
    [
        ("en-US", "smtp550 is installed", "Nothing was installed", "begin again in this browser"),
        ("ja", "追加しました", "追加は行われませんでした", "最初からやり直してください"),
    ],
)
async def test_the_installer_is_told_in_the_browsers_language(
    installer: Installer, slacks: TwoSlacks, language: str, done: str, cancelled: str, again: str
) -> None:
    installer.language = language
    status, page = await installer.installs(slacks.north)
    assert (status, done in page) == (200, True)
    status, page = await installer.comes_back(error="access_denied")
    assert (status, cancelled in page) == (200, True)
    status, page = await installer.comes_back(code="a", state="never-issued")
    assert (status, again in page) == (400, True)


async def test_who_did_not_begin_with_us_installs_nothing(
    bot: Application, installer: Installer, slacks: TwoSlacks
) -> None:
    await installer.begins()
    slacks.codes["stolen"] = slacks.south
    state, cookie = installer.state, installer.cookie
    installer.cookie = ""
    assert (await installer.comes_back(code="stolen", state=state))[0] == 400
    installer.cookie = cookie.replace(state, "forged")
    assert (await installer.comes_back(code="stolen", state="forged"))[0] == 401
    installer.cookie = cookie
    assert (await installer.comes_back(state=state))[0] == 401
    # The state is good once.
    assert (await installer.comes_back(code="stolen", state=state))[0] == 401
    assert await count(bot, "T0SOUTH") == 0
    status, page = await installer.comes_back(error="<script>alert(1)</script>")
    assert status == 500
    assert "<script" not in page


async def test_whoever_opens_the_page_a_thousand_times_fills_no_table(
    bot: Application, installer: Installer, port: int
) -> None:
    statuses = []
    async with aiohttp.ClientSession() as session:
        for _ in range(200):
            async with session.get(f"http://127.0.0.1:{port}/slack/install", allow_redirects=False) as answer:
                statuses.append(answer.status)
                page = await answer.text()
    assert statuses.index(429) >= 120
    assert "Please try again in a minute" in page
    states = await bot.database.read(lambda c: c.scalar(select(func.count()).select_from(SLACK_STATES)))
    assert states == statuses.count(302) < 200


async def test_one_client_that_opens_the_page_too_often_locks_out_nobody_else(
    bot: Application, installer: Installer, port: int
) -> None:
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:

        async def opens(page: str, client: str) -> int:
            # What a client says of itself comes first, what our load balancer saw last.
            headers = {"X-Forwarded-For": f"192.0.2.{time.monotonic_ns() % 200}, {client}"}
            async with session.get(page, headers=headers, allow_redirects=False) as answer:
                return answer.status

        assert 429 in [await opens("/slack/install", "198.51.100.1") for _ in range(200)]
        assert await opens("/slack/install", "198.51.100.2") == 302
        # Who has very many addresses is stopped, too.
        opened = 0
        while await opens("/slack/oauth_redirect?error=access_denied", f"10.0.{opened % 250}.1") != 429:
            opened += 1
            assert opened < 6_000
        assert opened >= 1_200


async def test_what_somebody_writes_into_the_address_does_not_get_into_the_log(
    bot: Application, installer: Installer, capfd: pytest.CaptureFixture[str]
) -> None:
    for error in ("\x1b[2Jcleared", "bob@example.com", "x" * 1_000):
        assert (await installer.comes_back(error=error))[0] == 500
    assert (await installer.comes_back(error="invalid_scope"))[0] == 500
    logged = capfd.readouterr()
    assert not any(words in logged.out + logged.err for words in ("cleared", "example.com", "xxxx"))
    assert "invalid_scope" in logged.out + logged.err


async def test_a_code_that_slack_refuses_installs_nothing(
    bot: Application, installer: Installer, slacks: TwoSlacks
) -> None:
    slacks.refuse_codes = True
    status, page = await installer.installs(slacks.north)
    assert (status, "begin again" in page) == (401, True)
    assert await count(bot, "T0NORTH") == 0


async def test_tokens_are_encrypted_and_open_with_their_key_only(
    bot: Application, installer: Installer, slacks: TwoSlacks, settings: Settings
) -> None:
    await installer.installs(slacks.north)
    for table in (SLACK_BOTS, SLACK_INSTALLATIONS):
        [row] = await bot.database.read(lambda c, table=table: list(c.execute(select(table)).mappings()))  # type: ignore[misc]
        assert slacks.north.bot_token not in str(dict(row))
        assert str(row["bot_token"]).startswith("gAAAA")
    old, new = settings.encryption_keys[0].get_secret_value(), new_key()
    assert await seal_again(bot.database, TokenCipher([new, old])) == 2
    [sealed] = await bot.database.read(lambda c: list(c.scalars(select(SLACK_BOTS.c.bot_token))))
    assert TokenCipher([new]).open(sealed) == slacks.north.bot_token


async def test_a_workspace_that_installs_again_has_one_installation(
    bot: Application, installer: Installer, slacks: TwoSlacks
) -> None:
    await installer.installs(slacks.north)
    former = slacks.north.bot_token
    slacks.north.workspace.app.bot_token = former + "2"
    await installer.installs(slacks.north)
    assert await count(bot, "T0NORTH") == 2
    assert await bot.workspace.token("T0NORTH") == former + "2"


async def test_a_workspace_that_leaves_takes_everything_along_and_the_other_stays(
    bot: Application, installer: Installer, slacks: TwoSlacks
) -> None:
    await installer.installs(slacks.north)
    await installer.installs(slacks.south)
    await asyncio.gather(gets_an_answer(slacks.north), gets_an_answer(slacks.south))
    await idle(bot)
    slacks.north.workspace.now = lambda: time.time() + 60
    slacks.north.uninstall()
    await slacks.north.settled()
    await idle(bot)
    assert await count(bot, "T0NORTH") == 0
    assert await count(bot, "T0SOUTH") >= 4
    await gets_an_answer(slacks.south, "bea")
    # Who comes back is as new.
    await installer.installs(slacks.north)
    await gets_an_answer(slacks.north, "bea")
    await idle(bot)


async def test_what_another_replica_puts_back_after_that_goes_with_the_next_purge(
    bot: Application, installer: Installer, slacks: TwoSlacks
) -> None:
    await installer.installs(slacks.north)
    await installer.installs(slacks.south)
    slacks.north.workspace.now = lambda: time.time() + 60
    slacks.north.uninstall()
    await slacks.north.settled()
    await idle(bot)
    for team in ("T0NORTH", "T0SOUTH"):
        await bot.desk.preferences.choose_locale(team, "U1", "ja")
    before = await count(bot, "T0SOUTH")
    await bot._purge()
    assert await count(bot, "T0NORTH") == 0
    assert await count(bot, "T0SOUTH") == before >= 3


async def test_a_late_goodbye_does_not_undo_a_new_installation(
    bot: Application, installer: Installer, slacks: TwoSlacks
) -> None:
    await installer.installs(slacks.north)
    slacks.north.workspace.now = lambda: time.time() - 600
    slacks.north.uninstall()
    await slacks.north.settled()
    await idle(bot)
    assert await bot.workspace.token("T0NORTH") == slacks.north.bot_token


async def test_a_workspace_that_did_not_install_it_is_told_so_and_nothing_is_kept(
    bot: Application, slacks: TwoSlacks
) -> None:
    ann = slacks.north.person("ann")
    support = slacks.north.channel("support", ann)
    await ann.says(support, BOUNCE)
    outcome = await ann.command("/smtp550 bob@example.com", support)
    assert outcome.ok
    [told] = support.ephemerals(ann)
    assert "not installed" in told.text
    assert "追加されていません" in told.text
    await slacks.north.settled()
    assert await count(bot, "T0NORTH") == 0


async def test_where_the_store_with_the_tokens_fails_the_ack_says_so(
    bot: Application, installer: Installer, slacks: TwoSlacks, monkeypatch: pytest.MonkeyPatch
) -> None:
    await installer.installs(slacks.north)
    ann = slacks.north.person("ann")
    support = slacks.north.channel("support", ann)

    async def broken(_work: object) -> None:
        raise StoreError("disk I/O error")

    with monkeypatch.context() as patched:
        patched.setattr(bot.database, "read", broken)
        bot.workspace.forget("T0NORTH")
        assert (await ann.command("/smtp550 bob@example.com", support)).ok
        [told] = support.ephemerals(ann)
        assert "Please try again" in told.words
        paste = await ann.says(support, BOUNCE)
        await slacks.north.until(lambda: any(not each.acknowledged for each in slacks.north.traffic.deliveries))
    await support.wait_for_reply(paste, answered, within=20)
    await idle(bot)


async def test_what_was_left_over_is_answered_by_the_workspace_it_came_from(
    bot: Application, installer: Installer, slacks: TwoSlacks
) -> None:
    await installer.installs(slacks.north)
    await installer.installs(slacks.south)
    ann = slacks.south.person("ann")
    support = slacks.south.channel("support", ann)
    paste = slacks.south.workspace.new_ts()
    event = {"type": "message", "channel": support.id, "user": ann.id, "ts": paste, "text": BOUNCE}
    # In a channel shared with another company, the payload's own team is the sender's.
    payload = {"type": "event_callback", "team_id": "T0ELSEWHERE", "event": event}
    await bot.desk.inbox.accept(Delivery("T0SOUTH", "event:left", Kind.EVENT, payload))
    await bot._deliver_again(also_claimed=True)
    await idle(bot)
    case = await bot.desk.cases.find_by_message("T0SOUTH", support.id, paste)
    assert case is not None


async def test_without_what_it_takes_it_does_not_start(settings: Settings, network: Network) -> None:
    for missing in ("slack_client_secret", "encryption_keys"):
        without = settings.model_copy(update={missing: () if missing == "encryption_keys" else None})
        with pytest.raises(ConfigError, match=missing.upper()):
            await build(without, network=network)
    with pytest.raises(ConfigError, match="setting-no-bot-token-for-socket-mode"):
        await run_socket_mode(
            await build(settings.model_copy(update={"slack_app_token": SecretStr("xapp-1")}), network=network)
        )


async def test_a_bot_token_is_served_alone(
    settings: Settings, network: Network, slacks: TwoSlacks, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Bolt reads these two by itself.
    monkeypatch.setitem(os.environ, "SLACK_CLIENT_ID", CLIENT_ID)
    monkeypatch.setitem(os.environ, "SLACK_CLIENT_SECRET", CLIENT_SECRET)
    one = settings.model_copy(update={"slack_bot_token": SecretStr(slacks.north.bot_token)})
    app = await build(one, network=network)
    await app.start()
    assert app.workspace.client("T0ANY").token == slacks.north.bot_token
    await app.close()
