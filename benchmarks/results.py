"""What a section found, as rows of the one table."""

from dataclasses import asdict, dataclass, field
from typing import Any

from benchmarks.machine import machine
from benchmarks.timing import Race, Spread

UNITS = (("µs", 1e6), ("ms", 1e3), ("s", 1.0))
_LARGEST = 100.0


@dataclass
class Row:
    """One line of the table."""

    work: str
    ours: str
    peer: str = ""
    theirs: str = ""
    ratio: str = ""
    target: str = ""
    met: str = ""

    def judged(self, target: str, met: bool) -> None:
        """Say what was aimed at, and whether it was reached."""
        self.target = target
        self.met = "yes" if met else "no"


@dataclass
class Section:
    """What one section found."""

    rows: list[Row] = field(default_factory=list)
    growth: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    """For the chart: of each kind of size, sizes and seconds."""
    machine: dict[str, str] = field(default_factory=machine)

    def to_dict(self) -> dict[str, Any]:
        """As JSON types."""
        return asdict(self)

    def add(self, work: str, ours: str) -> Row:
        """Add a row about ours alone."""
        self.rows.append(Row(work, ours))
        return self.rows[-1]

    def compare(
        self, work: str, found: Race, ours: str, theirs: str, peer: str, unit: str = "CPU"
    ) -> Row:
        """Add the row of a race between ours and a peer; ``peer`` says who that is."""
        row = self.add(work, seconds(found.spread(ours), unit))
        row.peer = peer
        row.theirs = seconds(found.spread(theirs), unit)
        row.ratio = times(found.ratio(theirs, ours))
        return row


def times(ratio: Spread) -> str:
    """A ratio and its range, with two or three figures that mean something."""
    middle, low, high = (
        f"{value:,.{0 if value >= 20 else 1 if value >= 1 else 3}f}"
        for value in (ratio.median, ratio.low, ratio.high)
    )
    return f"{middle} ({low} to {high})"


def seconds(spread: Spread, kind: str = "CPU") -> str:
    """The middle and the range of some seconds, in a unit that suits them.

    ``kind`` stands before the unit: ``CPU`` for seconds of the processor, nothing for the clock's.
    """
    unit, scale = next(
        ((unit, scale) for unit, scale in UNITS if spread.median * scale < _LARGEST),
        UNITS[-1],
    )
    digits = 1 if spread.median * scale >= 10 else 2
    middle, low, high = (
        f"{value * scale:,.{digits}f}" for value in (spread.median, spread.low, spread.high)
    )
    return f"{middle} {f'{kind} {unit}'.strip()} ({low} to {high})"
