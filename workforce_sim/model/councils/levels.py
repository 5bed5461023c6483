"""The level of everything in every council in a month: drift, reversion, levers, shocks, pay.

A level is the first day's, times the path of drift, times the factors that levers and shocks have
set. Councils whose first day was unusual go back towards what is usual for them.
"""

from typing import NamedTuple

import numpy as np

from workforce_sim.assumptions import Values
from workforce_sim.baseline import Baseline
from workforce_sim.model.councils.factors import QUANTITIES, Quantity
from workforce_sim.model.engine.compiled import compiled
from workforce_sim.model.engine.state import DAYS_A_YEAR, Floats, Ints, State
from workforce_sim.model.first_day.setup import Setup
from workforce_sim.model.market.posts import MarketState

_LEAVING, _SUPPLY, _POSTS, _DEMAND = range(4)
_F_EXIT = QUANTITIES.index(Quantity.EXIT)
_F_AGENCY = QUANTITIES.index(Quantity.AGENCY)
_F_MOVE = QUANTITIES.index(Quantity.MOVE)
_F_SUPPLY = QUANTITIES.index(Quantity.SUPPLY)
_F_RETURNS = QUANTITIES.index(Quantity.RETURNS)
_F_DEMAND = QUANTITIES.index(Quantity.DEMAND)
_F_CARE = QUANTITIES.index(Quantity.CARE)
_F_LENGTH = QUANTITIES.index(Quantity.LENGTH)
_F_AGENCY_PRICE = QUANTITIES.index(Quantity.AGENCY_PRICE)
_F_SICKNESS = QUANTITIES.index(Quantity.SICKNESS)
_F_EFFICIENCY = QUANTITIES.index(Quantity.EFFICIENCY)
_F_POSTS = QUANTITIES.index(Quantity.POSTS)
_F_MANAGEMENT = QUANTITIES.index(Quantity.MANAGEMENT)
_F_PAY = QUANTITIES.index(Quantity.PAY)
_F_LEADERSHIP = QUANTITIES.index(Quantity.LEADERSHIP)
_LEAST_VACANCIES = 0.05
_STEEPEST = 1.0
_MOST_REREFERRED = 0.9


class FirstLevels(NamedTuple):
    """What the levels of a run start from; one row per council."""

    leaving: Floats
    sickness: Floats
    demand: Floats
    posts: Floats  # (councils, roles)
    attraction: Floats
    pay: Floats  # of the region relative to England
    leaving_reverts: Floats  # log of the usual rate of leaving over the first day's
    supply_reverts: Floats
    leaving_half_life: float  # years
    supply_half_life: float
    posts_trend: float  # log a year
    demand_trend: float
    posts_answer: float  # yearly growth of posts per log of caseload over the first day's
    leaving_price: float  # elasticity of leaving for an agency on what an agency worker costs
    caseload: Floats  # on the first day
    awards: float  # log a year
    rereferral_share: float  # of children referred
    rereferral_per_agency: float
    outside_growth: float  # of pay elsewhere, log a year
    season_amplitude: float
    season_peak_month: float
    taste_scale: float
    reach: Ints
    reach_share: Floats  # (councils, reachable) weight of what each other one offers


def reverts(baseline: Baseline, first: Floats, usual: Floats) -> Floats:
    """Log ratio of a council's usual level to the first day's, both relative to England.

    England's own level does not move; no council moves by more than a factor of e.
    """
    weight = baseline.inpost_fte
    safe_first = np.maximum(first, 1e-6) / max(float(np.average(first, weights=weight)), 1e-9)
    safe_usual = np.maximum(usual, 1e-6) / max(float(np.average(usual, weights=weight)), 1e-9)
    return np.asarray(np.clip(np.log(safe_usual / safe_first), -_STEEPEST, _STEEPEST))


def first_levels(baseline: Baseline, values: Values, setup: Setup, state: State) -> FirstLevels:
    """The levels of the first day, from the baseline, the register and the state there."""
    market = setup.market
    others = np.maximum(baseline.vacancy_fte[market.reach], _LEAST_VACANCIES) * np.exp(
        -market.distance_cost * market.reach_km
    )
    others[:, 0] = 0.0  # itself
    regions = [name.lower().replace(" ", "_") for name in baseline.region_names]
    return FirstLevels(
        leaving=setup.leaving_level,
        sickness=state.councils.sickness.copy(),
        demand=state.councils.arrival_rate.copy(),
        posts=state.councils.posts.copy(),
        attraction=setup.attraction,
        pay=values.vector("pay.regional_ratio", regions)[baseline.region_index],
        leaving_reverts=reverts(baseline, baseline.turnover_rate, baseline.turnover_long_run),
        supply_reverts=reverts(baseline, baseline.starters_rate, baseline.starters_long_run),
        leaving_half_life=values["drift.leaving.local_half_life_years"],
        supply_half_life=values["drift.supply.local_half_life_years"],
        posts_trend=float(np.log1p(values["drift.posts_trend"])),
        demand_trend=float(np.log1p(values["drift.demand_trend"])),
        posts_answer=values["posts.caseload_answer"],
        leaving_price=values["agency.leaving_price_elasticity"],
        caseload=state.councils.n_cases / np.maximum(state.councils.holders_fte, 1.0),
        awards=float(np.log1p(values["pay.award_per_year"])),
        rereferral_share=values["children.rereferral_share"],
        rereferral_per_agency=values["children.rereferral_per_agency_share"],
        outside_growth=float(np.log1p(values["pay.outside_growth_per_year"])),
        season_amplitude=values["casework.season_amplitude"],
        season_peak_month=values["casework.season_peak_month"],
        taste_scale=market.taste_scale,
        reach=market.reach,
        reach_share=others / others.sum(axis=1, keepdims=True),
    )


