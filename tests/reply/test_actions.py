"""What buttons carry, and what comes back from old, new and foreign ones."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.model import Method
from bot.reply.actions import ButtonValue, Dialog, format_value, parse_value

MANIFEST = Path(__file__).parents[2] / "manifest.yml"


@pytest.mark.parametrize("method", [None, *Method])
def test_a_value_comes_back_as_it_went(method: Method | None) -> None:
    value = ButtonValue("C0123456789", method)
    assert parse_value(format_value(value)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("C0123456789", ButtonValue("C0123456789")),
        ("12345", ButtonValue("12345")),
        ('{"case":"C1"}', ButtonValue("C1")),
        ('{"case":"C1","method":9}', ButtonValue("C1")),
        ('{"case":"C1","method":"2"}', ButtonValue("C1")),
        ('{"case":"C1","method":2,"colour":"red"}', ButtonValue("C1", Method.ASK_RECIPIENT)),
        ('{"method":2}', None),
        ('{"case":7}', None),
        ('{"case":"../../etc"}', None),
        ("[1,2]", None),
        ("not ours at all", None),
        ("x" * 2_000, None),
        ("[" * 1_900, None),
        ("", None),
        (None, None),
    ],
)
def test_old_new_and_foreign_values(text: str | None, value: ButtonValue | None) -> None:
    assert parse_value(text) == value


def test_the_shortcuts_are_those_of_the_manifest() -> None:
    shortcuts = yaml.safe_load(MANIFEST.read_text("utf-8"))["features"]["shortcuts"]
    assert {shortcut["callback_id"] for shortcut in shortcuts} == {Dialog.DIAGNOSE_MESSAGE, Dialog.PASTE}
