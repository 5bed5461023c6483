"""Headcount and absence against renewal theory: what is there is mean time there over mean cycle.

A leaver is replaced after an exponential delay, by somebody whose risk of leaving begins with the
first supervision: half a month after the start on average. A worker is well for an exponential time
and then away for a spell. Each comparison has a false-alarm rate of one in 10,000 over keys; the
key is fixed.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from scipy import stats

from tests.theory.councils import (
    FALSE_ALARM,
    KEY,
    MONTH_DAYS,
    VALUES,
    advance,
    councils,
    fits,
    hire,
    plain_hazards,
    supervise,
    usual_cases,
)
from workforce_sim.model.engine import queue
from workforce_sim.model.engine.randomness import Purpose, exponential
from workforce_sim.model.engine.rules import as_record, spell_mean_calendar_days
from workforce_sim.model.engine.state import EventKind, Floats, Ints, State, Status

pytestmark = [pytest.mark.statistical, pytest.mark.needs_compiled]

COUNCILS, POSTS = 600, 16
LEAVING, FILLING = 1.0, 3.0
"""A year: hazard of leaving, and of filling a vacancy."""
CASES = as_record(usual_cases())


def replace_leavers(state: State, replaced: set[int], people_so_far: int) -> int:
    """Plan a successor for everybody who is about to leave; how many people there have been."""
    people = state.people
    ident, council_of, starts, leaves = people.ident, people.council, people.starts, people.leaves
    leaving = np.flatnonzero((state.status == Status.STAFF) & np.isfinite(leaves)).tolist()
    new = [slot for slot in leaving if int(ident[slot]) not in replaced]
    successors = np.flatnonzero(state.status == Status.FREE)[: len(new)].tolist()
    delays = [exponential(KEY, int(Purpose.NOTICE), int(ident[slot]), 0) for slot in new]
    replaced.update(ident[new].tolist())
    people.generation[successors] += 1
    hire(people, successors, council_of[new].tolist(), people_so_far)
    starts[successors] = leaves[new] + np.array(delays) / FILLING * 365.25
    state.status[successors] = Status.NOTICE
    for slot, generation in zip(successors, people.generation[successors].tolist(), strict=True):
        code = queue.encode(int(EventKind.START), generation, slot)
        queue.push(state, int(council_of[slot]), float(starts[slot]), code)
    return people_so_far + len(new)


@cache
def years_of_replacement() -> tuple[Ints, Floats]:
    """Heads per council at the end of each year, and leavers per council of the last four years."""
    state = councils(COUNCILS, POSTS, teams=False, spare=2 * COUNCILS * POSTS)
    hazards = as_record(plain_hazards(LEAVING, retire=1.0))
    replaced: set[int] = set()
    people = COUNCILS * POSTS
    heads, gone = [], np.zeros(COUNCILS)
    for month in range(84):
        now, until = month * MONTH_DAYS, (month + 1) * MONTH_DAYS
        supervise(state, hazards, CASES, now, until)
        people = replace_leavers(state, replaced, people)
        leaving = np.isfinite(state.people.leaves) & (state.status == Status.STAFF)
        if month >= 36:
            gone += np.bincount(state.people.council[leaving], minlength=COUNCILS)
        state = advance(state, CASES, until, until)
        if month % 12 == 11:
            at_work = state.status == Status.STAFF
            heads.append(np.bincount(state.people.council[at_work], minlength=COUNCILS))
    return np.array(heads), gone


def in_post_years() -> float:
    """Mean years in a post: to the first supervision, and from there the exponential time."""
    return 1.0 / LEAVING + 0.5 / 12.0


def test_headcount_settles_where_renewal_theory_says() -> None:
    heads, _ = years_of_replacement()
    share = in_post_years() / (in_post_years() + 1.0 / FILLING)
    # Five years are ten times as long as it takes to settle; posts are filled independently.
    later = heads[4]
    assert stats.binomtest(int(later.sum()), COUNCILS * POSTS, share).pvalue > FALSE_ALARM
    assert fits(later, stats.binom(POSTS, share)) > FALSE_ALARM


def test_leavers_come_at_the_rate_of_the_renewal_theorem() -> None:
    _, gone = years_of_replacement()
    rate = POSTS / (in_post_years() + 1.0 / FILLING)
    assert stats.ttest_1samp(gone / 4.0, rate).pvalue > FALSE_ALARM
    # The comparison is sharp: it notices a newcomer's first half month.
    without = POSTS / (1.0 / LEAVING + 1.0 / FILLING)
    assert stats.ttest_1samp(gone / 4.0, without).pvalue < FALSE_ALARM


def test_absence_settles_where_renewal_theory_says() -> None:
    """Well for an exponential time, away for a spell, for ever."""
    number, rate = 20_000, 4.0 / 365.25
    state = councils(1, number, teams=False)
    state.councils.sickness[:] = rate
    hazards = as_record(plain_hazards())
    for month in range(60):
        now, until = month * MONTH_DAYS, (month + 1) * MONTH_DAYS
        supervise(state, hazards, CASES, now, until)
        state = advance(state, CASES, until, until)
    away = int((state.people.absent > 0).sum())
    mean = spell_mean_calendar_days(VALUES)
    share = mean / (mean + 1.0 / rate)
    assert stats.binomtest(away, number, share).pvalue > FALSE_ALARM
    assert stats.binomtest(away, number, 1.2 * share).pvalue < FALSE_ALARM
