"""The Web API says yes and no as Slack does."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.playground.standin import Person, Room, SlackStandIn
from bot.playground.standin.records import DEFAULT_SCOPES
from tests.clocks import StillClock

Payload = dict[str, Any]


class Client:
    """Calls methods with the bot's token, as JSON."""

    def __init__(self, slack: SlackStandIn, session: aiohttp.ClientSession) -> None:
        self.slack = slack
        self.session = session
        self.token = slack.bot_token

    async def call(self, method: str, **args: Any) -> Payload:
        headers = {"Authorization": f"Bearer {self.token}"}
        async with self.session.post(self.slack.api_url + method, json=args, headers=headers) as answer:
            body: Payload = await answer.json()
            return body

    async def error(self, method: str, **args: Any) -> str:
        answer = await self.call(method, **args)
        assert not answer["ok"]
        return str(answer["error"])


@pytest.fixture
def clock() -> StillClock:
    return StillClock(1_790_000_000.0)


@pytest.fixture
async def slack(clock: StillClock) -> AsyncIterator[SlackStandIn]:
    async with SlackStandIn(now=clock) as stand_in:
        yield stand_in


@pytest.fixture
async def client(slack: SlackStandIn) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session:
        yield Client(slack, session)


@pytest.fixture
def ann(slack: SlackStandIn) -> Person:
    return slack.person("ann", locale="ja-JP")


@pytest.fixture
def support(slack: SlackStandIn, ann: Person) -> Room:
    return slack.channel("support", ann)


# --- tokens and scopes ---


@pytest.mark.parametrize(
    ("token", "method", "error"),
    [
        ("", "auth.test", "not_authed"),
        ("xoxb-wrong", "auth.test", "invalid_auth"),
        ("APP", "chat.postMessage", "not_allowed_token_type"),
        ("BOT", "apps.connections.open", "not_allowed_token_type"),
        ("BOT", "chat.meMessage", "unknown_method"),
    ],
)
async def test_tokens_are_checked(client: Client, token: str, method: str, error: str) -> None:
    client.token = {"APP": client.slack.app_token, "BOT": client.slack.bot_token}.get(token, token)
    assert await client.error(method) == error


async def test_a_missing_scope_is_named(client: Client, support: Room) -> None:
    client.slack.workspace.app.scopes = DEFAULT_SCOPES - {"chat:write"}
    answer = await client.call("chat.postMessage", channel=support.id, text="x")
    assert (answer["error"], answer["needed"]) == ("missing_scope", "chat:write")


async def test_arguments_may_come_as_form_query_or_json(client: Client, support: Room) -> None:
    headers = {"Authorization": f"Bearer {client.token}"}
    url = client.slack.api_url + "chat.postMessage"
    blocks = [{"type": "divider"}]
    form = {"channel": support.id, "text": "form", "blocks": json.dumps(blocks)}
    async with client.session.post(url, data=form, headers=headers) as answer:
        assert (await answer.json())["ok"]
    async with client.session.post(url, data=form | {"token": client.token}) as answer:
        assert (await answer.json())["ok"]
    async with client.session.get(url, params={"channel": support.id, "text": "query"}, headers=headers) as answer:
        assert (await answer.json())["ok"]
    assert [message.text for message in support.messages] == ["form", "form", "query"]
    assert support.messages[0].blocks[0]["type"] == "divider"


# --- writing ---


@pytest.mark.parametrize(
    ("args", "error"),
    [
        ({"channel": "C404", "text": "x"}, "channel_not_found"),
        ({"text": "x"}, "invalid_arguments"),
        ({}, "invalid_arguments"),
        ({"channel": "#support", "text": " "}, "no_text"),
        ({"channel": "#support", "text": "x" * 40_001}, "msg_too_long"),
        ({"channel": "#support", "text": "x", "thread_ts": "1.000000"}, "thread_not_found"),
        ({"channel": "#support", "blocks": "{"}, "invalid_blocks_format"),
        ({"channel": "#support", "blocks": [{"type": "section"}]}, "invalid_blocks"),
        ({"channel": "#support", "text": "x", "metadata": {"event_type": "case"}}, "invalid_metadata_format"),
        ({"channel": "#elsewhere", "text": "x"}, "not_in_channel"),
        ({"channel": "#secret", "text": "x"}, "channel_not_found"),
    ],
)
async def test_a_post_that_slack_refuses_is_refused(
    client: Client, support: Room, ann: Person, args: Payload, error: str
) -> None:
    client.slack.channel("elsewhere", ann, bot=False)
    client.slack.channel("secret", ann, bot=False, private=True)
    assert await client.error("chat.postMessage", **args) == error
    assert support.messages == []


async def test_more_text_in_all_blocks_than_slack_takes_is_refused(client: Client, support: Room) -> None:
    section = {"type": "section", "text": {"type": "plain_text", "text": "x" * 2_900}}
    assert (await client.call("chat.postMessage", channel=support.id, blocks=[section] * 4))["ok"]
    assert await client.error("chat.postMessage", channel=support.id, blocks=[section] * 5) == "msg_blocks_too_long"


