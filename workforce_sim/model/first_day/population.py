"""The people on the first day: staff, agency workers and former workers of every council.

Headcount, FTE, roles and ages are the baseline's, council by council; what is not published about
single people (service, years qualified, route, hours) is drawn, keyed by person.
"""

import numpy as np

from workforce_sim.assumptions import Values
from workforce_sim.baseline import Baseline
from workforce_sim.model.careers.people import (
    PersonRules,
    band_of,
    draw_hours,
    draw_traits,
    in_band,
    person_rules,
)
from workforce_sim.model.careers.spells import new_spell
from workforce_sim.model.engine.compiled import compiled
from workforce_sim.model.engine.randomness import (
    Origin,
    Purpose,
    draw,
    pack_identity,
    uniform,
)
from workforce_sim.model.engine.slots import clear_slots
from workforce_sim.model.engine.state import (
    PERSON,
    Bytes,
    Floats,
    Ints,
    Role,
    Status,
    Table,
    table,
)

_P_AGE = int(Purpose.PERSON_AGE)
_P_SERVICE = int(Purpose.PERSON_SERVICE)
_P_PRIORITY = int(Purpose.PERSON_PRIORITY)
_P_ROLE = int(Purpose.PERSON_ROLE)
_STAFF = int(Status.STAFF)
_AGENCY = int(Status.AGENCY)
_POOL = int(Status.POOL)
_FORMER = int(Status.FORMER)
_CASE_HOLDER = int(Role.CASE_HOLDER)
_INITIAL_STAFF = int(Origin.INITIAL_STAFF)
_INITIAL_AGENCY = int(Origin.INITIAL_AGENCY)
_INITIAL_FORMER = int(Origin.INITIAL_FORMER)

_DAYS = 365.25


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
