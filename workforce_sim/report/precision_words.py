"""How closely a run knows what it was asked to know, in words."""

from __future__ import annotations

from collections.abc import Iterator

from workforce_sim.digits import digits
from workforce_sim.experiment import RunFolder
from workforce_sim.limits import REPLICATIONS
from workforce_sim.measures.catalogue import YEARLY

UNITS = {"%": "percentage points", "FTE": "full-time equivalents"}


def precision_lines(run: RunFolder) -> Iterator[str]:
    """Yield, for each measure whose precision was asked for, what was reached and at what price."""
    for each in run.precision:
        unit = YEARLY[each["measure"]].unit
        what = each["measure"]
        if run.reference is not None:
            what = f"the difference in {what} between {each['scenario']} and {run.reference}"
        asked = f"asked for: \u00b1 {digits(each['wanted'], 3)} {UNITS.get(unit, unit)}".rstrip()
        reached = digits(each["half_width"], 3)
        known = f"the mean of {what} at the last census is known to \u00b1 {reached}"
        start = "Precision reached" if each["is_reached"] else "Precision not reached"
        yield f"{start}: {known} ({asked}) after {each['replications']:,} replications."
        if each["independent"] is not None:
            yield (
                f"With independent seeds for each scenario it takes about {each['independent']:,} "
                f"replications, with one shared stream of random numbers about "
                f"{each['shared_stream']:,}; with a stream for each person and child, as here, "
                f"about {each['likely']:,}."
            )


def is_precise(run: RunFolder) -> bool:
    """Whether every precision that was asked for was reached."""
    return all(each["is_reached"] for each in run.precision)


def enough_replications(run: RunFolder) -> int:
    """How many replications would be enough for every precision, with something to spare; never
    more than there can be.
    """
    most = max((each["likely"] for each in run.precision), default=0)
    return min(-(-most * 5 // 4 // 10) * 10, REPLICATIONS.most)
