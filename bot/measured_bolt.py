"""Bolt, with a watch in its hand: how long does Slack wait for its ack?"""

from __future__ import annotations

import time

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest

from bot.recorder import Recorder
from handlers.gate import kind_of
from handlers.listening import AGAIN


class MeasuredApp(AsyncApp):
    """An `AsyncApp` that tells `recorder` of each ack. Its time runs from the request to the response that is the ack;
    what handlers do after that is not in it."""

    recorder: Recorder

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        """See `AsyncApp`."""
        started = time.perf_counter()
        response = await super().async_dispatch(req)
        kind = kind_of(req.body)
        if kind is not None and response.status == 200 and AGAIN not in req.context:
            self.recorder.acknowledged(kind.value, time.perf_counter() - started)
        return response
