"""What concerns us, what does not, and what keys tell two deliveries from one."""

from __future__ import annotations

from typing import Any

import pytest

from bot.bounce import is_worth_reading
from bot.cases.inbox import Kind
from bot.cases.workspace import ChannelMode, WorkspaceSettings
from bot.reply.actions import Action
from handlers.gate import Identity, Verdict, key_of, kind_of, verdict, without_words

US = Identity("U0BOT", "B0BOT")
BOUNCE = "550 5.1.1 &lt;bob@example.com&gt;: Recipient address rejected: User unknown"
EMAIL = {"filetype": "email", "mode": "email", "plain_text": "lunch menu"}


def event(**fields: Any) -> dict[str, Any]:
    return {
        "type": "event_callback",
        "event": {"type": "message", "channel": "C1", "ts": "1.0", "user": "U1", **fields},
    }


def judged(body: dict[str, Any], settings: WorkspaceSettings | None = None) -> Verdict:
    return verdict(body, US, settings or WorkspaceSettings(), is_worth_reading)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (event(text=BOUNCE), Verdict.STORE),
        (event(text="lunch?"), Verdict.DROP),
        (event(text="the flight is 550 dollars"), Verdict.DROP),
        (event(text="lunch?", channel_type="im"), Verdict.STORE),
        (event(text="<@U0BOT> lunch?"), Verdict.STORE),
        (event(type="app_mention", text="<@U0BOT> lunch?"), Verdict.STORE),
        (event(text=BOUNCE, user="U0BOT", bot_id="B0BOT"), Verdict.DROP),
        (event(text=BOUNCE, user="U0BOT"), Verdict.DROP),
        (event(text=BOUNCE, user=None, bot_id="B9", subtype="bot_message"), Verdict.DROP),
        (event(text=BOUNCE, user="U9", bot_id="B9"), Verdict.DROP),
        (event(type="app_mention", text="<@U0BOT>", user="U9", bot_id="B9"), Verdict.DROP),
        (event(text=BOUNCE, subtype="thread_broadcast"), Verdict.STORE),
        (event(text=BOUNCE, subtype="channel_join"), Verdict.DROP),
        (event(text=BOUNCE, subtype="channel_topic"), Verdict.DROP),
        (event(subtype="message_deleted", hidden=True, deleted_ts="1.0"), Verdict.DROP),
        (
            event(text="", subtype="file_share", files=[{"name": "b.eml", "url_private": "https://x"}]),
            Verdict.STORE_FILES,
        ),
        (
            event(text=BOUNCE, subtype="file_share", files=[{"name": "b.eml", "url_private": "https://x"}]),
            Verdict.STORE,
        ),
        (event(text="", subtype="file_share", files=[{"name": "c.png", "url_private": "https://x"}]), Verdict.DROP),
        (event(text="", user="USLACKBOT", subtype="file_share", files=[EMAIL]), Verdict.DROP),
        (
            event(text="", user="USLACKBOT", subtype="file_share", files=[{**EMAIL, "plain_text": BOUNCE}]),
            Verdict.STORE,
        ),
        (event(text=BOUNCE, user="USLACKBOT"), Verdict.DROP),
        (event(type="app_home_opened"), Verdict.PASS),
        (event(type="reaction_added"), Verdict.DROP),
        ({"type": "event_callback"}, Verdict.DROP),
        ({"command": "/smtp550", "text": ""}, Verdict.STORE),
        ({"type": "block_actions", "actions": [{"action_id": Action.SOLVED}]}, Verdict.STORE),
        ({"type": "block_actions", "actions": [{"action_id": Action.SHOW_EVIDENCE}]}, Verdict.PASS),
        ({"type": "message_action"}, Verdict.STORE),
        ({"type": "shortcut"}, Verdict.PASS),
        ({"type": "view_submission"}, Verdict.STORE),
        ({"type": "url_verification"}, Verdict.PASS),
    ],
)
def test_verdicts(body: dict[str, Any], expected: Verdict) -> None:
    assert judged(body) is expected


