"""Levels that make the first year start from the published flows, found by calculation.

Nothing is tuned by running the model: hazards are raked to the published leavers by destination,
age and council; the attraction of councils to their published starters.
"""

from dataclasses import dataclass

import numpy as np

from workforce_sim.assumptions import Values
from workforce_sim.baseline import Baseline
from workforce_sim.model.careers.people import age_edges, service_edges
from workforce_sim.model.engine.rules import HazardRules
from workforce_sim.model.engine.state import AGE_BANDS, ROUTES, SERVICE_BANDS, Floats, Ints
from workforce_sim.model.market.choice import MarketRules

_ROUNDS = 60
_CLOSE_ENOUGH = 1e-9
"""Relative distance from what is wanted at which the rounds end."""
_MOST_ATTRACTION = 8.0
_DESTINATIONS = ("leaving.exit_rate", "leaving.agency_rate", "leaving.move_rate")


@dataclass(frozen=True)
class LeavingLevels:
    """Hazards by age that add up to England's leavers, and each council's level."""

    exit_by_age: Floats
    agency_by_age: Floats
    move_by_age: Floats
    council: Floats


def expected_leavers(baseline: Baseline, values: Values) -> tuple[Floats, Floats]:
    """Leavers of the first year by destination and age (3, 5), and by council, FTE.

    The register's own rates of the destinations go with the published total. A scenario's own rate
    is another number of leavers to that destination, and so of all, in every council alike. Ages
    follow the register's rates by age.
    """
    stock = baseline.age_fte.sum(axis=0)
    by_council = baseline.turnover_rate * baseline.inpost_fte
    rates = np.array([values[name] for name in _DESTINATIONS])
    published = np.array([values.central(name) for name in _DESTINATIONS]).sum()
    by_age = np.stack(
        [
            values.vector("leaving.exit_by_age", AGE_BANDS) * stock,
            values.vector("leaving.agency_by_age", AGE_BANDS) * stock,
            values.vector("leaving.move_by_age", AGE_BANDS) * stock,
        ]
    )
    shares = by_age / by_age.sum(axis=1, keepdims=True)
    by_destination = float(by_council.sum()) * rates / published
    return shares * by_destination[:, None], by_council * float(rates.sum() / published)


def _mean_ratio_by_age(hazards: HazardRules, values: Values) -> Floats:
    """Mean of the service and route ratios by age, for exit, agency and move: (3, 5)."""
    service = values.vector("workforce.service_share", SERVICE_BANDS)
    service = service / service.sum()
    routes = values.vector("workforce.route_share", ROUTES)
    routes = routes / routes.sum()
    new_share = values["market.starter_mix.newly_qualified"]
    route_exit = float((routes * hazards.route_exit).sum())
    route_move = float((routes * hazards.route_move).sum())
    ages, service_ends = age_edges(values), service_edges(values)
    lower, upper = service_ends[:-1], service_ends[1:]
    result = np.zeros((3, 5))
    for age in range(5):
        years = ages[age] + (ages[age + 1] - ages[age]) * (np.arange(20) + 0.5) / 20.0
        possible = np.maximum(years - values["workforce.qualifying_age"], 0.0)
        common = 0.0
        with_new = 0.0
        for band, share in enumerate(service):
            spread = lower[band] + (upper[band] - lower[band]) * (np.arange(20) + 0.5) / 20.0
            served = np.minimum(spread[None, :], possible[:, None])
            bands = np.searchsorted(upper[:-1], served, side="right")
            ratio = hazards.service_ratio[bands]
            first_year = (served < 1.0) * new_share
            common += share * float(ratio.mean())
            with_new += share * float(
                (ratio * (1.0 + first_year * (hazards.newly_qualified_exit - 1.0))).mean()
            )
        result[0, age] = with_new * route_exit
        result[1, age] = common
        result[2, age] = common * route_move
    return result


