"""Whole numbers on the command line, with a message that says what to write instead."""

from __future__ import annotations

import rich_click as click

MOST_REPLICATIONS = 100_000
"""As in a scenario file: more would not fit on a disk."""
LARGEST_SEED = 2**63 - 1
MOST_PROCESSES = 1_000


class WholeNumber(click.ParamType[int]):
    """A whole number between two others, both included."""

    name = "integer"

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def convert(
        self, value: str | int, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Return the number, or refuse what is not one or lies outside."""
        try:
            number = int(value)
        except ValueError:
            number = None
        if number is not None and self.least <= number <= self.most:
            return number
        shown = str(value) if len(str(value)) <= 30 else f"{str(value)[:27]}..."
        most = f"{self.most:,}" if self.most != LARGEST_SEED else "2^63 - 1"
        self.fail(
            f"{shown} is not possible. Write a whole number from {self.least} to {most}.",
            param,
            ctx,
        )


REPLICATIONS = WholeNumber(1, MOST_REPLICATIONS)
SEED = WholeNumber(0, LARGEST_SEED)
PROCESSES = WholeNumber(1, MOST_PROCESSES)
