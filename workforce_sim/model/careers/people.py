"""What is not published about single people: age within a band, service, route and hours, drawn."""

from typing import NamedTuple

import numpy as np

from workforce_sim.assumptions import Values
from workforce_sim.model.engine.compiled import compiled
from workforce_sim.model.engine.randomness import Purpose, draw, normal, uniform
from workforce_sim.model.engine.state import (
    ROUTES,
    SERVICE_BANDS,
    Floats,
    Table,
)

_P_FTE = int(Purpose.PERSON_FTE)
_P_SERVICE = int(Purpose.PERSON_SERVICE)
_P_QUALIFIED = int(Purpose.PERSON_QUALIFIED)
_P_ROUTE = int(Purpose.PERSON_ROUTE)
_P_CAPACITY = int(Purpose.PERSON_CAPACITY)
_DAYS = 365.25


class PersonRules(NamedTuple):
    """How the unpublished traits of people are distributed."""

    age_edges: Floats  # (6,) years: where the bands of age begin, and where the last one ends
    service_edges: Floats  # (6,) years: the same for the bands of service
    service_cumulative: Floats  # over the bands of service
    newly_qualified_share: float  # of those in their first year with an employer
    qualifying_age: float
    experience_elsewhere: float  # share of possible earlier years worked elsewhere
    route_cumulative: Floats
    capacity_log_sd: float
    part_time_low: float  # smallest usual FTE of part-timers
    part_time_high: float
    least_fte: float
    outside_role_cumulative: Floats  # role of people who come from outside
    years_away: float  # longest, of the former workers of the first day


def age_edges(values: Values) -> Floats:
    """Where DfE's bands of age begin, and where the last one ends, in years (6,)."""
    youngest, oldest = values["workforce.youngest_age"], values["workforce.oldest_age"]
    return np.array([youngest, 30.0, 40.0, 50.0, 60.0, oldest])


def service_edges(values: Values) -> Floats:
    """Where DfE's bands of service begin, and where the last one ends, in years (6,)."""
    return np.array([0.0, 1.0, 2.0, 5.0, 10.0, values["workforce.longest_service_years"]])


def person_rules(values: Values) -> PersonRules:
    """Traits of people from the register."""
    service = values.vector("workforce.service_share", SERVICE_BANDS)
    routes = values.vector("workforce.route_share", ROUTES)
    roles = values.vector(
        "workforce.outside_role_share",
        (
            "senior_manager",
            "middle_manager",
            "first_line_manager",
            "senior_practitioner",
            "case_holder",
            "qualified_without_cases",
        ),
    )
    return PersonRules(
        age_edges=age_edges(values),
        service_edges=service_edges(values),
        service_cumulative=np.cumsum(service) / service.sum(),
        newly_qualified_share=values["market.starter_mix.newly_qualified"],
        qualifying_age=values["workforce.qualifying_age"],
        experience_elsewhere=values["workforce.experience_elsewhere_share"],
        route_cumulative=np.cumsum(routes) / routes.sum(),
        capacity_log_sd=values["casework.individual_capacity_log_sd"],
        part_time_low=values["hours.part_time_fte.low"],
        part_time_high=values["hours.part_time_fte.high"],
        least_fte=values["hours.least_fte"],
        outside_role_cumulative=np.cumsum(roles) / roles.sum(),
        years_away=values["market.former_years_away"],
    )


@compiled()
def band_of(cumulative: Floats, u: float) -> int:
    """Index of the band in which a uniform falls."""
    band = 0
    while band < cumulative.size - 1 and u > cumulative[band]:
        band += 1
    return band


@compiled()
def in_band(edges: Floats, band: int, v: float) -> float:
    """The age, or the years of service, a share ``v`` of the way through a band."""
    return float(edges[band] + v * (edges[band + 1] - edges[band]))


@compiled()
def draw_traits(
    people: Table, rules: PersonRules, key: tuple[int, int], slot: int, age: float, service: bool
) -> None:
    """Personal capacity, route, service and years qualified of somebody of a given age today."""
    ident = people[slot].ident
    people[slot].born = -age * _DAYS
    people[slot].factor = np.exp(rules.capacity_log_sd * normal(key, _P_CAPACITY, ident, 0))
    people[slot].route = band_of(rules.route_cumulative, uniform(key, _P_ROUTE, ident, 0))
    possible = max(age - rules.qualifying_age, 0.0)
    years = 0.0
    if service:
        u, v = draw(key, _P_SERVICE, ident, 0)
        band = band_of(rules.service_cumulative, u)
        years = min(in_band(rules.service_edges, band, v), possible)
    u, v = draw(key, _P_QUALIFIED, ident, 0)
    earlier = 0.0
    if not service or years >= 1.0 or u > rules.newly_qualified_share:
        earlier = rules.experience_elsewhere * v * max(possible - years, 0.0)
        if years < 1.0 or not service:
            earlier = max(earlier, 1.0 + v)
    people[slot].started = -years * _DAYS
    people[slot].qualified = -(years + earlier) * _DAYS


@compiled()
def draw_hours(
    rules: PersonRules, key: tuple[int, int], ident: int, full_time_share: float
) -> float:
    """FTE: full-time, or part-time in steps of a tenth."""
    u, v = draw(key, _P_FTE, ident, 0)
    if u < full_time_share:
        return 1.0
    span = rules.part_time_high - rules.part_time_low
    return float(np.round((rules.part_time_low + v * span) * 10.0) / 10.0)
