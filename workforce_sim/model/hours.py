"""Changes of hours: the part of the change in post that starters and leavers do not explain."""

from numba import njit

from workforce_sim.model.randomness import Purpose, draw
from workforce_sim.model.state import State, Status

_STAFF = int(Status.STAFF)
_P_HOURS = int(Purpose.HOURS_CHANGE)
_STEP = 0.2
_LEAST = 0.3


@njit(cache=True, _nrt=False)
def change_hours(
    state: State, key: tuple[int, int], month: int, rate: float, growth: float
) -> None:
    """A month's changes: some people work more and some less, in steps of a fifth of full time.

    ``rate`` is the monthly chance of a change, ``growth`` the wanted relative growth of FTE. Both
    directions keep within a third of full time and full time; the split is set so that the
    expected growth comes out whatever the hours are today.
    """
    people = state.people
    total = 0.0
    can_rise = 0.0
    can_fall = 0.0
    for slot in range(people.ident.size):
        if people[slot].status == _STAFF:
            fte = people[slot].fte
            total += fte
            can_rise += min(_STEP, 1.0 - fte)
            can_fall += min(_STEP, max(fte - _LEAST, 0.0))
    if can_rise <= 0.0 or can_fall <= 0.0:
        return
    rise = min(max(rate / 2.0 + growth * total / (2.0 * can_rise), 0.0), 0.5)
    fall = min(max((can_rise * rise - growth * total) / can_fall, 0.0), 0.5)
    for slot in range(people.ident.size):
        if people[slot].status == _STAFF:
            up, down = draw(key, _P_HOURS, people[slot].ident, month)
            fte = people[slot].fte
            if up < rise:
                people[slot].fte = min(fte + _STEP, 1.0)
            elif down < fall:
                people[slot].fte = max(fte - _STEP, min(fte, _LEAST))
