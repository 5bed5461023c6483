"""What is declared is counted, what is counted is declared, and every flow begins again each year.

Nothing here names a measure but where its meaning makes an exception: a new one is held to the same
laws from the day it is declared.
"""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pytest

from tests.model.worlds import KEY, VALUES
from workforce_sim.baseline import load_baseline
from workforce_sim.measures.catalogue import AT_CENSUS, MONTHLY, YEARLY, components
from workforce_sim.measures.measure import Measure
from workforce_sim.measures.record import FloatArray, ReplicationRecord
from workforce_sim.model.engine.calendar import Process, Turn
from workforce_sim.model.engine.state import COUNCIL, Role, StarterOrigin
from workforce_sim.model.engine.tallies import CENSUS, MONTH
from workforce_sim.model.month.monthly_round import office
from workforce_sim.model.recorder import Recorder
from workforce_sim.model.replication import first_day, graduations

MODEL = Path(__file__).parents[2] / "workforce_sim" / "model"
TABLES = {"councils": COUNCIL, "census": CENSUS, "counted": CENSUS, "month": MONTH}
"""Tables that hold counts, under the names by which the model's code knows them."""
SUMS = {name: YEARLY[name] for name in components(YEARLY)}


def two_censuses_at_once() -> ReplicationRecord:
    """A year of three councils, and two censuses at its end, between which nothing happens."""
    baseline = load_baseline("england-2024")
    here = [baseline.index_of(name) for name in ("Camden", "Rutland", "Surrey")]
    active = np.isin(np.arange(baseline.count), here).astype(np.int64)
    world = first_day(baseline, VALUES, active, KEY)
    world.start_clock(baseline.base_year + 2)
    # So that somebody waits, and somebody comes back.
    world.factor("test", "demand", 3.0)
    world.factor("test", "returns", 3.0)
    recorder = Recorder(world, active)

    def life() -> Process:
        recorder.census(world, 0)
        yield world.env.at(world.calendar.month_days[12], Turn.CENSUS)
        recorder.month_end(world, 12)
        recorder.census(world, 1)
        recorder.census(world, 2)

    for process in (life(), graduations(world), office(world)):
        world.env.process(process)
    world.env.run()
    return recorder.record(world, 0)


def where(measure: Measure) -> str:
    """The line that counts a measure."""
    column = f"{measure.column}[part]" if measure.column else measure.name
    if measure.counted == "as it happens":
        return f"`state.councils[council].{column} += ...` where it happens in the model"
    return (
        f"`census[council].{column} += ...` in model/careers/headcount.py, or "
        f"`counted.{column}[:] = ...` in Recorder.census"
    )


def complaints(first: Mapping[str, FloatArray], second: Mapping[str, FloatArray]) -> Iterator[str]:
    """What is wrong with the sums of two censuses of the same moment, and what to write."""
    for name, measure in SUMS.items():
        if not first[name].any():
            yield f"{name} is declared, but nothing counts it: write {where(measure)}"
        elif not measure.flow and not np.array_equal(first[name], second[name]):
            yield (
                f"{name} is declared as a stock, but begins again at each census: write "
                "`flow=True` in its declaration"
            )
        elif measure.flow and not np.array_equal(second[name], left(name, first)):
            yield (
                f"{name} is a flow, but is not reset: write "
                '`counted="as it happens"` in its declaration, and count it by '
                f"`state.councils[council].{measure.column or name} += ...`"
            )


def left(name: str, first: Mapping[str, FloatArray]) -> FloatArray:
    """A flow in a year of no length: nought, but for children who have a case at its one moment."""
    return first["cases"] if name == "children_in_year" else np.zeros_like(first[name])


@pytest.mark.property
@pytest.mark.needs_compiled
def test_what_is_declared_is_counted_and_flows_begin_again() -> None:
    record = two_censuses_at_once()
    first, second = ({name: record.yearly[name][year] for name in SUMS} for year in (1, 2))
    assert not list(complaints(first, second))
    for name in components(MONTHLY):
        assert record.monthly[name][12].any(), (
            f"{name} is declared as monthly, but nothing counts it: write `month[c].{name} = ...` "
            "in count_month of model/census.py"
        )


