"""What the watch says: an alarm with what to do, its end, and the answers to `/smtp550 watch` and `unwatch`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from bot.article import Words
from bot.diagnosis import weightiest_first
from bot.model import Check, Finding
from bot.reply import outside
from bot.reply.finding_lines import finding_details
from bot.reply.sentences import finding_sentence, list_name, listed_on, slug
from bot.reply.spans import Line, joined, line, listing, mention, mention_channel, paragraph, rich_text
from bot.reply.thread import context_block, fallback
from bot.reply.view import Block, Message

WATCH, WATCH_ONE, WATCH_LIST = "/smtp550 watch", "/smtp550 watch mail.example.com", "/smtp550 watch list"
UNWATCH_ONE, UNWATCH_ALL = "/smtp550 unwatch mail.example.com", "/smtp550 unwatch all"
_TYPED = 100
# In full; what is more is named.
_ENTRIES = 5
_NAMED = 12
_ITEMS = 60


class TargetFault(StrEnum):
    """Why something typed is no target."""

    NOT_A_TARGET = "not_a_target"
    NOT_PUBLIC = "not_public"
    NOT_REGISTRABLE = "not_registrable"


@dataclass(frozen=True, slots=True)
class AlarmView:
    """All that an alarm's message depends on. `over`: the troubles that are; times are epoch seconds."""

    target: str
    locale: str
    going_on: tuple[Finding, ...]
    over: tuple[Finding, ...] = ()
    is_watched: bool = True
    began_at: float = 0.0
    ended_at: float | None = None


@dataclass(frozen=True, slots=True)
class WatchedItem:
    """A target in the list. `troubles` are the settled ones; `read_at` is None before the first reading.

    `in_doubt`: something was seen once, and has to be seen a second time before it counts.
    """

    target: str
    channel: str
    read_at: float | None
    troubles: tuple[Finding, ...] = ()
    in_doubt: bool = False


# --- alarms -----------------------------------------------------------------------------------------------------------


def render_alarm(view: AlarmView) -> Message:
    """The message in the channel, as it stands: what is wrong and what to do, or that it is over."""
    words = Words(view.locale)
    if not view.is_watched:
        gone = line(words.text("watch-root-unwatched", target=outside.host(view.target)))
        return _message([_headline(words, view, view.going_on or view.over), gone])
    if not view.going_on:
        return _over_message(words, view)
    entries = weightiest_first(view.going_on)
    lines = [_headline(words, view, entries), line(words.text("who-sender-admin"))]
    listed = any(finding.check is Check.BLOCKLIST for finding in entries)
    notes = [line(words.text("watch-first-end-the-cause"))] if listed else []
    told = [_entry(words, finding) for finding in entries[:_ENTRIES]]
    if len(entries) > _ENTRIES:
        left = entries[_ENTRIES:]
        items = _names(words, left)
        told.append(line(words.text("watch-more-entries", count=len(left), items=items)))
    after = [line(words.text("watch-meanwhile"))] if listed else []
    after += [line(words.text("watch-entry-is-over", what=_what(words, view.target, view.over)))] if view.over else []
    small = line(words.text("watch-small-print", command=_code(WATCH_LIST)))
    blocks = [rich_text(paragraph([*lines, *notes])), rich_text(listing(told, ordered=True))]
    if after:
        blocks.append(rich_text(paragraph(after)))
    blocks.append(context_block(small))
    numbered = [(*line(f"{number}. "), *entry) for number, entry in enumerate(told, start=1)]
    return Message(fallback([*lines, *notes, *numbered, *after, small]), tuple(blocks))


def _entry(words: Words, finding: Finding) -> Line:
    return joined([line(finding_sentence(words, finding)), *finding_details(words, finding)], "\n")


def render_over(view: AlarmView, over: Sequence[Finding]) -> Message:
    """The reply in the alarm's thread: these are over, so many are left."""
    words = Words(view.locale)
    left = len(view.going_on)
    lines = [
        line(_what(words, view.target, over), bold=True),
        line(words.text("watch-over-left", count=left) if left else words.text("watch-over-none-left")),
    ]
    return _message(lines)


