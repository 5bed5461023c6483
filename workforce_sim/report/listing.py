"""A list that can be read on a screen, in a spreadsheet or by a program."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workforce_sim.cells import Cell, csv_text
from workforce_sim.digits import grouped

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table

Value = Cell


@dataclass(frozen=True)
class Column:
    """A column: its key for programs, its heading for people, and how numbers are written."""

    key: str
    heading: str
    decimals: int | None = None
    suffix: str = ""

    def text(self, value: Value) -> str:
        """Write one cell for people; what is not known is said, not left blank."""
        if value is None:
            return "not available"
        if isinstance(value, str):
            return value
        if self.decimals is None:
            return grouped(value, 6)
        return f"{value:,.{self.decimals}f}{self.suffix}"


@dataclass(frozen=True)
class Listing:
    """Rows under columns, with words before and after."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    before: str = ""
    after: str = ""

    def to_csv(self) -> str:
        """Return the rows as CSV with a header row."""
        return csv_text([column.key for column in self.columns], self.rows)

    def to_json(self) -> str:
        """Return the rows as a JSON list of objects."""
        keys = [column.key for column in self.columns]
        rows = [dict(zip(keys, row, strict=True)) for row in self.rows]
        return json.dumps(rows, indent=2, ensure_ascii=False)

    def show(self, console: Console) -> None:
        """Print for people: words before, the table, words after."""
        if self.before:
            console.print(self.before, width=min(console.width, 100))
            console.print()
        console.print(self._table(plain=not console.is_terminal))
        if self.after:
            console.print()
            console.print(self.after, width=min(console.width, 100))

    def _table(self, *, plain: bool) -> RenderableType:
        table = new_table(plain=plain)
        for column in self.columns:
            right = column.decimals is not None
            table.add_column(column.heading, justify="right" if right else "left", overflow="fold")
        for row in self.rows:
            table.add_row(
                *(column.text(value) for column, value in zip(self.columns, row, strict=True))
            )
        return table


def new_table(*, plain: bool) -> Table:
    """Return an empty table: lines under the headings where a person reads, none when piped."""
    from rich import box
    from rich.table import Table

    return Table(
        box=None if plain else box.SIMPLE_HEAD,
        pad_edge=False,
        show_edge=False,
        header_style="bold",
        padding=(0, 2, 0, 0) if plain else (0, 1, 0, 0),
    )
