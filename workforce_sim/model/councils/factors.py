"""Named factors on the levels of councils: how levers, shocks and drift change the world.

Each quantity is one at first. Whoever changes it sets a factor under a name of its own; the level
in force is the product of all factors in the order of their names, so that a factor of one changes
nothing at all and the order of setting does not matter.
"""

from enum import StrEnum

import numpy as np

from workforce_sim.model.engine.state import Floats, Ints


class Quantity(StrEnum):
    """What a factor can act on, council by council."""

    EXIT = "exit"
    """Hazard of leaving the profession."""
    AGENCY = "agency"
    """Hazard of leaving for agency work."""
    MOVE = "move"
    """Hazard of beginning to look for another council."""
    SUPPLY = "supply"
    """People who come to the labour market from outside."""
    RETURNS = "returns"
    """Hazard of former workers coming back."""
    HIRING = "hiring"
    """Share of vacancies that a council can fill in a month."""
    AGENCY_TARGET = "agency_target"
    """Agency cover wanted."""
    AGENCY_PRICE = "agency_price"
    """What an agency worker costs."""
    DEMAND = "demand"
    """Families referred."""
    CARE = "care"
    """Share of safeguarding cases that end in care."""
    LENGTH = "length"
    """Length of safeguarding work that begins now."""
    SICKNESS = "sickness"
    """Rate of sickness spells."""
    EFFICIENCY = "efficiency"
    """Work that an hour of a worker does: administration takes from it."""
    POSTS = "posts"
    """Funded posts."""
    MANAGEMENT = "management"
    """Time that first-line managers have for those they manage."""
    PAY = "pay"
    """Pay scale of a council, beside the usual yearly settlements."""
    LEADERSHIP = "leadership"
    """Hazard ratio of leaving that comes from how a council is led."""


QUANTITIES = tuple(Quantity)
"""In the order of the rows of ``Factors.table``."""


class Factors:
    """All factors of one run."""

    def __init__(self, councils: int) -> None:
        self._named: dict[Quantity, dict[str, Floats]] = {quantity: {} for quantity in Quantity}
        self.table = np.ones((len(QUANTITIES), councils))
        """The product of all factors, by quantity and council."""

    def set(
        self, name: str, quantity: Quantity, value: float | Floats, councils: Ints | None = None
    ) -> None:
        """Set the factor ``name`` on a quantity, for some councils or all."""
        level = self.level(quantity)
        factor = self._named[quantity].setdefault(name, np.ones(level.size))
        if councils is None:
            factor[:] = value
        else:
            factor[councils] = value
        level[:] = 1.0
        for _, each in sorted(self._named[quantity].items()):
            level *= each

    def level(self, quantity: Quantity) -> Floats:
        """The product of all factors, per council."""
        return self.table[QUANTITIES.index(quantity)]