def _over_message(words: Words, view: AlarmView) -> Message:
    first = line(words.text("watch-root-over", what=_what(words, view.target, view.over)), bold=True)
    moments: dict[str, str | float | datetime] = {
        "began": datetime.fromtimestamp(view.began_at, UTC),
        "ended": datetime.fromtimestamp(view.ended_at or view.began_at, UTC),
    }
    small = line(words.text("watch-root-over-small-print", **moments))
    return Message(fallback([first, small]), (rich_text(paragraph([first])), context_block(small)))


def _headline(words: Words, view: AlarmView, findings: Sequence[Finding]) -> Line:
    lists = [finding for finding in findings if finding.check is Check.BLOCKLIST]
    variables: dict[str, str | float] = {
        "target": outside.host(view.target),
        "lists": _names(words, lists),
        "count": len({list_name(finding) for finding in lists}),
        "records": _records(words, findings),
    }
    kind = "listed" if len(lists) == len(findings) else "both" if lists else "records"
    return line(words.text(f"watch-alarm-{kind}", **variables), bold=True)


def _what(words: Words, target: str, over: Sequence[Finding]) -> str:
    """What is over, in a sentence or two."""
    said = []
    lists = [finding for finding in over if finding.check is Check.BLOCKLIST]
    if lists:
        said.append(words.text("watch-over-listed", target=outside.host(target), lists=_names(words, lists)))
    if records := _records(words, over):
        said.append(words.text("watch-over-records", target=outside.host(target), records=records))
    return words.text("sentence-separator").join(said)


def _names(words: Words, findings: Sequence[Finding]) -> str:
    """The names of lists, each once, and of records."""
    lists = {list_name(each): listed_on(words, each) for each in findings if each.check is Check.BLOCKLIST}
    names = [*lists.values(), *filter(None, [_records(words, findings)])]
    items = words.text("list-separator").join(names[:_NAMED])
    return words.text("and-more", items=items, count=len(names) - _NAMED) if len(names) > _NAMED else items


def _records(words: Words, findings: Sequence[Finding]) -> str:
    kinds = (each.code.value.partition("_")[0] for each in findings if each.check is not Check.BLOCKLIST)
    return words.text("list-separator").join(words.text(f"watch-record-{slug(kind)}") for kind in dict.fromkeys(kinds))


# --- answers ----------------------------------------------------------------------------------------------------------


def render_watch_began(
    locale: str, user: str | None, new: Sequence[str], moved: Sequence[str] = (), kept: Sequence[str] = ()
) -> Message:
    """Said in the channel: what is watched from now on, by whose wish, and where it is told."""
    words = Words(locale)
    lines: list[Line] = []
    if new:
        who = mention(user)
        items = _targets(words, new)
        first = (
            words.text("watch-began", user=who, items=items) if who else words.text("watch-began-nobody", items=items)
        )
        lines += [line(first, bold=True), line(words.text("watch-began-how")), line(words.text("watch-began-first"))]
    if moved:
        lines.append(line(words.text("watch-moved", items=_targets(words, moved))))
    if kept:
        lines.append(line(words.text("watch-kept", items=_targets(words, kept))))
    return _message(lines)


def render_watch_refused(locale: str, refused: Sequence[str], most: int) -> Message:
    """There is no room for these."""
    words = Words(locale)
    told = words.text("watch-refused", items=_targets(words, refused), most=most, command=_code(UNWATCH_ONE))
    return _message([line(told)])


def render_nothing_own(locale: str) -> Message:
    """`/smtp550 watch` in a workspace that has told nothing of its servers."""
    commands = {"command": _code(WATCH_ONE), "settings": _code("/smtp550 settings"), "watch": _code(WATCH)}
    return _notice(locale, "watch-nothing-own", **commands)


def render_cannot_post(locale: str) -> Message:
    """An alarm could not be told in this channel."""
    return _notice(locale, "watch-cannot-post", invite=_code(Words(locale).text("invite-command")))


def render_target_fault(locale: str, fault: TargetFault, typed: str, example: str = WATCH_ONE) -> Message:
    """What was typed cannot be watched; `example` is the command as it is meant."""
    message_id = f"watch-fault-{slug(fault.value)}"
    return _notice(locale, message_id, typed=outside.outside(typed, _TYPED), command=_code(example))


