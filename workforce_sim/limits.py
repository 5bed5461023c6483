"""The whole numbers that may be asked for, the same in a scenario file, a command and Python."""

from __future__ import annotations

from dataclasses import dataclass
from operator import index

from workforce_sim.errors import UserError

_SHOWN = 30


@dataclass(frozen=True)
class WholeNumbers:
    """The whole numbers from `least` to `most`, both included."""

    least: int
    most: int

    def refusal(self, written: object) -> str:
        """Return the sentences for what is not one of them."""
        text = str(written)
        shown = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."
        return f"{shown} is not possible. Write a whole number from {self.least} to {self.most}."

    def checked(self, written: object, what: str) -> int:
        """Return a number that Python was given, as an int.

        Raises:
            UserError: it is a fraction, true or false, no number at all, or lies outside.
        """
        try:
            number = index(written)  # type: ignore[arg-type]
        except TypeError:
            number = self.least - 1
        if isinstance(written, bool) or not self.least <= number <= self.most:
            raise UserError(f"{what}: {self.refusal(written)}")
        return number


SEEDS = WholeNumbers(0, 2**32 - 1)
"""A seed is half of the key of every draw, one word of 32 bits."""
REPLICATIONS = WholeNumbers(1, 100_000)
"""More would not fit on a disk."""
PARTNERS = WholeNumbers(0, REPLICATIONS.most)
PROCESSES = WholeNumbers(1, 1_000)
YEARS = WholeNumbers(1900, 2200)
SAMPLES = WholeNumbers(16, 2**16)
"""Of a sensitivity study; with fewer, its shares say nothing."""
TOP = WholeNumbers(1, 1_000)
TRAJECTORIES = WholeNumbers(2, 1_000)