def leaving_levels(baseline: Baseline, hazards: HazardRules, values: Values) -> LeavingLevels:
    """Rake yearly hazards to leavers by destination and age, and by council."""
    targets, expected = expected_leavers(baseline, values)
    fte = baseline.role_age_fte
    role = (fte * hazards.role_ratio[None, :, None]).sum(axis=1) / np.maximum(fte.sum(axis=1), 1e-9)
    stock = fte.sum(axis=1)
    base = np.stack([hazards.exit_by_age, hazards.agency_by_age, hazards.move_by_age])
    shape = _mean_ratio_by_age(hazards, values)
    base, council = rake(base, shape, role, stock, targets, expected)
    # Would-be movers take time to find a post, and some never do.
    base[2] /= values["leaving.seeker_success_share"]
    return LeavingLevels(base[0], base[1], base[2], council)


def rake(
    base: Floats, shape: Floats, role: Floats, stock: Floats, targets: Floats, expected: Floats
) -> tuple[Floats, Floats]:
    """Scale yearly hazards until expected leavers are as wanted both ways.

    ``base`` (3, 5) are England's by destination and age before; ``shape`` (3, 5) and ``role``
    (councils, 5) multiply them. ``stock`` (councils, 5) are FTE at risk, ``targets`` (3, 5) and
    ``expected`` (councils,) the leavers wanted, FTE. Returns England's hazards (3, 5) and what
    multiplies them in each council.
    """
    council = np.ones(expected.size)
    for _ in range(_ROUNDS):
        hazard = (base * shape)[:, None, :] * (role * council[:, None])
        total = hazard.sum(axis=0)
        leaving = stock * (1.0 - np.exp(-total)) / np.maximum(total, 1e-12)
        by_age = (leaving * hazard).sum(axis=1)
        by_council = (leaving * total).sum(axis=1)
        towards = targets / np.maximum(by_age, 1e-9)
        there = np.where(by_council > 0.0, expected / np.maximum(by_council, 1e-9), 1.0)
        base = base * towards
        council = council * there
        if max(np.abs(towards - 1.0).max(), np.abs(there - 1.0).max()) < _CLOSE_ENOUGH:
            break
    return base, council


def with_levels(hazards: HazardRules, levels: LeavingLevels) -> HazardRules:
    """The same rules with raked hazards by age."""
    return hazards._replace(
        exit_by_age=levels.exit_by_age,
        agency_by_age=levels.agency_by_age,
        move_by_age=levels.move_by_age,
    )


def attraction(baseline: Baseline, rules: MarketRules, values: Values) -> Floats:
    """Utility of each council, so that candidates' choices share starters out as published.

    Candidates live where staff live; with the vacancies of the first day their choices are a logit
    over the reachable councils. The level is set so that a candidate's chance of taking an offer in
    a month is the register's success of a search spread over its patience.
    """
    reach = rules.reach
    target = baseline.starters_rate * baseline.inpost_fte
    target = np.maximum(target, 1e-6) / target.sum()
    home = np.maximum(baseline.inpost_fte, 1e-6) / baseline.inpost_fte.sum()
    fixed = (
        rules.vacancy_exponent * np.log(np.maximum(baseline.vacancy_fte[reach], 0.05))
        - rules.distance_cost * rules.reach_km
    )
    level = rules.taste_scale * share_out(fixed / rules.taste_scale, reach, home, target)
    inclusive = np.log(np.exp((fixed + level[reach]) / rules.taste_scale).sum(axis=1))
    middle = float(np.average(inclusive, weights=home))
    monthly = values["market.offer_taken_per_month"]
    wanted = np.log(monthly / (1.0 - monthly))
    return level + rules.taste_scale * (wanted - middle) + values["market.outside_option"]


def share_out(fixed: Floats, reach: Ints, home: Floats, target: Floats) -> Floats:
    """The level of each council, in units of taste, at which choices share out as wanted.

    ``fixed`` (councils, reachable) is the rest of the utility over the scale of taste; ``reach``
    names the councils; ``home`` is where candidates live and ``target`` where they are to start,
    both shares of the councils.
    """
    level = np.zeros(home.size)
    attracts = np.exp(fixed)
    for _ in range(_ROUNDS):
        weight = attracts * np.exp(level)[reach]
        chance = weight * (home / weight.sum(axis=1))[:, None]
        chosen = np.bincount(reach.ravel(), chance.ravel(), level.size)
        away = np.log(target / np.maximum(chosen, 1e-12))
        level = level + 0.8 * away
        level = np.clip(level - home @ level, -_MOST_ATTRACTION, _MOST_ATTRACTION)
        if np.abs(away).max() < _CLOSE_ENOUGH:
            break
    return level
