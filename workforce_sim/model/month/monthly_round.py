"""The monthly round of the office: levels, arrivals on the labour market, hiring, supervision.

The order of the steps is data (``STEPS``), so that it can be printed and read.
"""

from collections.abc import Callable, Sequence

import numpy as np

from workforce_sim.measures.record import AGENCY, PAY, RECRUITMENT
from workforce_sim.model.careers import supervision
from workforce_sim.model.careers.first_and_last_day import leave_post
from workforce_sim.model.careers.hours import change_hours
from workforce_sim.model.casework import cases
from workforce_sim.model.councils.drift import wander
from workforce_sim.model.councils.factors import Quantity
from workforce_sim.model.councils.leadership import directors_move, leadership_ratio
from workforce_sim.model.councils.levels import set_levels
from workforce_sim.model.engine.calendar import Process, Turn
from workforce_sim.model.engine.compiled import quick
from workforce_sim.model.engine.state import Floats, Role, Status
from workforce_sim.model.market import agency, entrants, labour_market, posts
from workforce_sim.model.month.world import World

_wander = quick(wander)
_directors_move = quick(directors_move)
_leadership_ratio = quick(leadership_ratio)
_set_levels = quick(set_levels)
_expected_entrants = quick(entrants.expected_entrants)
_arrive_from_elsewhere = quick(entrants.arrive_from_elsewhere)
_return_to_market = quick(entrants.return_to_market)
_tally = quick(posts.tally)
_promote = quick(posts.promote)
_leave_post = quick(leave_post)
_meet = quick(labour_market.meet)
_most_agency_entrants = quick(agency.most_entrants_of_month)
_agency_careers = quick(agency.agency_careers)
_hire_agency = quick(agency.hire_agency)
_supervise = quick(supervision.supervise)
_begin_month = quick(cases.begin_month)
_month_of_posts = quick(posts.month_of_posts)
_pay_everybody = quick(posts.pay_everybody)
_change_hours = quick(change_hours)


def levels(world: World) -> None:
    """Drift wanders, directors come and go, and every council's levels are set for the month."""
    _wander(
        world.national_drift,
        world.local_drift,
        world.drift,
        world.active,
        world.drift_key,
        world.month,
    )
    _directors_move(
        world.leadership_quality,
        world.leadership_felt,
        world.leadership_shift,
        world.directors,
        world.active,
        world.leadership,
        world.key,
        world.month,
    )
    _set_levels(
        world.state,
        world.market,
        world.first,
        world.factors.table,
        world.national_drift,
        world.local_drift,
        _leadership_ratio(world.leadership_felt, world.leadership),
        world.first_leadership,
        world.now,
        world.today.month,
    )
    offered = world.market.pay[:, Role.CASE_HOLDER]
    world.pay_so_far.append(float(np.average(offered, weights=world.setup.entrants.heads)))


def expect_entrants(world: World) -> None:
    """Make sure that a month's entrants from elsewhere and abroad find free slots."""
    world.expect_people(
        _expected_entrants(world.setup.entrants, world.market.supply, world.market.pay)
    )


def arrivals(world: World) -> None:
    """Entrants from elsewhere and abroad, and former workers whose time has come."""
    expect_entrants(world)
    _arrive_from_elsewhere(
        world.state,
        world.setup.entrants,
        world.setup.persons,
        world.market.supply,
        world.market.pay,
        world.key,
        world.month + FIRST_MONTH_NUMBER,
        world.now,
    )
    _return_to_market(
        world.state,
        world.setup.entrants,
        world.market.returns,
        world.market.pay,
        world.conditions(),
        world.key,
        world.now,
        _month_end(world),
    )


def promotions(world: World) -> None:
    """Count posts, promote those who are ready, and hand over the cases of those who stop."""
    _tally(world.state, world.market, world.now)
    stopping = _promote(world.state, world.setup.hazards, world.market, world.key, world.now)
    if stopping.size:
        _leave_post(world.state, world.setup.cases, stopping, world.now)


