"""The line under every chart: whose figures, how many futures, what ranges tell and leave out."""

from __future__ import annotations

from collections.abc import Sequence

from workforce_sim.baseline import load_baseline
from workforce_sim.report.facts import WEAK, RunFacts, ScenarioFacts, evidence_notes, range_notes
from workforce_sim.report.words import years_named

DFE = "Department for Education, Children's social work workforce"
LICENCE = "Open Government Licence v3.0"


def caption(
    facts: RunFacts,
    drawn: Sequence[ScenarioFacts],
    history: tuple[int, int] | None = None,
    *,
    futures: bool = False,
    means: bool = False,
) -> str:
    """Return the caption of a chart of some scenarios of a run.

    `history` is the first and last year of DfE figures drawn, or None; `futures` says whether
    ranges of simulated futures are drawn, `means` whether intervals of means are.
    """
    several = facts.replications > 1
    count = f"{facts.replications} simulated future{'s' if several else ''}"
    simulated = f"workforce-sim {facts.version}, {count}, seed {facts.seed}"
    if history is None:
        source = f"Source: {simulated}, starting from {_origin(drawn[0].base)}."
    else:
        years = years_named(*history)
        source = f"Source: {DFE} {years} ({LICENCE}); projection by {simulated}."
    notes = range_notes(drawn, futures=futures, means=means) if several else []
    return " ".join([source, *notes, *evidence_notes(drawn)])


def _origin(base: str) -> str:
    """Say what the starting level rests on: statistics, or a reconstruction with its evidence."""
    baseline = load_baseline(base)
    year = baseline.base_year
    if baseline.quality in WEAK:
        return f"a reconstruction of {year} (evidence {baseline.quality}, an assumption)"
    return f"{DFE} {year} ({LICENCE})"
