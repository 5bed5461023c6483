"""Open cases and waiting lists against queueing theory.

Where there is always a place, a council is M/G/infinity in its open cases: Poisson whatever the
lengths (insensitivity). Where there is not, work on a case begins when a place is free: with
lengths that are all the same it is M/D/c, whose law of the number of cases is that of Crommelin
(1932): a length later all who were being served have gone, and those who came since are there.

Each comparison has a false-alarm rate of one in 10,000 over keys; the key is fixed.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from scipy import stats

from tests.theory.councils import (
    FALSE_ALARM,
    KEY,
    MONTH,
    MONTH_DAYS,
    advance,
    councils,
    fits,
    usual_cases,
)
from workforce_sim.model.casework import cases
from workforce_sim.model.engine.rules import CaseRules, as_record
from workforce_sim.model.engine.state import NO_ONE, Floats, Ints, Stage, State

pytestmark = [pytest.mark.statistical, pytest.mark.needs_compiled]

MEAN_DAYS = 20.0
LOAD = 10.0
SHORT_SHARE = 0.45
PLACES = (3, 4)
"""Workers, and cases that each can hold."""
CAPACITY = PLACES[0] * PLACES[1]
_MOST = 200


def only_children(log_sd: float) -> CaseRules:
    """Families of one child, and assessments with this spread and a mean of ``MEAN_DAYS``."""
    return as_record(
        usual_cases()._replace(
            family_cumulative=np.ones(6),
            assessment_log_median=float(np.log(MEAN_DAYS) - log_sd**2 / 2.0),
            assessment_log_sd=log_sd,
            ceiling=1.0,
        )
    )


def assessed_only(number: int, places: int) -> State:
    """Councils that open ``LOAD`` cases in a mean length, all of which end after assessment."""
    state = councils(number, PLACES[0], teams=True, standard=places - 0.5)
    state.councils.short_share[:] = 1.0
    state.councils.arrival_rate[:] = LOAD / MEAN_DAYS
    cases.begin_month(state, KEY, MONTH, 0.0)
    return state


def sampled(log_sd: float, places: int, number: int, samples: int) -> tuple[Ints, Ints]:
    """Open and waiting cases per council at moments far apart, (samples, councils) each."""
    state, rules = assessed_only(number, places), only_children(log_sd)
    opened, waiting = [], []
    for sample in range(1, samples + 1):
        until = sample * 600.0
        state = advance(state, rules, until, until)
        opened.append(state.councils.n_cases.copy())
        waiting.append(state.teams.waiting[state.councils.first_team[:, 0]].copy())
    return np.array(opened), np.array(waiting)


def crommelin(load: float) -> Floats:
    """Chances of 0, 1, ... cases in M/D/c, of which ``capacity`` at a time are worked on."""
    coming = stats.poisson(load).pmf(np.arange(_MOST))
    law = coming
    for _ in range(400):
        left = np.append(law[: CAPACITY + 1].sum(), law[CAPACITY + 1 :])
        law = np.convolve(left, coming)[:_MOST]
    assert abs(law.sum() - 1.0) < 1e-9
    return np.asarray(law)


@pytest.mark.parametrize("log_sd", [0.0, 0.5, 1.0])
def test_open_cases_are_poisson_whatever_the_lengths(log_sd: float) -> None:
    opened, waiting = sampled(log_sd, 100, 300, 12)
    assert waiting.sum() == 0
    assert fits(opened, stats.poisson(LOAD)) > FALSE_ALARM
    # The comparison is sharp: lengths or arrivals wrong by one part in 20 would not pass.
    assert fits(opened, stats.poisson(1.05 * LOAD)) < FALSE_ALARM


def test_those_wait_for_whom_there_is_no_place() -> None:
    opened, waiting = sampled(0.0, PLACES[1], 300, 12)
    assert np.array_equal(waiting, np.maximum(opened - CAPACITY, 0))
    law = stats.rv_discrete(values=(np.arange(_MOST), crommelin(LOAD)))
    assert fits(opened, law) > FALSE_ALARM
    # Were assessments not to wait for a worker, fewer would be open.
    assert fits(opened, stats.poisson(LOAD)) < FALSE_ALARM


def test_days_of_waiting_are_those_of_crommelin() -> None:
    state, rules = assessed_only(300, PLACES[1]), only_children(0.0)
    begin, end = 600.0, 600.0 + 3652.5
    state = advance(state, rules, begin, begin)
    first = state.councils.first_team[:, 0]
    # As the census does: those who wait on have the day on which they began taken off.
    state.councils.waiting_days[:] = -state.teams.waiting[first] * begin
    state.councils.cases_opened[:] = 0.0
    state = advance(state, rules, end, end)
    days = state.councils.waiting_days + state.teams.waiting[first] * end
    beyond = np.maximum(np.arange(_MOST) - CAPACITY, 0)
    usual = float((beyond * crommelin(LOAD)).sum())
    assert stats.ttest_1samp(days / (end - begin), usual).pvalue > FALSE_ALARM
    assert stats.ttest_1samp(days / (end - begin), 1.2 * usual).pvalue < FALSE_ALARM


@cache
def a_long_time() -> tuple[Floats, Floats]:
    """Cases opened a day, and mean open cases by stage, of councils with the register's rules."""
    number, years_before, years = 150, 40, 15
    rules = as_record(usual_cases())
    state = councils(number, 6, teams=True, standard=100.0, spread=True)
    state.councils.short_share[:] = SHORT_SHARE
    state.councils.arrival_rate[:] = 0.15
    cases.begin_month(state, KEY, MONTH, 0.0)
    open_cases = np.zeros((number, len(Stage)))
    day = years_before * 365.25
    state = advance(state, rules, day, day)
    before = state.councils.cases_opened.copy()
    for month in range(12 * years):
        day = years_before * 365.25 + (month + 1) * MONTH_DAYS
        state = advance(state, rules, day, day)
        council = np.repeat(np.arange(number), state.blocks.case_room)
        here = state.cases.team != NO_ONE
        np.add.at(open_cases, (council[here], state.cases.stage[here]), 1.0)
    assert np.array_equal(state.councils.n_cases, np.bincount(council[here], minlength=number))
    opened = state.councils.cases_opened - before
    return opened / (years * 365.25), open_cases / (12 * years)


@pytest.mark.parametrize("stage", list(Stage))
def test_littles_law_holds_stage_by_stage(stage: Stage) -> None:
    """L = lambda W, with families and shared courses as in life, where nobody waits."""
    opened, open_cases = a_long_time()
    rules = usual_cases()
    care, later = rules.looked_after_share, 1.0 - SHORT_SHARE
    mean = {
        Stage.ASSESSMENT: log_normal_mean(rules.assessment_log_median, rules.assessment_log_sd),
        Stage.SAFEGUARDING: later
        * (1.0 - care + care * rules.looked_after_delay_ratio)
        * log_normal_mean(rules.safeguarding_log_median, rules.safeguarding_log_sd),
        Stage.LOOKED_AFTER: later
        * care
        * log_normal_mean(rules.looked_after_log_median, rules.looked_after_log_sd),
    }
    gap = open_cases[:, stage] - opened * mean[stage]
    assert stats.ttest_1samp(gap, 0.0).pvalue > FALSE_ALARM
    doubt = open_cases[:, stage] - 1.1 * opened * mean[stage]
    assert stats.ttest_1samp(doubt, 0.0).pvalue < FALSE_ALARM


def log_normal_mean(log_median: float, log_sd: float) -> float:
    return float(np.exp(log_median + log_sd**2 / 2.0))
