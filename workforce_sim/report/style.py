"""How every chart looks: the Government Analysis Function's palette, plain axes, fixed bytes.

Palette: Analysis Function guidance "Data visualisation: colours in charts" (categorical, focus).
"""

from __future__ import annotations

import textwrap
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from workforce_sim.report.fonts import load_matplotlib

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DARK_BLUE = "#12436D"
TURQUOISE = "#28A197"
DARK_PINK = "#801650"
ORANGE = "#F46A25"
CATEGORIES = (DARK_BLUE, TURQUOISE, DARK_PINK, ORANGE)
TEXT_CATEGORIES = (DARK_BLUE, "#1B6E67", DARK_PINK, "#B34A14")
"""The same colours, darkened where words in them would be too faint (contrast 4.5 to 1)."""
LINE_STYLES = ("-", "--", "-.", ":")
MARKERS = ("o", "s", "D", "^")
HATCHES = ("", "//", "..", "xx")
GREY = "#BFBFBF"
TEXT = "#0B0C0C"
QUIET_TEXT = "#505A5F"
BAND_COLOURS = {95: "#D5DDE6", 80: "#A9BACB", 50: "#7590AC"}
"""Tints of dark blue: the middle of the futures is darkest."""
NESTED_COLOURS = {"chance": "#7590AC", "drift": "#A9BACB", "parameters": "#D5DDE6"}
"""The same tints for the parts of the uncertainty, chance innermost."""
NESTED_EDGES: dict[str, Any] = {"chance": ":", "drift": (0, (4, 2)), "parameters": "-"}

KEY_ABOVE: dict[str, Any] = {
    "loc": "lower left",
    "bbox_to_anchor": (-0.075, 0.995),
    "ncols": 6,
    "frameon": False,
    "fontsize": 8.5,
    "handlelength": 1.8,
    "columnspacing": 1.4,
    "borderaxespad": 0.1,
}
"""Where the key of a chart stands: in one row above the axes."""

WIDTH_INCHES = 8.0
HEIGHT_INCHES = 5.4
PNG_DOTS_PER_INCH = 150
_LINE_INCHES = {"title": 0.29, "subtitle": 0.20, "caption": 0.155}
_WRAP = {"title": 66, "subtitle": 96, "caption": 128}
_USUAL_LINES = {"title": 1, "subtitle": 2, "caption": 3}
_FONT = "DejaVu Sans"
_SETTINGS: dict[Any, Any] = {
    "font.family": [_FONT],
    "font.size": 10.0,
    "svg.fonttype": "none",
    "svg.hashsalt": "workforce-sim",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.edgecolor": QUIET_TEXT,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "axes.unicode_minus": False,
    "axes.labelcolor": TEXT,
    "grid.color": "#DADADA",
    "grid.linewidth": 0.8,
    "xtick.color": TEXT,
    "ytick.color": TEXT,
    "ytick.left": False,
    "text.color": TEXT,
    "text.parse_math": False,
    "hatch.linewidth": 0.6,
    "path.simplify": False,
    # A longer line would show an interval that holds values beyond its limits.
    "lines.solid_capstyle": "butt",
}


@contextmanager
def house_style() -> Iterator[None]:
    """Apply the settings for the time of drawing, whatever the user's own matplotlib settings."""
    load_matplotlib()
    import matplotlib

    with matplotlib.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")  # `undrawn` says it once
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_SETTINGS)
        yield


def undrawn(text: str) -> str:
    """Return the characters of a text, each once, for which the charts' font has no shape."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    font = get_font(findfont(FontProperties(family=[_FONT])))
    return "".join(c for c in dict.fromkeys(text) if not font.get_char_index(ord(c)))


def page(
    title: str, subtitle: str, caption: str, *, height: float, left: float, key: bool
) -> tuple[Figure, Axes]:
    """Return a figure with its words in place, and the axes to draw on.

    `height` is in inches, and more where the words take more lines than usual; `left` is the share
    of the width kept for the labels of the vertical axis; `key` keeps a line free above the axes.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    lines_of = {
        kind: textwrap.wrap(words, _WRAP[kind])
        for kind, words in (("title", title), ("subtitle", subtitle), ("caption", caption))
    }
    height += sum(
        _LINE_INCHES[kind] * max(0, len(lines) - _USUAL_LINES[kind])
        for kind, lines in lines_of.items()
    )
    figure = Figure(figsize=(WIDTH_INCHES, height), facecolor="white")
    FigureCanvasAgg(figure)
    top = 0.12
    looks: tuple[tuple[str, dict[str, Any]], ...] = (
        ("title", {"fontsize": 13.0, "fontweight": "bold", "color": TEXT}),
        ("subtitle", {"fontsize": 10.0, "color": QUIET_TEXT}),
    )
    for kind, look in looks:
        for line in lines_of[kind]:
            figure.text(0.02, 1 - top / height, line, va="top", ha="left", **look)
            top += _LINE_INCHES[kind]
        top += 0.04
    lines = lines_of["caption"]
    bottom = 0.08 + _LINE_INCHES["caption"] * (len(lines) - 1)
    for number, line in enumerate(lines):
        y = (bottom - number * _LINE_INCHES["caption"]) / height
        figure.text(0.02, y, line, va="bottom", ha="left", fontsize=7.5, color=QUIET_TEXT)
    foot = (bottom + _LINE_INCHES["caption"] + 0.34) / height
    head = 1 - (top + (0.26 if key else 0.10)) / height
    axes = figure.add_axes((left, foot, 0.98 - left, head - foot))
    return figure, axes
