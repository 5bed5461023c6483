"""How many replications pairing saves: the £58m package of 2009 beside doing nothing."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

from benchmarks.processes import output_of, simulation
from benchmarks.results import Section, times
from benchmarks.timing import Spread
from benchmarks.worlds import SCENARIOS
from workforce_sim.experiment import RunFolder
from workforce_sim.experiment.precision import without_pairing
from workforce_sim.experiment.stopping import replications_for
from workforce_sim.measures.intervals import CONFIDENCE, t_quantile
from workforce_sim.measures.record import FloatArray

ROUNDS = 30
"""Paired replications from which the spreads are known."""
FILES = (SCENARIOS / "2009" / "do-nothing.yaml", SCENARIOS / "2009" / "package-58m.yaml")
MEASURE = "vacancy_rate_fte"
HALF_WIDTH = 0.1
"""Percentage points."""
WANTED = 10.0


def measure(rounds: int) -> Section:
    """Replications needed with pairs and without, at the last census."""
    section = Section()
    with TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        output_of(*simulation("compare", FILES, out, rounds))
        theirs, mine = by_scenario(RunFolder.open(out))
    paired = replications_for(float((mine - theirs)[:, -1].std(ddof=1)), HALF_WIDTH)
    independent, _ = without_pairing(mine, theirs, HALF_WIDTH)
    saved = variance_ratio(mine[:, -1], theirs[:, -1])
    row = section.add(
        f"£58m package of 2009, England: replications until its effect on {MEASURE} is known to "
        f"± {HALF_WIDTH} percentage points, from the spread in {rounds}",
        f"{paired:,}",
    )
    row.peer, row.theirs, row.ratio = "independent seeds", f"{independent:,}", times(saved)
    row.judged("at least 10 times fewer", independent >= WANTED * paired)
    return section


def by_scenario(run: RunFolder) -> list[FloatArray]:
    """The measure for England of each scenario, (replications, censuses), the reference first."""
    rows = run.replications().filter(pl.col("geographic_level").is_in(["National", "Scope"]))
    table = rows.sort("time_period", "replication").collect()
    censuses = table["time_period"].unique().len()
    return [
        table.filter(pl.col("scenario") == name)[MEASURE]
        .cast(pl.Float64)
        .to_numpy()
        .reshape(censuses, -1)
        .T
        for name in sorted(run.scenario_names, key=lambda name: name != run.reference)
    ]


def variance_ratio(mine: FloatArray, theirs: FloatArray) -> Spread:
    """How many times the variance of a difference grows without pairs, with its 95% interval.

    The interval is the jackknife's, of the logarithm.
    """

    def of(kept: np.ndarray) -> float:
        apart = mine[kept].var(ddof=1) + theirs[kept].var(ddof=1)
        return float(np.log(apart / (mine - theirs)[kept].var(ddof=1)))

    count = len(mine)
    everyone = np.ones(count, bool)
    without_one = np.array([of(everyone & (np.arange(count) != left)) for left in range(count)])
    error = np.sqrt((count - 1) / count * ((without_one - without_one.mean()) ** 2).sum())
    width = t_quantile(0.5 + CONFIDENCE / 2, count - 1) * float(error)
    middle = of(everyone)
    return Spread(*(float(np.exp(middle + shift)) for shift in (0.0, -width, width)))
