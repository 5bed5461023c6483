"""Changes of hours: the part of the change in post that starters and leavers do not explain."""

import numpy as np

from workforce_sim.model.engine.compiled import compiled
from workforce_sim.model.engine.randomness import Purpose, draw
from workforce_sim.model.engine.state import State, Status

_STAFF = int(Status.STAFF)
_P_HOURS = int(Purpose.HOURS_CHANGE)


@compiled(allocates=True)
def change_hours(
    state: State,
    key: tuple[int, int],
    month: int,
    rate: float,
    step: float,
    least: float,
    growth: float,
) -> None:
    """A month's changes: some people work more and some less, in steps of ``step`` FTE.

    Everybody has one month of the year in which hours are agreed anew. ``rate`` is the yearly
    chance of a change, ``growth`` the wanted relative growth of FTE in a year. Nobody
    goes below ``least`` FTE or above full time; the split is set so that the
    expected growth comes out in each council whatever its hours are today.
    """
    people = state.people
    n = state.councils.active.size
    total = np.zeros(n)
    can_rise = np.zeros(n)
    can_fall = np.zeros(n)
    due = state.listed
    n_due = 0
    for slot in range(people.ident.size):
        if state.status[slot] == _STAFF:
            if people[slot].ident % 12 == month % 12:
                due[n_due] = slot
                n_due += 1
            fte = people[slot].fte
            council = people[slot].council
            total[council] += fte
            can_rise[council] += min(step, 1.0 - fte)
            can_fall[council] += min(step, max(fte - least, 0.0))
    for slot in due[:n_due]:
        council = people[slot].council
        if can_rise[council] <= 0.0 or can_fall[council] <= 0.0:
            continue
        more = growth * total[council]
        rise = min(max(rate / 2.0 + more / (2.0 * can_rise[council]), 0.0), 0.5)
        fall = min(max((can_rise[council] * rise - more) / can_fall[council], 0.0), 0.5)
        up, down = draw(key, _P_HOURS, people[slot].ident, month)
        fte = people[slot].fte
        if up < rise:
            people[slot].fte = min(fte + step, 1.0)
        elif down < fall:
            people[slot].fte = max(fte - step, min(fte, least))