async def test_a_reply_to_a_reply_is_refused(client: Client, support: Room, ann: Person) -> None:
    root = await ann.says(support, "root")
    reply = await client.call("chat.postMessage", channel=support.id, text="1", thread_ts=root.ts)
    assert reply["message"]["thread_ts"] == root.ts
    error = await client.error("chat.postMessage", channel=support.id, text="2", thread_ts=reply["ts"])
    assert error == "cannot_reply_to_message"


async def test_a_public_channel_without_the_bot_needs_a_scope(client: Client, ann: Person) -> None:
    elsewhere = client.slack.channel("elsewhere", ann, bot=False)
    client.slack.workspace.app.scopes |= {"chat:write.public"}
    assert (await client.call("chat.postMessage", channel=elsewhere.id, text="x"))["ok"]


async def test_an_update_changes_what_it_names_and_no_more(client: Client, support: Room, ann: Person) -> None:
    blocks = [{"type": "divider"}]
    posted = await client.call("chat.postMessage", channel=support.id, text="one", blocks=blocks)
    update = {"channel": support.id, "ts": posted["ts"]}
    assert (await client.call("chat.update", **update, text="two"))["text"] == "two"
    assert support.messages[0].blocks
    await client.call("chat.update", **update, text="three", blocks=[])
    assert (support.messages[0].text, support.messages[0].blocks) == ("three", [])
    assert await client.error("chat.update", **update, text="x" * 4_001) == "msg_too_long"
    assert await client.error("chat.update", channel=support.id, ts="1.000000", text="x") == "message_not_found"
    others = await ann.says(support, "mine")
    assert await client.error("chat.update", channel=support.id, ts=others.ts, text="x") == "cant_update_message"
    assert await client.error("chat.delete", channel=support.id, ts=others.ts) == "cant_delete_message"


async def test_an_ephemeral_message_is_seen_by_one_member_only(client: Client, support: Room, ann: Person) -> None:
    bea = client.slack.person("bea")
    args = {"channel": support.id, "text": "psst"}
    assert (await client.call("chat.postEphemeral", **args, user=ann.id))["message_ts"]
    assert [message.text for message in support.ephemerals(ann)] == ["psst"]
    assert support.messages == []
    assert await client.error("chat.postEphemeral", **args, user=bea.id) == "user_not_in_channel"


async def test_reactions_are_added_once(client: Client, support: Room, ann: Person) -> None:
    message = await ann.says(support, "x")
    args = {"channel": support.id, "timestamp": message.ts, "name": "eyes"}
    assert (await client.call("reactions.add", **args))["ok"]
    assert await client.error("reactions.add", **args) == "already_reacted"
    assert message.reactions == {"eyes": [client.slack.workspace.app.bot_user]}


# --- reading ---


async def test_metadata_comes_only_when_asked_for(client: Client, support: Room, ann: Person) -> None:
    root = await ann.says(support, "root")
    metadata = {"event_type": "case", "event_payload": {"id": "1"}}
    await client.call("chat.postMessage", channel=support.id, text="x", thread_ts=root.ts, metadata=metadata)
    asked: Payload = {"channel": support.id, "ts": root.ts}
    without = await client.call("conversations.replies", **asked)
    with_it = await client.call("conversations.replies", **asked, include_all_metadata=True)
    assert "metadata" not in without["messages"][1]
    assert with_it["messages"][1]["metadata"] == metadata
    assert with_it["messages"][0]["reply_count"] == 1


async def test_a_locale_comes_only_when_asked_for(client: Client, ann: Person) -> None:
    assert "locale" not in (await client.call("users.info", user=ann.id))["user"]
    assert (await client.call("users.info", user=ann.id, include_locale="true"))["user"]["locale"] == "ja-JP"
    assert await client.error("users.info", user="U404") == "user_not_found"


async def test_threads_of_channels_without_the_bot_cannot_be_read(client: Client, ann: Person) -> None:
    elsewhere = client.slack.channel("elsewhere", ann, bot=False)
    message = await ann.says(elsewhere, "x")
    assert await client.error("conversations.replies", channel=elsewhere.id, ts=message.ts) == "not_in_channel"


async def test_a_thread_is_read_page_by_page(client: Client, support: Room, ann: Person) -> None:
    root = await ann.says(support, "0")
    for number in range(1, 5):
        await ann.says(support, str(number), thread=root)
    first = await client.call("conversations.replies", channel=support.id, ts=root.ts, limit=3)
    cursor = first["response_metadata"]["next_cursor"]
    second = await client.call("conversations.replies", channel=support.id, ts=root.ts, limit=3, cursor=cursor)
    assert [message["text"] for message in first["messages"] + second["messages"]] == ["0", "1", "2", "3", "4"]
    assert (first["has_more"], second["has_more"]) == (True, False)


# --- limits in time ---


