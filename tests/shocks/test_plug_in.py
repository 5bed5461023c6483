"""A shock that another package brings is a shock like any other."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.experiment.plug_in import Installed, seen
from tests.levers.runs import READING, run
from workforce_sim.assumptions import load_register
from workforce_sim.levers.loading import sources_of_plug_ins
from workforce_sim.scenario import load_scenario

pytestmark = [pytest.mark.property, pytest.mark.needs_compiled]

CODE = """
from typing import ClassVar

from workforce_sim.shocks import Shock


class Flood(Shock):
    \"\"\"Half the county is under water.\"\"\"

    summary: ClassVar = "more people leave"

    def process(self, world):
        name = self.own_name(world)
        yield world.until(self.start)
        world.factor(name, "exit", self.felt(world, "exit_hazard_ratio"))
"""
ENTRIES = """
group: Shocks of our county
review_date: 2030-01-01
quality: D
entries:
  shock.flood.exit_hazard_ratio:
    meaning: Leaving hazard after a flood, relative to usual
    unit: ratio
    moves: leavers_exit_fte up with flood
    range: [1.0, 3.0, 4.0]
    source: A judgement
"""
MINE = """name: Mine
base: england-2024
end: 2025
scope: {councils: [%s]}
shocks: [{flood: {from: 2024-11%s}}]
"""


@pytest.fixture
def installed(tmp_path: Path) -> Iterator[Installed]:
    found = Installed(tmp_path)
    found.write("council_levers/__init__.py", "")
    found.write("council_levers/flood.py", CODE)
    found.write("council_levers/flood.yaml", ENTRIES)
    point = "[workforce_sim.shocks]\nflood = council_levers.flood:Flood\n"
    found.write("ours-1.dist-info/entry_points.txt", point)
    found.write("ours-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: ours\nVersion: 1\n")
    with seen(found):
        yield found


def left(folder: Path, severity: str = "") -> float:
    file = folder / "mine.yaml"
    file.write_text(MINE % (", ".join(READING), severity), encoding="utf-8")
    return float(run(load_scenario(file)).yearly["leavers_exit_fte"][1].sum())


def test_it_is_felt_by_its_register_entry_and_severity(installed: Installed) -> None:
    assert load_register()["shock.flood.exit_hazard_ratio"].central == 3.0
    felt, slight = left(installed.folder), left(installed.folder, ", severity: 0.1")
    assert felt > 1.5 * slight > 0.0


def test_its_code_and_its_numbers_are_part_of_what_a_run_is_made_of(installed: Installed) -> None:
    before = sources_of_plug_ins()["flood"]
    assert before.package == "ours"
    for file, text in (("flood.py", CODE + "# More."), ("flood.yaml", ENTRIES + "# More.")):
        installed.write(f"council_levers/{file}", text)
        with seen(installed):
            assert sources_of_plug_ins()["flood"].code != before.code
