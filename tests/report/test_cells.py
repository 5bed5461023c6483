"""Two readers find in every CSV of a run what was meant: numbers are numbers, texts are texts."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.report.stand_in import finished_comparison
from workforce_sim.cells import csv_text
from workforce_sim.experiment import RunFolder
from workforce_sim.experiment.columns import dtypes
from workforce_sim.experiment.files import write_csv
from workforce_sim.report.gallery import Gallery
from workforce_sim.report.results import Results

pandas: Any = importlib.import_module("pandas")

FILES = {
    "Ä1": "=HYPERLINK(\"http://example.org\",\"pay\")",
    "Ö1": "-2,5",
    "2024-10": "2024-10",
    "true": "May 2026",
    "1e5": "@SUM(A1)",
    "ид": "nan",
}  # fmt: skip
"""Names of files, and the titles of what they hold."""
SCENARIO = "name: '{name}'\nbase: england-2024\nend: 2026\nscope: {{councils: [Camden]}}\n"


def kinds(file: Path) -> Iterator[tuple[str, str, str]]:
    """Each column, and what pandas and polars take it for."""
    read = pandas.read_csv(file)
    also = pl.read_csv(file, infer_schema_length=None, try_parse_dates=True)
    for column in also.columns:
        yield column, pandas_kind(read[column]), polars_kind(also[column])


def pandas_kind(column: Any) -> str:
    if column.isna().all():
        return "empty"
    types = pandas.api.types
    if types.is_bool_dtype(column):
        return "truth"
    return "number" if types.is_numeric_dtype(column) else "text"


def polars_kind(column: pl.Series) -> str:
    if column.null_count() == len(column):
        return "empty"
    if column.dtype.is_numeric():
        return "number"
    return "text" if column.dtype == pl.String else str(column.dtype)


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    """A comparison of scenarios whose files and titles look like something else."""
    folder = tmp_path_factory.mktemp("odd")
    files = []
    for stem, name in FILES.items():
        files.append(folder / f"{stem}.yaml")
        pay = f"{{supplement_gbp_per_year: {len(files)}000, from: 2025-04}}"
        lever = f"levers:\n  - frontline_pay: {pay}\n" if len(files) > 1 else ""
        files[-1].write_text(SCENARIO.format(name=name) + lever, encoding="utf-8")
    return finished_comparison(folder / "run", files, 3)


@pytest.mark.unit
def test_ids_keep_their_letters_and_are_never_a_number_a_date_or_a_truth_value(
    odd: RunFolder,
) -> None:
    assert odd.scenario_names == dict(
        zip(
            ["a1", "o1", "scenario-2024-10", "scenario-true", "scenario-1e5", "ид"],
            FILES.values(),
            strict=True,
        )
    )


@pytest.mark.unit
def test_results_are_read_as_what_they_are(odd: RunFolder) -> None:
    names = [name for name in odd.manifest["results"] if name.endswith(".csv")]
    assert len(names) == 7
    for name in names:
        for column, *read in kinds(odd.path / name):
            meant = "text" if dtypes(name)[column] == pl.String else "number"
            assert set(read) <= {meant, "empty"}, (name, column, read)
    titles = pandas.read_csv(odd.path / "summary.csv")["scenario_name"].unique()
    assert {title.removeprefix("'") for title in titles} == set(FILES.values())
    assert not [title for title in titles if title[0] in "=+-@"]


@pytest.mark.unit
def test_charts_are_read_as_what_they_are(odd: RunFolder, tmp_path: Path) -> None:
    for make in Gallery(Results(odd)).for_run():
        chart, data = make(), tmp_path / "chart.csv"
        data.write_text(chart.csv_text(), encoding="utf-8")
        cells = dict(zip(chart.columns, zip(*chart.rows, strict=True), strict=True))
        for column, *read in kinds(data):
            known = [cell for cell in cells[column] if cell is not None]
            meant = "text" if any(isinstance(cell, str) for cell in known) else "number"
            assert set(read) <= {meant, "empty"}, (chart.name, column, read)
            assert ("empty" in read) <= (not any(known)), (chart.name, column, read)


DIGITS = st.from_regex(
    r"[-+=@£(]?\d{0,4}[-/. :,eE%xX]?(\d{0,4}|May|mar|Sept|pm)[-/. :,%)]?\d{0,4}", fullmatch=True
)
WORDS = st.sampled_from(["NaN", "None", "TRUE", "False", "N/A", "<NA>", "#N/A N/A", "-inf", "T"])
TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=20)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cells") / "cells.csv"


@pytest.mark.property
@settings(max_examples=40)
@given(
    texts=st.lists((TEXTS | DIGITS | WORDS).filter(bool), min_size=1, max_size=10),
    number=st.floats(-1e15, 1e15),
)
@example(texts=["\t=1"], number=-1e-7)
def test_any_text_stays_one_and_any_number_too(
    scratch: Path, texts: list[str], number: float
) -> None:
    row = {f"text {k}": text for k, text in enumerate(texts)}
    by_hand = csv_text([*row, "number"], [[*texts, number]])
    scratch.write_text(by_hand, encoding="utf-8")
    assert pl.read_csv(scratch)["number"][0] == number
    for _ in range(2):
        meant = {name: "number" if name == "number" else "text" for name in [*row, "number"]}
        assert list(kinds(scratch)) == [(name, kind, kind) for name, kind in meant.items()]
        read = pandas.read_csv(scratch)
        for name, text in row.items():
            assert read[name][0] in (text, f"'{text}")
            assert read[name][0][0] not in "=+-@\t"
        write_csv(pl.DataFrame({**row, "number": number}), scratch)
