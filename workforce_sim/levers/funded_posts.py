"""More posts, fewer posts, or posts that are left open.

Idea: what a council's budget decides each spring: new posts in a crisis, posts deleted or frozen in
a cut.

In the model added posts can be advertised some months after the decision and fill through the
labour market like any other: vacancies rise first, and pay only as posts fill. Deleted posts go
where they are vacant; those that are filled go as people leave, or with redundancy at once, which
costs. Frozen posts stay vacant: nobody is hired or promoted into one.

Evidence: what posts cost and how they fill is the model's own (A for pay and vacancies). The cost
of a redundancy is the average of councils' exit packages (all staff, B); who goes is drawn. How
long it takes to establish a post is a judgement (D).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from workforce_sim.errors import UserError
from workforce_sim.levers.base import Inconsistency, PeriodLever, Process, register
from workforce_sim.levers.fields import GbpEach, Months, MorePosts, Role
from workforce_sim.levers.timing import months_after

if TYPE_CHECKING:
    from workforce_sim.model.engine.state import Floats, Ints
    from workforce_sim.model.month.world import World


class FundedPosts(PeriodLever):
    """Posts are added, deleted or left open; vacancies answer first, staff and pay later."""

    summary: ClassVar = "posts are added, deleted or left open: vacancies first, staff later"
    rank: ClassVar = 13
    nothing: ClassVar = ({"from": "2025-01", "posts": 0, "frozen": False},)
    later: ClassVar = {
        "from": "2026-04",
        "posts": -5,
        "role": "senior_practitioner",
        "redundancy": True,
    }
    everything: ClassVar = (
        {"from": "YEAR-11", "posts": ("SIZE", 0.2), "redundancy_gbp": 0},
        {"from": "YEAR-11", "posts": ("SIZE", -0.4), "redundancy": True},
    )

    posts: MorePosts = Field(
        description="Posts added over all councils, by their posts of the role; below 0 deleted."
    )
    role: Role = Field(default="case_holder", description="The role of the posts.")
    redundancy: bool = Field(
        default=False, description="Whether people in deleted posts leave at once, which costs."
    )
    frozen: bool = Field(
        default=False, description="Whether vacant posts of the role are left open meanwhile."
    )
    months_to_establish: Months | None = register("Time until an added post can be advertised")
    redundancy_gbp: GbpEach | None = register("Cost of one redundancy")

    def inconsistencies(self) -> Iterable[Inconsistency]:
        """Refuse redundancies for posts that are added."""
        yield from super().inconsistencies()
        if self.redundancy and self.posts > 0:
            yield Inconsistency(
                "redundancy", "posts are added, so nobody can be made redundant", "false"
            )

    def sets(self) -> str:
        """Return what only one lever can set."""
        return f"whether posts of {self.role} are frozen" if self.frozen else ""

    def process(self, world: World) -> Process:
        """Set the posts at the start, and back at the end."""
        councils, values = world.councils_of(self), world.values
        if (self.posts == 0 and not self.frozen) or councils.size == 0:
            return
        yield world.office_month(self.start)
        if self.frozen:
            world.env.process(self._freeze(world, councils))
        if self.posts > 0:
            wait = self.amount("months_to_establish", values)
            yield world.office_month(months_after(world.today, wait))
        there = world.posts(self.role)[councils]
        if -self.posts > float(there.sum()) + 0.5:
            raise UserError(
                f"{self.lever_name} deletes {-self.posts:.0f} posts of {self.role} in "
                f"{world.today:%Y-%m}, but there are {float(there.sum()):.0f} in its councils. "
                f"Write {-math.floor(float(there.sum()))} or more."
            )
        change = (self.posts * there / max(float(there.sum()), 1e-9)).clip(min=-there)
        if not self.runs(world):
            return
        world.add_posts(self.role, change, councils)
        if self.redundancy:
            self._make_redundant(world, councils, there + change)
        if self.end is not None:
            yield world.office_month(self.end + timedelta(days=1))
            world.add_posts(self.role, -change, councils)

    def _freeze(self, world: World, councils: Ints) -> Process:
        """Leave the role's vacant posts open until the end."""
        name = self.own_name(world)
        world.freeze_posts(name, self.role, councils, True)
        if self.end is not None:
            yield world.office_month(self.end + timedelta(days=1))
            world.freeze_posts(name, self.role, councils, False)

    def _make_redundant(self, world: World, councils: Ints, posts: Floats) -> None:
        """Let those leave who are more than the posts, in an order that is drawn; and pay."""
        cost = self.amount("redundancy_gbp", world.values)
        for nth, funded in enumerate(posts):
            slots = world.staff(councils[nth : nth + 1], [self.role])
            slots = slots[world.draws(slots, f"{self.register_prefix()}.redundancy").argsort()]
            kept = world.fte(slots).cumsum() <= funded + 1e-9
            gone = world.make_redundant(slots[~kept])
            world.post_where(self.lever_name, world.where(gone), cost, 1.0)
