"""The people on the first day: staff, agency workers and former workers of every council.

Headcount, FTE, roles and ages are the baseline's, council by council; what is not published about
single people (service, years qualified, route, hours) is drawn, keyed by person.
"""

from typing import NamedTuple

import numpy as np

from workforce_sim.assumptions import Values
from workforce_sim.baseline import Baseline
from workforce_sim.model.compiled import compiled
from workforce_sim.model.randomness import (
    Origin,
    Purpose,
    draw,
    normal,
    pack_identity,
    uniform,
)
from workforce_sim.model.slots import clear_slots
from workforce_sim.model.spells import new_spell
from workforce_sim.model.state import (
    PERSON,
    ROUTES,
    SERVICE_BANDS,
    Bytes,
    Floats,
    Ints,
    Role,
    Status,
    Table,
    table,
)

_P_AGE = int(Purpose.PERSON_AGE)
_P_FTE = int(Purpose.PERSON_FTE)
_P_SERVICE = int(Purpose.PERSON_SERVICE)
_P_QUALIFIED = int(Purpose.PERSON_QUALIFIED)
_P_ROUTE = int(Purpose.PERSON_ROUTE)
_P_CAPACITY = int(Purpose.PERSON_CAPACITY)
_P_PRIORITY = int(Purpose.PERSON_PRIORITY)
_P_ROLE = int(Purpose.PERSON_ROLE)
_FREE = int(Status.FREE)
_STAFF = int(Status.STAFF)
_AGENCY = int(Status.AGENCY)
_POOL = int(Status.POOL)
_FORMER = int(Status.FORMER)
_CASE_HOLDER = int(Role.CASE_HOLDER)
_INITIAL_STAFF = int(Origin.INITIAL_STAFF)
_INITIAL_AGENCY = int(Origin.INITIAL_AGENCY)
_INITIAL_FORMER = int(Origin.INITIAL_FORMER)

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


@compiled()
def settle_hours(people: Table, rules: PersonRules, first: int, last: int, total: float) -> None:
    """Change few people's hours so that FTE adds up to ``total``; below the least if need be."""
    gap = total
    least = min(rules.least_fte, total / max(last - first, 1))
    for slot in range(first, last):
        gap -= people[slot].fte
    for pass_number in range(2):
        for slot in range(first, last):
            if abs(gap) < 1e-12:
                return
            if gap > 0.0 and people[slot].fte < 1.0:
                step = min(1.0 - people[slot].fte, gap)
            elif gap < 0.0:
                low = rules.part_time_low if pass_number == 0 else least
                step = -min(max(people[slot].fte - low, 0.0), -gap)
            else:
                continue
            people[slot].fte += step
            gap -= step


@compiled()
def fill_council(
    people: Table,
    status: Bytes,
    rules: PersonRules,
    key: tuple[int, int],
    council: int,
    cells: Ints,
    fte_per_head: Floats,
    total_fte: float,
    first: int,
) -> int:
    """Create the staff of a council from its headcount by role and age; the next free slot."""
    slot = first
    for role in range(cells.shape[0]):
        for band in range(cells.shape[1]):
            for _ in range(cells[role, band]):
                ident = pack_identity(_INITIAL_STAFF, council, 0, slot - first)
                people[slot].ident = ident
                status[slot] = _STAFF
                people[slot].council = council
                people[slot].role = role
                age = in_band(rules.age_edges, band, uniform(key, _P_AGE, ident, 0))
                draw_traits(people, rules, key, slot, age, True)
                part_time = 0.5 * (rules.part_time_low + rules.part_time_high)
                share = (fte_per_head[band] - part_time) / (1.0 - part_time)
                people[slot].fte = draw_hours(rules, key, ident, min(max(share, 0.0), 1.0))
                new_spell(people, key, slot)
                people[slot].census_council = council
                slot += 1
    settle_hours(people, rules, first, slot, total_fte)
    return slot