@pytest.mark.unit
@pytest.mark.parametrize(
    ("name", "first", "second", "words"),
    [
        ("handovers", 0.0, 0.0, "nothing counts it: write `state.councils[council].handovers +="),
        ("ended_1_2_years", 0.0, 0.0, r"write `state.councils[council].ended[part] += ...`"),
        ("posts_fte", 0.0, 0.0, "`counted.posts_fte[:] = ...` in Recorder.census"),
        ("posts_fte", 2.0, 0.0, "write `flow=True` in its declaration"),
        ("leavers_exit_fte", 2.0, 2.0, 'not reset: write `counted="as it happens"`'),
        ("children_in_year", 2.0, 2.0, "is a flow, but is not reset"),
    ],
)
def test_each_mistake_is_answered_with_what_to_write(
    name: str, first: float, second: float, words: str
) -> None:
    one = {each: np.ones(2) for each in SUMS}
    two = {
        each: one[each] if each == "children_in_year" or not m.flow else np.zeros(2)
        for each, m in SUMS.items()
    }
    assert not list(complaints(one, two))
    wrong = complaints(one | {name: np.full(2, first)}, two | {name: np.full(2, second)})
    (complaint,) = wrong
    assert complaint.startswith(name)
    assert words in complaint


def undeclared(source: str, place: str) -> Iterator[str]:
    """What code counts in columns that no table has, and what to write."""
    for node in ast.walk(ast.parse(source)):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        for target in targets:
            column = target.value if isinstance(target, ast.Subscript) else target
            if not isinstance(column, ast.Attribute):
                continue
            row = column.value
            table = row.value if isinstance(row, ast.Subscript) else row
            name = table.attr if isinstance(table, ast.Attribute) else getattr(table, "id", "")
            if name in TABLES and column.attr not in (TABLES[name].names or ()):
                how = ', counted="as it happens"' if name == "councils" else ""
                yield (
                    f"{place}:{column.lineno} counts {column.attr}, which is declared nowhere: "
                    f'write `_sum("{column.attr}", label, unit, definition{how})` in '
                    "workforce_sim/measures/beyond_dfe.py"
                )


@pytest.mark.unit
def test_what_is_counted_is_declared() -> None:
    found = [
        complaint
        for path in sorted(MODEL.rglob("*.py"))
        for complaint in undeclared(path.read_text(encoding="utf-8"), path.name)
    ]
    assert not found, "\n".join(found)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("state.councils[council].kind_words += 1.0", 'definition, counted="as it happens")`'),
        ("councils[c].kind_words[band] += fte", 'write `_sum("kind_words", label, unit'),
        ("census[council].kind_words += fte", "definition)` in workforce_sim/measures"),
        ("counted.kind_words[:] = waiting", "x.py:1 counts kind_words, which is declared nowhere"),
        ("month[c].kind_words = 1.0", "kind_words"),
    ],
)
def test_counting_what_is_not_declared_is_answered_with_what_to_write(
    line: str, words: str
) -> None:
    (complaint,) = undeclared(line, "x.py")
    assert words in complaint


@pytest.mark.unit
def test_parts_of_a_whole_stand_in_the_order_of_what_the_model_calls_them() -> None:
    columns = {"inpost_role": ("inpost_role", Role), "starters_origin": ("starters", StarterOrigin)}
    for column, (stem, kinds) in columns.items():
        assert AT_CENSUS[column] == tuple(f"{stem}_{kind.name.lower()}_fte" for kind in kinds)


@pytest.mark.unit
def test_what_is_counted_as_it_happens_is_a_flow() -> None:
    with pytest.raises(ValueError, match=r"handovers is counted .* so it is a flow: write _sum\("):
        Measure("handovers", "l", "u", "d", ("handovers",), counted="as it happens")