@compiled()
def awards_so_far(now: float) -> float:
    """Yearly pay awards since the first day, each on the first of October."""
    # Up to three years in four are a quarter of a day shorter than the mean year.
    return float(np.floor((now + 0.75) / DAYS_A_YEAR))


@compiled()
def agency_share(state: State, council: int) -> float:
    """Share of a council's staff who are agency workers, at the last count."""
    councils = state.councils
    staff = councils[council].agency_fte
    for role in range(6):
        staff += councils[council].filled[role]
    return float(councils[council].agency_fte / max(staff, 1e-9))


@compiled()
def set_levels(
    state: State,
    market: MarketState,
    first: FirstLevels,
    factors: Floats,
    national: Floats,
    local: Floats,
    leadership: Floats,
    first_leadership: Floats,
    now: float,
    calendar_month: int,
) -> None:
    """Set every council's levels for the month that begins at ``now``.

    ``factors`` (quantities, councils) is what levers and shocks multiply with; ``national`` (4,)
    and ``local`` (councils, 4) are the paths of drift; ``leadership`` and ``first_leadership``
    (councils,) are the hazard ratios of leadership now and on the first day.
    """
    councils = state.councils
    years = now / DAYS_A_YEAR
    leaving_gone = 1.0 - 0.5 ** (years / max(first.leaving_half_life, 0.25))
    supply_gone = 1.0 - 0.5 ** (years / max(first.supply_half_life, 0.25))
    posts_trend = np.exp(first.posts_trend * years)
    awards = np.exp(first.awards * awards_so_far(now))
    against_outside = np.exp((first.awards - first.outside_growth) * awards_so_far(now))
    season = 1.0 + first.season_amplitude * np.cos(
        2.0 * np.pi * (calendar_month - first.season_peak_month) / 12.0
    )
    demand_trend = np.exp(first.demand_trend * years) * season
    unusual = False
    for c in range(councils.active.size):
        scale = against_outside * factors[_F_PAY, c]
        councils[c].pay_lead = scale - 1.0
        for role in range(6):
            market.pay[c, role] = scale * (1.0 + market.offer_pay[c, role])
            unusual = unusual or market.pay[c, role] != 1.0
    for c in range(councils.active.size):
        supply = np.exp(national[_SUPPLY] + local[c, _SUPPLY])
        market.supply[c] = supply * factors[_F_SUPPLY, c]
        market.returns[c] = supply * factors[_F_RETURNS, c]
        market.attraction[c] = first.attraction[c] + first.taste_scale * (
            first.supply_reverts[c] * supply_gone + local[c, _SUPPLY]
        )
        if councils[c].active == 0:
            continue
        if first.caseload[c] > 0.0 and councils[c].n_cases > 0:
            caseload = councils[c].n_cases / max(councils[c].holders_fte, 1.0)
            # The trend of posts was measured with the caseload that the trends bring.
            usual = first.caseload[c] * np.exp((first.demand_trend - first.posts_trend) * years)
            answer = first.posts_answer * np.log(caseload / usual)
            market.posts_answer[c] += answer / 12.0
        price = factors[_F_AGENCY_PRICE, c]
        councils[c].agency_price = price
        drift = np.exp(national[_LEAVING] + local[c, _LEAVING])
        reverted = np.exp(first.leaving_reverts[c] * leaving_gone)
        leaving = first.leaving[c] * drift * reverted
        councils[c].leaving[0] = leaving * factors[_F_EXIT, c]
        to_agency = factors[_F_AGENCY, c] * price**first.leaving_price
        councils[c].leaving[1] = leaving * to_agency
        councils[c].leaving[2] = leaving * factors[_F_MOVE, c]
        councils[c].leadership = leadership[c] / first_leadership[c] * factors[_F_LEADERSHIP, c]
        councils[c].management = factors[_F_MANAGEMENT, c]
        councils[c].efficiency = factors[_F_EFFICIENCY, c]
        councils[c].sickness = first.sickness[c] * factors[_F_SICKNESS, c]
        councils[c].looked_after_ratio = factors[_F_CARE, c]
        councils[c].length_ratio = factors[_F_LENGTH, c]
        growth = posts_trend * np.exp(national[_POSTS] + local[c, _POSTS]) * factors[_F_POSTS, c]
        growth *= np.exp(market.posts_answer[c])
        demand = demand_trend * np.exp(national[_DEMAND] + local[c, _DEMAND])
        rise = agency_share(state, c) - councils[c].usual_agency
        again = first.rereferral_share + first.rereferral_per_agency * rise
        again = min(max(again, 0.0), _MOST_REREFERRED)
        # First referrals stay as many, whoever holds the cases.
        more = (1.0 - first.rereferral_share) / (1.0 - again)
        councils[c].agency_rise = rise
        councils[c].rereferral_share = again
        councils[c].arrival_rate = first.demand[c] * demand * factors[_F_DEMAND, c] * more
        councils[c].pay_level = first.pay[c] * awards
        for role in range(6):
            added = market.posts_added[c, role]
            councils[c].posts[role] = max(first.posts[c, role] * growth + added, 0.0)
            elsewhere = 0.0
            if unusual:
                for j in range(first.reach.shape[1]):
                    elsewhere += first.reach_share[c, j] * (
                        market.pay[first.reach[c, j], role] - 1.0
                    )
            councils[c].market_pay[role] = elsewhere
