"""A stand-in for the model with the real baseline: plausible numbers, and a lever that works a bit.

Nothing here is a claim about the world; it only has to fill every file that charts and tables read.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from workforce_sim.baseline import load_baseline
from workforce_sim.experiment import RunFolder, run_experiment, wiring
from workforce_sim.experiment.interfaces import Hooks, OneByOne, built_in
from workforce_sim.measures.catalogue import MONTHLY, YEARLY, components
from workforce_sim.measures.record import AGENCY, PAY, LedgerLine, ReplicationRecord
from workforce_sim.scenario import ResolvedScenario, load_scenario

ROOT = Path(__file__).resolve().parents[2]
FLOW_SHARES = {"leavers_exit_fte": 0.6, "leavers_retire_fte": 0.1, "leavers_agency_fte": 0.12}


def wobble(count: int, *address: object) -> np.ndarray:
    """Numbers around 0, mostly between -1 and 1, that depend on the address alone."""
    seed = zlib.crc32(repr(address).encode())
    steps = np.arange(1, count + 1) * (1 + seed % 7)
    return np.asarray(np.sin(seed % 9973 + 12.9898 * steps))


def rise_and_fall(month: np.ndarray) -> np.ndarray:
    """How much of a lever's effect there is: all after two years, and then less and less. In one
    future of five there is none.
    """
    return np.asarray(np.minimum(month / 24, np.exp((24 - month) / 18)))


def simulate(
    scenario: ResolvedScenario,
    seed: int,
    replication: int,
    parameter_draw: int | None = None,
    drift_draw: int | None = None,
) -> ReplicationRecord:
    base = load_baseline(scenario.base)
    inside = councils_in(scenario)
    n = len(inside)
    years = np.arange(base.base_year, scenario.end + 1)
    months = np.arange(f"{base.base_year}-09", f"{scenario.end}-10", dtype="datetime64[M]")
    lift = np.zeros(n)
    for lever in scenario.levers:
        named = getattr(lever, "councils", None)
        for k, i in enumerate(inside):
            lift[k] += 0.02 if named is None else 0.06 if base.la_name[i] in named else -0.002
    starts = {
        name: np.asarray(getattr(base, name))[inside]
        for name in ("inpost_fte", "vacancy_fte", "agency_fte", "cases", "case_holders_fte")
    }
    path = replication if drift_draw is None else drift_draw
    parameters = replication if parameter_draw is None else parameter_draw
    drift = wobble(len(months), seed, path, "drift").cumsum() * 0.004
    if scenario.uncertainty == "parameters":
        drift += 0.002 * np.arange(len(months)) * wobble(1, seed, parameters, "parameters")

    def stock(name: str, steps: int, when: np.ndarray) -> np.ndarray:
        start = starts.get(name, starts["inpost_fte"] * 0.1)
        own = 0.02 * wobble(n, seed, replication, name)
        path = 1 + drift[when, None] + own * np.minimum(when[:, None] / 12, 3)
        luck = 0.3 * wobble(1, seed, replication, "effect")
        course = (rise_and_fall(when) + luck * np.minimum(when / 24, 1)) * (replication % 5 > 0)
        change = lift[None, :] * course[:, None]
        if name == "vacancy_fte":
            path = path - 0.03 * when[:, None] / 12 - 2 * change
        elif name == "inpost_fte":
            path = path + change
        values = start[None, :] * np.maximum(path, 0.05)
        assert values.shape == (steps, n)
        return np.asarray(values)

    at_census = np.arange(len(years)) * 12
    flows = {c for m in YEARLY.values() if m.flow for c in m.numerator} | {
        "children_in_year",
        "cases_ended",
        "starters_fte",
        "leavers_fte",
    }
    yearly = {name: stock(name, len(years), at_census) for name in components(YEARLY)}
    leavers = 0.16 * yearly["inpost_fte"] * (1 - 2 * lift[None, :])
    yearly["leavers_fte"] = leavers
    for name, share in FLOW_SHARES.items():
        yearly[name] = share * leavers
    kept = 0.5 * lift[None, :] * yearly["leavers_exit_fte"]
    yearly["leavers_exit_fte"] = yearly["leavers_exit_fte"] - kept
    yearly["leavers_moved_fte"] = 0.28 * leavers + kept
    for name in flows & set(yearly):
        yearly[name][0] = np.nan
    every = np.arange(len(months))
    monthly = {name: stock(name, len(months), every) for name in components(MONTHLY)}
    staff = yearly["inpost_fte"]
    ledger = {
        PAY: np.stack([6e4 * staff, staff]),
        AGENCY: np.stack([9e3 * (1 - lift) * staff, 0.1 * staff]),
    }
    for lever in scenario.levers:
        posted = np.zeros((2, len(years), n))
        bought = np.array([[getattr(lever, "gbp", 9e6)], [10.0]])
        posted[:, 0 if base.base_year == 2009 else 1] = bought / n
        ledger[LedgerLine("lever", lever.lever_name)] = posted
    return ReplicationRecord(
        replication, years, months, yearly, monthly, ledger, {}, 1000, {"people": 0.0}
    )


def councils_in(scenario: ResolvedScenario) -> list[int]:
    base = load_baseline(scenario.base)
    table = built_in().areas(scenario)
    return [base.new_la_code.index(code) for code in table.codes]


def no_warm_up(_progress: object) -> None:
    """There is nothing to compile."""


def made_of(levers: Collection[str]) -> dict[str, Any]:
    """All that the product's own model is made of, but for the model."""
    return {**wiring.made_of(levers), "data": {"model": "stand-in"}}


@cache
def hooks() -> Hooks:
    return replace(
        built_in(),
        simulate_all=OneByOne(simulate),
        warm_up=no_warm_up,
        made_of=made_of,
    )


def finished_run(
    folder: Path,
    file: str,
    replications: int = 30,
    *,
    alone: bool = False,
    partners: int | None = None,
) -> RunFolder:
    """Run a shipped scenario, and what it is compared with, with the stand-in."""
    scenario = load_scenario(ROOT / "scenarios" / file)
    compared = [] if alone or scenario.reference is None else [scenario.reference]
    return _finished(folder, [*compared, scenario], replications, partners)


def finished_comparison(
    folder: Path, files: list[Path], replications: int, *, partners: int | None = None
) -> RunFolder:
    """Run several scenario files, the first as the reference, with the stand-in."""
    return _finished(folder, [load_scenario(file) for file in files], replications, partners)


def _finished(
    folder: Path,
    scenarios: list[ResolvedScenario],
    replications: int,
    partners: int | None = None,
) -> RunFolder:
    return run_experiment(
        scenarios,
        replications=replications,
        seed=1,
        processes=1,
        out=folder,
        monthly=False,
        partners=replications if partners is None else partners,
        hooks=hooks(),
    )
