"""Everything a replication needs before its first day, from the baseline and the register."""

from dataclasses import dataclass

import numpy as np

from workforce_sim.assumptions import Values
from workforce_sim.baseline import Baseline
from workforce_sim.model.careers.people import PersonRules, person_rules
from workforce_sim.model.engine.rules import (
    CaseRules,
    HazardRules,
    as_record,
    case_rules,
    hazard_rules,
)
from workforce_sim.model.engine.state import AGE_BANDS, Floats, Ints
from workforce_sim.model.first_day.calibration import attraction, leaving_levels, with_levels
from workforce_sim.model.market.agency import AgencyRules
from workforce_sim.model.market.choice import MarketRules
from workforce_sim.model.market.entrants import EntrantRules
from workforce_sim.model.market.posts import MarketState

_WEEK = 7.0
_MONTH = 365.25 / 12.0


@dataclass(frozen=True)
class Setup:
    """Rules of every part of the model, fitted to the first day's levels."""

    cases: CaseRules
    hazards: HazardRules
    persons: PersonRules
    market: MarketRules
    agency: AgencyRules
    entrants: EntrantRules
    leaving_level: Floats  # (councils,)
    attraction: Floats  # (councils,)
    patience: float  # days that would-be movers look
    candidate_patience: float  # days that others look


def _age_cumulative(values: Values, origin: str) -> Floats:
    shares = values.vector(f"market.starter_age_{origin}", AGE_BANDS)
    return np.asarray(np.cumsum(shares) / shares.sum())


def _reach(baseline: Baseline, values: Values) -> tuple[Ints, Floats]:
    """Nearest councils of each council, itself first, and their distance in km."""
    k = min(int(values["market.reachable_councils"]), baseline.count)
    itself = np.arange(baseline.count)[:, None]
    reach = np.concatenate((itself, baseline.near[:, : k - 1]), axis=1).astype(np.int64)
    return reach, np.take_along_axis(baseline.distance_km, reach, axis=1)


def make_setup(baseline: Baseline, values: Values, active: Ints) -> Setup:
    """Rules for a run over the ``active`` councils."""
    hazards = hazard_rules(values)
    levels = leaving_levels(baseline, hazards, values)
    reach, reach_km = _reach(baseline, values)
    decay = values["market.distance_decay_per_10km"] / 10.0
    taste = values["market.taste_scale"]
    market = MarketRules(
        reach=reach,
        reach_km=reach_km,
        distance_cost=decay,
        vacancy_exponent=values["market.vacancy_exponent"],
        taste_scale=taste,
        reach_pull=np.exp(-decay * reach_km / taste),
        outside_option=values["market.outside_option"],
        pay_utility=values["market.pay_elasticity_applications"] * taste,
        workload_utility=values["market.workload_utility_per_case"],
        leadership_utility=values["market.leadership_utility"],
        offers_share=values["market.offers_per_vacancy_month"],
        least_offers=values["market.least_offers_month"],
        own_role_weight=values["market.own_role_weight"],
        new_share_of_hires=values["market.newly_qualified_share_of_hires_max"],
        new_per_supervisor=values["market.newly_qualified_per_supervisor"],
        notice_experienced=values["market.notice_weeks_experienced"] * _WEEK,
        notice_new=values["market.notice_weeks_newly_qualified"] * _WEEK,
        senior_years=values["promotion.minimum_years.senior_practitioner"],
    )
    reached = np.zeros(baseline.count, np.int64)
    reached[(active[reach] == 1).any(axis=1)] = 1
    staff = baseline.inpost_headcount
    # Entrants come at the rate at which published starters came, by their share of starters.
    starters = float((baseline.starters_rate * baseline.inpost_fte).sum())
    per_head = starters / values["hours.fte_per_head"] / float(staff.sum())
    decline = values["market.return_decline_per_year"]
    longest = values["market.former_years_away"]  # of the first day's former workers, evenly
    first_pool = float(np.exp(-decline * longest * (np.arange(50) + 0.5) / 50).mean())
    ages = baseline.age_fte.sum(axis=0)
    agency = AgencyRules(
        per_vacancy=baseline.agency_per_vacancy.copy(),
        surplus=np.maximum(
            baseline.agency_fte - baseline.agency_per_vacancy * baseline.vacancy_fte, 0.0
        ),
        initial_fte=baseline.agency_fte.copy(),
        fill_probability=values["agency.fill_probability_month"],
        assignment_days=values["agency.assignment_mean_months"] * _MONTH,
        entry_rate=values["agency.entry_rate_from_outside"],
        supply_elasticity=values["agency.supply_elasticity"],
        demand_elasticity=values["agency.demand_price_elasticity"],
        most_entrants=values["agency.most_entrants_ratio"],
        permanent_rate=values["agency.permanent_rate"],
        permanent_pay_elasticity=values["agency.pay_elasticity_permanent"],
        exit_rate=values["agency.exit_rate"],
        age_cumulative=np.cumsum(ages) / ages.sum(),
        region=np.asarray(baseline.region_index, dtype=np.int64),
        reach=reach,
        reach_pull=np.exp(-decay * reach_km),
    )
    entrants = EntrantRules(
        elsewhere_rate=per_head * values["market.starter_mix.elsewhere"],
        overseas_rate=per_head * values["market.starter_mix.overseas"],
        mover_rate=values["leaving.move_rate"] / values["leaving.seeker_success_share"],
        return_rate=per_head
        * values["market.starter_mix.returner"]
        / (values["market.returner_pool_share"] * first_pool),
        return_decline=values["market.return_decline_per_year"],
        oldest_returner=values["market.oldest_returner_age"],
        full_time_share=values["market.entrant_full_time_share"],
        return_elasticity=values["market.return_condition_elasticity"],
        return_pay_elasticity=values["market.pay_elasticity_returners"],
        entrant_pay_elasticity=values["market.pay_elasticity_entrants"],
        elsewhere_age=_age_cumulative(values, "elsewhere"),
        overseas_age=_age_cumulative(values, "overseas"),
        mover_age=_age_cumulative(values, "other_council"),
        graduate_age=_age_cumulative(values, "newly_qualified"),
        near=reached,
        heads=staff.astype(np.float64),
        area_cumulative=np.cumsum(staff) / staff.sum(),
    )
    return Setup(
        cases=as_record(case_rules(values)),
        hazards=as_record(with_levels(hazards, levels)),
        persons=person_rules(values),
        market=market,
        agency=agency,
        entrants=entrants,
        leaving_level=levels.council,
        attraction=attraction(baseline, market, values),
        patience=values["leaving.seeker_patience_months"] * _MONTH,
        candidate_patience=values["market.candidate_patience_months"] * _MONTH,
    )


def first_market(baseline: Baseline, setup: Setup, hold_share: Floats) -> MarketState:
    """The market on the first day."""
    n = baseline.count
    return MarketState(
        attraction=setup.attraction.copy(),
        supply=np.ones(n),
        returns=np.ones(n),
        posts_answer=np.zeros(n),
        posts_added=np.zeros((n, 6)),
        offer_pay=np.zeros((n, 6)),
        pay=np.ones((n, 6)),
        usual_openings=np.zeros(n),
        hires_newly_qualified=np.zeros(n),
        supervisors=np.zeros(n),
        hold_share=hold_share,
        outside_vacancies=baseline.vacancy_fte.copy(),
    )