def edit(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    message = {"type": "message", "user": "U1", "ts": "1.0"}
    return event(subtype="message_changed", message={**message, **after}, previous_message={**message, **before})


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"text": "x"}, {"text": BOUNCE}, Verdict.STORE),
        ({"text": BOUNCE}, {"text": BOUNCE.replace("bob", "carol")}, Verdict.STORE),
        ({"text": BOUNCE}, {"text": BOUNCE, "attachments": [{"text": "a preview"}]}, Verdict.DROP),
        ({"text": BOUNCE}, {"text": "lunch?"}, Verdict.DROP),
        ({"text": "x", "bot_id": "B0BOT"}, {"text": BOUNCE, "bot_id": "B0BOT"}, Verdict.DROP),
        ({"text": BOUNCE}, {"text": "", "subtype": "tombstone"}, Verdict.DROP),
    ],
)
def test_an_edit_counts_only_if_its_words_changed(
    before: dict[str, Any], after: dict[str, Any], expected: Verdict
) -> None:
    assert judged(edit(before, after)) is expected


def test_a_workspace_decides_which_bots_and_channels_are_heard() -> None:
    bot = event(text=BOUNCE, user="U9", bot_id="B9")
    assert judged(bot, WorkspaceSettings(allowed_bots=frozenset({"B9"}))) is Verdict.STORE
    off = WorkspaceSettings(channel_modes={"C1": ChannelMode.OFF})
    assert judged(event(text=BOUNCE), off) is Verdict.DROP
    assert judged(event(type="app_mention", text="<@U0BOT>"), off) is Verdict.STORE
    shared = {**event(text=BOUNCE), "is_ext_shared_channel": True}
    assert judged(shared) is Verdict.DROP
    assert judged(shared, WorkspaceSettings(shared_channels=frozenset({"C1"}))) is Verdict.STORE


CLICK = {
    "type": "block_actions",
    "channel": {"id": "C1"},
    "container": {"message_ts": "1.0"},
    "actions": [{"action_id": "a", "action_ts": "2.0"}],
}


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ({"type": "event_callback", "event_id": "Ev1"}, "event:Ev1"),
        ({"command": "/smtp550", "trigger_id": "1.2"}, "command:1.2"),
        (CLICK, "action:C1:1.0:a:2.0"),
        ({"type": "view_submission", "trigger_id": "1.2"}, "view:1.2"),
        ({"type": "message_action", "trigger_id": "1.2"}, "shortcut:1.2"),
    ],
)
def test_slacks_own_keys_are_used(body: dict[str, Any], key: str) -> None:
    kind = kind_of(body)
    assert kind is not None
    assert key_of(body, kind) == key


def test_a_form_that_comes_again_with_other_answers_is_another_delivery() -> None:
    def sent(answer: str) -> str:
        values = {"b": {"a": {"value": answer}}}
        view = {"id": "V1", "hash": "h", "state": {"values": values}}
        return key_of({"type": "view_submission", "view": view}, Kind.VIEW)

    assert sent("") == sent("") != sent("550")
    assert sent("").startswith("view:V1:h:")


def test_an_event_without_an_id_is_told_by_its_content() -> None:
    first, again, other = event(text="a"), event(text="a"), event(text="b")
    assert key_of(first, Kind.EVENT) == key_of(again, Kind.EVENT) != key_of(other, Kind.EVENT)


def test_a_command_without_a_trigger_is_never_taken_for_another() -> None:
    body = {"command": "/smtp550"}
    assert key_of(body, Kind.COMMAND) != key_of(body, Kind.COMMAND)


def test_of_a_message_with_files_only_the_files_are_kept() -> None:
    files = [{"name": "b.eml", "url_private": "https://x"}]
    said = {"text": "lunch?", "blocks": [{"text": "lunch?"}], "attachments": [{"text": "menu"}], "files": files}
    assert without_words(event(**said))["event"] == event(files=files)["event"]
    shared = {"attachments": [{"text": "menu", "files": files}]}
    assert without_words(event(text="lunch?", **shared))["event"] == event(attachments=[{"files": files}])["event"]
    edit = event(subtype="message_changed", message={"ts": "1.0", **said}, previous_message={"ts": "1.0", **said})
    kept = without_words(edit)["event"]
    assert kept["message"] == {"ts": "1.0", "files": files}
    assert "previous_message" not in kept
    assert "lunch?" in str(edit)
