"""The poster: everything that a case says in Slack goes through here, paced, unfurled nowhere, errors told apart."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any, Final

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.cases.case import Case, new_id
from bot.cases.history import History
from bot.cases.pacing import PATIENCE_SECONDS, NotYetError, Pace, Turns
from bot.cases.posting import Clients, Posted, Posting
from bot.cases.reach import Reach
from bot.cases.slack_errors import FAILURES, TryLaterError, error_name, reason_of, told_apart
from bot.reply.view import Message

_LOG: Final = structlog.get_logger(__name__)

METADATA_EVENT: Final = "smtp550_case"
# A message may be updated this often; in between, what is newer waits for its turn.
UPDATE_SECONDS: Final = 1.5
# Clicks in a row whose effect is shown at once; whoever goes on pressing waits.
_CLICKS: Final = 3
# What was looked up before a post holds that long: a process may have been frozen in between.
_PERMIT_SECONDS: Final = 5.0
_BAD_BLOCKS: Final = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})


class Poster:
    """Posts, updates and finds the messages of cases. `history` reads what others wrote.

    All methods raise `TryLaterError`, `UnreachableError`, or slack_sdk's `SlackApiError` for what is neither.
    """

    def __init__(self, clients: Clients, channels: Turns | None = None) -> None:
        self._clients = clients
        self.history = History(clients)
        self._channels = channels or Pace()
        self._messages = Pace(UPDATE_SECONDS, burst=1)
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
        except FAILURES as error:
            raise TryLaterError(type(error).__name__) from error
        return answer.status_code == 200

    async def remove(self, response_url: str) -> None:
        """Take away the message (an ephemeral one) whose button was clicked."""
        try:
            await AsyncWebhookClient(response_url).send_dict({"delete_original": True})
        except FAILURES as error:
            raise TryLaterError(type(error).__name__) from error

    async def find(self, case: Posting, part: str) -> str | None:
        """See `History.find`."""
        ts = await self.history.find(case, part)
        if ts is not None:
            self._reach.note(case.team, answered=True)  # late, and by the look
        return ts

    async def permalink(self, case: Case) -> str | None:
        """Where the case's answer is in Slack; None where Slack does not say."""
        if case.message_ts is None:
            return None
        try:
            found = await self._clients.client(case.team).chat_getPermalink(
                channel=case.place, message_ts=case.message_ts
            )
        except FAILURES as error:
            _LOG.warning("no link to the case", case=case.id, reason=reason_of(error))
            return None
        return str(found.get("permalink") or "") or None

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
                if error_name(error) not in _BAD_BLOCKS:
                    raise
                # A fault of ours, and no reason to leave somebody without an answer: the text says the same.
                _LOG.error("blocks refused", error_id=new_id(), reason=reason_of(error))
                return await _call(client, method, {**arguments, **content, "blocks": []})
        except FAILURES as error:
            raise told_apart(error) from error

    async def _turn(self, team: str, channel: str) -> None:
        try:
            await asyncio.sleep(await self._channels.turn(f"{team}:{channel}", PATIENCE_SECONDS))
        except NotYetError as error:
            raise TryLaterError(f"channel busy: {error}", error.seconds, nothing_done=True) from error


async def _answers(client: AsyncWebClient) -> bool:
    try:
        await client.api_test()
    except FAILURES as error:
        told = told_apart(error)
        return not (isinstance(told, TryLaterError) and told.is_silence)
    return True


async def _call(client: AsyncWebClient, method: str, arguments: dict[str, Any]) -> Mapping[str, Any]:
    answer = await client.api_call(method, json=arguments)
    return answer.data if isinstance(answer.data, dict) else {}
