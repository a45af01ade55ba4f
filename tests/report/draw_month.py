"""Draws the pictures of docs/report.md: `python -m tests.report.draw_month docs/images`."""

from __future__ import annotations

import sys
from pathlib import Path

from bot.article import locales
from bot.reply.report_view import drawing_of
from bot.report.draw import draw
from bot.report.figures import count_cases
from tests.report.month import SINCE, UNTIL, month


def main() -> None:
    """One picture for each language."""
    report = count_cases(month(), SINCE, UNTIL)
    for locale in locales():
        drawing = drawing_of(locale, report)
        (Path(sys.argv[1]) / f"report-{locale}.png").write_bytes(draw(drawing))
        print(f"{locale}: {drawing.description}")


if __name__ == "__main__":
    main()