def render_unwatched(locale: str, removed: Sequence[str]) -> Message:
    """These are no longer watched."""
    words = Words(locale)
    if not removed:
        return _notice(locale, "watch-removed-nothing", command=_code(WATCH_LIST))
    return _message([line(words.text("watch-removed", items=_targets(words, removed)))])


def render_watch_ended(locale: str, user: str | None, removed: Sequence[str]) -> Message:
    """Said in the channel that would have been told: these are no longer watched, by whose wish."""
    words = Words(locale)
    who, items = mention(user), _targets(words, removed)
    first = words.text("watch-ended", user=who, items=items) if who else words.text("watch-ended-nobody", items=items)
    again = outside.outside(f"{WATCH} {removed[0]}", _TYPED) if len(removed) == 1 else _code(WATCH_ONE)
    return _message([line(first, bold=True), line(words.text("watch-ended-again", command=again))])


def render_unwatch_which(locale: str) -> Message:
    """`/smtp550 unwatch` without a target."""
    return _notice(locale, "watch-remove-which", command=_code(UNWATCH_ONE), all=_code(UNWATCH_ALL))


def render_watch_list(locale: str, items: Sequence[WatchedItem], most: int) -> Message:
    """All that the workspace has watched, and how it stands."""
    words = Words(locale)
    if not items:
        return _notice(locale, "watch-list-empty", watch=_code(WATCH), command=_code(WATCH_ONE))
    title = line(words.text("watch-list-title", count=len(items), most=most), bold=True)
    lines = [_item(words, item) for item in items[:_ITEMS]]
    blocks = (rich_text(paragraph([title])), rich_text(listing(lines, ordered=False)))
    return Message(fallback([title, *((*line("• "), *each) for each in lines)]), blocks)


def watch_blocks(locale: str, items: Sequence[WatchedItem]) -> list[Block]:
    """The watch on the Home tab, under a heading of its own: what has trouble, the rest as a number."""
    words = Words(locale)
    heading = {"type": "plain_text", "text": words.text("watch-home"), "emoji": False}
    bad = [item for item in items if item.troubles]
    if not items:
        told = words.text("watch-home-none", watch=_code(WATCH))
    elif not bad:
        waiting = sum(item.in_doubt or item.read_at is None for item in items)
        kind = "watch-home-waiting" if waiting else "watch-home-well"
        told = words.text(kind, count=len(items), waiting=waiting)
    else:
        told = words.text("watch-home-bad", bad=len(bad), count=len(items))
    blocks: list[Block] = [{"type": "header", "text": heading}, rich_text(paragraph([line(told)]))]
    if bad:
        blocks.append(rich_text(listing([_item(words, item) for item in bad[:_NAMED]], ordered=False)))
    return blocks


def _item(words: Words, item: WatchedItem) -> Line:
    if item.read_at is None:
        state = words.text("watch-state-new")
    else:
        read = datetime.fromtimestamp(item.read_at, UTC)
        moment: dict[str, str | float | datetime] = {"date": read, "time": f"{read:%H:%M}"}
        if item.troubles:
            names = _names(words, weightiest_first(item.troubles))
            state = words.text("watch-state-bad", troubles=names, **moment)
        elif item.in_doubt:
            state = words.text("watch-state-doubt", **moment)
        else:
            state = words.text("watch-state-well", **moment)
    target, channel = outside.host(item.target), mention_channel(item.channel)
    if channel is None:
        return line(words.text("watch-item", target=target, state=state))
    return line(words.text("watch-item-where", target=target, state=state, channel=channel))


def _targets(words: Words, targets: Sequence[str]) -> str:
    items = words.text("list-separator").join(outside.host(target) for target in targets[:_NAMED])
    more = len(targets) - _NAMED
    return words.text("and-more", items=items, count=more) if more > 0 else items


def _notice(locale: str, message_id: str, **variables: str) -> Message:
    words = Words(locale)
    first = line(words.text(message_id, **variables), bold=True)
    return _message([first, line(words.text(f"{message_id}.next", **variables))])


def _code(command: str) -> str:
    return outside.outside(command, _TYPED)


def _message(lines: Sequence[Line]) -> Message:
    return Message(fallback(list(lines)), (rich_text(paragraph(lines)),))
