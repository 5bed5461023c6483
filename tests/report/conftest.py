"""Finished runs of shipped scenarios, simulated once by the stand-in and only read by the tests."""

from __future__ import annotations

import pytest

from tests.report.stand_in import finished_run
from workforce_sim.report.results import Results


@pytest.fixture(scope="session")
def council(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """One council pays more; all of England is simulated."""
    return Results(
        finished_run(tmp_path_factory.mktemp("council") / "run", "council/frontline-pay.yaml", 6)
    )


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """The package of 2009 against doing nothing."""
    return Results(
        finished_run(tmp_path_factory.mktemp("package") / "run", "2009/package-58m.yaml", 6)
    )


@pytest.fixture(scope="session")
def baseline(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """England without policy, on its own."""
    folder = tmp_path_factory.mktemp("baseline") / "run"
    return Results(finished_run(folder, "england/baseline.yaml", 6, alone=True))
