"""What Slack says of the person who asks: their language, and the mail domain that they send from."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import structlog

from bot.article.locale import FALLBACK_LOCALE, pick_locale
from bot.cases.posting import Clients
from bot.cases.preferences import Preferences
from bot.cases.slack_errors import FAILURES
from bot.cases.workspace import Workspaces

_LOG: Final = structlog.get_logger(__name__)

_MEMORY_SECONDS: Final = 3600.0
# Where Slack does not answer, a case asks it once, and not again at every step.
_SULK_SECONDS: Final = 30.0
_MEMORY_PEOPLE: Final = 20_000
# An answer in English now is better than one in the right language too late.
_PATIENCE_SECONDS: Final = 1.0
_HINT_CHARACTERS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Profile:
    """What Slack told of a person. The address needs the optional scope `users:read.email`.

    `is_member`: a full member, to whom every public channel is open; guests see only the channels they were added to.
    """

    locale: str | None = None
    mail_domain: str | None = None
    is_member: bool = False


class People:
    """Knows people's languages and mail domains. Whatever Slack answers, there is a language; raises `StoreError`."""

    def __init__(
        self,
        clients: Clients,
        workspaces: Workspaces,
        preferences: Preferences,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clients = clients
        self._workspaces = workspaces
        self._preferences = preferences
        self._clock = clock
        self._known: dict[tuple[str, str], tuple[float, Profile]] = {}

    async def locale(self, team: str, user: str | None, words: str = "") -> str:
        """The locale for `user`'s answers: "en" or "ja".

        What they chose with us decides, then their Slack; where it does not tell, the workspace's setting, then whether
        `words` are Japanese.
        """
        if user and (own := await self._preferences.locale(team, user)):
            return pick_locale(own)
        if user and (slack_locale := await self.slack_locale(team, user)):
            return pick_locale(slack_locale)
        if chosen := (await self._workspaces.settings(team)).locale:
            return pick_locale(chosen)
        return "ja" if looks_japanese(words) else FALLBACK_LOCALE

    async def slack_locale(self, team: str, user: str) -> str | None:
        """The locale that `user` chose in Slack ("ja-JP"); None where Slack does not say, in good time."""
        return (await self._profile(team, user)).locale

    async def mail_domain(self, team: str, user: str | None) -> str | None:
        """The domain of `user`'s address in Slack: where their mail is most likely sent from."""
        return (await self._profile(team, user)).mail_domain if user else None

    async def is_member(self, team: str, user: str) -> bool:
        """Whether every public channel is open to `user`; False for guests, and where Slack does not say."""
        return (await self._profile(team, user)).is_member

    async def _profile(self, team: str, user: str) -> Profile:
        until, known = self._known.get((team, user), (0.0, Profile()))
        if until > self._clock():
            return known
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                answer = await self._clients.client(team).users_info(user=user, include_locale=True)
        except FAILURES as error:
            _LOG.warning("cannot ask Slack about a person", team=team, reason=type(error).__name__)
            self._remember((team, user), Profile(), _SULK_SECONDS)
            return Profile()
        told = answer.get("user") or {}
        address = str((told.get("profile") or {}).get("email") or "")
        # https://docs.slack.dev/reference/objects/user-object; a stranger is of another company (Slack Connect).
        guest = any(told.get(name) for name in ("is_restricted", "is_ultra_restricted", "is_stranger"))
        profile = Profile(
            str(told.get("locale") or "") or None, address.rpartition("@")[2].lower() or None, bool(told) and not guest
        )
        self._remember((team, user), profile, _MEMORY_SECONDS)
        return profile

    def forget(self, team: str) -> None:
        """Drop what is kept in memory of the people of a workspace that is gone."""
        self._known = {who: known for who, known in self._known.items() if who[0] != team}

    def _remember(self, who: tuple[str, str], profile: Profile, seconds: float) -> None:
        if len(self._known) >= _MEMORY_PEOPLE:
            self._known.clear()
        self._known[who] = (self._clock() + seconds, profile)


def looks_japanese(words: str) -> bool:
    """Whether there is kana in it (Unicode blocks Hiragana, Katakana): no other language is written with it."""
    return any("\u3040" <= character <= "\u30ff" for character in words[:_HINT_CHARACTERS])
