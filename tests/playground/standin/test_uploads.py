"""Files that the app uploads: announced, sent, shared; and what Slack refuses of that."""

from __future__ import annotations

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.standin import SlackStandIn
from bot.playground.standin.blocks import complaints_about_blocks, complaints_about_view

PNG = b"\x89PNG\r\n\x1a\n picture"


@pytest.fixture
def web(slack: SlackStandIn) -> AsyncWebClient:
    return AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)


async def test_files_are_shared_in_a_thread_with_their_titles_and_words(
    slack: SlackStandIn, web: AsyncWebClient
) -> None:
    room = slack.channel("support", slack.person("ann"))
    root = await web.chat_postMessage(channel=room.id, text="report")
    await web.files_upload_v2(
        file_uploads=[
            {"file": PNG, "filename": "a.png", "title": "A picture", "alt_txt": "What it shows"},
            {"file": b"a,b", "filename": "a.csv", "title": "Figures"},
        ],
        channel=room.id,
        thread_ts=root["ts"],
    )
    _, shared = room.bot_messages
    assert shared.thread_ts == root["ts"]
    assert [(file["title"], file["mimetype"]) for file in shared.files] == [
        ("A picture", "image/png"),
        ("Figures", "text/csv"),
    ]
    assert shared.files[0]["alt_txt"] == "What it shows"
    assert slack.workspace.contents[shared.files[0]["id"]] == PNG


async def test_a_file_that_is_shared_nowhere_can_be_shown_on_the_home_tab_until_it_is_deleted(
    slack: SlackStandIn, web: AsyncWebClient
) -> None:
    ann = slack.person("ann")
    room = slack.channel("support", ann)
    answer = await web.files_upload_v2(file_uploads=[{"file": PNG, "filename": "a.png", "title": "A picture"}])
    file_id = answer["files"][0]["id"]
    assert room.bot_messages == []
    home = {"type": "home", "blocks": [{"type": "image", "slack_file": {"id": file_id}, "alt_text": "A picture"}]}
    await web.views_publish(user_id=ann.id, view=home)
    await web.files_delete(file=file_id)
    with pytest.raises(SlackApiError, match="invalid slack file"):
        await web.views_publish(user_id=ann.id, view=home)


async def test_what_slack_refuses(slack: SlackStandIn, web: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError, match="file_not_found"):
        await web.files_completeUploadExternal(files=[{"id": "F0"}])
    announced = await web.files_getUploadURLExternal(filename="a.png", length=3)
    async with aiohttp.ClientSession() as session, session.post(announced["upload_url"], data=b"longer") as answer:
        assert answer.status == 400
    with pytest.raises(SlackApiError, match="file_not_found"):
        await web.files_completeUploadExternal(files=[{"id": announced["file_id"]}])
    slack.workspace.app.scopes -= {"files:write"}
    with pytest.raises(SlackApiError, match="missing_scope"):
        await web.files_getUploadURLExternal(filename="a.png", length=3)


def test_tables_and_pictures_are_taken_as_slack_takes_them() -> None:
    cell = {"type": "raw_text", "text": "x"}
    table = {"type": "table", "rows": [[cell, cell], [cell, cell]], "column_settings": [{"align": "right"}]}
    assert complaints_about_blocks([table]) == []
    assert complaints_about_blocks([table, table])
    assert complaints_about_blocks([{"type": "table", "rows": [[cell] * 21]}])
    assert complaints_about_blocks([{"type": "table", "rows": [[{"type": "raw_text", "text": ""}]]}])
    assert complaints_about_view({"type": "home", "blocks": [table]})
    picture = {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "x"}
    assert complaints_about_view({"type": "home", "blocks": [picture]}) == []
    assert complaints_about_blocks([{"type": "image", "alt_text": "x"}])
    assert complaints_about_blocks([{**picture, "image_url": "https://example.com/a.png"}])
