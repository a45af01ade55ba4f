"""What is forgotten is gone from every table, and what belongs to others stays."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from sqlalchemy import Text, insert, select, text

from bot.cases.case import NewCase, Source
from bot.cases.database import Database, open_database
from bot.cases.forgetting import _JSON, _WORDS, Forgetting, team_column
from bot.cases.inbox import Delivery, Inbox, Kind
from bot.cases.spellings import finder
from bot.cases.standing import read_standing
from bot.cases.store import OUTCOME_SECONDS, CaseStore
from bot.cases.tables import JOINED, METADATA, OUTCOMES
from bot.cases.workspace import Workspaces, WorkspaceSettings
from bot.model import CaseState
from tests.clocks import StillClock

# What belongs to no workspace, and what names it within a key of its own.
COMMON = {"channel_turns", "duties", "queue_migrations", "slack_oauth_states", "zone_health"}


def new(ts: str, words: str = "", team: str = "T1", **fields: str | None) -> NewCase:
    return NewCase(team=team, channel="C1", source_ts=ts, source=Source.MESSAGE, asked=True, words=words, **fields)  # type: ignore[arg-type]


def delivery(key: str, words: str, team: str = "T1") -> Delivery:
    return Delivery(team, key, Kind.EVENT, {"event": {"text": words}})


def files_with(folder: Path, words: bytes) -> list[str]:
    return [file.name for file in sorted(folder.glob("test.sqlite3*")) if words in file.read_bytes()]


def test_every_table_says_whose_its_rows_are() -> None:
    assert {table.name for table in METADATA.tables.values() if team_column(table) is None} == COMMON


def test_no_column_holds_peoples_words_unknown_to_us() -> None:
    """A new column of text: can an address be in it? Then `Forgetting.address` has to look there, too."""
    looked_at = {"inbox.payload", *(f"cases.{column.name}" for column in (*_WORDS, *_JSON))}
    without_addresses = {
        *("cases.sending_ips", "cases.tried"),
        *("workspaces.settings", "zone_health.health", "watches.conditions", "alarms.troubles", "pictures.description"),
        *(f"slack_bots.{name}" for name in ("bot_token", "bot_refresh_token")),
        *(f"slack_installations.{name}" for name in ("bot_token", "bot_refresh_token", "user_token")),
        *(f"slack_installations.{name}" for name in ("user_refresh_token", "incoming_webhook_url")),
        "slack_installations.incoming_webhook_configuration_url",
    }
    texts = {
        f"{table.name}.{column.name}"
        for table in METADATA.sorted_tables
        for column in table.c
        if isinstance(column.type, Text)
    }
    assert texts == looked_at | without_addresses


async def test_a_workspace_is_gone_from_every_table(database: Database, inbox: Inbox, store: CaseStore) -> None:
    for team in ("T1", "T2"):
        await inbox.accept(delivery("k", "550", team))
        case, _ = await store.open(new("1.0", "550", team))
        row = {"team": team, "channel": "C1", "source_ts": "2.0", "case_id": case.id}
        await database.write(lambda c, row=row: c.execute(insert(JOINED).values(row)) and None)  # type: ignore[misc]
        await Workspaces(database).save(team, WorkspaceSettings(sending_domains=("example.com",)))
    deleted = await Forgetting(database).workspace("T1")
    assert {name for name, count in deleted.items() if count == 1} == {"inbox", "cases", "joined", "workspaces"}
    for table in METADATA.sorted_tables:
        column = team_column(table)
        if column is not None:
            left = await database.read(lambda c, column=column: list(c.scalars(select(column))))  # type: ignore[misc]
            assert set(left) <= {"T2"}
    assert await store.find_by_message("T2", "C1", "1.0") is not None


@pytest.mark.parametrize(
    ("words", "is_forgotten"),
    [
        ("550 <bob@example.com>: unknown", True),
        ("550 &lt;<mailto:Bob@Example.com|Bob@Example.com>&gt;: unknown", True),
        ("to=bob@example.com, status=bounced", True),
        ("to=<bob@example.com>, status=bounced", True),
        ("first\nbob@example.com\nlast", True),
        ("(bob@example.com)", True),
        ("abob@example.com", False),
        ("b.bob@example.com", False),
        ("bob@example.com.au", False),
        ("bob@example.community", False),
        ("bob@example.com.", True),
        ("carol@example.com", False),
        ("送信者bob@example.comから", True),
        ("에게bob@example.com에게", True),
        ("<bob @example.com>: unknown", True),
        ("<bob@\n\texample.com>: unknown", True),
        ("bob＠example.com", True),
        ("https://example.org/?to=bob%40example.com&x=1", True),
        ("https://example.org/?to=%3CBob%40example.com%3E", True),
        ("https://example.org/?to=a%2Bbob%40example.com", False),
        ("<bounce+bob=example.com@lists.example.org>: unknown", True),
        ("<bounces+123-ab-bob=example.com@lists.example.org>: unknown", True),
        ("<SRS0=ab=cd=example.com=bob@forwarder.example.org>: unknown", True),
        ("<bounce+notbob=example.com@lists.example.org>: unknown", False),
        ("<bounce+bob=example.com.au@lists.example.org>: unknown", False),
        ("bob=example.com", False),
        ("notbob@example.com", False),
        ("ébob@example.com", False),
        ("bob.smith@example.com", False),
        ("bob @other.example.com", False),
        ("bob@example.comé", False),
    ],
)
async def test_an_address_is_forgotten_where_it_occurs_and_only_there(
    database: Database, inbox: Inbox, store: CaseStore, words: str, is_forgotten: bool
) -> None:
    await store.open(new("1.0", words))
    await inbox.accept(delivery("k", words))
    deleted = await Forgetting(database).address("bob@EXAMPLE.com")
    assert (deleted["cases"], deleted["inbox"]) == ((1, 1) if is_forgotten else (0, 0))
    assert (await store.find_by_message("T1", "C1", "1.0") is None) is is_forgotten
    assert (await inbox.unfinished() == []) is is_forgotten
    assert not await inbox.accept(delivery("k", words))


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("<Ünal@example.com>: unknown", "Ünal@example.com"),
        ("<Ünal@example.com>: unknown", "ünal@example.com"),
        ("<u\u0308nal@example.com>: unknown", "Ünal@example.com"),
        ("<user@MÜNCHEN.de>: unknown", "user@münchen.de"),
        ("<user@münchen.de>: unknown", "user@MÜNCHEN.DE"),
        ("<user@münchen.de>: unknown", "user@xn--mnchen-3ya.de"),
        ("<user@XN--MNCHEN-3YA.de>: unknown", "user@münchen.de"),
        ("<user@faß.de>: unknown", "user@faß.de"),
        ("<почта@пример.рф>: unknown", "Почта@ПРИМЕР.рф"),
        ("<почта@xn--e1afmkfd.xn--p1ai>: unknown", "почта@пример.рф"),
        ("to=bob%2Btag%40example.com", "bob+tag@example.com"),
        ("<user@[192.0.2.1]>: unknown", "user@[192.0.2.1]"),
        ("<bob@example..com>: unknown", "bob@example..com"),
    ],
)
async def test_an_address_is_found_in_every_letter_case_and_alphabet_of_its_domain(
    database: Database, inbox: Inbox, store: CaseStore, words: str, address: str
) -> None:
    await store.open(new("1.0", words))
    await store.open(new("2.0", "550 <somebody.else@example.com>"))
    await inbox.accept(delivery("k", words))
    deleted = await Forgetting(database).address(address)
    assert (deleted["cases"], deleted["inbox"]) == (1, 1)


@pytest.mark.parametrize(
    "text", ["bob " * 250_000, "bob" + " " * 1_000_000, "bob@" * 250_000, "=example.com" * 90_000, "%40" * 330_000]
)
def test_looking_for_an_address_takes_no_long_time(text: str) -> None:
    started = time.process_time()
    assert finder("bob@example.com").search(text) is None
    # Linear it is some hundredths of a second; quadratic it would be minutes.
    assert time.process_time() - started < 5


async def test_what_was_forgotten_is_off_the_disk(sqlite_url: str, tmp_path: Path) -> None:
    database = await open_database(sqlite_url)
    await Inbox(database).accept(delivery("k", "550 <bob@example.com>"))
    await CaseStore(database, 86_400.0).open(new("1.0", "550 <bob@example.com>"))
    await CaseStore(database, 86_400.0).open(new("2.0", "secrets of somebody else"))
    await Forgetting(database).address("bob@example.com")
    assert files_with(tmp_path, b"secrets of somebody else") == ["test.sqlite3"]
    assert files_with(tmp_path, b"bob@example.com") == []
    await database.close()


async def test_an_address_is_found_on_every_page_of_what_is_stored(
    database: Database, store: CaseStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.cases.forgetting._PAGE", 2)
    for number in range(7):
        await store.open(new(f"{number}.0", "550 <carol@example.com>" if number == 3 else "550 <bob@example.com>"))
    assert (await Forgetting(database).address("bob@example.com"))["cases"] == 6
    assert await store.find_by_message("T1", "C1", "3.0") is not None


@pytest.mark.parametrize("fields", [{"address": "bob@example.com"}, {"sender": "BOB@example.com"}])
async def test_an_address_that_was_typed_is_found_too(
    database: Database, store: CaseStore, fields: dict[str, str]
) -> None:
    await store.open(new("1.0", **fields))
    await store.open(new("2.0", address="carol@example.com"))
    assert (await Forgetting(database).address("bob@example.com"))["cases"] == 1
    assert await store.find_by_message("T1", "C1", "2.0") is not None


@pytest.mark.parametrize(
    "address", ["a%b@example.com", "a_b@example.com", "a&b@example.com", "o'b@例え.jp", '"x y"@a.jp']
)
async def test_strange_addresses_are_no_patterns(database: Database, store: CaseStore, address: str) -> None:
    await store.open(new("1.0", f"550 <{address}>".replace("&", "&amp;")))
    await store.open(new("2.0", "550 <axb@example.com>"))
    assert (await Forgetting(database).address(address))["cases"] == 1


async def test_outcomes_have_an_end_too(database: Database, store: CaseStore, clock: StillClock) -> None:
    row = {"case_id": "c1", "team": "T1", "source": "message", "state": "solved", "created_at": clock.now}
    await database.write(lambda c: c.execute(insert(OUTCOMES).values(row)) and None)
    clock.now += OUTCOME_SECONDS - 1
    await store.purge()
    assert await database.read(lambda c: c.scalar(text("SELECT count(*) FROM outcomes"))) == 1
    clock.now += 2
    await store.purge()
    assert await database.read(lambda c: c.scalar(text("SELECT count(*) FROM outcomes"))) == 0


async def test_a_payload_that_finds_no_handler_is_not_kept_for_ever(inbox: Inbox, clock: StillClock) -> None:
    await inbox.accept(delivery("k", "550"))
    clock.now += 6 * 86_400.0
    assert await inbox.purge() == 0
    clock.now += 86_401.0
    assert await inbox.purge() == 1


async def test_how_things_stand(database: Database, inbox: Inbox, store: CaseStore, clock: StillClock) -> None:
    await inbox.accept(delivery("k", "550"))
    opened = []
    for number, state in enumerate((CaseState.READING, CaseState.SOLVED, CaseState.PARKED, CaseState.ANSWERED)):
        clock.now += 1
        case, _ = await store.open(new(f"{number}.0"))
        await store.move(case, state=state)
        opened.append(case.id)
    await store.open(new("9.0", team="T2"))
    standing = await read_standing(database, limit=10, team="T1")
    assert standing.counts == dict.fromkeys(
        (CaseState.READING, CaseState.SOLVED, CaseState.PARKED, CaseState.ANSWERED), 1
    )
    assert (standing.waiting, standing.parked) == (1, 0)
    assert [case.id for case in standing.cases] == [opened[2], opened[3], opened[0]]
    assert len((await read_standing(database, limit=2)).cases) == 2
