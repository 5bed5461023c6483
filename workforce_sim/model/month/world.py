"""The simulated world as the levers see it: whom they can find, and what they may do."""

from collections.abc import Sequence
from math import sqrt
from typing import Any, ClassVar, Protocol

import numpy as np
import simpy

from workforce_sim.assumptions import purpose_number
from workforce_sim.measures.record import LedgerLine
from workforce_sim.model.careers.leaving import conditions
from workforce_sim.model.careers.programmes import Programme
from workforce_sim.model.councils.factors import Quantity
from workforce_sim.model.councils.levels import awards_so_far
from workforce_sim.model.engine.calendar import Turn
from workforce_sim.model.engine.compiled import quick
from workforce_sim.model.engine.randomness import Origin, Purpose, pack_identity, uniforms
from workforce_sim.model.engine.slots import slots_with, staff_of
from workforce_sim.model.engine.state import (
    DAYS_A_YEAR,
    ROLES,
    ROUTES,
    STAGES,
    Floats,
    Ints,
    StarterOrigin,
    Status,
)
from workforce_sim.model.market.entrants import graduate, invite_back
from workforce_sim.model.month.posts_and_places import PostsAndPlaces

_conditions = quick(conditions)
_staff_of = quick(staff_of)
LEVER_PURPOSE = 2**31
"""Purposes of levers' draws start here, so that they never meet the model's own."""


def _mask(names: Sequence[str] | None, known: Sequence[str]) -> int:
    """One bit for each name by its number; all bits when nothing is said."""
    if names is None:
        return -1
    return sum(1 << known.index(name) for name in set(names))


class Payer(Protocol):
    """What the world knows of a lever: its name, and which councils it reaches and lets pay."""

    lever_name: ClassVar[str]

    def applies_to(self, council: str, region: str) -> bool:
        """Return whether it reaches a council, given by DfE's name and region."""


