"""Whole numbers on the command line, with a message that says what to write instead."""

from __future__ import annotations

import rich_click as click

from workforce_sim import limits
from workforce_sim.limits import WholeNumbers


class WholeNumber(click.ParamType[int]):
    """One of some whole numbers."""

    name = "integer"

    def __init__(self, allowed: WholeNumbers) -> None:
        self.allowed = allowed

    def convert(
        self, value: str | int, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Return the number, or refuse what is not one or lies outside."""
        try:
            number = int(value)
        except ValueError:
            number = self.allowed.least - 1
        if not self.allowed.least <= number <= self.allowed.most:
            self.fail(self.allowed.refusal(value), param, ctx)
        return number


REPLICATIONS = WholeNumber(limits.REPLICATIONS)
SEED = WholeNumber(limits.SEEDS)
PARTNERS = WholeNumber(limits.PARTNERS)
PROCESSES = WholeNumber(limits.PROCESSES)
YEAR = WholeNumber(limits.YEARS)
SAMPLES = WholeNumber(limits.SAMPLES)
TOP = WholeNumber(limits.TOP)
TRAJECTORIES = WholeNumber(limits.TRAJECTORIES)
