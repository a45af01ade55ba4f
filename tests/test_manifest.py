"""The Slack app that `manifest.yml` describes can receive every event that it subscribes to, and asks for no more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

MANIFEST = Path(__file__).resolve().parent.parent / "manifest.yml"

# https://docs.slack.dev/reference/events: "Required scopes" of each event; None where an event needs none.
SCOPE_OF_EVENT = {
    "app_home_opened": None,
    "app_mention": "app_mentions:read",
    "app_uninstalled": None,
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "tokens_revoked": None,
}


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    loaded = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def test_every_subscribed_event_has_its_scope(manifest: dict[str, Any]) -> None:
    scopes = set(manifest["oauth_config"]["scopes"]["bot"])
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    assert events
    for event in events:
        scope = SCOPE_OF_EVENT[event]
        assert scope is None or scope in scopes, f"{event} is not delivered without {scope}"


def test_optional_scopes_are_asked_for_too(manifest: dict[str, Any]) -> None:
    scopes = manifest["oauth_config"]["scopes"]
    assert set(scopes["bot_optional"]) < set(scopes["bot"])


def test_commands_and_shortcuts_need_the_commands_scope(manifest: dict[str, Any]) -> None:
    assert "commands" in manifest["oauth_config"]["scopes"]["bot"]
    assert [command["command"] for command in manifest["features"]["slash_commands"]] == ["/smtp550"]


def test_socket_mode_needs_no_public_address(manifest: dict[str, Any]) -> None:
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert "https://" not in str(manifest["settings"])


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        (("display_information", "name"), 35),
        (("display_information", "description"), 140),
        (("display_information", "long_description"), 4000),
        (("features", "bot_user", "display_name"), 80),
    ],
)
def test_texts_fit_slacks_limits(manifest: dict[str, Any], path: tuple[str, ...], limit: int) -> None:
    value: Any = manifest
    for step in path:
        value = value[step]
    assert 0 < len(value) <= limit


def test_shortcut_names_fit_slacks_limit(manifest: dict[str, Any]) -> None:
    for shortcut in manifest["features"]["shortcuts"]:
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["description"]) <= 150
