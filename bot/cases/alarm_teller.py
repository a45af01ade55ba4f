"""Tells alarms in Slack: once each, whatever dies meanwhile; their ends in the same thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import structlog

from bot.cases.alarm import Alarm
from bot.cases.alarm_store import AlarmStore
from bot.cases.case import Part, new_id
from bot.cases.database import StoreError
from bot.cases.poster import Poster
from bot.cases.posting_once import post_once
from bot.cases.slack_errors import GoneError, TryLaterError, UnreachableError
from bot.cases.store import Overtaken
from bot.reply.view import Message
from bot.reply.watch_view import AlarmView, render_alarm, render_over

_LOG: Final = structlog.get_logger(__name__)

_BACKOFF_SECONDS: Final = (30.0, 120.0, 600.0, 3600.0)
_TRIES: Final = 10


@dataclass(frozen=True, slots=True)
class AlarmTeller:
    """Brings Slack to where the alarms are."""

    store: AlarmStore
    poster: Poster

    async def tell_all(self) -> None:
        """Tell what is untold. Raises `StoreError`; whatever else goes wrong is logged, and tried again later."""
        for alarm_id in await self.store.untold():
            alarm = await self.store.claim(alarm_id)
            if alarm is not None:
                await self._attempt(alarm)

    async def _attempt(self, alarm: Alarm) -> None:
        try:
            try:
                await self._tell(alarm)
            except UnreachableError as error:
                _LOG.warning("nobody to tell of an alarm", alarm=alarm.id, team=alarm.team, reason=str(error))
                await self.store.settle(alarm)
            except TryLaterError as error:
                await self.store.postpone(alarm, max(error.seconds, _backoff(alarm.tries)))
                _LOG.warning("alarm put off", alarm=alarm.id, reason=str(error))
        except Overtaken:
            _LOG.info("alarm overtaken", alarm=alarm.id)
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - one alarm that cannot be told must not keep the others back
            await self._failed(alarm, error)

    async def _failed(self, alarm: Alarm, error: Exception) -> None:
        _LOG.exception("alarm failed", alarm=alarm.id, error_id=new_id(), tries=alarm.tries, exc_info=error)
        if alarm.tries < _TRIES:
            await self.store.postpone(alarm, _backoff(alarm.tries))
        else:
            await self.store.settle(alarm)

    async def _tell(self, alarm: Alarm) -> None:
        view = view_of_alarm(alarm)
        if alarm.root_ts is None:
            if not view.going_on or not alarm.is_watched:
                # It came and went while nobody could be told.
                await self.store.settle(alarm)
                return
            ts = await post_once(self.poster, self.store, alarm, Part.ROOT, render_alarm(view))
            await self.store.posted(alarm, root_ts=ts, told_over=len(view.over))
        else:
            await self._tell_what_is_over(alarm, view)
            await self._update(alarm, render_alarm(view))
        await self.store.settle(alarm)

    async def _tell_what_is_over(self, alarm: Alarm, view: AlarmView) -> None:
        over = view.over[alarm.told_over :]
        if over:
            await post_once(self.poster, self.store, alarm, f"over-{len(view.over)}", render_over(view, over))
            await self.store.posted(alarm, told_over=len(view.over))

    async def _update(self, alarm: Alarm, message: Message) -> None:
        try:
            await self.poster.update(alarm, str(alarm.root_ts), message)
        except GoneError:
            _LOG.info("alarm's message was deleted", alarm=alarm.id)


def view_of_alarm(alarm: Alarm) -> AlarmView:
    """The view that an alarm's messages are rendered from."""
    going_on = [trouble for trouble in alarm.troubles.values() if trouble.over_at is None]
    return AlarmView(
        target=alarm.target,
        locale=alarm.locale,
        going_on=tuple(trouble.finding for trouble in going_on),
        over=tuple(trouble.finding for trouble in alarm.over),
        is_watched=alarm.is_watched,
        began_at=alarm.created_at,
        ended_at=alarm.ended_at,
    )


def _backoff(tries: int) -> float:
    return _BACKOFF_SECONDS[min(max(tries, 1), len(_BACKOFF_SECONDS)) - 1]
