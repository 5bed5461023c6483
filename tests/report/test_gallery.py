"""The charts that a run calls for tell its numbers, and a reader can ask for others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.report.conftest import CAMDEN, LONDON
from tests.report.stand_in import finished_comparison
from workforce_sim.errors import UserError
from workforce_sim.report.chart import Chart, NothingToDraw
from workforce_sim.report.gallery import Gallery, draw_for_run
from workforce_sim.report.reported_areas import total_of
from workforce_sim.report.results import Results
from workforce_sim.report.selection import Selection, chosen_charts

pytestmark = pytest.mark.unit


def made(results: Results, selection: Selection) -> list[Chart]:
    return [make() for make in chosen_charts(results, selection)]


def number(cell: object) -> float:
    assert isinstance(cell, int | float)
    return float(cell)


@pytest.mark.parametrize("which", ["council", "package", "baseline"])
def test_every_chart_of_a_run_has_a_short_title_and_its_own_name(which: str, request) -> None:
    charts = [make() for make in Gallery(request.getfixturevalue(which)).for_run()]
    assert len({chart.name for chart in charts}) == len(charts)
    for chart in charts:
        assert len(chart.title.split()) <= 16, chart.title
        assert "simulated futures" in chart.caption
        assert "seed 1" in chart.caption


def test_history_in_a_chart_is_all_that_dfe_published(baseline: Results) -> None:
    chart = Gallery(baseline).projection(
        baseline.facts.main, total_of(baseline.places), "vacancy_rate_fte"
    )
    drawn = [number(row[0]) for row in chart.rows if row[1] == "DfE statistics"]
    assert drawn == list(range(2017, 2025))
    assert "Open Government Licence v3.0" in chart.caption


def test_before_2017_there_is_no_history_and_the_start_is_called_a_reconstruction(
    package: Results,
) -> None:
    chart = Gallery(package).projection(
        package.facts.main, total_of(package.places), "vacancy_rate_fte"
    )
    assert "DfE statistics" not in {row[1] for row in chart.rows}
    assert "reconstruction of 2009" in chart.caption


def test_a_flow_without_a_base_year_starts_with_the_first_simulated_year(package: Results) -> None:
    chart = Gallery(package).projection(
        package.facts.main, total_of(package.places), "turnover_rate_fte"
    )
    assert {row[1] for row in chart.rows} == {"projection", "median without"}
    assert chart.rows[0][0] == 2010
    assert "years to 30 September 2010 to 2015" in chart.subtitle


def test_a_title_is_about_levers_only_if_nothing_else_differs(tmp_path: Path) -> None:
    (tmp_path / "london.yaml").write_text(LONDON, encoding="utf-8")
    other = "assumptions: {leaving.exit_rate: 0.2}\n"
    for name, text in (("camden", CAMDEN), ("both", CAMDEN + other), ("other", LONDON + other)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        files = [tmp_path / "london.yaml", tmp_path / f"{name}.yaml"]
        results = Results(finished_comparison(tmp_path / f"run-{name}", files, 2, partners=0))
        (chart,) = made(results, Selection(by="scenario", areas=("Camden",)))
        subject = "Camden's lever" if name == "camden" else "This scenario"
        assert chart.title.startswith(subject), chart.title


def test_councils_are_marked_by_the_levers_of_the_scenario_that_is_drawn(tmp_path: Path) -> None:
    """Of two alternatives each names a council; neither marks the other's."""
    (tmp_path / "without.yaml").write_text(LONDON, encoding="utf-8")
    for name in ("Camden", "Barnet"):
        text = CAMDEN.replace("london.yaml", "without.yaml").replace("Camden", name)
        (tmp_path / f"{name.lower()}.yaml").write_text(text, encoding="utf-8")
    files = [tmp_path / f"{name}.yaml" for name in ("without", "camden", "barnet")]
    results = Results(finished_comparison(tmp_path / "run", files, 4, partners=0))
    for scenario, name in (("camden", "Camden"), ("barnet", "Barnet")):
        (chart,) = made(results, Selection(scenario=scenario, by="council"))
        assert [row[0] for row in chart.rows if row[1] == "has the lever"] == [name]
        assert name in chart.title
    (levels,) = made(results, Selection(scenario="without", by="council"))
    assert levels.title.startswith("Simulated vacancy rate in 2029 by council: ")
    (several,) = made(results, Selection(by="scenario"))
    assert {row[0] for row in several.rows} == {"Camden pays more", "Barnet pays more"}


def test_regions_stand_beside_one_another(baseline: Results) -> None:
    (chart,) = made(baseline, Selection(measures=("turnover_rate_fte",), by="region"))
    assert len(chart.rows) == 10
    (councils,) = made(baseline, Selection(areas=("North East",), by="council"))
    assert {"Durham", "County Durham"} & {row[0] for row in councils.rows}


@pytest.mark.parametrize("by", ["year", "scenario", "council"])
def test_a_measure_without_any_number_is_said_to_have_none_and_costs_no_other_chart(
    by: str, package: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    for what in ("fans", "changes"):
        real = getattr(Results, what)

        def without(*words: Any, real: Any = real) -> Any:
            return [] if words[-1] == "turnover_rate_fte" else real(*words)

        monkeypatch.setattr(Results, what, without)
    asked = Selection(measures=("turnover_rate_fte",), areas=("North East",), by=by)
    with pytest.raises(NothingToDraw, match=r"Turnover.*not defined in North East"):
        made(package, asked)
    monkeypatch.setattr(Chart, "save", lambda self, _folder: (Path(self.name),))
    names = [str(files[0]) for files in draw_for_run(package.run)]
    assert names
    assert not [name for name in names if "turnover" in name]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (Selection(measures=("vacancy_rate",)), "vacancy_rate_fte"),
        (Selection(areas=("Lonndon",)), "'London'"),
        (Selection(by="scenario"), "one scenario only"),
        (Selection(by="council"), "--area London --by council"),
        (Selection(scenario="package"), "It has: baseline"),
    ],
)
def test_what_a_run_lacks_is_answered_with_what_it_has(
    asked: Selection, says: str, baseline: Results
) -> None:
    with pytest.raises(UserError) as error:
        made(baseline, asked)
    assert says in str(error.value)
