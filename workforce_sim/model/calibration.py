"""Levels that make the first year start from the published flows, found by calculation.

Nothing is tuned by running the model: hazards are raked to the published leavers by destination,
age and council; the attraction of councils to their published starters.
"""

from dataclasses import dataclass

import numpy as np

from workforce_sim.assumptions import Values
from workforce_sim.baseline import Baseline
from workforce_sim.model.compiled import compiled
from workforce_sim.model.labour_market import MarketRules
from workforce_sim.model.population import BAND_LENGTH, BAND_START
from workforce_sim.model.rules import HazardRules
from workforce_sim.model.state import AGE_BANDS, ROUTES, SERVICE_BANDS, Floats, Ints

_ROUNDS = 60
_CLOSE_ENOUGH = 1e-9
"""Relative distance from what is wanted at which the rounds end."""
_MOST_ATTRACTION = 8.0


@dataclass(frozen=True)
class LeavingLevels:
    """Hazards by age that add up to England's leavers, and each council's level."""

    exit_by_age: Floats
    agency_by_age: Floats
    move_by_age: Floats
    council: Floats


def destination_targets(baseline: Baseline, values: Values) -> Floats:
    """Expected leavers of the first year by destination and age, FTE (3, 5).

    The published total is split by the published rates of each destination; ages follow the
    register's rates by age.
    """
    stock = baseline.age_fte.sum(axis=0)
    total = float((baseline.turnover_rate * baseline.inpost_fte).sum())
    rates = np.array(
        [values["leaving.exit_rate"], values["leaving.agency_rate"], values["leaving.move_rate"]]
    )
    by_age = np.stack(
        [
            values.vector("leaving.exit_by_age", AGE_BANDS) * stock,
            values.vector("leaving.agency_by_age", AGE_BANDS) * stock,
            values.vector("leaving.move_by_age", AGE_BANDS) * stock,
        ]
    )
    shares = by_age / by_age.sum(axis=1, keepdims=True)
    return shares * (total * rates / rates.sum())[:, None]


def _mean_ratio_by_age(hazards: HazardRules, values: Values) -> Floats:
    """Mean of the service and route ratios by age, for exit, agency and move: (3, 5)."""
    service = values.vector("workforce.service_share", SERVICE_BANDS)
    service = service / service.sum()
    routes = values.vector("workforce.route_share", ROUTES)
    routes = routes / routes.sum()
    new_share = values["market.starter_mix.newly_qualified"]
    route_exit = float((routes * hazards.route_exit).sum())
    route_move = float((routes * hazards.route_move).sum())
    upper = np.array([1.0, 2.0, 5.0, 10.0, 25.0])
    lower = np.array([0.0, 1.0, 2.0, 5.0, 10.0])
    result = np.zeros((3, 5))
    for age in range(5):
        years = BAND_START[age] + BAND_LENGTH[age] * (np.arange(20) + 0.5) / 20.0
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
    targets = destination_targets(baseline, values)
    fte = baseline.role_age_fte
    role = (fte * hazards.role_ratio[None, :, None]).sum(axis=1) / np.maximum(fte.sum(axis=1), 1e-9)
    stock = fte.sum(axis=1)
    base = np.stack([hazards.exit_by_age, hazards.agency_by_age, hazards.move_by_age])
    shape = _mean_ratio_by_age(hazards, values)
    council = np.ones(baseline.count)
    expected_by_council = baseline.turnover_rate * baseline.inpost_fte
    rake(base, council, shape, role, stock, targets, expected_by_council)
    # Would-be movers take time to find a post, and some never do.
    base[2] /= values["leaving.seeker_success_share"]
    return LeavingLevels(base[0], base[1], base[2], council)


@compiled(allocates=True)
def rake(
    base: Floats,
    council: Floats,
    shape: Floats,
    role: Floats,
    stock: Floats,
    targets: Floats,
    expected: Floats,
) -> None:
    """Scale yearly hazards, in place, until expected leavers are as wanted both ways.

    ``base`` (3, 5) are England's by destination and age, ``council`` (councils,) what multiplies
    them; ``shape`` (3, 5) and ``role`` (councils, 5) stay. ``stock`` (councils, 5) are FTE at
    risk, ``targets`` (3, 5) and ``expected`` (councils,) the leavers wanted, FTE.
    """
    for _ in range(_ROUNDS):
        by_age = np.zeros(base.shape)
        furthest = 0.0
        for c in range(council.size):
            by_council = 0.0
            for age in range(base.shape[1]):
                total = 0.0
                for k in range(base.shape[0]):
                    total += base[k, age] * shape[k, age] * role[c, age] * council[c]
                leaving = stock[c, age] * (1.0 - np.exp(-total)) / max(total, 1e-12)
                for k in range(base.shape[0]):
                    hazard = base[k, age] * shape[k, age] * role[c, age] * council[c]
                    by_age[k, age] += leaving * hazard
                by_council += leaving * total
            if by_council > 0.0:
                ratio = expected[c] / max(by_council, 1e-9)
                council[c] *= ratio
                furthest = max(furthest, abs(ratio - 1.0))
        for k in range(base.shape[0]):
            for age in range(base.shape[1]):
                ratio = targets[k, age] / max(by_age[k, age], 1e-9)
                base[k, age] *= ratio
                furthest = max(furthest, abs(ratio - 1.0))
        if furthest < _CLOSE_ENOUGH:
            return


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
    level = np.zeros(baseline.count)
    share_out(level, fixed / rules.taste_scale, reach, home, np.log(target), rules.taste_scale)
    inclusive = np.log(np.exp((fixed + level[reach]) / rules.taste_scale).sum(axis=1))
    middle = float(np.average(inclusive, weights=home))
    monthly = values["market.offer_taken_per_month"]
    wanted = np.log(monthly / (1.0 - monthly))
    return level + rules.taste_scale * (wanted - middle) + rules.outside_option


@compiled(allocates=True)
def share_out(
    level: Floats, fixed: Floats, reach: Ints, home: Floats, log_target: Floats, taste: float
) -> None:
    """Find the ``level`` of each council, in place, at which choices share out as wanted.

    ``fixed`` (councils, reachable) is the rest of the utility over the scale of taste; ``reach``
    names the councils; ``home`` is where candidates live, a share of each council; ``log_target``
    the log of each council's share of starters.
    """
    weight = np.empty(reach.shape[1])
    attracts = np.exp(fixed)
    for _ in range(_ROUNDS):
        chosen = np.zeros(level.size)
        pull = np.exp(level / taste)
        for c in range(level.size):
            total = 0.0
            for j in range(reach.shape[1]):
                weight[j] = attracts[c, j] * pull[reach[c, j]]
                total += weight[j]
            for j in range(reach.shape[1]):
                chosen[reach[c, j]] += home[c] * weight[j] / total
        mean = 0.0
        furthest = 0.0
        for c in range(level.size):
            away = log_target[c] - np.log(max(chosen[c], 1e-12))
            furthest = max(furthest, abs(away))
            level[c] += 0.8 * taste * away
            mean += home[c] * level[c]
        for c in range(level.size):
            level[c] = min(max(level[c] - mean, -_MOST_ATTRACTION), _MOST_ATTRACTION)
        if furthest < _CLOSE_ENOUGH:
            return
