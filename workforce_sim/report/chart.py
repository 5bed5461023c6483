"""A chart as data and words first, so that the picture, its alt text and its CSV cannot differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from workforce_sim.cells import Cell, csv_text
from workforce_sim.errors import UserError
from workforce_sim.report.style import HEIGHT_INCHES, PNG_DOTS_PER_INCH, house_style, page

if TYPE_CHECKING:
    from matplotlib.axes import Axes


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

    def csv_text(self) -> str:
        """Return the numbers drawn as CSV."""
        return csv_text(self.columns, self.rows)

    def _accessible(self, drawing: str) -> str:
        """Give screen readers the alt text, and browsers a font where DejaVu is missing."""
        described = drawing.replace("<svg ", '<svg role="img" ', 1).replace(
            "</title>", f"</title>\n <desc>{escape(self.alt)}</desc>", 1
        )
        return described.replace("'DejaVu Sans'", "'DejaVu Sans', Arial, sans-serif")

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
