"""What people do reaches the app as the events that Slack would send, and only where the app may hear them."""

from __future__ import annotations

from typing import Any

import pytest

from bot.playground.standin import Person, Room, SlackStandIn, Timing, Upload
from bot.playground.standin.events import events_for
from bot.playground.standin.limits import PERSON_TEXT

Payload = dict[str, Any]


@pytest.fixture
def heard(slack: SlackStandIn) -> list[Payload]:
    """The inner events, as they are made."""
    events: list[Payload] = []
    slack.workspace.listeners.append(
        lambda change: events.extend(outer["event"] for outer in events_for(slack.workspace, change))
    )
    slack.courier.timing = Timing(ack_within=0.01, retry_events_after=())
    return events


@pytest.fixture
def ann(slack: SlackStandIn) -> Person:
    return slack.person("ann")


@pytest.fixture
def support(slack: SlackStandIn, ann: Person) -> Room:
    return slack.channel("support", ann)


async def test_the_outer_event_names_team_app_and_authorization(
    slack: SlackStandIn, ann: Person, support: Room
) -> None:
    slack.courier.timing = Timing(ack_within=0.01, retry_events_after=())
    await ann.says(support, "hello")
    await slack.settled()
    outer = slack.traffic.deliveries[0].payload
    assert (outer["type"], outer["team_id"]) == ("event_callback", slack.workspace.team_id)
    assert outer["event_id"].startswith("Ev")
    assert outer["authorizations"][0]["user_id"] == slack.workspace.app.bot_user
    assert outer["is_ext_shared_channel"] is False


async def test_a_mention_comes_as_two_events_with_the_same_ts(heard: list[Payload], ann: Person, support: Room) -> None:
    await ann.says(support, "@smtp550 someone@example.com")
    assert [event["type"] for event in heard] == ["message", "app_mention"]
    assert heard[0]["ts"] == heard[1]["ts"]
    assert heard[1]["text"].startswith("<@U0SMTP550B> ")
    assert "channel_type" not in heard[1]


@pytest.mark.parametrize("text", ["mail me@smtp550.example.com", "a@smtp550", "@smtp550.example.com"])
async def test_what_only_looks_like_a_mention_is_none(
    heard: list[Payload], ann: Person, support: Room, text: str
) -> None:
    await ann.says(support, text)
    assert [event["type"] for event in heard] == ["message"]


async def test_channels_without_the_app_are_silent(slack: SlackStandIn, heard: list[Payload], ann: Person) -> None:
    await ann.mentions(slack.channel("elsewhere", ann, bot=False), "hello")
    assert heard == []


@pytest.mark.parametrize(("private", "kind"), [(False, "channel"), (True, "group")])
async def test_the_kind_of_channel_is_told(
    slack: SlackStandIn, heard: list[Payload], ann: Person, private: bool, kind: str
) -> None:
    await ann.says(slack.channel("place", ann, private=private), "hello")
    assert heard[0]["channel_type"] == kind


async def test_a_channel_shared_with_another_company_is_told_as_one(slack: SlackStandIn, ann: Person) -> None:
    slack.courier.timing = Timing(ack_within=0.01, retry_events_after=())
    await ann.says(slack.channel("with-partner", ann, shared=True), "hello")
    await slack.settled()
    assert slack.traffic.deliveries[0].payload["is_ext_shared_channel"] is True


async def test_a_direct_message_is_told_as_one(heard: list[Payload], ann: Person) -> None:
    await ann.says(ann.direct, "hello")
    assert heard[0]["channel_type"] == "im"
    assert heard[0]["channel"].startswith("D")


async def test_edits_unfurls_and_removals_are_told(heard: list[Payload], ann: Person, support: Room) -> None:
    message = await ann.says(support, "one https://example.com/")
    await ann.edits(message, "two")
    support.unfurls(message)
    await ann.deletes(message)
    assert [event.get("subtype") for event in heard] == [None, "message_changed", "message_changed", "message_deleted"]
    edit, unfurl, removal = heard[1:]
    assert (edit["previous_message"]["text"], edit["message"]["text"]) == ("one <https://example.com/>", "two")
    assert unfurl["message"]["text"] == unfurl["previous_message"]["text"]
    assert "attachments" in unfurl["message"]
    assert removal["deleted_ts"] == message.ts


async def test_a_long_paste_becomes_a_snippet(heard: list[Payload], ann: Person, support: Room) -> None:
    await ann.says(support, "x" * (PERSON_TEXT + 1))
    (event,) = heard
    assert (event["subtype"], event["text"]) == ("file_share", "")
    (file,) = event["files"]
    assert (file["mode"], file["filetype"], file["size"]) == ("snippet", "text", PERSON_TEXT + 1)


@pytest.mark.parametrize(
    ("name", "filetype", "mimetype"),
    [
        ("bounce.eml", "eml", "message/rfc822"),
        ("bounce.MSG", "msg", "application/vnd.ms-outlook"),
        ("bounce.txt", "text", "text/plain"),
        ("bounce", "binary", "application/octet-stream"),
    ],
)
async def test_files_carry_their_type(
    heard: list[Payload], ann: Person, support: Room, name: str, filetype: str, mimetype: str
) -> None:
    await ann.says(support, "see", files=[Upload(name, b"x")])
    (file,) = heard[0]["files"]
    assert (file["filetype"], file["mimetype"]) == (filetype, mimetype)


async def test_a_mail_to_the_channel_comes_with_empty_text_and_one_file(heard: list[Payload], support: Room) -> None:
    support.receives_email("Undelivered", "MAILER-DAEMON@example.net", "550 5.1.1 <a@example.com>: unknown")
    (event,) = heard
    (file,) = event["files"]
    assert (event["user"], event["text"], file["filetype"]) == ("USLACKBOT", "", "email")
    assert file["plain_text"].startswith("550")


async def test_replies_name_their_root(heard: list[Payload], ann: Person, support: Room) -> None:
    root = await ann.says(support, "root")
    reply = await ann.says(support, "one", thread=root)
    await ann.says(support, "two", thread=reply)
    assert [event.get("thread_ts") for event in heard] == [None, root.ts, root.ts]
    assert heard[2]["parent_user_id"] == ann.id


async def test_an_invited_bot_hears_of_it_and_of_what_comes(
    slack: SlackStandIn, heard: list[Payload], ann: Person
) -> None:
    elsewhere = slack.channel("elsewhere", ann, bot=False)
    await ann.says(elsewhere, "unheard")
    assert (await ann.command("/invite @smtp550", elsewhere)).ok
    await ann.command("/invite @smtp550", elsewhere)
    await ann.says(elsewhere, "heard")
    assert [event.get("subtype") for event in heard] == ["channel_join", None]
    assert heard[0]["inviter"] == ann.id


async def test_opening_the_home_tab_is_told(heard: list[Payload], ann: Person) -> None:
    await ann.opens_home()
    assert (heard[0]["type"], heard[0]["user"], heard[0]["tab"]) == ("app_home_opened", ann.id, "home")


async def test_a_lost_delivery_is_sent_again(slack: SlackStandIn, ann: Person, support: Room) -> None:
    slack.courier.timing = Timing(ack_within=0.01, retry_events_after=(0.0, 0.0))
    slack.faults.drop_deliveries()
    await ann.says(support, "hello")
    await slack.settled()
    assert [delivery.attempt for delivery in slack.traffic.deliveries] == [0, 1, 2]


async def test_waiting_in_vain_says_what_there_is(ann: Person, support: Room) -> None:
    await ann.says(support, "only this")
    with pytest.raises(TimeoutError, match="only this"):
        await support.wait_for(lambda message: False, 0.01)
