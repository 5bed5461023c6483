"""A lever to start from: its two files, which run and pass every law as they are."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

from workforce_sim.errors import UserError
from workforce_sim.extension_files import class_name

NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z][a-z0-9]*)*")
_CODE = '''"""What it is, in a line.

Idea: who proposed or did it, where and when, in the words of a source.

In the model some of the staff are reached. They cost money from the first month on, and after a
while fewer of them leave the profession.

Evidence: how strong it is for each effect (A to D), and what was not found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from workforce_sim.levers.base import PeriodLever, Process, register
from workforce_sim.levers.fields import GbpPerYearEach, Months, Share

if TYPE_CHECKING:
    from workforce_sim.model.month.world import World


class CLASS(PeriodLever):
    """Some of the staff are reached, which costs money; later fewer of them leave."""

    summary: ClassVar = "some of the staff are reached, and fewer of them leave"
    nothing: ClassVar = ({"from": "2025-01", "share": 0},)
    later: ClassVar = {"from": "2026-04", "share": 1, "months_to_effect": 0}
    everything: ClassVar = ({"from": "YEAR-10", "share": 1},)

    share: Share = Field(description="Share of the permanent staff who are reached.")
    months_to_effect: Months | None = register("Time until it is felt")
    cost_per_worker_gbp: GbpPerYearEach | None = register("Cost for each full-time worker")

    def process(self, world: World) -> Process:
        """Reach people month by month, pay for them, and let the effect come."""
        councils, values = world.councils_of(self), world.values
        if self.share == 0 or councils.size == 0:
            return
        ratio = self.amount("exit_hazard_ratio", values)
        felt = world.programmes.open(self.lever_name, {"exit": ratio})
        yield world.office_month(self.start)
        month = 0
        while self.runs(world):
            slots = world.staff(councils)
            slots = slots[world.draws(slots, self.assumption("share")) < self.share]
            years = world.fte(slots) / 12.0
            cost = years * self.amount("cost_per_worker_gbp", values)
            world.post_where(self.lever_name, world.where(slots), cost, years)
            if month >= self.amount("months_to_effect", values):
                world.set_members(felt, slots)
            month += 1
            yield world.next_month()
        world.set_members(felt)
'''
_ENTRIES = """group: Levers
review_date: REVIEW
quality: D
entries:
  lever.NAME.months_to_effect:
    meaning: Time until it is felt
    unit: months
    moves: leavers_exit_fte up with NAME
    range: [1, 3, 12]
    source: "Judgement: no figure found"
  lever.NAME.cost_per_worker_gbp:
    meaning: Cost for each full-time worker, 2024 prices
    unit: GBP per year
    moves: spend_gbp up with NAME
    range: [200, 500, 1200]
    source: "Judgement: no figure found"
  lever.NAME.exit_hazard_ratio:
    meaning: Hazard of leaving the profession of those who are reached, relative to others
    unit: ratio
    moves: leavers_exit_fte up with NAME after 2 years
    range: [0.3, 0.6, 1.0]
    source: "Judgement: no figure found"
"""


def write_lever(name: str, folder: Path) -> tuple[Path, Path]:
    """Write a lever's two files; a YAML file that waits for the lever already is kept.

    Raises:
        UserError: the name cannot be a lever's, or there is such a module or no such folder.
    """
    if not NAME.fullmatch(name):
        words = [each for each in re.split("[^a-z0-9]+", name.lower()) if each[:1].isalpha()]
        cure = "_".join(words) or "early_help"
        raise UserError(
            f"'{name}' cannot be the name of a lever: write words in small letters, joined by _, "
            f"such as {cure}."
        )
    code, entries = folder / f"{name}.py", folder / f"{name}.yaml"
    review = datetime.date.today().year + 1
    try:
        with code.open("x", encoding="utf-8", newline="\n") as file:
            file.write(_CODE.replace("CLASS", class_name(name)))
        if not entries.exists():
            text = _ENTRIES.replace("NAME", name).replace("REVIEW", f"{review}-11-30")
            entries.write_text(text, encoding="utf-8", newline="\n")
    except FileExistsError:
        raise UserError(
            f"{code} already exists and is not overwritten. Use another name."
        ) from None
    except FileNotFoundError:
        raise UserError(f"There is no folder {folder}. Create it, or name another.") from None
    return code, entries