async def test_more_than_a_burst_in_one_channel_is_rate_limited(
    client: Client, support: Room, clock: StillClock
) -> None:
    for _ in range(5):
        assert (await client.call("chat.postMessage", channel=support.id, text="x"))["ok"]
    headers = {"Authorization": f"Bearer {client.token}"}
    url = client.slack.api_url + "chat.postMessage"
    async with client.session.post(url, json={"channel": support.id, "text": "x"}, headers=headers) as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (429, "1")
        assert (await answer.json())["error"] == "ratelimited"
    clock.now += 1
    assert (await client.call("chat.postMessage", channel=support.id, text="x"))["ok"]


async def test_a_method_has_so_many_calls_a_minute(client: Client) -> None:
    answers = [await client.call("usergroups.list") for _ in range(21)]
    assert [answer["ok"] for answer in answers] == [True] * 20 + [False]


VIEW: Payload = {"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": [{"type": "divider"}]}


async def test_a_trigger_opens_one_modal_within_3_seconds(client: Client, ann: Person, clock: StillClock) -> None:
    workspace = client.slack.workspace
    trigger = workspace.add_trigger(ann.id)
    assert (await client.call("views.open", trigger_id=trigger, view=VIEW))["view"]["id"]
    assert await client.error("views.open", trigger_id=trigger, view=VIEW) == "exchanged_trigger_id"
    late = workspace.add_trigger(ann.id)
    clock.now += 3.1
    assert await client.error("views.open", trigger_id=late, view=VIEW) == "expired_trigger_id"
    assert await client.error("views.open", trigger_id="1.2.3", view=VIEW) == "invalid_trigger_id"
    bad = await client.call("views.open", trigger_id=workspace.add_trigger(ann.id), view=VIEW | {"title": None})
    assert bad["error"] == "invalid_arguments"
    assert "title" in bad["response_metadata"]["messages"][0]


async def test_at_most_three_modals_are_on_top_of_each_other(client: Client, ann: Person) -> None:
    workspace = client.slack.workspace
    await client.call("views.open", trigger_id=workspace.add_trigger(ann.id), view=VIEW)
    for _ in range(2):
        assert (await client.call("views.push", trigger_id=workspace.add_trigger(ann.id), view=VIEW))["ok"]
    error = await client.error("views.push", trigger_id=workspace.add_trigger(ann.id), view=VIEW)
    assert error == "push_limit_reached"


async def test_a_view_is_updated_only_from_what_was_seen(client: Client, ann: Person) -> None:
    opened = (await client.call("views.open", trigger_id=client.slack.workspace.add_trigger(ann.id), view=VIEW))["view"]
    args: Payload = {"view_id": opened["id"], "view": VIEW}
    assert (await client.call("views.update", **args, hash=opened["hash"]))["ok"]
    assert await client.error("views.update", **args, hash=opened["hash"]) == "hash_conflict"
    assert await client.error("views.update", view_id="V404", view=VIEW) == "not_found"


async def test_a_response_url_works_five_times_in_thirty_minutes(
    client: Client, support: Room, ann: Person, clock: StillClock
) -> None:
    url = f"{client.slack.base_url}response/{client.slack.workspace.add_response_url(support.id, ann.id)}"

    async def respond(**body: Any) -> tuple[int, Payload]:
        async with client.session.post(url, json=body) as answer:
            return answer.status, await answer.json()

    for number in range(5):
        assert await respond(text=str(number)) == (200, {"ok": True})
    assert await respond(text="6") == (404, {"ok": False, "error": "used_url"})
    assert [message.text for message in support.ephemerals(ann)] == ["0", "1", "2", "3", "4"]
    url = f"{client.slack.base_url}response/{client.slack.workspace.add_response_url(support.id, ann.id)}"
    assert (await respond(text="all", response_type="in_channel"))[0] == 200
    assert support.messages[-1].text == "all"
    clock.now += 30 * 60 + 1
    assert await respond(text="late") == (404, {"ok": False, "error": "expired_url"})


# --- faults ---


async def test_ordered_faults_come_and_go(client: Client, support: Room) -> None:
    faults = client.slack.faults
    args = {"channel": support.id, "text": "x"}
    faults.fail("chat.*", "internal_error")
    assert await client.error("chat.postMessage", **args) == "internal_error"
    faults.status("chat.postMessage", 503)
    headers = {"Authorization": f"Bearer {client.token}"}
    async with client.session.post(client.slack.api_url + "chat.postMessage", json=args, headers=headers) as answer:
        assert answer.status == 503
    faults.drop("chat.postMessage")
    with pytest.raises(aiohttp.ClientError):
        await client.call("chat.postMessage", **args)
    assert support.messages == []
    faults.drop("chat.postMessage", after_doing=True)
    with pytest.raises(aiohttp.ClientError):
        await client.call("chat.postMessage", **args)
    assert len(support.messages) == 1
    with faults.outage(), pytest.raises(aiohttp.ClientError):
        await client.call("chat.postMessage", **args)
    assert (await client.call("chat.postMessage", **args))["ok"]


async def test_calls_are_recorded_without_the_token(client: Client, support: Room) -> None:
    await client.call("chat.postMessage", channel=support.id, text="x", token=client.token)
    (call,) = client.slack.traffic.calls_to("chat.postMessage")
    assert call.args == {"channel": support.id, "text": "x"}
    assert call.ok
