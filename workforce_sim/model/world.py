"""The simulated world as the calendar and the levers see it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import simpy

from workforce_sim.assumptions import Values, purpose_number
from workforce_sim.baseline import Baseline
from workforce_sim.levers.base import AreaLever, Lever
from workforce_sim.model import casework
from workforce_sim.model.accounts import Accounts
from workforce_sim.model.calendar import Calendar, Office, Turn
from workforce_sim.model.drift import SERIES, drift_rules
from workforce_sim.model.entrants import graduate, invite_back
from workforce_sim.model.factors import Factors
from workforce_sim.model.leadership import first_quality, leadership_rules
from workforce_sim.model.population import clear_slots
from workforce_sim.model.programmes import ProgrammeBook
from workforce_sim.model.randomness import Origin, uniforms
from workforce_sim.model.setup import Setup, first_market
from workforce_sim.model.state import (
    DAYS_A_YEAR,
    ROLES,
    STAGES,
    Floats,
    Ints,
    State,
    Status,
    grown,
    more_room,
)

LEVER_PURPOSE = 2**31
"""Purposes of levers' draws start here, so that they never meet the model's own."""


class World:
    """One replication: arrays, rules, money and calendar, and what levers may do to them."""

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
        self.calendar = Calendar(baseline.start, end_year)
        self.env = Office(self._run_casework)
        self.market = first_market(baseline, setup, hold_share)
        self.factors = Factors(baseline.count)
        self.programmes = ProgrammeBook()
        self.accounts = Accounts()
        self.month = 0
        """Number of the month that has begun last, 0 for the first."""
        self.first_posts = state.councils.posts.copy()
        self.first_demand = state.councils.arrival_rate.copy()
        self.first_sickness = state.councils.sickness.copy()
        self.supply = np.ones(baseline.count)
        self.returns = np.ones(baseline.count)
        self.drift = drift_rules(values)
        self.national_drift = np.zeros(len(SERIES))
        self.local_drift = np.zeros((baseline.count, len(SERIES)))
        self.leadership = leadership_rules(values)
        self.leadership_quality = np.zeros(baseline.count)
        first_quality(self.leadership_quality, key)
        self.leadership_felt = self.leadership_quality.copy()
        self.first_leadership = self.leadership_quality.copy()
        self.offers_share = setup.market.offers_share
        self.spend = np.zeros(baseline.count)
        """All public money since the last census, GBP per council."""

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
        return self.env.at(self.calendar.day(when))

    def next_month(self) -> simpy.Event:
        """Wait for the first of next month, before that month's office round."""
        later = [day for day in self.calendar.month_days if day > self.now]
        return self.env.at(later[0] if later else self.calendar.last_day)

    def office_month(self, when: date) -> simpy.Event:
        """Wait for the first day of a month on or after a date."""
        day = max(self.calendar.day(when), 0.0)
        later = [first for first in self.calendar.month_days if first >= day]
        return self.env.at(later[0] if later else day)

    def _run_casework(self, until: float) -> None:
        """Bring casework up to a moment, giving councils more room when they need it."""
        month_end = self._month_end(until)
        council = 0
        n = self.active.size
        while True:
            council = casework.advance(
                self.state, self.setup.cases, self.key, council, until, month_end
            )
            if council >= n:
                return
            self._enlarge(np.arange(n) == council)

    def _month_end(self, until: float) -> float:
        days = self.calendar.month_days
        return days[min(self.month + 1, len(days) - 1)] if days else until

    # --- room ----------------------------------------------------------------------------------

    def _enlarge(self, which: Any) -> None:
        """Give the blocks of some councils half as much room again."""
        blocks = self.state.blocks
        cases = np.where(which, (blocks.case_room * 3) // 2 + 64, blocks.case_room)
        events = np.where(which, (blocks.event_room * 3) // 2 + 256, blocks.event_room)
        self.state = more_room(self.state, cases, events)

    def ensure_event_room(self) -> None:
        """Make sure that a supervision of everybody fits into every council's queue."""
        blocks, people = self.state.blocks, self.state.people
        staff = np.bincount(
            people.council[people.status != Status.FREE], minlength=self.active.size
        )
        tight = (blocks.events + 5 * staff + 64 > blocks.event_room) & (self.active == 1)
        if tight.any():
            self._enlarge(tight)

    def ensure_people(self, needed: int) -> None:
        """Make sure that ``needed`` slots are free."""
        people = self.state.people
        free = int(np.count_nonzero(people.status == Status.FREE))
        if free < needed:
            size = people.ident.size
            larger = grown(people, size + max(needed, size // 4))
            clear_slots(larger, size)
            self.state = self.state._replace(people=larger)

    # --- who and where -------------------------------------------------------------------------

    def councils_named(self, names: Sequence[str]) -> Ints:
        """Indexes of the active councils with these names."""
        indexes = [self.baseline.index_of(name) for name in names]
        return np.array([i for i in indexes if self.active[i] == 1], dtype=np.int64)

    def councils_of(self, lever: Lever) -> Ints:
        """Indexes of the active councils that a lever reaches."""
        if not isinstance(lever, AreaLever):
            return np.flatnonzero(self.active)
        baseline = self.baseline
        return np.array(
            [
                i
                for i in np.flatnonzero(self.active)
                if lever.applies_to(
                    baseline.la_name[i], baseline.region_names[baseline.region_index[i]]
                )
            ],
            dtype=np.int64,
        )

    def staff(
        self,
        councils: Ints | None = None,
        roles: Sequence[str] | None = None,
        teams: Sequence[str] | None = None,
    ) -> Ints:
        """Slots of permanent staff, optionally only of some councils, roles and kinds of team."""
        people = self.state.people
        chosen = people.status == Status.STAFF
        if councils is not None:
            wanted = np.zeros(self.active.size, dtype=bool)
            wanted[councils] = True
            chosen &= wanted[people.council]
        if roles is not None:
            chosen &= np.isin(people.role, [ROLES.index(role) for role in roles])
        if teams is not None:
            kinds = np.append(self.state.teams.kind, -1)[people.team]
            chosen &= np.isin(kinds, [STAGES.index(team) for team in teams])
        return np.flatnonzero(chosen)

    def service_years(self, slots: Ints) -> Floats:
        """Years with the present employer."""
        return np.asarray((self.now - self.state.people.started[slots]) / DAYS_A_YEAR)

    def years_qualified(self, slots: Ints) -> Floats:
        """Years since qualifying."""
        return np.asarray((self.now - self.state.people.qualified[slots]) / DAYS_A_YEAR)

    def draws(self, slots: Ints, purpose: str, counter: int = 0) -> Floats:
        """A uniform per person for a lever's own purpose, the same in every scenario."""
        number = LEVER_PURPOSE | (purpose_number(purpose) & (LEVER_PURPOSE - 1))
        idents = np.ascontiguousarray(self.state.people.ident[slots])
        return np.asarray(uniforms(self.key, number, idents, counter))

    # --- what levers do ------------------------------------------------------------------------

    def pay(self, slots: Ints, gbp_per_year: float | Floats) -> None:
        """Pay people more for this month, per full-time year; must be renewed every month."""
        self.state.people.supplement[slots] += gbp_per_year

    def offer(self, councils: Ints, roles: Sequence[str], share_of_pay: float) -> None:
        """Offer candidates for posts more for this month, as a share of pay."""
        for role in roles:
            self.market.offer_pay[councils, ROLES.index(role)] += share_of_pay

    def post(
        self, lever: str, gbp: float, quantity: float = 0.0, council: int | None = None
    ) -> None:
        """Put a lever's cost on the ledger today; over all councils when none is named."""
        area = "" if council is None else self.baseline.new_la_code[council]
        self.accounts.post(self.today, "lever", gbp, quantity, lever=lever, area=area)
        if council is None:
            share = self.baseline.inpost_fte * self.active
            self.spend += gbp * share / share.sum()
        else:
            self.spend[council] += gbp

    def graduates(
        self,
        cohort: int,
        route: int,
        students: int,
        finish_share: float,
        children_share: float,
        origin: Origin = Origin.LEVER,
    ) -> Ints:
        """Let a cohort qualify today; slots of those who come to the labour market."""
        self.ensure_people(students)
        before = self.state.people.ident.copy()
        was_free = self.state.people.status == Status.FREE
        graduate(
            self.state,
            self.setup.entrants,
            self.setup.persons,
            self.key,
            int(origin),
            route,
            cohort,
            students,
            finish_share,
            children_share,
            self.now,
            self.now,
        )
        people = self.state.people
        return np.flatnonzero(
            was_free & (people.status == Status.CANDIDATE) & (people.ident != before)
        )

    def former(self, councils: Ints | None = None) -> Ints:
        """Slots of former workers, by the council they live nearest to."""
        people = self.state.people
        chosen = people.status == Status.FORMER
        if councils is not None:
            wanted = np.zeros(self.active.size, dtype=bool)
            wanted[councils] = True
            chosen &= wanted[people.council]
        return np.flatnonzero(chosen)

    def invite(self, slots: Ints) -> None:
        """Bring former workers back to the labour market as returners, today."""
        for slot in slots:
            invite_back(self.state, self.key, int(slot), self.now)

    def salary(self, slots: Ints) -> Floats:
        """Basic full-time pay by role, GBP a year."""
        return np.asarray(self.setup.hazards.salary[self.state.people.role[slots]])

    def wait_turn(self, turn: Turn) -> simpy.Event:
        """The same moment, in a later turn."""
        return self.env.at(self.now, turn)
