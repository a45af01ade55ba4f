"""A workspace's settings as the dialog shows them, and back: what was typed is checked field by field."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from bot.article import locales
from bot.cases.workspace import ChannelMode, WorkspaceSettings
from bot.checks.domains import to_ascii
from bot.checks.public_addresses import is_public, parse_ip
from bot.reply.settings_view import AUTOMATIC, ON, RETENTION_DAYS, Fault, Field, FieldFault, SettingsView

# Each address is asked about at every list.
MAX_IPS: Final = 5
MAX_DOMAINS: Final = 20
_MAX_BOTS: Final = 50
_BETWEEN: Final = re.compile(r"[\s,;、，；]+")
_BOT_ID: Final = re.compile(r"[UWBA][A-Z0-9]{2,30}")
_MAILTO: Final = re.compile(r"^.*@")


def view_of_settings(
    settings: WorkspaceSettings, default_days: int, groups: Sequence[tuple[str, str]] = ()
) -> SettingsView:
    """What the dialog shows. `default_days` is the operator's retention; `groups` are (id, name) to choose from."""
    return SettingsView(
        locale=settings.locale,
        sending_domains=settings.sending_domains,
        sending_ips=settings.sending_ips,
        offer_in=_with_mode(settings, ChannelMode.OFFER),
        off_in=_with_mode(settings, ChannelMode.OFF),
        shared_in=tuple(sorted(settings.shared_channels)),
        allowed_bots=tuple(sorted(settings.allowed_bots)),
        escalation_group=settings.escalation_group,
        escalation_channel=settings.escalation_channel,
        report_channel=settings.report_channel,
        mailbox_check=settings.mailbox_check,
        retention_days=default_days if settings.retention_days is None else settings.retention_days,
        groups=tuple(groups),
    )


def _with_mode(settings: WorkspaceSettings, mode: ChannelMode) -> tuple[str, ...]:
    return tuple(sorted(channel for channel, chosen in settings.channel_modes.items() if chosen is mode))


def read_settings(
    values: Mapping[str, Any], before: WorkspaceSettings, default_days: int
) -> WorkspaceSettings | dict[Field, FieldFault]:
    """The settings in a dialog's `state.values`, or what is wrong with them, by field.

    A field that the dialog did not have (no groups to choose from) stays as it was.
    """
    faults: dict[Field, FieldFault] = {}
    domains = _several(values, Field.SENDING_DOMAINS, before.sending_domains, _domain, MAX_DOMAINS, faults)
    ips = _several(values, Field.SENDING_IPS, before.sending_ips, _ip, MAX_IPS, faults)
    bots = _several(values, Field.ALLOWED_BOTS, tuple(before.allowed_bots), _bot, _MAX_BOTS, faults)
    offer_in = _ids(values, Field.OFFER_IN, _with_mode(before, ChannelMode.OFFER))
    off_in = _ids(values, Field.OFF_IN, _with_mode(before, ChannelMode.OFF))
    if set(offer_in) & set(off_in):
        faults[Field.OFF_IN] = FieldFault(Fault.OFF_AND_OFFER)
    if faults:
        return faults
    return replace(
        before,
        locale=_locale(values, before.locale),
        sending_domains=domains,
        sending_ips=ips,
        channel_modes=dict.fromkeys(offer_in, ChannelMode.OFFER) | dict.fromkeys(off_in, ChannelMode.OFF),
        allowed_bots=frozenset(bots),
        shared_channels=frozenset(_ids(values, Field.SHARED_IN, tuple(before.shared_channels))),
        escalation_group=_one(values, Field.ESCALATION_GROUP, "selected_option", before.escalation_group),
        escalation_channel=_one(values, Field.ESCALATION_CHANNEL, "selected_conversation", before.escalation_channel),
        report_channel=_one(values, Field.REPORT_CHANNEL, "selected_conversation", before.report_channel),
        mailbox_check=_mailbox_check(values, before.mailbox_check),
        retention_days=_days(values, before.retention_days, default_days),
    )


def left_out(before: WorkspaceSettings, after: WorkspaceSettings, public: Collection[str] = ()) -> tuple[str, ...]:
    """The channels that had a setting and have none now, of those that Slack may hide from the one who chose.

    A select of conversations offers private channels to their members only
    (docs.slack.dev/reference/block-kit/block-elements/multi-select-menu-element): who is none loses them by saving.
    """
    gone = _channels_of(before) - _channels_of(after) - set(public)
    return tuple(sorted(gone))


