"""The picture: drawn in a process of its own, in both languages, with all of its words in its description."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from bot.article import locales
from bot.cases.picture import draw
from bot.reply.report_view import drawing_of
from bot.report.draw import wrapped
from bot.report.drawing import Drawing
from bot.report.figures import count_cases
from tests.report.month import SINCE, UNTIL, month


@pytest.mark.parametrize("locale", locales())
async def test_the_picture_is_a_png_of_the_size_and_says_what_it_shows(locale: str) -> None:
    drawing = drawing_of(locale, count_cases(month(), SINCE, UNTIL))
    picture = await draw(drawing)
    assert picture is not None
    assert picture.startswith(b"\x89PNG")
    assert (int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])) == (1600, 1050)
    assert b"Description" in picture
    assert drawing.needs_japanese is (locale == "ja")


async def test_a_picture_that_cannot_be_drawn_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    drawing = drawing_of("en", count_cases(month(1), SINCE, UNTIL))
    monkeypatch.setattr("bot.cases.picture._MODULE", "bot.report.nothing")
    assert await draw(drawing) is None


def test_a_drawing_survives_its_way_to_the_process() -> None:
    drawing = drawing_of("ja", count_cases(month(), SINCE, UNTIL))
    assert Drawing.from_json(json.loads(drawing.to_json())) == drawing


def test_the_bot_never_loads_what_it_draws_with() -> None:
    loaded = "import sys, bot.app, handlers, bot.cli; print('matplotlib' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        ("typo in the address", ["typo in the address"]),
        ("sender check failed (SPF, DKIM, DMARC)", ["sender check failed (SPF,", "DKIM, DMARC)"]),
        ("送信ドメイン認証の失敗（SPF・DKIM・DMARC）", ["送信ドメイン認証の失敗", "（SPF・DKIM・DMARC）"]),
        ("Method 1\nthe address", ["Method 1", "the address"]),
        ("あ" * 20, ["あ" * 13, "あ" * 7]),
    ],
)
def test_long_labels_take_several_lines(label: str, lines: list[str]) -> None:
    assert wrapped(label).split("\n") == lines
