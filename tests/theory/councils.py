"""Councils so plain that theory can say what must happen in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import stats

from workforce_sim.assumptions import load_register
from workforce_sim.model.careers import supervision
from workforce_sim.model.careers.programmes import ProgrammeBook
from workforce_sim.model.careers.spells import new_spell
from workforce_sim.model.engine.randomness import Origin, pack_identity
from workforce_sim.model.engine.rules import CaseRules, HazardRules, case_rules, hazard_rules
from workforce_sim.model.engine.state import (
    COUNCIL,
    NO_ONE,
    PERSON,
    TEAM,
    Ints,
    Stage,
    State,
    Status,
    Table,
    make_state,
    table,
)
from workforce_sim.model.engine.storage import make_blocks, with_half_as_much_again
from workforce_sim.model.month import event_loop

KEY = (20, 24)
MONTH = 24
"""The number that the first month of a run has in the identities of families."""
MONTH_DAYS = 365.25 / 12.0
FALSE_ALARM = 1e-4
"""How often each comparison would fail with another key although nothing is wrong."""
VALUES = load_register().values()
PROGRAMMES = ProgrammeBook().table


def usual_cases() -> CaseRules:
    """The register's rules of casework, to be changed and made a record."""
    return case_rules(VALUES)


def plain_hazards(
    exit_rate: float = 0.0, agency_rate: float = 0.0, retire: float = 0.0
) -> HazardRules:
    """Hazards a year that depend on nothing about the person."""
    return hazard_rules(VALUES)._replace(
        log_hr_in_span=0.0,
        exit_by_age=np.full(5, exit_rate),
        agency_by_age=np.full(5, agency_rate),
        move_by_age=np.zeros(5),
        service_ratio=np.ones(5),
        role_ratio=np.ones(6),
        route_exit=np.ones(6),
        route_move=np.ones(6),
        newly_qualified_exit=1.0,
        log_hr_per_case=0.0,
        parental_by_age=np.zeros(5),
        sickness_per_case=0.0,
        promotion_by_role=np.zeros(6),
        aside_rate=0.0,
        retired_share_by_age=np.full(5, retire),
    )


def councils(
    number: int,
    workers: int,
    *,
    teams: bool,
    standard: float = 10.0,
    spare: int = 0,
    spread: bool = False,
) -> State:
    """Councils with a team of each kind; all workers are in the first of them, or in no team.

    ``spare`` more slots are free; ``spread`` seats as many workers in each team.
    """
    here = number * workers
    people = table(PERSON, here + spare)
    status = np.zeros(people.size, np.int8)
    status[:here] = Status.STAFF
    people.role[:] = 4
    people.fte[:] = 1.0
    people.factor[:] = 1.0
    people.capacity[:] = 1.0
    people.team[:] = NO_ONE
    people.seat[:] = NO_ONE
    people.head[:] = NO_ONE
    people.born[:] = -40.0 * 365.25
    people.qualified[:] = -10.0 * 365.25
    people.started[:] = -10.0 * 365.25
    hire(people, list(range(here)), [slot // workers for slot in range(here)], 0)
    rows = table(TEAM, number * len(Stage))
    rows.council[:] = np.repeat(np.arange(number), len(Stage))
    rows.kind[:] = np.tile(np.arange(len(Stage)), number)
    rows.upper[:] = 1.0
    rows.waiting_head[:] = NO_ONE
    rows.waiting_tail[:] = NO_ONE
    levels = table(COUNCIL, number)
    levels.active[:] = 1
    levels.first_team[:] = len(Stage) * np.arange(number)[:, None] + np.arange(4)
    levels.standard[:] = standard
    levels.leaving[:] = 1.0
    for level in (
        *("efficiency", "stage_scale", "looked_after_ratio", "length_ratio", "reference_caseload"),
        *("leadership", "pay_level"),
    ):
        levels[level] = 1.0
    if teams:
        seats = workers // len(Stage) if spread else workers
        seated = np.arange(rows.size) if spread else levels.first_team[:, 0]
        slots = np.arange(here).reshape(seated.size, seats)
        people.holds[:here] = 1
        people.team[:here] = np.repeat(seated, seats)
        people.seat[:here] = np.tile(np.arange(seats), seated.size)
        rows.members[seated, :seats] = slots
        rows.able[seated, :seats] = 1.0
        rows.n_members[seated] = seats
    room = np.full(number, 64 + 4 * workers)
    blocks, cases, queue = make_blocks(room, room + 128)
    return make_state(people, cases, rows, levels, blocks, queue, status)


def hire(people: Table, slots: Sequence[int], councils: Sequence[int], before: int) -> None:
    """Let a new person's spell of work begin in each slot, after so many people before them."""
    ident, council_of = people.ident, people.council
    for ordinal, (slot, council) in enumerate(zip(slots, councils, strict=True), start=before):
        ident[slot] = pack_identity(int(Origin.INITIAL_STAFF), council, 0, ordinal)
        council_of[slot] = council
        new_spell(people, KEY, slot)


def supervise(
    state: State, hazards: HazardRules, cases: CaseRules, now: float, until: float
) -> None:
    """One monthly supervision of everybody."""
    supervision.supervise(state, hazards, cases, PROGRAMMES, KEY, now, until, 1e9, True)


def advance(state: State, cases: CaseRules, until: float, month_end: float) -> State:
    """Live all events before a day, with more room for cases where it is needed."""
    number = state.councils.size
    council = 0
    while True:
        council = event_loop.advance(state, cases, KEY, council, until, month_end)
        if council >= number:
            return state
        state = with_half_as_much_again(state, np.arange(number) == council)


def fits(counts: Ints, law: Any) -> float:
    """The p value of Pearson's test of counts against a law, its outermost hundredths together."""
    low, high = law.ppf([0.01, 0.99]).astype(int)
    observed = np.bincount(np.clip(counts, low, high).ravel() - low, minlength=high - low + 1)
    shares = np.diff(law.cdf(np.arange(low, high)), prepend=0.0, append=1.0)
    return float(stats.chisquare(observed, shares * counts.size).pvalue)