def hiring(world: World) -> None:
    """Candidates and councils meet; notice begins to run, and each hire costs."""
    before = _on_notice(world)
    hires = hire_once(world, world.month, world.now, 0.0)
    cost = world.values["cost.recruitment_per_hire"]
    world.accounts.post(world.now, RECRUITMENT, cost * hires, hires)
    world.accounts.pay(world.now, cost * (_on_notice(world) - before))


def _on_notice(world: World) -> Floats:
    """Heads that are coming to each council."""
    state = world.state
    coming = state.people.council[state.status == Status.NOTICE]
    return np.bincount(coming, minlength=world.active.size).astype(np.float64)


def hire_once(world: World, month: int, now: float, earliest: float) -> Floats:
    """One market, and how many each council hires; grows the table of people when it must."""
    world.ensure_event_room()
    hiring_level = world.factors.level(Quantity.HIRING)
    hires = np.zeros(world.active.size)
    while not _meet(
        world.state,
        world.setup.hazards,
        world.setup.market,
        world.market,
        hiring_level,
        world.key,
        month + FIRST_MONTH_NUMBER,
        now,
        world.setup.candidate_patience,
        earliest,
        hires,
    ):
        # Nothing has changed yet but the slots of those who gave up; try again with more.
        world.more_people()
    return hires


def agency_round(world: World) -> None:
    """Agency cover follows vacancies."""
    until = _month_end(world)
    _agency_careers(
        world.state,
        world.setup.agency,
        world.key,
        world.month,
        world.now,
        until,
        world.setup.patience,
        world.market.pay,
    )
    world.expect_people(_most_agency_entrants(world.setup.agency, world.active))
    _hire_agency(
        world.state,
        world.setup.agency,
        world.setup.hazards,
        world.setup.cases,
        world.market,
        world.setup.persons,
        world.factors.level(Quantity.AGENCY_TARGET),
        world.key,
        world.month,
        world.now,
    )


def supervisions(world: World) -> None:
    """Everybody's supervision, and the first family of the new month."""
    world.ensure_event_room()
    until = _month_end(world)
    _supervise(
        world.state,
        world.setup.hazards,
        world.setup.cases,
        world.programmes.table,
        world.key,
        world.now,
        until,
        world.setup.patience,
        True,
    )
    _begin_month(world.state, world.key, world.month + FIRST_MONTH_NUMBER, world.now)


def money(world: World) -> None:
    """Post the month's pay and agency bills by post, and pay everybody at work."""
    prices = (world.setup.hazards, world.values["pay.on_cost"], world.values["agency.premium"])
    bills = _month_of_posts(world.state, *prices)
    world.accounts.post(world.now, PAY, bills[0], bills[1])
    world.accounts.post(world.now, AGENCY, bills[2], bills[3])
    world.accounts.pay(world.now, _pay_everybody(world.state, *prices, world.now))


def settle(world: World) -> None:
    """Supplements, ties and offers were for this month; they must be renewed for the next."""
    if world.supplements_paid:
        world.state.people.supplement[:] = 0.0
        world.supplements_paid = False
    if world.ties_hold:
        world.state.people.stake[:] = 0.0
        world.ties_hold = False
    world.market.offer_pay[:] = 0.0


def hours(world: World) -> None:
    """Some people change their hours."""
    _change_hours(
        world.state,
        world.key,
        world.month,
        world.values["hours.change_rate"],
        world.values["hours.change_step"],
        world.values["hours.least_fte"],
        world.values["hours.residual_growth"],
    )


Step = Callable[[World], None]
STEPS: tuple[Step, ...] = (
    levels,
    hours,
    arrivals,
    promotions,
    hiring,
    agency_round,
    supervisions,
    money,
    settle,
)
"""What the office does on the first of each month, in this order."""

FIRST_MONTH_NUMBER = 24
"""Number that identities give to the first month; smaller ones belong to the time before it."""


def _month_end(world: World) -> float:
    days = world.calendar.month_days
    return days[min(world.month + 1, len(days) - 1)]


def office(world: World, steps: Sequence[Step] = STEPS) -> Process:
    """The monthly round from the first month to the last."""
    for month in range(world.calendar.months):
        yield world.env.at(world.calendar.month_days[month], Turn.OFFICE)
        world.month = month
        for step in steps:
            step(world)
