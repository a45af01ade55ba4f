"""The language of the person who asks: their Slack locale, kept for an hour; else the workspace's; else a hint."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final

import aiohttp
import structlog
from slack_sdk.errors import SlackClientError

from bot.article.locale import FALLBACK_LOCALE, pick_locale
from bot.cases.poster import Clients
from bot.cases.workspace import Workspaces

_LOG: Final = structlog.get_logger(__name__)

_MEMORY_SECONDS: Final = 3600.0
_MEMORY_PEOPLE: Final = 20_000
# An answer in English now is better than one in the right language too late.
_PATIENCE_SECONDS: Final = 1.0
_HINT_CHARACTERS: Final = 20_000


class People:
    """Knows people's languages. Whatever Slack answers, there is one; raises `StoreError`."""

    def __init__(self, clients: Clients, workspaces: Workspaces, clock: Callable[[], float] = time.monotonic) -> None:
        self._clients = clients
        self._workspaces = workspaces
        self._clock = clock
        self._known: dict[tuple[str, str], tuple[float, str]] = {}

    async def locale(self, team: str, user: str | None, words: str = "") -> str:
        """The locale for `user`'s answers: "en" or "ja".

        Slack's own answer decides; where it has none, the workspace's setting, then whether `words` are Japanese.
        """
        if user and (slack_locale := await self.slack_locale(team, user)):
            return pick_locale(slack_locale)
        if chosen := (await self._workspaces.settings(team)).locale:
            return pick_locale(chosen)
        return "ja" if looks_japanese(words) else FALLBACK_LOCALE

    async def slack_locale(self, team: str, user: str) -> str | None:
        """The locale that `user` chose in Slack ("ja-JP"); None where Slack does not say, in good time."""
        until, known = self._known.get((team, user), (0.0, ""))
        if until > self._clock():
            return known
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                answer = await self._clients.client(team).users_info(user=user, include_locale=True)
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
            _LOG.warning("cannot ask Slack for a person's language", team=team, reason=type(error).__name__)
            return None
        locale = str((answer.get("user") or {}).get("locale") or "")
        if locale:
            if len(self._known) >= _MEMORY_PEOPLE:
                self._known.clear()
            self._known[team, user] = (self._clock() + _MEMORY_SECONDS, locale)
        return locale or None


def looks_japanese(words: str) -> bool:
    """Whether there is kana in it (Unicode blocks Hiragana, Katakana): no other language is written with it."""
    return any("\u3040" <= character <= "\u30ff" for character in words[:_HINT_CHARACTERS])