def kept(before: WorkspaceSettings, after: WorkspaceSettings, channels: Collection[str]) -> WorkspaceSettings:
    """`after`, with what `before` said of these channels."""
    modes = {channel: mode for channel, mode in before.channel_modes.items() if channel in channels}
    escalation = after.escalation_channel
    if escalation is None and before.escalation_channel in channels:
        escalation = before.escalation_channel
    return replace(
        after,
        channel_modes={**after.channel_modes, **modes},
        shared_channels=after.shared_channels | (before.shared_channels & set(channels)),
        escalation_channel=escalation,
    )


def wants_removal(values: Mapping[str, Any]) -> bool | None:
    """The answer to whether to forget the channels that were left out; None where that was not asked."""
    answer = _answer(values, Field.LEFT_OUT)
    return None if answer is None else bool(answer.get("selected_options"))


def _channels_of(settings: WorkspaceSettings) -> set[str]:
    named = {settings.escalation_channel} if settings.escalation_channel else set()
    return {*settings.channel_modes, *settings.shared_channels, *named}


def _several(
    values: Mapping[str, Any],
    name: Field,
    before: tuple[str, ...],
    read: Callable[[str], str | FieldFault],
    most: int,
    faults: dict[Field, FieldFault],
) -> tuple[str, ...]:
    answer = _answer(values, name)
    if answer is None:
        return before
    found: dict[str, None] = {}
    for part in filter(None, _BETWEEN.split(str(answer.get("value") or ""))):
        one = read(part)
        if isinstance(one, FieldFault):
            faults[name] = one
            return before
        found[one] = None
    if len(found) > most:
        faults[name] = FieldFault(Fault.TOO_MANY, str(most))
    return tuple(found)


def _domain(text: str) -> str | FieldFault:
    domain = to_ascii(_MAILTO.sub("", text))
    if domain is None or "." not in domain or domain.rpartition(".")[2].isdigit():
        return FieldFault(Fault.NOT_A_DOMAIN, text)
    return domain


def _ip(text: str) -> str | FieldFault:
    ip = parse_ip(text)
    if ip is None:
        return FieldFault(Fault.NOT_AN_IP, text)
    # The documentation ranges belong to nobody, and are what people try things out with.
    return str(ip) if is_public(ip, documentation=True) else FieldFault(Fault.NOT_PUBLIC, text)


def _bot(text: str) -> str | FieldFault:
    return text if _BOT_ID.fullmatch(text) else FieldFault(Fault.NOT_A_BOT, text)


def _answer(values: Mapping[str, Any], name: Field) -> Mapping[str, Any] | None:
    answer = (values.get(name) or {}).get(name)
    return answer if isinstance(answer, Mapping) else None


def _ids(values: Mapping[str, Any], name: Field, before: tuple[str, ...]) -> tuple[str, ...]:
    answer = _answer(values, name)
    return before if answer is None else tuple(answer.get("selected_conversations") or ())


def _one(values: Mapping[str, Any], name: Field, key: str, before: str | None) -> str | None:
    answer = _answer(values, name)
    if answer is None:
        return before
    chosen = answer.get(key)
    return str(chosen["value"] if isinstance(chosen, Mapping) else chosen) if chosen else None


def _locale(values: Mapping[str, Any], before: str | None) -> str | None:
    chosen = _one(values, Field.LOCALE, "selected_option", before or AUTOMATIC)
    return chosen if chosen in locales() else None


def _mailbox_check(values: Mapping[str, Any], before: bool) -> bool:
    answer = _answer(values, Field.MAILBOX_CHECK)
    if answer is None:
        return before
    return any(option.get("value") == ON for option in answer.get("selected_options") or ())


def _days(values: Mapping[str, Any], before: int | None, default_days: int) -> int | None:
    """The workspace's own choice; the operator's, left as it was, is none."""
    chosen = _one(values, Field.RETENTION, "selected_option", None)
    if chosen is None or not chosen.isdigit() or int(chosen) not in RETENTION_DAYS:
        return before
    return before if before is None and int(chosen) == default_days else int(chosen)
