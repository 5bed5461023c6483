"""A chart as data and words first, so that the picture, its alt text and its CSV cannot differ."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from workforce_sim.cells import Cell, csv_text
from workforce_sim.errors import UserError
from workforce_sim.report.style import HEIGHT_INCHES, PNG_DOTS_PER_INCH, house_style, page, undrawn

if TYPE_CHECKING:
    from matplotlib.axes import Axes


_FEW = 10


class NothingToDraw(UserError):
    """A measure that is not defined where or when it was asked for."""


@dataclass(frozen=True)
class Chart:
    """One picture with everything needed to publish it.

    `name` is the file stem; `title` carries the message; `subtitle` says what is measured, where
    and when; `caption` gives the sources; `alt` says in words what the picture shows. `rows` are
    the numbers drawn, already rounded as shown. `draw` puts them on the axes.
    """

    name: str
    title: str
    subtitle: str
    caption: str
    alt: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    draw: Callable[[Axes], None]
    height: float = HEIGHT_INCHES
    left: float = 0.085
    key: bool = False

    @property
    def undrawn(self) -> str:
        """The characters of its words for which the pictures have no shape."""
        cells = (cell for row in self.rows for cell in row if isinstance(cell, str))
        return undrawn("".join([self.title, self.subtitle, self.caption, *cells]))

    def csv_text(self) -> str:
        """Return the numbers drawn as CSV."""
        return csv_text(self.columns, self.rows)

    def _accessible(self, drawing: str) -> str:
        """Give screen readers the alt text, and browsers a font where DejaVu is missing."""
        described = drawing.replace("<svg ", '<svg role="img" ', 1).replace(
            "</title>", f"</title>\n <desc>{escape(self.alt)}</desc>", 1
        )
        # Only inside a tag: in the words of the chart "<" is escaped.
        return re.sub(r"(<[^>]*'DejaVu Sans')", r"\1, Arial, sans-serif", described)

    def save(self, folder: Path) -> tuple[Path, ...]:
        """Write svg, png, txt (alt text) and csv; the same chart always gives the same bytes."""
        folder.mkdir(parents=True, exist_ok=True)
        svg, png, txt, data = (
            folder / f"{self.name}.{kind}" for kind in ("svg", "png", "txt", "csv")
        )
        with house_style():
            figure, axes = page(
                self.title,
                self.subtitle,
                self.caption,
                height=self.height,
                left=self.left,
                key=self.key,
            )
            self.draw(axes)
            drawing = StringIO()
            figure.savefig(
                drawing,
                format="svg",
                metadata={
                    "Title": self.title,
                    "Description": self.alt,
                    "Date": None,
                    "Creator": "workforce-sim",
                },
            )
            figure.savefig(
                png,
                format="png",
                dpi=PNG_DOTS_PER_INCH,
                metadata={"Title": self.title, "Software": "workforce-sim"},
            )
        svg.write_text(self._accessible(drawing.getvalue()), encoding="utf-8", newline="\n")
        txt.write_text(self.alt + "\n", encoding="utf-8", newline="\n")
        data.write_text(self.csv_text(), encoding="utf-8", newline="\n")
        return svg, png, txt, data


def save_all(
    charts: Iterable[Chart], folder: Path, tell: Callable[[str], None] | None
) -> Iterator[tuple[Path, ...]]:
    """Write charts and yield the files of each; tell at the end what the pictures cannot show."""
    odd: dict[str, None] = {}
    for chart in charts:
        yield chart.save(folder)
        odd.update(dict.fromkeys(chart.undrawn))
    if odd and tell is not None:
        first = ", ".join(f"{c} (U+{ord(c):04X})" for c in islice(odd, _FEW))
        more = f" and {len(odd) - _FEW} other characters" if len(odd) > _FEW else ""
        tell(
            f"The font of the charts has no shape for {first}{more}, so PNG pictures show a box; "
            "SVG pictures, text alternatives and tables hold what was written."
        )
