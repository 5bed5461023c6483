"""The simulated world itself: its arrays, rules and money, its clock, and room for everybody."""

from bisect import bisect_left, bisect_right
from copy import copy
from datetime import date
from typing import Self

import numpy as np
import simpy

from workforce_sim.assumptions import Values
from workforce_sim.baseline import Baseline
from workforce_sim.model.careers.programmes import ProgrammeBook
from workforce_sim.model.councils.drift import SERIES, drift_rules
from workforce_sim.model.councils.factors import Factors
from workforce_sim.model.councils.leadership import (
    first_quality,
    leadership_ratio,
    leadership_rules,
)
from workforce_sim.model.councils.levels import first_levels
from workforce_sim.model.engine.calendar import Calendar, Office
from workforce_sim.model.engine.compiled import quick
from workforce_sim.model.engine.slots import clear_slots, free_slots
from workforce_sim.model.engine.state import Floats, Ints, State, copy_of, grown, make_state
from workforce_sim.model.engine.storage import with_half_as_much_again
from workforce_sim.model.first_day.setup import Setup, first_market
from workforce_sim.model.market.posts import MarketState, tight_queues
from workforce_sim.model.market.training import FurtherTraining
from workforce_sim.model.month import event_loop
from workforce_sim.model.month.accounts import Accounts

_advance = quick(event_loop.advance)
_free_slots = quick(free_slots)
_tight_queues = quick(tight_queues)
_EVENTS_OF_A_PERSON = 5
_SPARE_EVENTS = 64
_LEAST_FTE = 0.05


class Core:
    """One replication: arrays, rules, money and calendar."""

    def __init__(
        self,
        baseline: Baseline,
        values: Values,
        active: Ints,
        state: State,
        setup: Setup,
        hold_share: Floats,
        key: tuple[int, int],
        end_year: int,
    ) -> None:
        self.baseline = baseline
        self.values = values
        self.active = active
        self.state = state
        self.setup = setup
        self.key = key
        self.drift_key = key
        """Under which the paths of drift are drawn: another one holds everything else still."""
        self.market = first_market(baseline, setup, hold_share)
        self.first = first_levels(baseline, values, setup, state)
        self.drift = drift_rules(values)
        self.leadership = leadership_rules(values)
        self.start_clock(end_year)

    def start_clock(self, end_year: int) -> None:
        """Stand at the beginning of a run that ends in a year: nothing has happened yet."""
        count = self.baseline.count
        self.calendar = Calendar(self.baseline.start, end_year)
        self.env = Office(self._run_casework)
        self.factors = Factors(count)
        self.programmes = ProgrammeBook()
        self.accounts = Accounts(self.calendar, count)
        self.month = 0
        """Number of the month that has begun last, 0 for the first."""
        self.national_drift = np.zeros(len(SERIES))
        self.local_drift = np.zeros((count, len(SERIES)))
        self.leadership_quality = np.zeros(count)
        first_quality(self.leadership_quality, self.key)
        self.leadership_felt = self.leadership_quality.copy()
        self.leadership_shift = np.zeros(count)
        self.directors = np.zeros(count, dtype=np.int64)
        """How many directors each council has had before the present one."""
        self.first_leadership = leadership_ratio(self.leadership_quality, self.leadership)
        self.supplements_paid = False
        self.pay_so_far: list[float] = []
        """What England's councils offered case holders against pay outside, month by month."""
        self.ties_hold = False
        self._claimed: dict[str, int] = {}
        self._asked: dict[str, dict[str, Floats]] = {}
        self._chosen: dict[str, list[int]] = {}
        self.closed_places: list[int] = []
        """Identities of students of regular cohorts who do not begin."""
        self._led: dict[str, Floats] = {}
        self.further_training: list[FurtherTraining] = []

    def copy(self) -> Self:
        """An independent world in which everything is the same; its clock has yet to be started."""
        twin = copy(self)
        twin.state = copy_of(self.state)
        twin.values = self.values.copy()
        twin.market = MarketState(*(level.copy() for level in self.market))
        return twin

    # --- the clock -----------------------------------------------------------------------------

    @property
    def now(self) -> float:
        """Days since the start."""
        return float(self.env.now)

    @property
    def today(self) -> date:
        """The date of this moment."""
        return self.calendar.date(self.now)

    @property
    def is_over(self) -> bool:
        """Whether the last day has come."""
        return self.now >= self.calendar.last_day

    def until(self, when: date) -> simpy.Event:
        """Wait for a date; dates before the first day mean the first day."""
        return self._wait(self.calendar.day(when))

    def next_month(self) -> simpy.Event:
        """Wait for the first of next month, before that month's office round."""
        days = self.calendar.month_days
        return self._wait(days[min(bisect_right(days, self.now), len(days) - 1)])

    def office_month(self, when: date) -> simpy.Event:
        """Wait for the first day of a month on or after a date."""
        days = self.calendar.month_days
        day = max(self.calendar.day(when), self.now)
        return self._wait(days[min(bisect_left(days, day), len(days) - 1)])

    def _wait(self, day: float) -> simpy.Event:
        """Wait for a day; for ever if it is not simulated, so that nothing follows the end."""
        return self.env.at(day) if day < self.calendar.last_day else self.env.event()

    def _run_casework(self, until: float) -> None:
        """Bring casework up to a moment, giving councils more room when they need it."""
        month_end = self._month_end(until)
        council = 0
        n = self.active.size
        while True:
            council = _advance(self.state, self.setup.cases, self.key, council, until, month_end)
            if council >= n:
                return
            self.state = with_half_as_much_again(self.state, np.arange(n) == council)

    def _month_end(self, until: float) -> float:
        days = self.calendar.month_days
        return days[min(self.month + 1, len(days) - 1)] if days else until

    # --- room ----------------------------------------------------------------------------------

    def ensure_event_room(self) -> None:
        """Make sure that hiring for all open posts, or a supervision of everybody, fits into every
        council's queue.
        """
        least = max(self.values["hours.least_fte"], _LEAST_FTE)
        while True:
            tight = _tight_queues(self.state, _EVENTS_OF_A_PERSON, _SPARE_EVENTS, least)
            if not tight.any():
                return
            self.state = with_half_as_much_again(self.state, tight)

    def more_people(self) -> None:
        """Add a quarter as many slots again as there are, however many are free."""
        people = self.state.people
        self.ensure_people(_free_slots(self.state) + people.ident.size // 4 + 256)

    def ensure_people(self, needed: int) -> None:
        """Make sure that ``needed`` slots are free."""
        people = self.state.people
        if _free_slots(self.state) < needed:
            size = people.ident.size
            larger = grown(people, size + max(needed, size // 4))
            clear_slots(larger, size)
            status = np.zeros(larger.size, np.int8)
            status[:size] = self.state.status
            state = self.state
            self.state = make_state(
                larger, state.cases, state.teams, state.councils, state.blocks, state.queue, status
            )