class World(PostsAndPlaces):
    """One replication, with everything that levers may ask and do.

    Levers hold people by their slots, which belong to others once these people have left: who is
    meant for longer than a day is held by identity (`idents`, `slots_of`).
    """

    def expect_people(self, mean: float) -> None:
        """Make sure that a random number of people with this mean finds free slots.

        Eight standard deviations and some are kept, which no run will ever exceed.
        """
        self.ensure_people(int(mean + 8.0 * sqrt(mean)) + 32)

    def near_share(self) -> float:
        """Share of England's homes from which an active council can be reached."""
        rules = self.setup.entrants
        return float((rules.heads * rules.near).sum() / rules.heads.sum())

    # --- who and where -------------------------------------------------------------------------

    def councils_named(self, names: Sequence[str]) -> Ints:
        """Indexes of the active councils with these names."""
        indexes = [self.baseline.index_of(name) for name in names]
        return np.array([i for i in indexes if self.active[i] == 1], dtype=np.int64)

    def councils_of(self, lever: Payer) -> Ints:
        """Indexes of the active councils that a lever reaches."""
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
        wanted = np.ones(self.active.size, dtype=bool)
        if councils is not None:
            wanted[:] = False
            wanted[councils] = True
        return _staff_of(self.state, wanted, _mask(roles, ROLES), _mask(teams, STAGES))

    def where(self, slots: Ints) -> Ints:
        """The council of each: where they work, or of former workers where they live."""
        return np.asarray(self.state.people.council[slots])

    def fte(self, slots: Ints) -> Floats:
        """Full-time equivalent of each."""
        return np.asarray(self.state.people.fte[slots])

    def hold_cases(self, slots: Ints) -> Any:
        """Whether cases may be given to each."""
        return self.state.people.holds[slots] == 1

    def started(self, slots: Ints) -> Floats:
        """Day on which each started with the present employer."""
        return np.asarray(self.state.people.started[slots])

    def spells(self, slots: Ints) -> Ints:
        """A number for each that changes when the spell of work in that slot has ended."""
        return np.asarray(self.state.people.generation[slots])

    def in_first_post(self, slots: Ints) -> Any:
        """Whether each works in the first post of a career, or has had none."""
        return self.state.people.episode[slots] <= 1

    def idents(self, slots: Ints) -> Ints:
        """Identity of each, by which `slots_of` finds them again."""
        return np.asarray(self.state.people.ident[slots])

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

    def slots_of(self, idents: Ints | Sequence[int], status: str = "staff") -> Ints:
        """Slots of some people, by identity, as far as they have a status now (see ``Status``)."""
        known = np.sort(np.asarray(idents, dtype=np.int64))
        return np.asarray(slots_with(self.state, int(Status[status.upper()]), known))

    def council_draws(self, councils: Ints, purpose: str, counter: int = 0) -> Floats:
        """A uniform per council for a lever's own purpose, the same in every scenario."""
        number = LEVER_PURPOSE | (purpose_number(purpose) & (LEVER_PURPOSE - 1))
        idents = pack_identity(int(Origin.COUNCIL), 0, 0, 0) + (councils << 48)
        return np.asarray(uniforms(self.key, number, idents, counter))

    def chosen(self, slots: Ints, number: int, purpose: str) -> Ints:
        """Those with the lowest draws for a purpose; nobody is chosen twice for one purpose."""
        idents = self.state.people.ident[slots]
        before = self._chosen.setdefault(purpose, [])
        fresh = slots[~np.isin(idents, before)]
        order = np.argsort(self.draws(fresh, purpose), kind="stable")[: max(number, 0)]
        before.extend(self.state.people.ident[fresh[order]].tolist())
        return np.asarray(fresh[order])

    def starters(
        self, origin: str, first: float, before: float, councils: Ints | None = None
    ) -> Ints:
        """Slots of permanent staff who came from ``origin`` and started from day ``first`` on.

        Origins are those of the starters_* measures, such as "newly_qualified".
        """
        slots = self.staff(councils)
        people = self.state.people
        came = people.origin[slots] == StarterOrigin[origin.upper()]
        started = people.started[slots]
        return np.asarray(slots[came & (started >= first) & (started < before)])

    def managers_at_work(self) -> Floats:
        """First-line managers at work per council, FTE, as at the last supervisions."""
        return np.asarray(self.state.councils.managers * self.active)

    def holders_at_work(self) -> Floats:
        """What those who hold cases can carry per council, in settled full-time case holders."""
        teams = self.state.teams
        taken = np.arange(teams.able.shape[1]) < teams.n_members[:, None]
        able = np.where(taken, np.maximum(teams.able, 0.0), 0.0).sum(axis=1)
        return np.asarray(np.bincount(teams.council, able, self.active.size), dtype=np.float64)

    def conditions(self) -> Floats:
        """Hazard of leaving the profession near each home relative to the first day's.

        Below one means that work there has become easier to stay in.
        """
        return _conditions(self.state, self.setup.hazards, self.first.leaving)

    # --- what levers do ------------------------------------------------------------------------

    def enrol(self, programme: Programme, slots: Ints) -> None:
        """Make people members of a programme, besides those who are."""
        self.programmes.enrol(self.state, programme, slots)

    def withdraw(self, programme: Programme, slots: Ints) -> None:
        """End people's membership of a programme."""
        self.programmes.withdraw(self.state, programme, slots)

    def are_members(self, programme: Programme, slots: Ints) -> Any:
        """Whether each is a member of a programme."""
        return (self.state.people.programmes[slots] & programme.mask) != 0

    def set_members(self, programme: Programme, slots: Ints | None = None) -> None:
        """Make exactly these people the members of a programme; nobody when left out."""
        self.programmes.clear(self.state, programme)
        if slots is not None:
            self.programmes.enrol(self.state, programme, slots)

    def factor(
        self, name: str, quantity: str, value: float | Floats, councils: Ints | None = None
    ) -> None:
        """Set the factor ``name`` on a quantity such as "exit" (see ``factors.Quantity``)."""
        self.factors.set(name, Quantity(quantity), value, councils)

    def lead(self, name: str, quality: Floats, councils: Ints) -> None:
        """Shift the quality of leadership under a name, standard deviations per council."""
        led = self._led.setdefault(name, np.zeros(self.active.size))
        self.leadership_shift[councils] += quality - led[councils]
        led[councils] = quality

    def pay(self, slots: Ints, gbp_per_year: float | Floats) -> None:
        """Pay people more for this month, per full-time year; must be renewed every month."""
        self.state.people.supplement[slots] += gbp_per_year
        self.supplements_paid = True

    def tie(self, slots: Ints, gbp: float | Floats) -> None:
        """Let leaving the employer cost people so much this month; must be renewed every month.

        For candidates it is what a first post away from their home council would cost. Below zero,
        leaving is easier than usual.
        """
        self.state.people.stake[slots] += gbp / (self.fte(slots) * self.salary(slots))
        self.ties_hold = True

    def offer(self, councils: Ints, roles: Sequence[str], share_of_pay: float | Floats) -> None:
        """Offer candidates for posts more for this month, as a share of pay (of each council)."""
        for role in roles:
            self.market.offer_pay[councils, ROLES.index(role)] += share_of_pay

    def post_where(
        self,
        lever: str,
        where: Ints | Sequence[int],
        gbp: float | Floats,
        quantity: float | Floats = 0.0,
    ) -> None:
        """Let councils ``where`` they fall pay a lever's costs today, one entry per person.

        Nothing is written when nothing is paid.
        """
        place = np.asarray(where, dtype=np.int64)
        amounts, bought = (
            np.bincount(place, np.broadcast_to(each, place.shape), self.active.size).astype(float)
            for each in (gbp, quantity)
        )
        if amounts.any():
            self.accounts.post(self.now, LedgerLine("lever", lever), amounts, bought)
            self.accounts.pay(self.now, amounts)

    def post_over(self, lever: Payer, gbp: float, quantity: float = 0.0) -> None:
        """Let the councils that a lever reaches pay a common cost, in proportion to staff."""
        councils = self.councils_of(lever)
        share = self.baseline.inpost_fte[councils] / self.baseline.inpost_fte[councils].sum()
        self.post_where(lever.lever_name, councils, gbp * share, quantity * share)

    def graduates(
        self,
        cohort: int,
        route: str,
        students: int,
        finish_share: float,
        children_share: float,
        origin: Origin = Origin.LEVER,
        councils: Ints | None = None,
    ) -> Ints:
        """Let a cohort qualify today; slots of those who come to the labour market.

        They live near ``councils`` (all when left out), in proportion to staff there.
        """
        near = self.near_share() if councils is None else 1.0
        self.expect_people(students * children_share * near)
        entrants = self.setup.entrants
        if councils is not None:
            heads = np.zeros(self.active.size)
            heads[councils] = entrants.heads[councils]
            entrants = entrants._replace(area_cumulative=np.cumsum(heads) / heads.sum())
        before = self.state.people.ident.copy()
        was_free = self.state.status == Status.FREE
        graduate(
            self.state,
            entrants,
            self.setup.persons,
            self.key,
            int(origin),
            ROUTES.index(route),
            cohort,
            students,
            finish_share,
            children_share,
            self.now,
            self.now,
        )
        people = self.state.people
        return np.flatnonzero(
            was_free & (self.state.status == Status.CANDIDATE) & (people.ident != before)
        )

    def finishing_draws(
        self, cohort: int, route: str, students: int, origin: Origin = Origin.LEVER
    ) -> Floats:
        """Per student of a cohort, the draw that must lie below its share of finishers."""
        first = pack_identity(int(origin), ROUTES.index(route), cohort, 0)
        idents = first + np.arange(students, dtype=np.int64)
        return np.asarray(uniforms(self.key, int(Purpose.STUDENT_OUTCOME), idents, 0))

    def former(self, councils: Ints | None = None) -> Ints:
        """Slots of former workers, by the council they live nearest to."""
        slots = np.flatnonzero(self.state.status == Status.FORMER)
        if councils is not None:
            wanted = np.zeros(self.active.size, dtype=bool)
            wanted[councils] = True
            slots = slots[wanted[self.state.people.council[slots]]]
        return slots

    def take_off_market(self, slots: Ints) -> None:
        """Let candidates for posts be gone, without a trace."""
        self.state.status[slots] = Status.FREE
        self.state.people.generation[slots] += 1

    def invite(self, slots: Ints) -> None:
        """Bring former workers back to the labour market as returners, today."""
        for slot in slots:
            invite_back(self.state, self.key, int(slot), self.now)

    def salary(self, slots: Ints) -> Floats:
        """Basic full-time pay of people today, GBP a year."""
        people = self.state.people
        level = self.pay_level()[people.council[slots]]
        return np.asarray(self.setup.hazards.salary[people.role[slots]] * level)

    def salary_of(self, role: str, councils: Ints) -> Floats:
        """Basic full-time pay of a role today in some councils, GBP a year."""
        return np.asarray(self.setup.hazards.salary[ROLES.index(role)] * self.pay_level()[councils])

    def pay_level(self) -> Floats:
        """Pay of each council today over England's of the first day: region, awards, own scale."""
        awards = np.exp(self.first.awards * awards_so_far(self.now))
        return np.asarray(self.first.pay * awards * self.factors.level(Quantity.PAY))

    def share_in_teams(self, councils: Ints, role: str, teams: Sequence[str]) -> Floats:
        """Share of a role's FTE that works in some kinds of team, for each of some councils."""
        people, size = self.state.people, self.active.size
        fte = []
        for slots in (self.staff(councils, [role], teams), self.staff(councils, [role])):
            fte.append(np.bincount(people.council[slots], people.fte[slots], size)[councils])
        return np.asarray(fte[0] / np.maximum(fte[1], 1e-9))

    def wait_turn(self, turn: Turn) -> simpy.Event:
        """The same moment, in a later turn."""
        return self.env.at(self.now, turn)
