"""Draws a report: `python -m bot.report.draw` takes a `Drawing` as JSON and gives a PNG, in a process of its own.

matplotlib takes 60 MB and a second to come up; the bot never loads it. Colours are Okabe and Ito's, which the common
kinds of colour blindness leave apart (https://jfly.uni-koeln.de/color/), and what is unsolved is hatched as well.
"""

from __future__ import annotations

import io
import json
import sys
import textwrap
import unicodedata
from collections.abc import Sequence
from importlib import metadata
from typing import TYPE_CHECKING, Any, Final

from bot.report.drawing import Bar, Drawing

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SOLVED, _UNSOLVED, _HELPED, _INK, _FAINT = "#0072B2", "#E69F00", "#009E73", "#222222", "#6b6b6b"
_INCHES: Final = (12.8, 8.4)
_DPI: Final = 125
_LATIN: Final = "DejaVu Sans"
_FONT_FILE: Final = "ipaexg.ttf"
_FONT_PACKAGE: Final = "matplotlib-fontja"
_MOST_TICKS: Final = 10
# Room for a label in a line, in Latin letters.
_WIDE, _NARROW = 27, 18
_NEVER_FIRST: Final = "）」、。・ー"


def draw(drawing: Drawing) -> bytes:
    """The picture as PNG."""
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle

    style: Any = {
        "font.family": _japanese_font() if drawing.needs_japanese else _LATIN,
        "font.size": 12,
        "text.color": _INK,
        "text.parse_math": False,
        "axes.labelcolor": _INK,
        "axes.edgecolor": "#c8c8c8",
        "xtick.color": _INK,
        "ytick.color": _INK,
        "hatch.linewidth": 0.8,
    }
    with mpl.rc_context(style):
        figure = Figure(figsize=_INCHES, dpi=_DPI, facecolor="white")
        grid = figure.add_gridspec(
            2, 2, left=0.22, right=0.97, top=0.80, bottom=0.09, hspace=0.42, wspace=0.5, width_ratios=(1.15, 1.0)
        )
        figure.text(0.03, 0.945, drawing.title, fontsize=21, fontweight=_weight())
        figure.text(0.03, 0.9, drawing.subtitle, fontsize=13, color=_FAINT)
        _causes(figure.add_subplot(grid[:, 0]), drawing.causes_title, drawing.causes)
        _days(figure.add_subplot(grid[0, 1]), drawing.days_title, drawing.days)
        _methods(figure.add_subplot(grid[1, 1]), drawing.methods_title, drawing.methods)
        keys = [
            Rectangle((0, 0), 1, 1, facecolor=_SOLVED),
            Rectangle((0, 0), 1, 1, facecolor=_UNSOLVED, hatch="///", edgecolor="white"),
        ]
        names = [drawing.solved, drawing.unsolved]
        figure.legend(keys, names, loc="upper right", bbox_to_anchor=(0.975, 0.975), ncol=2, frameon=False)
        figure.text(0.03, 0.025, drawing.footer, fontsize=10.5, color=_FAINT)
        picture = io.BytesIO()
        FigureCanvasAgg(figure).print_png(picture, metadata={"Description": drawing.description})  # type: ignore[no-untyped-call]
    return picture.getvalue()


def _causes(axes: Axes, title: str, bars: Sequence[Bar]) -> None:
    """Stacked bars from left to right, each with its number at the end."""
    _frame(axes, title)
    places = range(len(bars))
    axes.barh(places, [bar.solved for bar in bars], color=_SOLVED, height=0.62)
    axes.barh(
        places,
        [bar.unsolved for bar in bars],
        left=[bar.solved for bar in bars],
        color=_UNSOLVED,
        hatch="///",
        edgecolor="white",
        linewidth=0,
        height=0.62,
    )
    most = max((bar.solved + bar.unsolved for bar in bars), default=1)
    for place, bar in zip(places, bars, strict=True):
        axes.text(bar.solved + bar.unsolved + most * 0.015, place, bar.note, va="center", fontsize=11.5)
    axes.set_yticks(places, [wrapped(bar.label) for bar in bars])
    axes.set_ylim(max(len(bars), 6) - 0.4, -0.6)
    axes.set_xlim(0, most * 1.22)
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)


def _days(axes: Axes, title: str, bars: Sequence[Bar]) -> None:
    """Stacked bars over time."""
    from matplotlib.ticker import MaxNLocator

    _frame(axes, title)
    places = range(len(bars))
    axes.bar(places, [bar.solved for bar in bars], color=_SOLVED, width=0.78)
    axes.bar(
        places,
        [bar.unsolved for bar in bars],
        bottom=[bar.solved for bar in bars],
        color=_UNSOLVED,
        hatch="////",
        edgecolor="white",
        linewidth=0,
        width=0.78,
    )
    every = max(1, -(-len(bars) // (_MOST_TICKS // 2)))
    axes.set_xticks(places[::every], [bar.label for bar in bars][::every])
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.set_ylim(0, max([bar.solved + bar.unsolved for bar in bars] or [0]) * 1.1 or 1)
    axes.grid(axis="y", color="#e6e6e6")


def _methods(axes: Axes, title: str, bars: Sequence[Bar]) -> None:
    """What solved cases, each with its number."""
    _frame(axes, title)
    places = range(len(bars))
    axes.barh(places, [bar.solved for bar in bars], color=_HELPED, height=0.55)
    most = max((bar.solved for bar in bars), default=1)
    for place, bar in zip(places, bars, strict=True):
        axes.text(bar.solved + most * 0.02, place, bar.note, va="center", fontsize=11.5)
    axes.set_yticks(places, [wrapped(bar.label, _NARROW) for bar in bars])
    axes.set_ylim(max(len(bars), 4) - 0.4, -0.6)
    axes.set_xlim(0, most * 1.3)
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)


def _frame(axes: Axes, title: str) -> None:
    axes.set_title(title, loc="left", fontsize=14, fontweight=_weight(), pad=10)
    axes.set_axisbelow(True)
    axes.tick_params(length=0)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def wrapped(label: str, width: int = _WIDE) -> str:
    """The label in lines of at most `width` Latin letters; a Japanese character is as wide as two of them (UAX #11)."""
    return "\n".join(line for given in label.splitlines() for line in _lines(given, width))


def _lines(text: str, width: int) -> list[str]:
    if sum(map(_width, text)) <= width:
        return [text]
    if all(_width(character) == 1 for character in text):
        return textwrap.wrap(text, width)
    before, bracket, after = text.partition("（")
    if before and bracket:
        return [*_lines(before, width), *_lines(bracket + after, width)]
    lines, room = [""], width
    for character in text:
        if _width(character) > room and character not in _NEVER_FIRST:
            lines.append("")
            room = width
        lines[-1] += character
        room -= _width(character)
    return lines


def _width(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WFA" else 1


def _weight() -> str:
    """Bold, where the font has it: IPAex Gothic has one weight."""
    from matplotlib import rcParams

    return "normal" if rcParams["font.family"] != [_LATIN] else "bold"


def _japanese_font() -> str:
    """The family name of the IPAex Gothic that its package ships; importing that package would change the defaults."""
    from matplotlib import font_manager

    files = metadata.files(_FONT_PACKAGE) or []
    path = str(next(file.locate() for file in files if file.name == _FONT_FILE))
    font_manager.fontManager.addfont(path)
    return font_manager.FontProperties(fname=path).get_name()


def main() -> None:
    """JSON on standard input, PNG on standard output."""
    given: dict[str, Any] = json.load(sys.stdin)
    sys.stdout.buffer.write(draw(Drawing.from_json(given)))


if __name__ == "__main__":
    main()
