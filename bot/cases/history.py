"""What stands in Slack already: the only places where the bot reads what it was not sent."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final

import structlog

from bot.cases.case import Case, Part
from bot.cases.pacing import PATIENCE_SECONDS, NotYetError, Pace
from bot.cases.posting import Clients, Posting
from bot.cases.slack_errors import FAILURES, TryLaterError, reason_of, told_apart

_LOG: Final = structlog.get_logger(__name__)

# Slack's pages, and how many of them are looked through: a thread may be long. Apps that are distributed outside of
# Slack's Marketplace get 15 messages a page, and one page a minute:
# https://api.slack.com/changelog/2025-05-terms-rate-limit-update-and-faq
_PAGE: Final = 200
_PAGES: Final = 10
# Slack's clock stamps the messages, ours the note that one was about to go out.
_CLOCKS_APART_SECONDS: Final = 300.0
# https://docs.slack.dev/apis/web-api/rate-limits, Tier 3: 50 pages a minute; bursts are taken, too.
_SECONDS_PER_PAGE: Final = 1.2
_BURST: Final = 20
_MOST_BROKEN_OFF: Final = 1_000


class History:
    """Reads a channel's or a thread's messages, as often as Slack allows. Methods raise `TryLaterError`."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients
        self._pages = Pace(_SECONDS_PER_PAGE, burst=_BURST)
        # The page to go on with where a search was broken off: who began anew each time would see the first page only.
        self._broken_off: dict[tuple[str, str, str], str] = {}

    async def find(self, posting: Posting, part: str) -> str | None:
        """The ts of that part of it, if it is already in the channel. None where it is not, or we may not look.

        For a run that died between "about to post" and "posted". Slack's docs say that a bot may lack the right; then
        one reply too many is better than none. Where Slack only cannot be asked now, that is found out later: then a
        post is in doubt more often than not.
        """
        arguments: dict[str, Any] = {
            "channel": posting.place,
            "oldest": f"{(posting.about_at or posting.created_at) - _CLOCKS_APART_SECONDS:.6f}",
            "include_all_metadata": True,
            "limit": _PAGE,
        }
        if part != Part.ROOT and posting.thread:
            arguments["ts"] = posting.thread
        search = (posting.team, posting.id, part)
        cursor = self._broken_off.pop(search, None)
        for _ in range(_PAGES):
            try:
                page = await self._page(posting.team, {**arguments, "cursor": cursor})
            except TryLaterError:
                if cursor:
                    self._go_on_later(search, cursor)
                raise
            for message in page.get("messages") or []:
                if _is_part(message, posting.id, part):
                    return str(message.get("ts") or "") or None
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                break
        return None

    async def root(self, case: Case) -> Mapping[str, Any] | None:
        """The first message of the thread that a mention in it asks about; None where we may not read it."""
        arguments = {"channel": case.place, "ts": case.thread or case.source_ts, "limit": 1}
        messages = (await self._page(case.team, arguments)).get("messages") or []
        return messages[0] if messages and isinstance(messages[0], Mapping) else None

    async def _page(self, team: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """A page of a thread, or of a channel; empty where we may not read it."""
        client = self._clients.client(team)
        read = client.conversations_replies if "ts" in arguments else client.conversations_history
        try:
            await asyncio.sleep(self._pages.take(team, PATIENCE_SECONDS))
            answer = await read(**arguments)
        except NotYetError as error:
            raise TryLaterError(f"read too often: {error}", error.seconds) from error
        except FAILURES as error:
            told = told_apart(error)
            if isinstance(told, TryLaterError):
                if told.seconds > 0:
                    await self._pages.pause(team, told.seconds)
                raise told from error
            _LOG.warning("may not read there", team=team, channel=arguments["channel"], reason=reason_of(error))
            return {}
        return answer.data if isinstance(answer.data, dict) else {}

    def _go_on_later(self, search: tuple[str, str, str], cursor: str) -> None:
        while len(self._broken_off) >= _MOST_BROKEN_OFF:
            del self._broken_off[next(iter(self._broken_off))]
        self._broken_off[search] = cursor


def _is_part(message: Mapping[str, Any], posting_id: str, part: str) -> bool:
    payload = (message.get("metadata") or {}).get("event_payload") or {}
    return payload.get("case_id") == posting_id and payload.get("part") == str(part)
