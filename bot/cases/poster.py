"""The poster: everything that a case says in Slack goes through here, paced, unfurled nowhere, errors told apart."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.cases.case import Case, Part, new_id
from bot.cases.pacing import NotYetError, Pace, Turns
from bot.cases.reach import Reach
from bot.reply.view import Message

_LOG: Final = structlog.get_logger(__name__)

METADATA_EVENT: Final = "smtp550_case"
# A message may be updated this often; in between, what is newer waits for its turn.
UPDATE_SECONDS: Final = 1.5
# Clicks in a row whose effect is shown at once; whoever goes on pressing waits.
_CLICKS: Final = 3
# A turn, or the end of a Retry-After, is waited for that long; whoever has to wait longer comes again later.
PATIENCE_SECONDS: Final = 5.0
# What was looked up before a post holds that long: a process may have been frozen in between.
_PERMIT_SECONDS: Final = 5.0
# Slack's pages, and how many of them are looked through: a thread may be long.
_PAGE: Final = 200
_PAGES: Final = 10
# Slack's clock stamps the messages, ours the note that one was about to go out.
_CLOCKS_APART_SECONDS: Final = 300.0
# https://docs.slack.dev/apis/web-api/rate-limits, Tier 3: 50 looks a minute. More at once are taken, too.
_LOOK_SECONDS: Final = 1.2
_LOOKS: Final = 20

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
_BAD_BLOCKS: Final = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})
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


class Posting(Protocol):
    """Something that is told by messages which must not go out twice: a case, an alarm. Times are epoch seconds."""

    @property
    def id(self) -> str:
        """Travels in the metadata of its messages."""
        ...

    @property
    def team(self) -> str:
        """The workspace."""
        ...

    @property
    def place(self) -> str:
        """The channel that it is told in."""
        ...

    @property
    def thread(self) -> str | None:
        """The thread that it is told in, if there is one yet."""
        ...

    @property
    def created_at(self) -> float:
        """When it began."""
        ...

    @property
    def about_at(self) -> float | None:
        """When the post under way was written down."""
        ...


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a message came to stand: `channel` is Slack's id of it, also where a person's was named."""

    channel: str
    ts: str


class Clients(Protocol):
    """Who has a Web API client for each workspace."""

    def client(self, team: str) -> AsyncWebClient:
        """The client that acts as our bot in `team`; what is paced here is not to be repeated by it."""
        ...

    async def token(self, team: str) -> str:
        """The token of our bot in `team`; empty where it is not installed (any more). Raises `StoreError`."""
        ...


