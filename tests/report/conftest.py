"""Finished runs, simulated once by the stand-in and only read by the tests."""

from __future__ import annotations

import pytest

from tests.report.stand_in import finished_comparison, finished_run
from workforce_sim.report.results import Results

LONDON = """
name: London, no new policy
base: england-2024
end: 2029
scope: {regions: [London]}
uncertainty: parameters
"""
CAMDEN = """
name: Camden pays more
extends: london.yaml
levers:
  - frontline_pay:
      councils: [Camden]
      teams: [safeguarding]
      roles: [case_holder]
      supplement_gbp_per_year: 3000
      from: 2025-04
      to: 2027-03
"""


@pytest.fixture(scope="session")
def council(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """One council pays more; all of England is simulated."""
    return Results(
        finished_run(tmp_path_factory.mktemp("council") / "run", "council/frontline-pay.yaml", 6)
    )


@pytest.fixture(scope="session")
def region(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """One council pays more; its region is simulated, without partners."""
    folder = tmp_path_factory.mktemp("region")
    for name, text in (("london", LONDON), ("camden", CAMDEN)):
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    files = [folder / "london.yaml", folder / "camden.yaml"]
    return Results(finished_comparison(folder / "run", files, 9, partners=0))


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
