"""Programmes that single workers are in: what membership does to their risks and capacity."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from workforce_sim.model.engine.rules import as_record
from workforce_sim.model.engine.state import Floats, Ints, State, Status

MOST_PROGRAMMES = 62
RISK_COLUMNS = {"exit": 0, "agency": 1, "move": 2, "promotion": 3}


class Programmes(NamedTuple):
    """What being in a programme does, by bit of the people's mask."""

    hazard_ratio: Floats  # (63, 4) on exit, to agency, move, promotion
    capacity: Floats  # (63,) factor on what a person can carry
    ramp: Floats  # (63,) factor on the length of the ramp-up


@dataclass(frozen=True)
class Programme:
    """A programme's place in the people's mask."""

    bit: int

    @property
    def mask(self) -> int:
        """The bit as a mask."""
        return 1 << self.bit


class ProgrammeBook:
    """The programmes of one run and their effects."""

    def __init__(self) -> None:
        self.table = as_record(
            Programmes(
                hazard_ratio=np.ones((MOST_PROGRAMMES + 1, len(RISK_COLUMNS))),
                capacity=np.ones(MOST_PROGRAMMES + 1),
                ramp=np.ones(MOST_PROGRAMMES + 1),
            )
        )
        self._names: list[str] = []
        self._enrolled: list[list[Ints]] = []

    def open(
        self,
        name: str,
        hazard_ratios: dict[str, float] | None = None,
        capacity: float = 1.0,
        ramp: float = 1.0,
    ) -> Programme:
        """Open a programme.

        ``hazard_ratios`` by risk (exit, agency, move, promotion) multiply a member's hazards;
        ``capacity`` what a member can carry; ``ramp`` the length of the first months' ramp-up.
        Raises ValueError when more than 62 are open, or a ratio is negative.
        """
        if len(self._names) >= MOST_PROGRAMMES:
            raise ValueError(f"more than {MOST_PROGRAMMES} programmes in one run ({name})")
        bit = len(self._names)
        self._names.append(name)
        self._enrolled.append([])
        for risk, ratio in (hazard_ratios or {}).items():
            if ratio < 0.0:
                raise ValueError(f"hazard ratio of {name} on {risk} is negative: {ratio}")
            self.table.hazard_ratio[bit, RISK_COLUMNS[risk]] = ratio
        self.table.capacity[bit] = capacity
        self.table.ramp[bit] = ramp
        return Programme(bit)

    def enrol(self, state: State, programme: Programme, slots: Ints) -> None:
        """Make people members."""
        state.people.programmes[slots] |= programme.mask
        self._enrolled[programme.bit].append(slots)

    def clear(self, state: State, programme: Programme) -> None:
        """End everybody's membership."""
        for slots in self._enrolled[programme.bit]:
            self.withdraw(state, programme, slots)
        self._enrolled[programme.bit] = []

    @staticmethod
    def withdraw(state: State, programme: Programme, slots: Ints) -> None:
        """End people's membership."""
        state.people.programmes[slots] &= ~programme.mask

    @staticmethod
    def members(state: State, programme: Programme) -> Ints:
        """Slots of the present members who are at work."""
        people = state.people
        return np.flatnonzero(
            ((people.programmes & programme.mask) != 0) & (state.status == Status.STAFF)
        )