@compiled()
def fill_outside(
    people: Table,
    status: Bytes,
    rules: PersonRules,
    key: tuple[int, int],
    council: int,
    count: int,
    kind: int,
    origin: int,
    total_fte: float,
    age_cumulative: Floats,
    first: int,
) -> int:
    """Create agency workers (total_fte given) or former workers near a council."""
    slot = first
    for ordinal in range(count):
        ident = pack_identity(origin, council, 0, ordinal)
        people[slot].ident = ident
        status[slot] = kind
        people[slot].council = council
        u, v = draw(key, _P_AGE, ident, 0)
        band = band_of(age_cumulative, u)
        draw_traits(people, rules, key, slot, in_band(rules.age_edges, band, v), False)
        if kind == _FORMER:
            role = band_of(rules.outside_role_cumulative, uniform(key, _P_ROLE, ident, 0))
            people[slot].role = role
        else:
            people[slot].role = _CASE_HOLDER  # agency workers cover case-holding posts
        # Left, or began the assignment, up to so many years ago.
        people[slot].started = -_DAYS * rules.years_away * uniform(key, _P_SERVICE, ident, 0)
        people[slot].fte = 1.0
        new_spell(people, key, slot)
        slot += 1
    if total_fte > 0.0:
        settle_hours(people, rules, first, slot, total_fte)
    return slot


def whole_numbers(shares: Floats, total: int) -> Ints:
    """Whole numbers in proportion to ``shares`` that add up to ``total`` (largest remainders)."""
    exact = shares / max(float(shares.sum()), 1e-300) * total
    floor = np.floor(exact).astype(np.int64)
    missing = total - int(floor.sum())
    order = np.argsort(-(exact - floor).ravel(), kind="stable")[:missing]
    flat = floor.ravel()
    flat[order] += 1
    return flat.reshape(shares.shape)


def initial_people(
    baseline: Baseline, values: Values, active: Ints, key: tuple[int, int]
) -> tuple[Table, Bytes]:
    """Staff, agency and former workers of the active councils on the first day; their status."""
    rules = person_rules(values)
    staff = np.rint(baseline.inpost_headcount).astype(np.int64) * active
    agency = np.rint(baseline.agency_headcount).astype(np.int64) * active
    agency = np.maximum(agency, np.ceil(baseline.agency_fte).astype(np.int64) * active)
    pool = (
        np.rint(baseline.agency_headcount * values["agency.pool_share"]).astype(np.int64) * active
    )
    former = (
        np.rint(baseline.inpost_headcount * values["market.returner_pool_share"]).astype(np.int64)
        * active
    )
    total = int(staff.sum() + agency.sum() + pool.sum() + former.sum())
    people = table(PERSON, int(total * 1.25) + 512)
    status = np.zeros(people.size, np.int8)
    clear_slots(people, 0)
    ages = baseline.age_fte.sum(axis=0)
    age_cumulative = np.cumsum(ages) / ages.sum()
    per_head = np.full(5, baseline.inpost_fte.sum() / baseline.inpost_headcount.sum())
    slot = 0
    for council in np.flatnonzero(active):
        cells = whole_numbers(baseline.role_age_share[council], int(staff[council]))
        slot = fill_council(
            people,
            status,
            rules,
            key,
            int(council),
            cells,
            per_head,
            float(baseline.inpost_fte[council]),
            slot,
        )
        slot = fill_outside(
            people,
            status,
            rules,
            key,
            int(council),
            int(agency[council]),
            _AGENCY,
            _INITIAL_AGENCY,
            float(baseline.agency_fte[council]),
            age_cumulative,
            slot,
        )
        # The agency pool carries on from the ordinals of those on assignment.
        for count, kind, origin in (
            (int(pool[council]), _POOL, _INITIAL_AGENCY),
            (int(former[council]), _FORMER, _INITIAL_FORMER),
        ):
            start = slot
            slot = fill_outside(
                people,
                status,
                rules,
                key,
                int(council),
                count,
                kind,
                origin,
                0.0,
                age_cumulative,
                slot,
            )
            if kind == _POOL:
                people.ident[start:slot] += int(agency[council])
    return people, status


@compiled(allocates=True)
def _priorities(idents: Ints, key: tuple[int, int]) -> Floats:
    drawn = np.empty(idents.size)
    for i in range(idents.size):
        drawn[i] = uniform(key, _P_PRIORITY, idents[i], 0)
    return drawn


def priorities(people: Table, key: tuple[int, int], slots: Ints) -> Floats:
    """A keyed order of people for one-off choices on the first day."""
    return np.asarray(_priorities(np.ascontiguousarray(people.ident[slots]), key))
