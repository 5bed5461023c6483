"""Partners: simulations that share the assumptions, or those and the drift, of a replication.

They are simulated only to tell how much of the spread is chance, drift and doubt about the
assumptions (`measures/variance_parts.py`). The replications themselves stay independent and
identically distributed, and no result but the three parts depends on their partners.

A partner is known by the number under which its chance is drawn, which no replication has: partner
`chance` of replication 7 has 1,000,000,007, partner `drift` 2,000,000,007, under which its drift is
drawn too.
"""

from __future__ import annotations

from workforce_sim.measures.variance_parts import CHANCE, DRIFT

LARGEST_REPLICATION = 999_999_999
SHARE, FEWEST, MOST = 20, 5, 50
"""Partners for one replication in 20, so that they add a tenth to the time at most; none where that
would be fewer than 5, which say next to nothing; at most 50, which know each part of the variance
to about a fifth of itself.
"""
ENOUGH = 8
"""How many tell at least which source is the largest."""
_FIRST = {CHANCE: LARGEST_REPLICATION + 1, DRIFT: 2 * (LARGEST_REPLICATION + 1)}


def usual_partners(replications: int) -> int:
    """How many replications have partners, unless told otherwise."""
    wanted = replications // SHARE
    return min(wanted, MOST) if wanted >= FEWEST else 0


def partner_of(replication: int, kind: str) -> int:
    """The number of a partner of a replication."""
    return _FIRST[kind] + replication


def partner_kind(number: int) -> str:
    """Which kind of partner has this number: `chance` or `drift`; "" for a replication."""
    found = [kind for kind, first in _FIRST.items() if number >= first]
    return found[-1] if found else ""


def replication_of(number: int) -> int:
    """The replication whose partner has this number; its own for a replication."""
    return number % (LARGEST_REPLICATION + 1)


def label(number: int) -> str:
    """How files are called: `0007` for a replication, `0007-chance` and `0007-drift` for its
    partners.
    """
    kind = partner_kind(number)
    return f"{replication_of(number):04d}" + (f"-{kind}" if kind else "")
