"""The closing table says what the stored results say, with its caveats, in a minister's words."""

from __future__ import annotations

import datetime
import io
from pathlib import Path

import polars as pl
import pytest
from rich.console import Console

from tests.report.stand_in import ROOT, finished_comparison, finished_run
from workforce_sim.assumptions import load_register
from workforce_sim.levers.registry import all_levers
from workforce_sim.report.closing import introduction, notes, sections, show_closing
from workforce_sim.report.results import Results
from workforce_sim.report.selection import Selection, chosen_charts
from workforce_sim.report.words import gbp

pytestmark = pytest.mark.unit

TODAY = datetime.date(2026, 11, 21)


def shown(results: Results) -> str:
    text = io.StringIO()
    show_closing(results, Console(file=text, width=200, no_color=True), TODAY)
    return text.getvalue()


def test_a_council_sees_itself_its_neighbours_and_england(council: Results) -> None:
    headings = [section.heading for section in sections(council)]
    assert headings[0] == "Surrey"
    assert headings[1].startswith("The 6 nearest councils together (")
    assert "Sutton" in headings[1]
    assert "Surrey" not in headings[1]
    assert headings[2] == "England"


def test_the_table_repeats_the_stored_comparison(council: Results) -> None:
    table = next(iter(sections(council))).listing
    row = next(row for row in table.rows if row[0] == "Vacancies")
    stored = (
        council.run.comparison()
        .filter(
            pl.col("la_name") == "Surrey",
            pl.col("measure") == "vacancy_fte",
            pl.col("time_period") == int(str(row[1])),
        )
        .collect()
        .to_dicts()[0]
    )
    assert str(row[4]).startswith(f"{stored['mean_difference']:+.1f} (")
    assert row[5] == f"lower in {round(6 * (1 - stored['probability_higher']))} of 6"


def test_the_parts_of_the_spread_are_told_or_how_to_find_them(
    council: Results, tmp_path: Path
) -> None:
    said = " ".join(notes(council, TODAY))
    assert "Vacancy rate, the difference in England, single futures: " in said
    assert "--partners" not in said
    without = Results(finished_run(tmp_path / "run", "council/one-council.yaml", 8, partners=0))
    said = " ".join(notes(without, TODAY))
    assert f"--out {tmp_path / 'run'} --resume --partners 8 adds 32 simulations" in said
    few = Results(finished_run(tmp_path / "few", "council/one-council.yaml", 7, partners=0))
    assert "--partners" not in " ".join(notes(few, TODAY))


def test_years_are_the_first_the_last_in_force_and_the_last(council: Results) -> None:
    table = next(iter(sections(council))).listing
    assert [row[1] for row in table.rows[:3]] == ["2025", "2026", "2029"]


def test_neighbours_together_are_a_sum_not_a_mean(council: Results) -> None:
    from workforce_sim.report.gallery import Gallery

    near = Gallery(council).near
    reference = str(council.facts.reference)
    together = council.group_changes(
        council.facts.main.id, reference, near.neighbours, "vacancy_fte"
    )
    alone = [
        council.changes(council.facts.main.id, place, "vacancy_fte") for place in near.neighbours
    ]
    total = sum(line[-1].difference.mean for line in alone)
    assert together[-1].difference.mean == pytest.approx(total, abs=1e-5)


def test_one_council_as_a_group_has_its_own_rates(council: Results) -> None:
    from workforce_sim.report.gallery import Gallery

    surrey = Gallery(council).near.paying[0]
    main, reference = council.facts.main.id, str(council.facts.reference)
    for measure in ("vacancy_rate_fte", "turnover_rate_fte", "caseload_fte", "absence_rate_fte"):
        group = council.group_changes(main, reference, [surrey], measure)
        alone = council.changes(main, surrey, measure)
        for one, other in zip(group, alone, strict=True):
            assert one.difference.mean == pytest.approx(other.difference.mean, abs=2e-6)
            assert one.difference.low == pytest.approx(other.difference.low, abs=2e-6)
            assert one.probability_higher == pytest.approx(other.probability_higher)


def test_a_package_shows_spend_against_its_budget(package: Results) -> None:
    text = shown(package)
    assert "Budget: The £58m package" in text
    assert "£58.0m" in text
    for row in package.run.budget().collect().to_dicts():
        year = str(row["financial_year"])
        assert f"{year[:4]}-{year[4:]}" in text
        assert gbp(row["spend_gbp"]) in text
    assert "Cost of the levers" in text


def test_a_single_scenario_shows_levels_with_ranges(baseline: Results) -> None:
    (section,) = sections(baseline)
    assert section.heading == "England"
    rates = next(row for row in section.listing.rows if row[0] == "Vacancy rate")
    assert rates[1] == "17.3%"  # as DfE published it for 2024
    turnover = next(row for row in section.listing.rows if row[0] == "Turnover")
    assert str(turnover[1]).endswith("%")  # a flow is not simulated before the start; DfE has it
    assert "6 futures" in introduction(baseline)[0]


def test_weak_evidence_is_called_an_assumption(package: Results) -> None:
    said = " ".join(notes(package, TODAY))
    for name, _ in package.facts.main.levers():
        lever = all_levers()[name]
        words = {"C": "rests on weak evidence (C)", "D": "rests on judgement (D)"}
        assert lever.quality not in words or words[lever.quality] in said
        assert (name in said) or lever.quality not in words
    assert "Assumption: the effect of" in said


def test_what_the_range_leaves_out_and_how_rough_it_is(baseline: Results) -> None:
    said = " ".join(notes(baseline, TODAY))
    assert "only 6 simulated futures" in said
    assert "leave out" in said


def test_assumptions_past_their_review_date_are_named(baseline: Results) -> None:
    earliest = min(entry.review_date for entry in load_register())
    late = earliest + datetime.timedelta(days=1)
    overdue = load_register().overdue(late)[0].name
    assert overdue in " ".join(notes(baseline, late))
    assert "review" not in " ".join(notes(baseline, earliest))


def test_several_alternatives_are_ranked_by_their_effect(tmp_path: Path) -> None:
    levers = sorted((ROOT / "scenarios" / "2009" / "levers").glob("*.yaml"))
    files = [ROOT / "scenarios" / "2009" / "do-nothing.yaml", *levers]
    results = Results(finished_comparison(tmp_path / "run", files, 2))
    first, *others = sections(results)
    assert len(first.listing.rows) == len(levers) > 3
    vacancy = [float(str(row[1]).split()[0]) for row in first.listing.rows]
    assert vacancy == sorted(vacancy)
    assert all(section.heading.startswith("Budget") for section in others)
    for row in first.listing.rows:
        assert any(str(row[0]) in line for line in introduction(results))
    (chart,) = (
        make()
        for make in chosen_charts(results, Selection(measures=("inpost_fte",), by="scenario"))
    )
    assert len(chart.rows) == len(levers)
    assert chart.title.startswith("Largest effect on England's workforce: ")


@pytest.mark.parametrize("alone", [True, False])
def test_one_future_has_no_interval_and_says_so(alone: bool, tmp_path: Path) -> None:
    file = "council/one-council.yaml"
    run = finished_run(tmp_path / "run", file, 1, alone=alone, partners=0)
    results = Results(run)
    said = shown(results)
    assert "one future: no interval" in said
    assert "95%" not in said
    for section in sections(results):
        for row in section.listing.rows:
            assert " to " not in " ".join(str(cell) for cell in row)
