"""The one place where handlers open cases."""

from __future__ import annotations

from bot.cases.case import Case, NewCase
from handlers.desk import Desk


async def open_case(desk: Desk, new: NewCase, response_url: str | None = None) -> Case:
    """The case for `new`, opened or found, and submitted to the engine. Raises `StoreError`."""
    settings = await desk.workspaces.settings(new.team)
    case, is_new = await desk.cases.open(new, settings.retention_days)
    if is_new:
        desk.recorder.opened(case.source.value)
    desk.response_urls.keep(case.id, response_url)
    await desk.submit(case.id)
    return case
