"""What Slack's refusals and silences mean: not now, not there, not any more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

# What calls of Slack raise: a refusal (`SlackApiError`), or none because no answer came.
FAILURES: Final = (SlackClientError, aiohttp.ClientError, TimeoutError)

# https://docs.slack.dev/reference/methods/chat.postMessage, "Errors": nobody can be told there, now or later.
_UNREACHABLE: Final = frozenset(
    {
        "not_in_channel",
        "channel_not_found",
        "is_archived",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_locked",
        "restricted_action_thread_only_channel",
        "restricted_action_non_threadable_channel",
        "cannot_reply_to_message",
        "thread_not_found",
        "messages_tab_disabled",
        "user_not_in_channel",
        "user_not_found",
        "access_denied",
        "no_permission",
        "team_access_not_granted",
    }
)
_GONE: Final = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
# Slack's trouble or the operator's, not the case's.
_LATER: Final = frozenset(
    {
        "ratelimited",
        "rate_limited",
        "message_limit_exceeded",
        "internal_error",
        "fatal_error",
        "service_unavailable",
        "request_timeout",
        "team_added_to_org",
        "org_login_required",
        "invalid_auth",
        "not_authed",
        "token_expired",
        "token_revoked",
        "account_inactive",
    }
)


class TryLaterError(RuntimeError):
    """Slack could not be asked, or not now. `seconds` is how long it wants to be left alone.

    `nothing_done`: it is certain that Slack did not do what was asked. `is_silence`: it did not say what it did.
    """

    def __init__(
        self, reason: str, seconds: float = 0.0, *, nothing_done: bool = False, is_silence: bool = False
    ) -> None:
        super().__init__(reason)
        self.seconds = seconds
        self.nothing_done = nothing_done
        self.is_silence = is_silence


class UnreachableError(RuntimeError):
    """Slack lets nobody be told there; the message is Slack's error."""


class GoneError(RuntimeError):
    """The message that was to be updated is there no longer."""


def error_name(error: SlackApiError) -> str:
    """Slack's name of the error; empty where it sent none."""
    data = error.response.data if hasattr(error.response, "data") else error.response
    return str(data.get("error", "")) if isinstance(data, Mapping) else ""


def reason_of(error: Exception) -> str:
    """What to say of it in the log: Slack's name of the error, or the exception's."""
    return (error_name(error) if isinstance(error, SlackApiError) else "") or type(error).__name__


def told_apart(error: Exception) -> Exception:
    """What one of `FAILURES` means for who asked; the error itself where that is neither of the three."""
    if not isinstance(error, SlackApiError):
        never_sent = isinstance(error, aiohttp.ClientConnectorError)
        return TryLaterError(type(error).__name__, nothing_done=never_sent, is_silence=True)
    name, status = error_name(error), getattr(error.response, "status_code", 200)
    if name in _UNREACHABLE:
        return UnreachableError(name)
    if name in _GONE:
        return GoneError(name)
    if name in _LATER or status == 429 or status >= 500 or not name:
        headers = getattr(error.response, "headers", None) or {}
        retry_after = next((value for key, value in headers.items() if key.lower() == "retry-after"), "0")
        seconds = float(retry_after) if str(retry_after).isdigit() else 0.0
        is_limit = status == 429
        return TryLaterError(name or f"HTTP {status}", seconds, nothing_done=is_limit, is_silence=not is_limit)
    return error
