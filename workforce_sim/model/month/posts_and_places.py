"""What levers ask and change about posts, places on courses, recruitment and limits."""

from bisect import bisect_right
from datetime import date

import numpy as np

from workforce_sim.model.engine.compiled import quick
from workforce_sim.model.engine.randomness import Origin, Purpose, pack_identity, uniforms
from workforce_sim.model.engine.slots import first_free
from workforce_sim.model.engine.state import (
    DAYS_A_YEAR,
    NO_ONE,
    ROLES,
    ROUTES,
    Floats,
    Ints,
    LeaveKind,
    StarterOrigin,
    Status,
)
from workforce_sim.model.market.agency import end_assignment
from workforce_sim.model.market.choice import suitable_role
from workforce_sim.model.market.entrants import admit
from workforce_sim.model.market.labour_market import hire
from workforce_sim.model.market.training import FurtherTraining, cohorts
from workforce_sim.model.month.inner_world import Core

_first_free = quick(first_free)
_admit = quick(admit)
_suitable_role = quick(suitable_role)
_hire = quick(hire)
_leave_today = quick(end_assignment)
_COHORTS_A_MONTH = 64


class PostsAndPlaces(Core):
    """The part of the world that is about posts and those who come into them from outside."""

    def claim(self, name: str) -> int:
        """How often a name was claimed before, so that two levers of one kind stay apart."""
        number = self._claimed.get(name, 0)
        self._claimed[name] = number + 1
        return number

    def new_cohort(self) -> int:
        """A number for students who start today, not used before for others."""
        month = bisect_right(self.calendar.month_days, self.now)
        return _COHORTS_A_MONTH * month + self.claim(f"cohort of month {month}") % _COHORTS_A_MONTH

    def close_places(self, route: str, begun: int, places: int, councils: Ints) -> int:
        """Let the last students of a regular cohort who live near some councils never begin.

        ``begun`` is the year in which the cohort begins. Returns how many places were closed: no
        more than there are.
        """
        year = begun + round(self.values[f"training.duration_months.{route}"] / 12.0)
        closed = 0
        for cohort in cohorts(self.values, date(year, 1, 1), date(year, 12, 31)):
            if cohort.route == ROUTES.index(route):
                first = pack_identity(int(Origin.GRADUATE), cohort.route, year, 0)
                idents = first + np.arange(cohort.students, dtype=np.int64)
                areas = uniforms(self.key, int(Purpose.STUDENT_AREA), idents, 0)
                homes = np.searchsorted(self.setup.entrants.area_cumulative, areas)
                open_ones = np.isin(homes, councils) & ~np.isin(idents, self.closed_places)
                last = idents[open_ones][::-1][: max(places, 0)]
                self.closed_places.extend(last.tolist())
                closed += last.size
        return closed

    def deter(self, announced: date, last: date | None, ratio: float, councils: Ints) -> None:
        """Let fewer who live near some councils begin a regular course from a date on, if they
        qualify until the ``last`` date.

        Those who stay away are the last of each cohort, as with `close_places`.
        """
        homes = np.diff(self.setup.entrants.area_cumulative, prepend=0.0)
        near, calendar = float(homes[councils].sum()), self.calendar
        for cohort in cohorts(self.values, calendar.start, calendar.date(calendar.last_day)):
            if cohort.begins >= announced and cohort.qualifies <= (last or date.max):
                fewer = round((1.0 - ratio) * cohort.students * near)
                self.close_places(ROUTES[cohort.route], cohort.begins.year, fewer, councils)

    def train_further(
        self, first: date, last: date | None, months: float, pass_share: float, councils: Ints
    ) -> FurtherTraining:
        """Let regular cohorts that end their course in a period be trainees first (see the class).

        Where two such trainings are ordered for the same people, the first ordered counts.
        """
        training = FurtherTraining(first, last or date.max, months, pass_share, councils)
        self.further_training.append(training)
        return training

    def hire_abroad(self, where: Ints, months: float) -> Ints:
        """Agree posts with people abroad, one for each council in ``where``; slots of who come.

        They hold the post at once and start after about so many ``months``, half to half as much
        again. A council without an open post for somebody takes nobody.
        """
        self.ensure_people(where.size)
        self.ensure_event_room()
        setup, people, cohort = self.setup, self.state.people, self.new_cohort()
        market = setup.market._replace(notice_experienced=months * DAYS_A_YEAR / 12.0)
        origin, route = int(StarterOrigin.OVERSEAS), ROUTES.index("overseas")
        hired = []
        for nth, council in enumerate(where.tolist()):
            slot = int(_first_free(self.state, 1)[0])
            ordinal = int((where[:nth] == council).sum())
            ident = pack_identity(int(Origin.LEVER), len(ROUTES) + council, cohort, ordinal)
            ages, full_time = setup.entrants.overseas_age, setup.entrants.full_time_share
            _admit(
                self.state,
                setup.persons,
                self.key,
                slot,
                ident,
                council,
                origin,
                ages,
                full_time,
                self.now,
            )
            people.route[slot] = route
            years = (self.now - float(people.qualified[slot])) / DAYS_A_YEAR
            if _suitable_role(self.state, market, council, slot, years) == NO_ONE:
                self.state.status[slot] = Status.FREE
                people.generation[slot] += 1
                continue
            _hire(
                self.state,
                setup.hazards,
                market,
                self.market,
                self.key,
                slot,
                council,
                NO_ONE,
                self.now,
                self.now,
            )
            hired.append(slot)
        return np.array(hired, dtype=np.int64)

    def children_referred(self, councils: Ints) -> Floats:
        """Children a month of families that are referred at today's level, in some councils."""
        families = self.state.councils.arrival_rate[councils] * DAYS_A_YEAR / 12.0
        children = float((1.0 - self.setup.cases.family_cumulative[:-1]).sum()) + 1.0
        return np.asarray(families * children)

    def posts(self, role: str) -> Floats:
        """Funded FTE of a role per council."""
        return np.asarray(self.state.councils.posts[:, ROLES.index(role)] * self.active)

    def vacancies(self, role: str) -> Floats:
        """Vacant FTE of a role per council."""
        councils, column = self.state.councils, ROLES.index(role)
        vacant = councils.posts[:, column] - councils.filled[:, column]
        return np.asarray(np.maximum(vacant, 0.0) * self.active)

    def add_posts(self, role: str, fte: Floats, councils: Ints) -> None:
        """Fund more posts of a role in some councils from this month's round on, or fewer."""
        self.market.posts_added[councils, ROLES.index(role)] += fte

    def freeze_posts(self, name: str, role: str, councils: Ints, frozen: bool) -> None:
        """Leave vacant posts of a role open in some councils; ``name`` asks for it, or no more."""
        column = ROLES.index(role)
        asked = self._ask(f"frozen {role}", name, councils, float(frozen), 0.0)
        self.state.councils.frozen[:, column] = np.max(asked, axis=0)

    def make_redundant(self, slots: Ints) -> Ints:
        """People leave children's social work today, but for those who leave anyway; who does."""
        slots = slots[~np.isfinite(self.state.people.leaves[slots])]
        for slot in slots:
            _leave_today(self.state, int(slot), int(LeaveKind.EXIT), self.now)
        return slots

    def bar_from_agency(self, name: str, councils: Ints, years: float, days: float) -> None:
        """Councils take agency workers only some ``years`` after qualifying, and none who has left
        a permanent post of the region less than some ``days`` ago; of several names the strictest.
        """
        asked = self._ask("years", name, councils, years, 0.0)
        self.state.councils.agency_years[:] = np.max(asked, axis=0)
        asked = self._ask("days", name, councils, days, 0.0)
        self.state.councils.cooling_off[:] = np.max(asked, axis=0)

    def limit_cases(self, name: str, councils: Ints, cases: float, newly_qualified: float) -> None:
        """Give nobody in some councils more cases than this, for a full-time worker; infinitely
        many end it. Of several names the strictest counts.
        """
        for column, most in (("case_limit", cases), ("case_limit_new", newly_qualified)):
            strictest = np.min(self._ask(column, name, councils, most, np.inf), axis=0)
            self.state.councils[column] = np.where(np.isfinite(strictest), strictest, 0.0)

    def _ask(self, what: str, name: str, councils: Ints, value: float, none: float) -> list[Floats]:
        """What every name asks for, per council, after this one has asked."""
        named = self._asked.setdefault(what, {})
        named.setdefault(name, np.full(self.active.size, none))[councils] = value
        return list(named.values())

    def forget_caseload(self) -> None:
        """Let posts answer what caseload does from today on, and not what it has done."""
        first, councils = self.first, self.state.councils
        gone = np.exp((first.demand_trend - first.posts_trend) * self.now / DAYS_A_YEAR)
        caseload = councils.n_cases / np.maximum(councils.holders_fte, 1.0)
        self.first = first._replace(caseload=caseload / gone)
        self.market.posts_answer[:] = 0.0
