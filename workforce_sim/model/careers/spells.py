"""The beginning of a spell of work, or of looking for it."""

import numpy as np

from workforce_sim.model.engine.compiled import compiled
from workforce_sim.model.engine.randomness import Purpose, exponential
from workforce_sim.model.engine.state import NO_ONE, RISKS, Table

_BUDGETS = np.array(
    [
        Purpose.BUDGET_EXIT,
        Purpose.BUDGET_AGENCY,
        Purpose.BUDGET_MOVE,
        Purpose.BUDGET_PROMOTION,
        Purpose.BUDGET_SICKNESS,
        Purpose.BUDGET_PARENTAL,
        Purpose.BUDGET_RETURN,
    ],
    dtype=np.int64,
)


@compiled()
def new_spell(people: Table, key: tuple[int, int], slot: int) -> None:
    """Draw the budgets of a new spell of work and clear what belonged to the last one."""
    ident = people[slot].ident
    episode = people[slot].episode
    for risk in range(RISKS):
        people[slot].budget[risk] = exponential(key, _BUDGETS[risk], ident, episode * 4096)
    people[slot].team = NO_ONE
    people[slot].head = NO_ONE
    people[slot].seat = NO_ONE
    people[slot].n_cases = 0
    people[slot].absent = 0
    people[slot].programmes = 0
    people[slot].ready = 0
    people[slot].seeking = 0
    people[slot].census_council = NO_ONE
    people[slot].leave_kind = 0
    people[slot].leaves = np.inf
    people[slot].starts = np.inf
    people[slot].supplement = 0.0
    people[slot].stake = 0.0
    people[slot].capacity = 0.0
    people[slot].sick_rate = 0.0
    people[slot].spells = episode * 4096
    people[slot].searches = 0


@compiled()
def copy_person(people: Table, source: int, target: int) -> None:
    """A second spell of the same person, beginning at another council."""
    people[target].ident = people[source].ident
    people[target].episode = people[source].episode + 1
    people[target].role = people[source].role
    people[target].route = people[source].route
    people[target].fte = people[source].fte
    people[target].born = people[source].born
    people[target].qualified = people[source].qualified
    people[target].factor = people[source].factor
