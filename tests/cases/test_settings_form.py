"""What is typed into the settings dialog, and what becomes of it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.cases.settings_form import MAX_DOMAINS, MAX_IPS, read_settings, view_of_settings
from bot.cases.workspace import ChannelMode, WorkspaceSettings
from bot.reply.settings_view import Fault, Field, FieldFault


def typed(field: Field, text: str | None) -> dict[str, Any]:
    return {field.value: {field.value: {"type": "plain_text_input", "value": text}}}


def read(values: dict[str, Any], before: WorkspaceSettings | None = None) -> WorkspaceSettings:
    settings = read_settings(values, before or WorkspaceSettings(), 7)
    assert isinstance(settings, WorkspaceSettings)
    return settings


@pytest.mark.parametrize(
    ("text", "domains"),
    [
        (None, ()),
        ("", ()),
        ("example.com", ("example.com",)),
        ("Example.COM.\nexample.com", ("example.com",)),
        ("example.com, example.org; example.net", ("example.com", "example.org", "example.net")),
        ("ann@example.com", ("example.com",)),
        ("例え.jp、example.jp", ("xn--r8jz45g.jp", "example.jp")),
    ],
)
def test_domains(text: str | None, domains: tuple[str, ...]) -> None:
    assert read(typed(Field.SENDING_DOMAINS, text)).sending_domains == domains


@pytest.mark.parametrize(
    ("field", "text", "fault"),
    [
        (Field.SENDING_DOMAINS, "localhost", FieldFault(Fault.NOT_A_DOMAIN, "localhost")),
        (Field.SENDING_DOMAINS, "203.0.113.9", FieldFault(Fault.NOT_A_DOMAIN, "203.0.113.9")),
        (Field.SENDING_DOMAINS, "a..b", FieldFault(Fault.NOT_A_DOMAIN, "a..b")),
        (
            Field.SENDING_DOMAINS,
            "\n".join(f"a{n}.example.com" for n in range(MAX_DOMAINS + 1)),
            FieldFault(Fault.TOO_MANY, str(MAX_DOMAINS)),
        ),
        (Field.SENDING_IPS, "example.com", FieldFault(Fault.NOT_AN_IP, "example.com")),
        (Field.SENDING_IPS, "203.0.113.0/24", FieldFault(Fault.NOT_AN_IP, "203.0.113.0/24")),
        (Field.SENDING_IPS, "192.168.1.1", FieldFault(Fault.NOT_PUBLIC, "192.168.1.1")),
        (Field.SENDING_IPS, "::1", FieldFault(Fault.NOT_PUBLIC, "::1")),
        (
            Field.SENDING_IPS,
            " ".join(f"203.0.113.{n}" for n in range(MAX_IPS + 1)),
            FieldFault(Fault.TOO_MANY, str(MAX_IPS)),
        ),
        (Field.ALLOWED_BOTS, "alertbot", FieldFault(Fault.NOT_A_BOT, "alertbot")),
    ],
)
def test_faults_are_told_by_field(field: Field, text: str, fault: FieldFault) -> None:
    assert read_settings(typed(field, text), WorkspaceSettings(), 7) == {field: fault}


def test_a_field_that_the_dialog_did_not_have_stays_as_it_was() -> None:
    before = WorkspaceSettings(
        locale="ja",
        sending_domains=("example.org",),
        sending_ips=("203.0.113.9",),
        channel_modes={"C0OFF": ChannelMode.OFF, "C0OFFER": ChannelMode.OFFER},
        allowed_bots=frozenset({"B0BOT"}),
        shared_channels=frozenset({"C0SHARED"}),
        escalation_group="S0GROUP",
        escalation_channel="C0ADMINS",
        mailbox_check=True,
        retention_days=3,
    )
    assert read({}, before) == before


def test_what_is_emptied_is_gone() -> None:
    values: dict[str, Any] = {
        Field.ESCALATION_CHANNEL.value: {Field.ESCALATION_CHANNEL.value: {"selected_conversation": None}},
        Field.MAILBOX_CHECK.value: {Field.MAILBOX_CHECK.value: {"selected_options": []}},
        Field.OFF_IN.value: {Field.OFF_IN.value: {"selected_conversations": []}},
    }
    before = WorkspaceSettings(
        escalation_channel="C0ADMINS", mailbox_check=True, channel_modes={"C0OFF": ChannelMode.OFF}
    )
    assert read(values, before) == WorkspaceSettings()


@pytest.mark.parametrize(("chosen", "days"), [("0", 0), ("3", 3), ("7", None), ("8", None), ("-1", None), ("x", None)])
def test_the_operators_retention_stays_the_operators_until_another_is_chosen(chosen: str, days: int | None) -> None:
    values: dict[str, Any] = {Field.RETENTION.value: {Field.RETENTION.value: {"selected_option": {"value": chosen}}}}
    assert read(values).retention_days == days


def test_the_dialog_shows_the_operators_retention_where_none_was_chosen() -> None:
    assert view_of_settings(WorkspaceSettings(), 5).retention_days == 5
    assert view_of_settings(WorkspaceSettings(retention_days=0), 5).retention_days == 0
