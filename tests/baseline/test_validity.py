"""Estimates made from data up to a year are nearer to what came after than the year's figures."""

import numpy as np
import pytest

from workforce_sim.baseline import history, load_baseline
from workforce_sim.baseline.starting_state import Baseline

SMALL = 30.0


@pytest.fixture(scope="module")
def published():
    table = history(2024)
    found: dict[tuple[str, int], dict[str, float]] = {}
    for k, level in enumerate(table.geographic_level):
        if level == "Local authority":
            key = (table.measure[k], int(table.time_period[k]))
            found.setdefault(key, {})[table.new_la_code[k]] = float(table.value[k])
    return found


def later(published, measure: str, year: int, base: Baseline) -> np.ndarray:
    return np.array([published[measure, year].get(c, np.nan) for c in base.new_la_code])


def mean_error(estimate: np.ndarray, truth: np.ndarray, base: Baseline, own: np.ndarray) -> float:
    used = np.isfinite(truth) & np.isfinite(own) & (base.inpost_fte > SMALL)
    return float(np.abs(estimate - truth)[used].mean())


@pytest.mark.slow
@pytest.mark.parametrize("origin", range(2019, 2024))
def test_shrunk_turnover_and_absence_forecast_next_year_better_than_the_figure(published, origin):
    base = load_baseline(f"england-{origin}")
    pairs = {
        "turnover_rate_fte": (100 * base.turnover_rate, 100 * base.turnover_long_run),
        "absence_rate_fte": (base.absence_rate, base.absence_long_run),
    }
    for measure, (shrunk, long_run) in pairs.items():
        own = base.published[measure]
        truth = later(published, measure, origin + 1, base)
        persistence = mean_error(own, truth, base, own)
        assert mean_error(shrunk, truth, base, own) < 0.97 * persistence
        assert mean_error(long_run, truth, base, own) < 0.97 * persistence


@pytest.mark.slow
def test_usual_levels_forecast_three_years_ahead_better_than_the_figure(published):
    """Mean over the three origins; in one of them (agency, 2021) the figure itself is 1% better."""
    errors: dict[str, list[tuple[float, float]]] = {}
    for origin in range(2019, 2022):
        base = load_baseline(f"england-{origin}")
        pairs = {
            "vacancy_rate_fte": 100 * base.vacancy_rate_long_run,
            "agency_rate_fte": 100 * base.agency_rate_long_run,
            "caseload_fte": base.caseload_long_run,
        }
        for measure, usual in pairs.items():
            own = base.published[measure]
            truth = later(published, measure, origin + 3, base)
            blend = mean_error((usual + own) / 2, truth, base, own)
            errors.setdefault(measure, []).append((blend, mean_error(own, truth, base, own)))
    for measure, both in errors.items():
        blend, persistence = np.mean(both, axis=0)
        assert blend < persistence, measure
