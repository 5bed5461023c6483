"""A council promises that nobody has more than so many cases.

Idea: Walsall's guarantee of 15 cases, 12 for newly qualified workers (2016); limits that courts set
in New Jersey (2006). The Task Force of 2009 found no number that all agreed on.

In the model nobody is given a case beyond the limit, in proportion to working hours; newly
qualified workers have a lower one in their first year. Who has more when it begins hands them over.
A case for which nobody has room waits: a limit without posts only makes waiting. Posts are bought
beside it, with `funded_posts`.

Evidence: every limit was introduced together with posts and pay, and none has a comparison. Nothing
beyond what fewer cases do is assumed for leaving; that it may be more is in the range (D).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from workforce_sim.levers.base import PeriodLever, Process, register
from workforce_sim.levers.fields import Cases, GbpPerYear, Share

if TYPE_CHECKING:
    from workforce_sim.model.month.world import World


class CaseloadLimit(PeriodLever):
    """Nobody has more cases than the limit; the others wait."""

    summary: ClassVar = "nobody has more cases than the limit: without posts cases wait"
    rank: ClassVar = 17
    nothing: ClassVar = ({"from": "2025-01", "cases": 1000, "review_gbp_per_year": 0},)
    later: ClassVar = {"from": "2026-04", "cases": 12}
    everything: ClassVar = ({"from": "YEAR-11", "cases": 14},)

    cases: Cases = Field(description="Most cases of a full-time worker.")
    newly_qualified_share: Share | None = register(
        "The limit in the first year in practice, as a share of the others'"
    )
    review_gbp_per_year: GbpPerYear | None = register(
        "Cost for each council of weighing and reviewing caseloads"
    )

    def sets(self) -> str:
        """Return what only one lever can set."""
        return "the limit on cases"

    def process(self, world: World) -> Process:
        """Set the limit, pay for its review, and lift it at the end."""
        councils, values = world.councils_of(self), world.values
        if councils.size == 0:
            return
        name = self.own_name(world)
        yield world.office_month(self.start)
        while self.runs(world):
            new = self.cases * self.amount("newly_qualified_share", values)
            world.limit_cases(name, councils, self.cases, new)
            world.factor(name, "exit", self.amount("exit_hazard_ratio", values), councils)
            cost = self.amount("review_gbp_per_year", values) / 12.0
            world.post_where(self.lever_name, councils, cost, 1.0 / 12.0)
            yield world.next_month()
        world.limit_cases(name, councils, math.inf, math.inf)
        world.factor(name, "exit", 1.0, councils)
