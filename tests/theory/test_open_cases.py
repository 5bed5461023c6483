"""Open cases and waiting lists against queueing theory.

The length of a stage does not depend on whether a worker was found: a child who waits is a child
whose case is open. So a council is not a queue of the kind M/M/c, in which service begins when a
server is found, and Erlang's C cannot be expressed by its rules. It is M/G/infinity in its open
cases (Poisson whatever the lengths: insensitivity), and with places for C cases those beyond them
wait: Erlang's A, in which people who wait give up at the rate at which others are served.

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
LOAD = 12.0
SHORT_SHARE = 0.45
PLACES = (3, 4)
"""Workers, and cases that each can hold."""


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


def assessed_only(number: int) -> State:
    """Councils that open ``LOAD`` cases in a mean length, all of which end after assessment."""
    workers, places = PLACES
    state = councils(number, workers, teams=True, standard=places - 0.5)
    state.councils.short_share[:] = 1.0
    state.councils.arrival_rate[:] = LOAD / MEAN_DAYS
    cases.begin_month(state, KEY, MONTH, 0.0)
    return state


def sampled(log_sd: float, number: int, samples: int, apart: float) -> tuple[Ints, Ints]:
    """Open and waiting cases per council at moments far apart, (samples, councils) each."""
    state, rules = assessed_only(number), only_children(log_sd)
    opened, waiting = [], []
    for sample in range(1, samples + 1):
        until = sample * apart
        state = advance(state, rules, until, until)
        opened.append(state.councils.n_cases.copy())
        waiting.append(state.teams.waiting[state.councils.first_team[:, 0]].copy())
    return np.array(opened), np.array(waiting)


@pytest.mark.parametrize("log_sd", [0.0, 0.5, 1.0])
def test_open_cases_are_poisson_whatever_the_lengths(log_sd: float) -> None:
    opened, _ = sampled(log_sd, 300, 12, apart=600.0)
    assert fits(opened, stats.poisson(LOAD)) > FALSE_ALARM
    # The comparison is sharp: lengths or arrivals wrong by one part in 20 would not pass.
    assert fits(opened, stats.poisson(1.05 * LOAD)) < FALSE_ALARM


def test_those_wait_for_whom_there_is_no_place() -> None:
    opened, waiting = sampled(0.5, 300, 12, apart=600.0)
    capacity = PLACES[0] * PLACES[1]
    assert np.array_equal(waiting, np.maximum(opened - capacity, 0))
    # Erlang's A with patience as long as service: the law of open cases is that of M/M/infinity.
    some = stats.poisson.sf(capacity, LOAD)
    found = int((waiting > 0).sum())
    assert stats.binomtest(found, waiting.size, some).pvalue > FALSE_ALARM


@pytest.mark.parametrize("log_sd", [0.0, 1.0])
def test_days_of_waiting_are_those_of_erlang_a(log_sd: float) -> None:
    state, rules = assessed_only(300), only_children(log_sd)
    begin, end = 600.0, 600.0 + 3652.5
    state = advance(state, rules, begin, begin)
    first = state.councils.first_team[:, 0]
    # As the census does: those who wait on have the day on which they began taken off.
    state.councils.waiting_days[:] = -state.teams.waiting[first] * begin
    state.councils.cases_opened[:] = 0.0
    state = advance(state, rules, end, end)
    days = state.councils.waiting_days + state.teams.waiting[first] * end
    beyond = np.arange(200) - PLACES[0] * PLACES[1]
    usual = float((np.maximum(beyond, 0) * stats.poisson.pmf(np.arange(200), LOAD)).sum())
    assert stats.ttest_1samp(days / (end - begin), usual).pvalue > FALSE_ALARM
    # Little's law of the waiting list: mean wait of all who came is mean list over arrivals a day.
    came = state.councils.cases_opened
    wait = usual / (LOAD / MEAN_DAYS)
    assert stats.ttest_1samp(days - wait * came, 0.0).pvalue > FALSE_ALARM
    assert stats.ttest_1samp(days - 1.1 * wait * came, 0.0).pvalue < FALSE_ALARM


@cache
def a_long_time() -> tuple[Floats, Floats]:
    """Cases opened a day, and mean open cases by stage, of councils with the register's rules."""
    number, years_before, years = 150, 40, 15
    rules = as_record(usual_cases())
    state = councils(number, 4, teams=True)
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
    """L = lambda W, with families, shared courses, changes of team and waiting as in life."""
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
