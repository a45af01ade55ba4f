"""`/smtp550 watch …` and `unwatch …`: what is watched, or no longer, is said in the channel that hears of it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from bot.cases.slack_errors import UnreachableError
from bot.cases.watch_store import MOST_TARGETS, Watch
from bot.cases.watch_targets import own_targets, read_targets
from bot.cases.workspace import WorkspaceSettings
from bot.reply.view import Message
from bot.reply.watch_view import (
    UNWATCH_ONE,
    WatchedItem,
    render_cannot_post,
    render_nothing_own,
    render_target_fault,
    render_unwatch_which,
    render_unwatched,
    render_watch_began,
    render_watch_ended,
    render_watch_list,
    render_watch_refused,
)
from handlers.desk import Desk
from handlers.listening import Call
from handlers.members import is_refused

_LIST: Final = frozenset({"list", "一覧"})
_ALL: Final = frozenset({"all", "すべて"})


async def on_watch(desk: Desk, call: Call, words: str) -> None:
    """Watch what is named, or the workspace's own servers and domains, and tell the channel so."""
    locale = await desk.people.locale(call.team, call.user)
    if await is_refused(desk, call, locale):
        return
    if words.lower() in _LIST:
        watches = await desk.watches.of_team(call.team)
        await _answer(call, render_watch_list(locale, [item_of(watch) for watch in watches], MOST_TARGETS))
        return
    typed = read_targets(words) if words else own_targets(await desk.workspaces.settings(call.team))
    if typed.fault is not None:
        await _answer(call, render_target_fault(locale, typed.fault, typed.typed))
    elif not typed.targets:
        await _answer(call, render_nothing_own(locale))
    else:
        await call.ack()
        await _watch(desk, call, locale, typed.targets)


async def on_unwatch(desk: Desk, call: Call, words: str) -> None:
    """Watch it no more, and tell the channels that would have heard of it; its open alarms say so."""
    locale = await desk.people.locale(call.team, call.user)
    if await is_refused(desk, call, locale):
        return
    typed = read_targets(words)
    if words.lower() in _ALL:
        await _answer(call, render_unwatched(locale, await _unwatch(desk, call, None)))
    elif typed.fault is not None:
        await _answer(call, render_target_fault(locale, typed.fault, typed.typed, UNWATCH_ONE))
    elif not typed.targets:
        await _answer(call, render_unwatch_which(locale))
    else:
        await _answer(call, render_unwatched(locale, await _unwatch(desk, call, typed.targets)))


async def follow_settings(desk: Desk, team: str, before: WorkspaceSettings, after: WorkspaceSettings) -> None:
    """Where all that the workspace calls its own is watched, the watch follows its settings."""
    former, own = own_targets(before).targets, own_targets(after).targets
    if not former or former == own:
        return
    watched = {watch.target: watch for watch in await desk.watches.of_team(team)}
    if all(target in watched for target in former):
        channel, locale = watched[former[0]].channel, watched[former[0]].locale
        await desk.watches.remove(team, set(former) - set(own))
        await desk.watches.add(team, [target for target in own if target not in watched], channel, locale)


def item_of(watch: Watch) -> WatchedItem:
    """A target as the list shows it."""
    settled = [condition for condition in watch.conditions.values() if condition.bad and condition.finding]
    troubles = tuple(condition.finding for condition in settled if condition.finding)
    in_doubt = any(condition.doubted_at is not None for condition in watch.conditions.values())
    return WatchedItem(watch.target, watch.channel, watch.read_at, troubles, in_doubt)


async def _watch(desk: Desk, call: Call, locale: str, targets: tuple[str, ...]) -> None:
    """What cannot be told there is not watched: the first words in the channel are the proof that it can."""
    channel = str(call.body.get("channel_id") or "")
    before = {watch.target: watch for watch in await desk.watches.of_team(call.team)}
    added = await desk.watches.add(call.team, targets, channel, locale)
    if added.refused:
        _whisper(desk, call, render_watch_refused(locale, added.refused, MOST_TARGETS))
    if not (added.new or added.moved or added.kept):
        return
    began = render_watch_began(locale, call.user, added.new, added.moved, added.kept)
    try:
        await desk.poster.tell(call.team, channel, began)
    except UnreachableError:
        await desk.watches.remove(call.team, added.new)
        for target in added.moved:
            await desk.watches.add(call.team, [target], before[target].channel, before[target].locale)
        _whisper(desk, call, render_cannot_post(locale))


async def _unwatch(desk: Desk, call: Call, targets: Collection[str] | None) -> tuple[str, ...]:
    """Those that were watched. A channel that Slack does not let us write in is not told."""
    before = {watch.target: watch for watch in await desk.watches.of_team(call.team)}
    removed = await desk.watches.remove(call.team, targets)
    told: dict[tuple[str, str], list[str]] = {}
    for watch in (before[target] for target in removed if target in before):
        told.setdefault((watch.channel, watch.locale), []).append(watch.target)
    for (channel, locale), items in told.items():
        desk.in_background(desk.poster.tell(call.team, channel, render_watch_ended(locale, call.user, items)))
    return removed


async def _answer(call: Call, message: Message) -> None:
    """Tell the one who asked, and nobody else."""
    await call.ack(text=message.text, blocks=list(message.blocks), response_type="ephemeral")


def _whisper(desk: Desk, call: Call, message: Message) -> None:
    if call.response_url:
        desk.in_background(desk.poster.respond(call.response_url, message))
