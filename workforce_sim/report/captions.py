"""The line under every chart: whose figures, how many futures, what the range leaves out."""

from __future__ import annotations

from workforce_sim.report.facts import RunFacts, evidence_notes

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
        source = f"Source: {simulated}, starting from {DFE} ({LICENCE})."
    elif history[0] == history[1]:
        source = f"Source: {DFE} {history[0]} ({LICENCE}); projection by {simulated}."
    else:
        source = (
            f"Source: {DFE} {history[0]} to {history[1]} ({LICENCE}); projection by {simulated}."
        )
    return " ".join([source, facts.omissions(), *evidence_notes(facts)])
