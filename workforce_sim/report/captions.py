"""The line under every chart: whose figures, how many futures, what the range leaves out."""

from __future__ import annotations

from workforce_sim.baseline import load_baseline
from workforce_sim.report.facts import WEAK, RunFacts, evidence_notes

DFE = "Department for Education, Children's social work workforce"
LICENCE = "Open Government Licence v3.0"


def caption(facts: RunFacts, history: tuple[int, int] | None) -> str:
    """Return the caption; `history` is the first and last year of DfE figures drawn, or None."""
    futures = (
        "1 simulated future"
        if facts.replications == 1
        else (f"{facts.replications} simulated futures")
    )
    simulated = f"workforce-sim {facts.version}, {futures}, seed {facts.seed}"
    if history is None:
        base = facts.main.base
        source = f"Source: {simulated}, starting from {_origin(base)}."
    elif history[0] == history[1]:
        source = f"Source: {DFE} {history[0]} ({LICENCE}); projection by {simulated}."
    else:
        source = (
            f"Source: {DFE} {history[0]} to {history[1]} ({LICENCE}); projection by {simulated}."
        )
    return " ".join([source, facts.omissions(), *evidence_notes(facts)])


def _origin(base: str) -> str:
    """Say what the starting level rests on: statistics, or a reconstruction with its evidence."""
    baseline = load_baseline(base)
    year = baseline.base_year
    if baseline.quality in WEAK:
        return f"a reconstruction of {year} (evidence {baseline.quality}, an assumption)"
    return f"{DFE} {year} ({LICENCE})"
