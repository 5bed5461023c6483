"""Which entry of the register holds the number of 2009 for a name that the model reads."""

from __future__ import annotations

BASE_2009 = "england-2009"
PREFIX = "world_2009."
"""What the names of entries start with that hold for the base of 2009 only."""

OTHER_NAMES = {
    "leaving.exit_rate": "exit_rate",
    "leaving.agency_rate": "agency_rate_of_leaving",
    "leaving.move_rate": "move_rate",
    "agency.premium": "agency_premium",
    "leadership.director_turnover_rate": "director_turnover_rate",
    "drift.posts_trend": "posts_trend",
    "casework.newly_qualified_load": "newly_qualified_load",
    "hours.fte_per_head": "fte_per_head",
    **{
        f"market.starter_mix.{origin}": f"starter_mix.{origin}"
        for origin in (
            "newly_qualified",
            "other_council",
            "agency",
            "returner",
            "overseas",
            "elsewhere",
        )
    },
}
"""Entries whose 2009 value stands under a name of its own below the prefix."""


def name_in_2009(name: str) -> str:
    """The name under which the register holds the 2009 value of an entry, if it holds one."""
    return f"{PREFIX}{OTHER_NAMES.get(name, name)}"
