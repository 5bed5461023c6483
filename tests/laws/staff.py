"""What laws about levers share: small worlds, and everybody in post as the raw arrays say it."""

from typing import Any, NamedTuple

import numpy as np
from hypothesis import strategies as st

from workforce_sim.model.engine.state import ROLES, STAGES
from workforce_sim.model.month.world import World

COUNCILS = ("Reading", "Wokingham", "Rutland")
REGION = {"Reading": "South East", "Wokingham": "South East", "Rutland": "East Midlands"}
YEAR = 365.25
FIRST, LAST = 6, 17
"""Months in which a scheme from April 2025 to March 2026 runs."""
PERIOD = {"from": "2025-04", "to": "2026-03"}


class Worker(NamedTuple):
    """Somebody in a permanent post on the first of a month, times in years."""

    ident: int
    spell: int
    council: str
    role: str
    team: str
    service: float
    qualified: float
    origin: int
    started: float
    fte: float
    supplement: float
    programmes: int
    tie: float  # GBP that leaving would cost a full-time worker


def staff(world: World) -> list[Worker]:
    """Read the arrays; nothing is asked of the world but its tables and its clock."""
    people, now = world.state.people, float(world.env.now)
    names, kinds = world.baseline.la_name, world.state.teams.kind
    return [
        Worker(
            ident=int(people.ident[i]),
            spell=int(people.generation[i]),
            council=names[people.council[i]],
            role=ROLES[people.role[i]],
            team=STAGES[kinds[people.team[i]]] if people.team[i] >= 0 else "none",
            service=float(now - people.started[i]) / YEAR,
            qualified=float(now - people.qualified[i]) / YEAR,
            origin=int(people.origin[i]),
            started=float(people.started[i]),
            fte=float(people.fte[i]),
            supplement=float(people.supplement[i]),
            programmes=int(people.programmes[i]),
            tie=float(people.stake[i] * world.salary(np.array([i]))[0]),
        )
        for i in np.flatnonzero(world.state.status == 1)
    ]


def paid(seen: list[Worker]) -> set[int]:
    """Identities of those who have a supplement this month."""
    return {each.ident for each in seen if each.supplement > 0.0}


def inside(seen: list[Worker], *bits: int) -> set[int]:
    """Identities of the members of programmes, by the order in which they were opened."""
    mask = sum(1 << bit for bit in bits)
    return {each.ident for each in seen if each.programmes & mask}


def some(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    """One or several of the values."""
    return st.lists(st.sampled_from(values), min_size=1, max_size=len(values), unique=True).map(
        tuple
    )


@st.composite
def areas(draw: st.DrawFn) -> dict[str, Any]:
    """Nothing, some councils, or some regions."""
    kind = draw(st.sampled_from(("councils", "regions", "nothing")))
    if kind == "councils":
        return {"councils": draw(some(COUNCILS))}
    if kind == "regions":
        return {"regions": draw(some(("South East", "East Midlands")))}
    return {}


def reaches(written: dict[str, Any], council: str) -> bool:
    """Whether councils or regions, as written, include a council."""
    if "councils" in written:
        return council in written["councils"]
    return "regions" not in written or REGION[council] in written["regions"]
