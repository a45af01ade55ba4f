"""The workspace's settings: a dialog from the Home tab and `/smtp550 settings`; admins change them, others read."""

from __future__ import annotations

import asyncio

from bot.cases.directory import is_admin, user_groups
from bot.cases.settings_form import kept, left_out, read_settings, view_of_settings, wants_removal
from bot.reply.settings_view import (
    Fault,
    Field,
    FieldFault,
    render_settings,
    render_settings_to_read,
    settings_errors,
)
from handlers.desk import Desk
from handlers.listening import Call
from handlers.watch import follow_settings


async def on_settings_wanted(desk: Desk, call: Call) -> None:
    """Open the dialog, while the trigger lives (3 s)."""
    await call.ack()
    user = call.user or ""
    locale, settings, may_change, groups = await asyncio.gather(
        desk.people.locale(call.team, user),
        desk.workspaces.settings(call.team),
        is_admin(call.client, user),
        user_groups(call.client),
    )
    view = view_of_settings(settings, desk.cases.retention_days, groups)
    dialog = render_settings(locale, view) if may_change else render_settings_to_read(locale, view)
    await call.client.views_open(trigger_id=str(call.body.get("trigger_id") or ""), view=dialog)


async def on_settings_sent(desk: Desk, call: Call) -> None:
    """Save what an admin chose. Who was one when the dialog opened may be none now: Slack is asked again."""
    if call.again:
        # Whoever sent it saw that it failed, and has gone on since.
        return
    locale, before, may_change = await asyncio.gather(
        desk.people.locale(call.team, call.user),
        desk.workspaces.settings(call.team),
        is_admin(call.client, call.user or ""),
    )
    values = ((call.body.get("view") or {}).get("state") or {}).get("values") or {}
    read = read_settings(values, before, desk.cases.retention_days)
    if not may_change:
        read = {Field.SENDING_DOMAINS: FieldFault(Fault.NOT_ADMIN)}
    if isinstance(read, dict):
        await call.ack(response_action="errors", errors=settings_errors(locale, read))
        return
    if left_out(before, read) and (missing := left_out(before, read, await desk.overview.public_channels(call.team))):
        removal = wants_removal(values)
        if removal is None:
            view = view_of_settings(read, desk.cases.retention_days, await user_groups(call.client))
            await call.ack(response_action="update", view=render_settings(locale, view, missing))
            return
        read = read if removal else kept(before, read, missing)
    if read.retention_days != before.retention_days:
        await desk.cases.keep_for(call.team, read.retention_days)
    await follow_settings(desk, call.team, before, read)
    if (read.report_channel, read.locale) != (before.report_channel, before.locale):
        await desk.reporting.store.appoint(call.team, read.report_channel, read.locale or locale)
    # Last: where the store fails before, the form that is sent once more does all of it once more.
    await desk.workspaces.save(call.team, read)
    await call.ack()
