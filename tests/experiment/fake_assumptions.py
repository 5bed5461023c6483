"""A stand-in for a register and a model that reads it: cases are a known function of entries."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from tests.experiment import fake_world
from workforce_sim.experiment.interfaces import Hooks, OneByOne
from workforce_sim.experiment.sensitivity.factors import Ranges
from workforce_sim.experiment.uncertain_entry import Factor
from workforce_sim.measures.record import ReplicationRecord

LINEAR = {"big": 4.0, "middle": 2.0, "small": 1.0, **{f"tiny_{k}": 0.1 for k in range(6)}}
"""Coefficients of entries drawn uniformly, so their shares are their squares."""


@dataclass(frozen=True)
class Assuming(fake_world.FakeScenario):
    """`kind` is the function; `noise` is chance that every change of an assumption stirs up."""

    kind: str = "linear"
    noise: float = 0.0
    at: tuple[tuple[str, float], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {**super().to_dict(), "kind": self.kind, "noise": self.noise, "at": list(self.at)}


def names(kind: str) -> list[str]:
    return list(LINEAR) if kind == "linear" else ["x1", "x2", "x3"]


def function(kind: str, u: Mapping[str, float]) -> float:
    if kind == "linear":
        return sum(size * (u[name] - 0.5) for name, size in LINEAR.items())
    x1, x2, x3 = (math.pi * (2.0 * u[name] - 1.0) for name in ("x1", "x2", "x3"))
    return math.sin(x1) + 7.0 * math.sin(x2) ** 2 + 0.1 * x3**4 * math.sin(x1)


@cache
def otherwise(scenario: Assuming, seed: int, replication: int) -> ReplicationRecord:
    """Everything that no assumption changes."""
    return fake_world.simulate(scenario, seed, replication)


def simulate(scenario: Assuming, seed: int, replication: int) -> ReplicationRecord:
    if scenario.marker:
        with Path(scenario.marker).open("a", encoding="utf-8") as log:
            log.write(f"{scenario.slug} {replication}\n")
    record = otherwise(replace(scenario, at=(), marker=""), seed, replication)
    u = dict.fromkeys(names(scenario.kind), 0.5) | dict(scenario.at)
    value = 200.0 + function(scenario.kind, u) * (1.0 + scenario.effect)
    if scenario.noise:
        stirred = fake_world.normal(seed, replication, tuple(sorted(u.items())))
        value += scenario.noise * stirred
    shape = record.yearly["cases"].shape
    changed = {
        "cases": np.full(shape, value),
        "inpost_fte": np.full(shape, 50.0),
        "waiting_cases": np.full(shape, np.nan),
    }
    return replace(
        record, yearly={**record.yearly, **changed}, assumptions=tuple(names(scenario.kind))
    )


def factors(scenario: Assuming, read: Collection[str]) -> tuple[Factor, ...]:
    return tuple(
        Factor(name, f"What {name} means", "share", "D", 0.0, 0.5, 1.0)
        for name in names(scenario.kind)
        if name in read
    )


def no_factors(_scenario: Assuming, _read: Collection[str]) -> tuple[Factor, ...]:
    return ()


def place(scenario: Assuming, at: Mapping[str, float]) -> Assuming:
    return replace(scenario, at=tuple(sorted(at.items())))


def rebuild(resolved: dict[str, Any]) -> Assuming:
    at = tuple((name, value) for name, value in resolved["at"])
    tuples = {key: tuple(resolved[key]) for key in ("levers", "parts")}
    councils = resolved["councils"] and tuple(resolved["councils"])
    return Assuming(**{**resolved, **tuples, "councils": councils, "at": at})


RANGES = Ranges(factors, place)
HOOKS: Hooks = replace(fake_world.HOOKS, simulate_all=OneByOne(simulate), rebuild=rebuild)
ONE = Assuming("one", "As things are", councils=("E08000003",))
