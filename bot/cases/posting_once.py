"""Posts a part of something once, whatever dies between Slack's 200 and our own record."""

from __future__ import annotations

import time
from typing import Any, Protocol

from bot.cases.poster import Poster
from bot.cases.posting import Posting
from bot.cases.slack_errors import TryLaterError
from bot.reply.view import Message


class PostingUnderWay(Posting, Protocol):
    """A `Posting` that says which of its parts is being posted."""

    @property
    def about_to_post(self) -> str | None:
        """Found by a later run, that run looks before it posts."""
        ...


class Journal(Protocol):
    """Where it is written down. Both may raise `Overtaken` (then nothing must be posted) and `StoreError`."""

    async def about_to_post(self, thing: Any, part: str, /) -> None:
        """That part is being posted."""
        ...

    async def posted(self, thing: Any, /) -> None:
        """Nothing is being posted any more."""
        ...


async def post_once(poster: Poster, journal: Journal, thing: PostingUnderWay, part: str, message: Message) -> str:
    """Post `part`, unless an earlier run did before it died; its ts. Call `journal.posted` with it afterwards.

    Raises what `Poster.post` raises, `Overtaken` and `StoreError`.
    """
    await poster.wait_for_turn(thing)
    # Slack allows few looks, so it is our turn before we look.
    if thing.about_to_post == part and (ts := await poster.find(thing, part)):
        return ts
    since = time.monotonic()
    await journal.about_to_post(thing, part)
    try:
        return (await poster.post(thing, part, message, thread_ts=thing.thread, since=since)).ts
    except TryLaterError as error:
        if error.nothing_done:  # a later run need not look for it
            await journal.posted(thing)
        raise
