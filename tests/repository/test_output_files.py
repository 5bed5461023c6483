"""The page on output files says what a run writes: every column, in order, its type and unit."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest

from tests.experiment.fake_assumptions import HOOKS, ONE, RANGES
from tests.repository.sources import ROOT
from workforce_sim.experiment import RunFolder, run_experiment
from workforce_sim.experiment.columns import dtypes
from workforce_sim.experiment.sensitivity import Question, run_sensitivity
from workforce_sim.experiment.store import RESULT_FILES
from workforce_sim.report import destinations, differences, dots, projection, sensitivity_findings
from workforce_sim.scenario import load_scenario

pytestmark = pytest.mark.cli

OF_CHARTS = {
    column
    for chart in (destinations, differences, dots, projection, sensitivity_findings)
    for column in chart.COLUMNS
}

PAGE = (ROOT / "docs" / "reference" / "output-files.md").read_text(encoding="utf-8")
MEASURES = dict(
    re.findall(
        r"^\| `(\w+)` \| (.*?) \| .* \|$",
        (ROOT / "docs" / "reference" / "measures.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
)
LISTS = {
    file: (re.split(r",\s+", columns), bool(measures))
    for file, columns, measures in re.findall(
        r"^\*\*`(\w+\.(?:csv|parquet))`\*\*.*?`(\w+,[\w,\s]+)`( and then a column for each)?",
        PAGE,
        re.MULTILINE | re.DOTALL,
    )
}
"""File: its columns, and whether the measures follow."""
TYPES = {
    name: (kind, unit)
    for names, kind, unit in re.findall(
        r"^\| (`.*?`) \| (text|date|number|whole number) \| (.*?) ?\|", PAGE, re.MULTILINE
    )
    for name in re.findall(r"`(\w+)`", names)
}
POLARS = {"text": pl.String, "date": pl.Date, "number": pl.Float64, "whole number": pl.Int64}
RUTLAND = """
name: Rutland pays more
base: england-2024
end: 2025
scope: {councils: [Rutland]}
uncertainty: parameters
budget: {total_gbp: 100_000, from: 2025-04, to: 2026-03}
levers:
  - frontline_pay:
      teams: [safeguarding]
      roles: [case_holder]
      supplement_gbp_per_year: 3000
      from: 2025-04
      to: 2026-03
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every table that a run of the real model and a study of the stand-in leave behind."""
    folder = tmp_path_factory.mktemp("written")
    (folder / "pays.yaml").write_text(RUTLAND, encoding="utf-8")
    pays = load_scenario(folder / "pays.yaml")
    assert pays.reference is not None
    run = run_experiment(
        [pays.reference, pays], replications=4, partners=3, seed=1, processes=1, out=folder / "run"
    )
    assert isinstance(run, RunFolder)
    question = Question(("cases",), samples=16, futures=2, top=2)
    study = run_sensitivity([ONE], question, folder / "study", 1, hooks=HOOKS, ranges=RANGES)
    files = [*run.path.iterdir(), *study.path.iterdir()]
    return {file.name: file for file in files if file.suffix in (".csv", ".parquet")}


@pytest.mark.needs_compiled
def test_every_table_is_described_and_nothing_else(written: dict[str, Path]) -> None:
    assert set(LISTS) == set(written) == {*RESULT_FILES, "sensitivity.csv", "screening.csv"}


@pytest.mark.needs_compiled
@pytest.mark.parametrize("name", sorted(LISTS))
def test_columns_stand_on_the_page_in_order_with_their_types(
    name: str, written: dict[str, Path]
) -> None:
    listed, has_measures = LISTS[name]
    described = [*listed, *(MEASURES if has_measures else ())]
    types = [TYPES[column][0] for column in listed] + ["number"] * (len(described) - len(listed))
    if name.endswith(".parquet"):
        schema = dict(pl.read_parquet_schema(written[name]))
        promised = dict(zip(described, [POLARS[kind] for kind in types], strict=True))
        assert list(schema.items()) == list(promised.items())
        return
    table = pl.read_csv(written[name], infer_schema=False)
    assert table.columns == described
    assert table.height
    assert dtypes(name) == {
        column: POLARS[kind]() for column, kind in zip(described, types, strict=True)
    }
    for column, kind in zip(described, types, strict=True):
        cells = table[column].drop_nulls()
        if kind == "whole number":
            assert cells.str.contains(r"^\d+$").all(), column
        elif kind == "number":
            cells.cast(pl.Float64)
        else:
            assert not len(cells) or cells.cast(pl.Float64, strict=False).null_count(), column


def test_every_column_of_the_page_is_in_some_file_and_the_other_way_round() -> None:
    of_tables = {column for listed, _ in LISTS.values() for column in listed}
    assert set(TYPES) == of_tables | OF_CHARTS


@pytest.mark.needs_compiled
def test_units_are_those_of_the_page(written: dict[str, Path]) -> None:
    for name, file in written.items():
        if not name.endswith(".csv"):
            continue
        table = pl.read_csv(file, schema_overrides=dtypes(name))
        if {"measure", "unit"} <= set(table.columns):
            pairs = table.select("measure", "unit").unique().rows()
            assert all(MEASURES[measure] == unit for measure, unit in pairs), name
        for column in table.columns:
            unit = TYPES[column][1]
            assert (unit == "£") == column.endswith("_gbp"), column
            if unit == "share, 0 to 1":
                assert table[column].drop_nulls().is_between(0.0, 1.0).all(), (name, column)
