"""The tables of a sensitivity study."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from workforce_sim.experiment.columns import write_table
from workforce_sim.experiment.sensitivity.design import Shares
from workforce_sim.experiment.sensitivity.folder import SCREENING, SENSITIVITY
from workforce_sim.experiment.sensitivity.question import Question
from workforce_sim.experiment.uncertain_entry import Factor
from workforce_sim.measures.catalogue import YEARLY
from workforce_sim.measures.record import FloatArray


@dataclass(frozen=True)
class Explained:
    """What came of one measure at one time.

    `shares` by entry or group; none when assumptions change nothing. `deviation`: standard
    deviation over the assumptions, in the measure's unit. `chance_left`: share of its square that
    is chance, or None where that is not known.
    """

    measure: str
    year: int
    shares: Mapping[str, Shares]
    deviation: float
    chance_left: float | None


def write_shares(
    folder: Path,
    labels: Mapping[str, str],
    names: Mapping[str, str],
    factors: Sequence[Factor],
    groups: Mapping[str, str],
    explained: Sequence[Explained],
    question: Question,
) -> None:
    """Write sensitivity.csv: the largest share first, for each measure and time."""
    known = {each.name: each for each in factors}
    rows = []
    for each in explained:
        ordered = sorted(each.shares, key=lambda name: -each.shares[name].total.value)
        for rank, name in enumerate(ordered, start=1):
            found, factor = each.shares[name], known.get(name)
            members = [entry for entry, group in groups.items() if group == name]
            rows.append(
                {
                    **labels,
                    "time_period": each.year,
                    "measure": each.measure,
                    "unit": YEARLY[each.measure].unit,
                    "rank": rank,
                    "assumption": name,
                    "meaning": factor.meaning if factor else f"{len(members)} entries together",
                    "evidence": factor.quality if factor else "",
                    "low": factor.low if factor else None,
                    "central": factor.central if factor else None,
                    "high": factor.high if factor else None,
                    "entries": len(members),
                    "total_order": found.total.value,
                    "total_order_low": found.total.low,
                    "total_order_high": found.total.high,
                    "first_order": found.first.value,
                    "first_order_low": found.first.low,
                    "first_order_high": found.first.high,
                    "standard_deviation": each.deviation,
                    "chance_left": each.chance_left,
                    "samples": question.samples,
                    "futures": question.futures,
                }
            )
    write_table(rows, folder / SENSITIVITY, names)


def write_screening(
    folder: Path,
    labels: Mapping[str, str],
    names: Mapping[str, str],
    factors: Sequence[Factor],
    chosen: Collection[str],
    effects: Mapping[tuple[str, int], FloatArray],
) -> None:
    """Write screening.csv: how much each entry moves each measure over its range, and whether it
    was looked at on its own.
    """
    rows = [
        {
            **labels,
            "time_period": year,
            "measure": measure,
            "unit": YEARLY[measure].unit,
            "assumption": factor.name,
            "mean_effect": float(size),
            "own_share": "yes" if factor.name in chosen else "no",
        }
        for (measure, year), sizes in effects.items()
        for factor, size in sorted(
            zip(factors, sizes, strict=True), key=lambda pair: (-pair[1], pair[0].name)
        )
    ]
    write_table(rows, folder / SCREENING, names)