class Poster:
    """Posts, updates and finds the messages of cases.

    All methods raise `TryLaterError`, `UnreachableError`, or slack_sdk's `SlackApiError` for what is neither.
    """

    def __init__(self, clients: Clients, channels: Turns | None = None) -> None:
        self._clients = clients
        self._channels = channels or Pace()
        self._messages = Pace(UPDATE_SECONDS, burst=1)
        self._looks = Pace(_LOOK_SECONDS, burst=_LOOKS)
        self._reach = Reach()

    async def wait_for_turn(self, case: Posting) -> None:
        """Wait until a post may go out in the case's channel. Call it before the "about to post" is written."""
        if wait := await self._reach.admit(case.team, lambda: _answers(self._clients.client(case.team))):
            raise TryLaterError("Slack does not answer", wait, nothing_done=True)
        await self._turn(case.team, case.place)

    async def post(self, case: Posting, part: str, message: Message, *, thread_ts: str | None, since: float) -> Posted:
        """Post `message` as that part of the case. The case's id travels in the message's metadata.

        `since` (`time.monotonic`) is when it was found out that the case is still ours: not long ago, or nothing is
        posted.
        """
        arguments = {
            "channel": case.place,
            "thread_ts": thread_ts,
            "metadata": {"event_type": METADATA_EVENT, "event_payload": {"case_id": case.id, "part": str(part)}},
        }
        if time.monotonic() - since > _PERMIT_SECONDS:
            raise TryLaterError("held up before a post", nothing_done=True)
        answer = await self._post(case.team, arguments, message)
        return Posted(str(answer.get("channel") or case.place), str(answer.get("ts") or ""))

    async def update(
        self, case: Posting, ts: str, message: Message, *, wait: bool = True, clicked: bool = False
    ) -> bool:
        """Make `message` the content of the one at `ts`. `wait=False` gives up (False) where it is too early for that.

        `clicked`: somebody pressed a button and looks at it, so it need not wait for what was shown just before.
        Raises `GoneError` where people deleted it.
        """
        name = f"{case.team}:{case.place}:{ts}"
        try:
            await asyncio.sleep(
                self._messages.take(name, float("inf") if wait else 0.0, ahead=_CLICKS if clicked else 0)
            )
        except NotYetError:
            return False
        await self._say(case.team, "chat.update", {"channel": case.place, "ts": ts}, message)
        return True

    async def whisper(
        self, team: str, channel: str, user: str, message: Message, *, thread_ts: str | None = None
    ) -> None:
        """Show `message` to one person in a channel."""
        arguments = {"channel": channel, "user": user, "thread_ts": thread_ts}
        await self._say(team, "chat.postEphemeral", arguments, message)

    async def tell(self, team: str, channel: str, message: Message, *, thread_ts: str | None = None) -> None:
        """Say something that belongs to no case."""
        arguments = {"channel": channel, "thread_ts": thread_ts}
        await self._turn(team, channel)
        try:
            await self._post(team, arguments, message)
        except TryLaterError as error:
            if not error.nothing_done:
                raise
            await self._turn(team, channel)
            await self._post(team, arguments, message)

    async def direct(self, team: str, user: str, message: Message) -> None:
        """Send `message` to one person: `chat.postMessage` takes a user's id for the direct message with them."""
        await self._post(team, {"channel": user}, message)

    async def respond(self, response_url: str, message: Message, *, replace: bool = False) -> bool:
        """Show `message` to the one who typed the command or clicked, by Slack's response URL; False if it refused.

        `replace`: in place of the message that was clicked on.
        """
        webhook = AsyncWebhookClient(response_url)
        try:
            answer = await webhook.send(
                text=message.text,
                blocks=list(message.blocks),
                response_type="ephemeral",
                replace_original=replace,
                unfurl_links=False,
                unfurl_media=False,
            )
        except (aiohttp.ClientError, TimeoutError, SlackClientError) as error:
            raise TryLaterError(type(error).__name__) from error
        return answer.status_code == 200

    async def remove(self, response_url: str) -> None:
        """Take away the message (an ephemeral one) whose button was clicked."""
        try:
            await AsyncWebhookClient(response_url).send_dict({"delete_original": True})
        except (aiohttp.ClientError, TimeoutError, SlackClientError) as error:
            raise TryLaterError(type(error).__name__) from error

    async def find(self, case: Posting, part: str) -> str | None:
        """The ts of that part of the case, if it is already in the channel. None where it is not, or we may not look.

        The one place where history is read: after a run that died between "about to post" and "posted". Slack's docs
        say that a bot may lack the right; then one reply too many is better than none. Where Slack only cannot be asked
        now, that is found out later: then a post is in doubt more often than not.
        """
        client = self._clients.client(case.team)
        arguments: dict[str, Any] = {
            "channel": case.place,
            "oldest": f"{(case.about_at or case.created_at) - _CLOCKS_APART_SECONDS:.6f}",
            "include_all_metadata": True,
            "limit": _PAGE,
        }
        look: Callable[..., Awaitable[AsyncSlackResponse]] = client.conversations_history
        if part != Part.ROOT and (thread := case.thread):
            look, arguments["ts"] = client.conversations_replies, thread
        for _ in range(_PAGES):
            try:
                await asyncio.sleep(self._looks.take(case.team, PATIENCE_SECONDS))
                found = await look(**arguments)
            except NotYetError as error:
                raise TryLaterError(f"looked too often: {error}", error.seconds) from error
            except SlackApiError as error:
                told = _told_apart(error)
                if isinstance(told, TryLaterError):
                    await self._looks.pause(case.team, told.seconds)
                    raise told from error
                _LOG.warning("may not look before posting again", case=case.id, reason=_reason(error))
                return None
            except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
                raise TryLaterError(type(error).__name__) from error
            for message in found.get("messages") or []:
                if _is_part(message, case.id, part):
                    self._reach.note(case.team, answered=True)  # late, and by the look
                    return str(message.get("ts") or "") or None
            arguments["cursor"] = (found.get("response_metadata") or {}).get("next_cursor")
            if not arguments["cursor"]:
                break
        return None

    async def permalink(self, case: Case) -> str | None:
        """Where the case's answer is in Slack; None where Slack does not say."""
        if case.message_ts is None:
            return None
        try:
            found = await self._clients.client(case.team).chat_getPermalink(
                channel=case.place, message_ts=case.message_ts
            )
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
            _LOG.warning("no link to the case", case=case.id, reason=_reason(error))
            return None
        return str(found.get("permalink") or "") or None

    async def root(self, case: Case) -> Mapping[str, Any] | None:
        """The first message of the thread that a mention in it asks about; None where we may not read it."""
        try:
            found = await self._clients.client(case.team).conversations_replies(
                channel=case.place, ts=case.thread or case.source_ts, limit=1
            )
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
            _LOG.warning("cannot read the thread's root", case=case.id, reason=_reason(error))
            return None
        messages = found.get("messages") or []
        return messages[0] if messages and isinstance(messages[0], Mapping) else None

    async def _post(self, team: str, arguments: Mapping[str, Any], message: Message) -> Mapping[str, Any]:
        try:
            answer = await self._say(team, "chat.postMessage", arguments, message)
        except TryLaterError as error:
            self._reach.note(team, answered=not error.is_silence)
            if error.seconds > 0:
                await self._channels.pause(f"{team}:{arguments['channel']}", error.seconds)
            raise
        self._reach.note(team, answered=True)
        return answer

    async def _say(self, team: str, method: str, arguments: Mapping[str, Any], message: Message) -> Mapping[str, Any]:
        content = message.arguments()
        arguments = {name: value for name, value in arguments.items() if value is not None}
        client = self._clients.client(team)
        try:
            try:
                return await _call(client, method, {**arguments, **content})
            except SlackApiError as error:
                if _error(error) not in _BAD_BLOCKS:
                    raise
                # A fault of ours, and no reason to leave somebody without an answer: the text says the same.
                _LOG.error("blocks refused", error_id=new_id(), reason=_reason(error))
                return await _call(client, method, {**arguments, **content, "blocks": []})
        except SlackApiError as error:
            raise _told_apart(error) from error
        except (aiohttp.ClientError, TimeoutError, SlackClientError) as error:
            never_sent = isinstance(error, aiohttp.ClientConnectorError)
            raise TryLaterError(type(error).__name__, nothing_done=never_sent, is_silence=True) from error

    async def _turn(self, team: str, channel: str) -> None:
        try:
            await asyncio.sleep(await self._channels.turn(f"{team}:{channel}", PATIENCE_SECONDS))
        except NotYetError as error:
            raise TryLaterError(f"channel busy: {error}", error.seconds, nothing_done=True) from error


def _is_part(message: Mapping[str, Any], case_id: str, part: str) -> bool:
    payload = (message.get("metadata") or {}).get("event_payload") or {}
    return payload.get("case_id") == case_id and payload.get("part") == str(part)


async def _answers(client: AsyncWebClient) -> bool:
    try:
        await client.api_test()
    except SlackApiError as error:
        told = _told_apart(error)
        return not (isinstance(told, TryLaterError) and told.is_silence)
    except (SlackClientError, aiohttp.ClientError, TimeoutError):
        return False
    return True


async def _call(client: AsyncWebClient, method: str, arguments: dict[str, Any]) -> Mapping[str, Any]:
    answer = await client.api_call(method, json=arguments)
    return answer.data if isinstance(answer.data, dict) else {}


def _error(error: SlackApiError) -> str:
    data = error.response.data if hasattr(error.response, "data") else error.response
    return str(data.get("error", "")) if isinstance(data, Mapping) else ""


def _reason(error: Exception) -> str:
    return (_error(error) if isinstance(error, SlackApiError) else "") or type(error).__name__


def _told_apart(error: SlackApiError) -> Exception:
    name, status = _error(error), getattr(error.response, "status_code", 200)
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
