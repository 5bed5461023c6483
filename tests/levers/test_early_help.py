"""Early help: more cases first, fewer later; cases under way keep their length."""

from __future__ import annotations

import numpy as np
import pytest

from tests.levers.runs import bought, lever, run, scenario, spent
from workforce_sim.levers.base import Lever
from workforce_sim.measures.record import ReplicationRecord
from workforce_sim.model.engine.state import Floats

pytestmark = [pytest.mark.unit, pytest.mark.needs_compiled]

NAME = "lever.early_help"
FOUND = {f"{NAME}.need_found_ratio": 1.1, f"{NAME}.referral_ratio": 1.0}
SHORTER = {f"{NAME}.duration_ratio": 0.8, f"{NAME}.need_found_ratio": 1.0}


def early_help() -> Lever:
    """Everybody is reached; built up from October 2024 to September 2025."""
    return lever("early_help", from_="2024-10", reach_share=1)


def cases(record: ReplicationRecord) -> Floats:
    return np.asarray(record.monthly["cases"].sum(axis=1))


def more(**assumptions: float) -> Floats:
    """Cases with it less cases without, month by month."""
    with_it = run(scenario(early_help(), assumptions=assumptions))
    assert max(with_it.checks.values()) < 1e-6  # as many begin as end or go on
    return cases(with_it) - cases(run(scenario()))


def test_need_that_is_found_brings_cases_first_and_then_they_end() -> None:
    added = more(**FOUND, **{f"{NAME}.duration_ratio": 1.0})
    assert added[12] > 20
    assert added[36] < added[12]


def test_shorter_work_lowers_caseload_with_a_lag() -> None:
    added = more(**SHORTER, **{f"{NAME}.referral_ratio": 1.0})
    assert (added[:13] == 0).all()  # nothing before it is built up
    assert -40 < added[14] <= 0  # what is under way keeps its length
    assert added[36] < -60


def test_it_costs_what_is_written_for_each_child_whether_it_helps_or_not() -> None:
    record = run(scenario(early_help()))
    assert spent(record) == pytest.approx(2_500 * bought(record))
    assert bought(record) > 1000
