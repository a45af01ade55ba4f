"""The dialog with a workspace's settings: a form for its admins, a page to read for everybody else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from bot.article import Words, locales
from bot.reply import limits, outside
from bot.reply.actions import Dialog
from bot.reply.sentences import slug
from bot.reply.spans import line, listing, mention_channel, mention_group, paragraph, rich_text
from bot.reply.view import Block

RETENTION_DAYS: Final = range(8)
ON: Final = "on"
AUTOMATIC: Final = "automatic"
_OPTIONS = 100  # docs.slack.dev/reference/block-kit/block-elements/select-menu-element
_OPTION_TEXT = 75


class Field(StrEnum):
    """The fields of the form: `block_id` and `action_id` of each."""

    SENDING_DOMAINS = "smtp550_sending_domains"
    SENDING_IPS = "smtp550_sending_ips"
    LOCALE = "smtp550_locale"
    OFFER_IN = "smtp550_offer_in"
    OFF_IN = "smtp550_off_in"
    SHARED_IN = "smtp550_shared_in"
    ALLOWED_BOTS = "smtp550_allowed_bots"
    ESCALATION_GROUP = "smtp550_escalation_group"
    ESCALATION_CHANNEL = "smtp550_escalation_channel"
    REPORT_CHANNEL = "smtp550_report_channel"
    MAILBOX_CHECK = "smtp550_mailbox_check"
    RETENTION = "smtp550_retention"
    LEFT_OUT = "smtp550_left_out"


class Fault(StrEnum):
    """What can be wrong with a field."""

    NOT_A_DOMAIN = "not_a_domain"
    NOT_AN_IP = "not_an_ip"
    NOT_PUBLIC = "not_public"
    NOT_A_BOT = "not_a_bot"
    TOO_MANY = "too_many"
    OFF_AND_OFFER = "off_and_offer"
    NOT_ADMIN = "not_admin"


@dataclass(frozen=True, slots=True)
class FieldFault:
    """A fault, and the words that it is about (for `TOO_MANY` the most that are taken)."""

    fault: Fault
    typed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsView:
    """What the dialog shows. Channels, groups and bots by their Slack ids; `groups` are all that can be chosen.

    `locale` is the language where Slack does not tell a person's; None: the words decide. `retention_days`: 0–7.
    """

    locale: str | None = None
    sending_domains: tuple[str, ...] = ()
    sending_ips: tuple[str, ...] = ()
    offer_in: tuple[str, ...] = ()
    off_in: tuple[str, ...] = ()
    shared_in: tuple[str, ...] = ()
    allowed_bots: tuple[str, ...] = ()
    escalation_group: str | None = None
    escalation_channel: str | None = None
    report_channel: str | None = None
    mailbox_check: bool = False
    retention_days: int = 7
    groups: tuple[tuple[str, str], ...] = ()


def render_settings(locale: str | None, view: SettingsView, left_out: Sequence[str] = ()) -> Block:
    """The form. Its answers are in `state.values[field][field]`.

    `left_out` are channels that were chosen before and are not now: the form asks whether to forget what was set.
    """
    words = Words(locale or "")
    blocks = [rich_text(paragraph([line(words.text("settings-intro"))]))]
    if left_out:
        blocks = [rich_text(paragraph([line(words.text("settings-left-out-why", channels=_named(words, left_out)))]))]
        remove = _option(words.text("settings-left-out-remove"), ON)
        blocks.append(_input(words, Field.LEFT_OUT, _checkboxes([remove], [])))
    blocks += _fields(words, view)
    return _modal(words, blocks) | {"submit": _plain(words.text("settings-submit"), limits.VIEW_BUTTON)}


def render_settings_to_read(locale: str | None, view: SettingsView) -> Block:
    """The same as a page, for those who may not change it."""
    words = Words(locale or "")
    lines = [
        line(words.text("settings-line", label=words.text(_label(name)), value=value))
        for name, value in _values(words, view)
    ]
    top = paragraph([line(words.text("settings-read-only"))])
    return _modal(words, [rich_text(top), rich_text(listing(lines, ordered=False))])


def settings_errors(locale: str | None, faults: Mapping[Field, FieldFault]) -> dict[str, str]:
    """`errors` of `response_action: errors`, by `block_id`."""
    words = Words(locale or "")
    return {
        field.value: words.text(
            f"settings-fault-{slug(found.fault.value)}", typed=outside.clean(found.typed, 60) or "–"
        )
        for field, found in faults.items()
    }


def _modal(words: Words, blocks: list[Block]) -> Block:
    return {
        "type": "modal",
        "callback_id": Dialog.SETTINGS.value,
        "title": _plain(words.text("settings-title"), limits.VIEW_TITLE),
        "close": _plain(words.text("settings-close"), limits.VIEW_BUTTON),
        "blocks": blocks,
    }


# --- the form ---------------------------------------------------------------------------------------------------------


def _fields(words: Words, view: SettingsView) -> Iterator[Block]:
    yield _input(words, Field.SENDING_DOMAINS, _text_area("\n".join(view.sending_domains)))
    yield _input(words, Field.SENDING_IPS, _text_area("\n".join(view.sending_ips)))
    languages = [_option(words.text("settings-automatic"), AUTOMATIC)]
    languages += [_option(Words(name).text("language-name"), name) for name in locales()]
    yield _input(words, Field.LOCALE, _select(languages, view.locale or AUTOMATIC), optional=False)
    yield _input(words, Field.OFFER_IN, _channels(view.offer_in))
    yield _input(words, Field.OFF_IN, _channels(view.off_in))
    yield _input(words, Field.SHARED_IN, _channels(view.shared_in))
    yield _input(words, Field.ALLOWED_BOTS, _text_area("\n".join(view.allowed_bots)))
    if groups := _groups(view):
        yield _input(words, Field.ESCALATION_GROUP, _select(groups, view.escalation_group))
    yield _input(words, Field.ESCALATION_CHANNEL, _channel(view.escalation_channel))
    yield _input(words, Field.REPORT_CHANNEL, _channel(view.report_channel))
    asked = _option(words.text("settings-mailbox-check-on"), ON)
    yield _input(words, Field.MAILBOX_CHECK, _checkboxes([asked], [asked] if view.mailbox_check else []))
    days = [_option(words.text("settings-days", count=count), str(count)) for count in RETENTION_DAYS]
    yield _input(words, Field.RETENTION, _select(days, str(view.retention_days)), optional=False)


def _named(words: Words, channels: Sequence[str]) -> str:
    return words.text("list-separator").join(filter(None, map(mention_channel, channels)))


def _groups(view: SettingsView) -> list[Block]:
    """The groups to choose from, with the chosen one even where Slack does not list it (any more)."""
    names = dict(view.groups[: _OPTIONS - 1])
    if view.escalation_group:
        names.setdefault(view.escalation_group, view.escalation_group)
    return [_option(f"@{outside.clean(name, _OPTION_TEXT - 1)}", group) for group, name in names.items()]


def _label(name: Field) -> str:
    return f"settings-{slug(name.value.removeprefix('smtp550_'))}"


def _input(words: Words, name: Field, element: Block, *, optional: bool = True) -> Block:
    """One field. The element's `action_id` is the field's, as its `block_id` is."""
    block = {
        "type": "input",
        "block_id": name.value,
        "optional": optional,
        "label": _plain(words.text(_label(name)), limits.INPUT_LABEL),
        "element": element | {"action_id": name.value},
    }
    hint = f"{_label(name)}.hint"
    return block | {"hint": _plain(words.text(hint), limits.INPUT_LABEL)} if words.has(hint) else block


def _text_area(text: str) -> Block:
    return {"type": "plain_text_input", "multiline": True, "max_length": limits.INPUT_TEXT} | _initial("value", text)


def _channels(chosen: tuple[str, ...]) -> Block:
    return {"type": "multi_conversations_select", "filter": _ONLY_CHANNELS} | _initial("conversations", list(chosen))


def _channel(chosen: str | None) -> Block:
    return {"type": "conversations_select", "filter": _ONLY_CHANNELS} | _initial("conversation", chosen)


def _select(options: list[Block], chosen: str | None) -> Block:
    found = next((option for option in options if option["value"] == chosen), None)
    return {"type": "static_select", "options": options} | _initial("option", found)


def _checkboxes(options: list[Block], chosen: list[Block]) -> Block:
    return {"type": "checkboxes", "options": options} | _initial("options", chosen)


def _initial(name: str, value: Any) -> Block:
    """Slack takes no empty initial value."""
    return {f"initial_{name}": value} if value else {}


def _option(text: str, value: str) -> Block:
    return {"text": _plain(text, _OPTION_TEXT), "value": value}


_ONLY_CHANNELS: Final[Mapping[str, Any]] = {"include": ["public", "private"], "exclude_bot_users": True}


# --- the page ---------------------------------------------------------------------------------------------------------


def _values(words: Words, view: SettingsView) -> Iterator[tuple[Field, str]]:
    def several(values: tuple[str, ...]) -> str:
        return words.text("list-separator").join(outside.host(value) for value in values) or nothing

    def channels(ids: tuple[str, ...]) -> str:
        return _named(words, ids) or nothing

    nothing = words.text("settings-nothing")
    yield Field.SENDING_DOMAINS, several(view.sending_domains)
    yield Field.SENDING_IPS, several(view.sending_ips)
    language = Words(view.locale).text("language-name") if view.locale else words.text("settings-automatic")
    yield Field.LOCALE, language
    yield Field.OFFER_IN, channels(view.offer_in)
    yield Field.OFF_IN, channels(view.off_in)
    yield Field.SHARED_IN, channels(view.shared_in)
    yield Field.ALLOWED_BOTS, several(view.allowed_bots)
    yield Field.ESCALATION_GROUP, _group_name(view) or nothing
    yield Field.ESCALATION_CHANNEL, mention_channel(view.escalation_channel) or nothing
    yield Field.REPORT_CHANNEL, mention_channel(view.report_channel) or nothing
    yield Field.MAILBOX_CHECK, words.text("settings-mailbox-check-on" if view.mailbox_check else "settings-off")
    yield Field.RETENTION, words.text("settings-days", count=view.retention_days)


def _group_name(view: SettingsView) -> str | None:
    name = dict(view.groups).get(view.escalation_group or "")
    return f"@{outside.clean(name, _OPTION_TEXT)}" if name else mention_group(view.escalation_group)


def _plain(text: str, cap: int) -> Block:
    return {"type": "plain_text", "text": outside.cut(text, cap), "emoji": False}
