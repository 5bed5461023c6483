"""A stand-in for the model: cheap, deterministic, importable by spawned workers."""

from __future__ import annotations

import hashlib
import json
import os
import signal
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np

from workforce_sim.experiment.identity import versions
from workforce_sim.experiment.interfaces import Hooks, OneByOne
from workforce_sim.measures.aggregation import AreaTable
from workforce_sim.measures.catalogue import MONTHLY, YEARLY, components
from workforce_sim.measures.ledger import Budget
from workforce_sim.measures.prices import Prices
from workforce_sim.measures.record import PAY, LedgerLine, ReplicationRecord

COUNCILS = [
    ("E08000003", "Manchester", "North West"),
    ("E06000008", "Blackburn with Darwen", "North West"),
    ("E10000030", "Surrey", "South East"),
    ("E09000021 / E09000027", "Kingston upon Thames / Richmond upon Thames", "London"),
    ("E09000007", "Camden", "London"),
]
BASE_YEAR = 2024
YEARS = 3
FLOWS = {c for m in YEARLY.values() if m.flow for c in m.numerator} | {
    "children_in_year",
    "cases_ended",
}


@dataclass(frozen=True)
class FakeScenario:
    """Looks like a resolved scenario; `effect` is FTE in post gained from the second year."""

    slug: str
    name: str = "A scenario"
    levers: tuple[str, ...] = ()
    effect: float = 0.0
    uncertainty: str = "none"
    parts: tuple[float, float, float] = (0.0, 0.0, 0.0)
    councils: tuple[str, ...] | None = None
    budget: Budget | None = None
    breaks: str = ""
    marker: str = ""
    reference: FakeScenario | None = field(default=None, compare=False)

    @property
    def extension_names(self) -> tuple[str, ...]:
        return self.levers

    def to_dict(self) -> dict[str, Any]:
        return {
            "slug": self.slug,
            "name": self.name,
            "levers": list(self.levers),
            "effect": self.effect,
            "councils": self.councils,
            "uncertainty": self.uncertainty,
            "parts": list(self.parts),
        }

    def fingerprint(self) -> str:
        world = replace(self, slug="", name="", marker="", breaks="").to_dict()
        return hashlib.sha256(json.dumps(world, sort_keys=True).encode()).hexdigest()


def draw(*address: object) -> float:
    """A number in [0, 1) that depends on the address alone."""
    digest = hashlib.sha256(repr(address).encode()).digest()
    return int.from_bytes(digest[:7], "big") / 2**56


def normal(*address: object) -> float:
    return NormalDist().inv_cdf((draw(*address) * 2**56 + 0.5) / 2**56)


def simulate(
    scenario: FakeScenario,
    seed: int,
    replication: int,
    parameter_draw: int | None = None,
    drift_draw: int | None = None,
) -> ReplicationRecord:
    if scenario.marker:
        with Path(scenario.marker).open("a", encoding="utf-8") as log:
            log.write(f"{scenario.slug} {replication}\n")
    if replication == 3:
        break_down(scenario.breaks)
    table = areas(scenario)
    n = len(table.codes)
    years = np.arange(BASE_YEAR, BASE_YEAR + YEARS + 1)
    months = np.arange(f"{BASE_YEAR}-09", f"{BASE_YEAR + YEARS}-10", dtype="datetime64[M]")
    yearly = {}
    for name in components(YEARLY):
        values = np.array(
            [
                [100 + 50 * draw(seed, replication, name, y, code) for code in table.codes]
                for y in range(len(years))
            ]
        )
        if name in FLOWS:
            values[0] = np.nan
        yearly[name] = values
    yearly["inpost_fte"][2:] += scenario.effect * (1 + draw(seed, replication, "effect"))
    if any(scenario.parts):
        yearly["cases"][1:] = known_parts(scenario, seed, replication, parameter_draw, drift_draw)
    yearly["leavers_fte"][2:] -= scenario.effect / 2
    monthly = {
        name: np.array(
            [
                [100 + 50 * draw(seed, replication, name, "m", m, code) for code in table.codes]
                for m in range(len(months))
            ]
        )
        for name in components(MONTHLY)
    }
    monthly["inpost_fte"][13:] += scenario.effect
    monthly["vacancy_fte"][13:] -= scenario.effect
    ledger = {PAY: np.zeros((2, len(years), n))}
    for y in range(YEARS):
        pay = [1e6 + 1e4 * draw(seed, replication, y, code) for code in table.codes]
        ledger[PAY][:, y] = pay, [20.0] * n
    for lever in scenario.levers:
        posted = np.zeros((2, len(years), n))
        posted[:, :YEARS] = np.array([30_000.0 * scenario.effect, 5.0])[:, None, None] / n
        ledger[LedgerLine("lever", lever)] = posted
    return ReplicationRecord(
        replication=replication,
        years=years,
        months=months,
        yearly=yearly,
        monthly=monthly,
        ledger=ledger,
        histograms={"caseload_full_time": np.full((len(years), 4), float(n))},
        events=1000 + replication % 1000,
        checks={"people": 0.0, "cases": 0.5 if scenario.breaks == "conservation" else 1e-9},
    )


def break_down(how: str) -> None:
    """Have happen to this process what happens to processes."""
    if how == "interrupt":
        raise KeyboardInterrupt
    if how == "die":
        os._exit(1)
    if how == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if how == "stop":
        os.kill(os.getpid(), signal.SIGSTOP)
    if how == "disk":
        raise OSError(28, "No space left on device")
    if how == "memory":
        raise MemoryError
    if how == "map":
        raise ImportError("x.so: failed to map segment from shared object")


def known_parts(
    scenario: FakeScenario,
    seed: int,
    replication: int,
    parameter_draw: int | None,
    drift_draw: int | None,
) -> float:
    """A sum of normal numbers whose variances are those of chance, drift and parameters."""
    parameters = replication if parameter_draw is None else parameter_draw
    path = replication if drift_draw is None else drift_draw
    if scenario.uncertainty != "parameters":
        parameters = 0
    drawn = (
        normal(seed, replication, "chance"),
        normal(seed, path, "drift"),
        normal(seed, parameters, "parameters"),
    )
    parts = zip(scenario.parts, drawn, strict=True)
    return 200.0 + float(sum(size**0.5 * number for size, number in parts))


def areas(scenario: FakeScenario) -> AreaTable:
    return AreaTable.within(COUNCILS, scenario.councils)


def prices(_scenario: FakeScenario, base_year: int) -> Prices:
    return Prices(base_year, {2024: 100.0, 2025: 102.0}, 0.02, (0.035, 0.03))


def budget(scenario: FakeScenario) -> Budget | None:
    return scenario.budget


def warm_up(_progress: object) -> None:
    pass


def made_of(_levers: Collection[str], model: str = "0" * 64) -> dict[str, Any]:
    return {"data": {"model": model}, "versions": dict(versions()), "plug_ins": {}}


other_code = partial(made_of, model="1" * 64)


def rebuild(resolved: dict[str, Any]) -> FakeScenario:
    return FakeScenario(
        **{**resolved, "levers": tuple(resolved["levers"]), "parts": tuple(resolved["parts"])}
    )


HOOKS = Hooks(OneByOne(simulate), areas, prices, budget, warm_up, made_of, rebuild)
BASELINE = FakeScenario("baseline", "As things are")
POLICY = FakeScenario(
    "policy",
    "A policy",
    levers=("frontline_pay",),
    effect=10.0,
    budget=Budget(500_000.0, date(2024, 10, 1), date(2026, 3, 31)),
)
