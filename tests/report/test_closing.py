"""The closing table says what the stored results say, with its caveats, in a minister's words."""

from __future__ import annotations

import datetime
import io
import re
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from tests.report.pictures import number
from tests.report.stand_in import ROOT, finished_comparison, finished_run
from tests.report.stored import Stored, is_clear, is_shown_as
from workforce_sim.assumptions import load_register
from workforce_sim.levers.registry import all_levers
from workforce_sim.report.closing import MEASURES, introduction, notes, sections, show_closing
from workforce_sim.report.reported_areas import find_place, total_of
from workforce_sim.report.results import Results
from workforce_sim.report.selection import Selection, chosen_charts
from workforce_sim.report.words import gbp

pytestmark = pytest.mark.unit

NUMBER = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?")
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


@pytest.mark.parametrize("which", ["council", "region", "package"])
def test_every_number_is_the_stored_one_of_its_heading(
    which: str, request: pytest.FixtureRequest
) -> None:
    results = request.getfixturevalue(which)
    main, reference = results.facts.main.id, str(results.facts.reference)
    names = {word: measure for measure, word in MEASURES.items()}
    for section in sections(results):
        heads = [column.heading for column in section.listing.columns]
        if heads[0] != "30 September" or "councils together" in section.heading:
            continue
        place = find_place(results.places, section.heading)
        for word, rows in by_measure(section.listing.rows).items():
            stored = Stored(results, place, names[word])
            means, exact = {}, {row["time_period"]: row for row in stored.comparison(main)}
            means = {"Without": stored.mean(reference), "With": stored.mean(main)}
            best = stored.largest(main)
            starred = [str(row[1]) for row in rows if "*" in str(row[1])]
            assert starred == ([] if is_nothing(best) else [f"{best['time_period']} *"])
            for row in rows:
                cells = dict(zip(heads, map(str, row), strict=True))
                year = int(cells["Year"].removesuffix(" *"))
                for side, of_year in means.items():
                    assert is_shown_as(number(cells[side]), of_year[year]), (section.heading, cells)
                shown = re.findall(NUMBER, cells["Difference (95% interval)"])
                for text, name in zip(shown, ("mean_difference", "ci_low", "ci_high"), strict=True):
                    assert is_shown_as(number(text), exact[year][name]), (section.heading, cells)
                count = results.facts.replications
                what, _, share = cells["Simulated futures"].partition(" in ")
                sides = {
                    side: round(count * exact[year][f"probability_{side}"])
                    for side in ("higher", "lower")
                }
                times = sides.get(what, count - sum(sides.values()))
                assert share == f"{times} of {count}"


def by_measure(rows: Any) -> dict[str, list[Any]]:
    """The rows of a table under the measure that stands in the first of them."""
    found: dict[str, list[Any]] = {}
    name = ""
    for row in rows:
        name = str(row[0]) or name
        found.setdefault(name, []).append(row)
    return found


def is_nothing(row: dict[str, Any]) -> bool:
    return bool(row["mean_difference"] == row["ci_low"] == row["ci_high"] == 0.0)


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


def test_years_are_the_first_the_last_in_force_the_last_and_that_of_the_largest_effect(
    package: Results,
) -> None:
    (table, *_) = (section.listing for section in sections(package))
    best = Stored(package, total_of(package.places), "vacancy_rate_fte").largest(
        package.facts.main.id
    )["time_period"]
    assert best not in (2010, 2015)
    years = [str(row[1]) for row in by_measure(table.rows)["Vacancy rate"]]
    assert years == [f"{y} *" if y == best else str(y) for y in sorted({2010, 2011, best, 2015})]


def test_neighbours_together_are_a_sum_not_a_mean(council: Results) -> None:
    from workforce_sim.report.gallery import Gallery

    near = Gallery(council).near(council.facts.main)
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

    surrey = Gallery(council).near(council.facts.main).paying[0]
    main, reference = council.facts.main.id, str(council.facts.reference)
    for measure in ("vacancy_rate_fte", "turnover_rate_fte", "caseload_fte", "absence_rate_fte"):
        group = council.group_changes(main, reference, [surrey], measure)
        alone = council.changes(main, surrey, measure)
        for one, other in zip(group, alone, strict=True):
            assert one.difference.mean == pytest.approx(other.difference.mean, abs=2e-6)
            assert one.difference.low == pytest.approx(other.difference.low, abs=2e-6)
            assert one.probability_higher == pytest.approx(other.probability_higher, abs=1e-6)
            assert one.probability_lower == pytest.approx(other.probability_lower, abs=1e-6)


def test_a_package_shows_spend_against_its_budget(package: Results) -> None:
    text = shown(package)
    assert "Budget: The £58m package" in text
    assert "£58.0m" in text
    for row in package.run.budget().collect().to_dicts():
        year = str(row["financial_year"])
        assert f"{year[:4]}-{year[4:]}" in text
        assert gbp(row["spend_gbp"]) in text
    assert "Cost of the levers" in text


def test_public_money_repeats_the_appraisal_line_by_line(package: Results) -> None:
    listing = next(s.listing for s in sections(package) if s.heading == "Public money")
    stored = package.run.appraisal().collect().to_dicts()
    main_rate = [row for row in stored if row["discount_rate"] == 0.035]
    found = {(row["cost_basis"], row["quantity"]): row for row in main_rate}
    bases = ("pay", "agency", "recruitment", "programme", "net public")
    for row, basis in zip(listing.rows, bases, strict=True):
        spent, without = (
            found[basis, f"present_value_with_{each}"] for each in ("scenario", "reference")
        )
        cost = found[basis, "present_value_of_public_cost"]
        assert row[1:3] == (gbp(without["value"]), gbp(spent["value"]))
        ends = (cost["value"], cost["ci_low"], cost["ci_high"])
        assert str(row[3]).replace("+", "") == "{} ({} to {})".format(*map(gbp, ends))
        assert str(row[3]).startswith("+") == (round(cost["value"]) > 0)
    assert listing.rows[0][3] != listing.rows[1][3]


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
    results = Results(finished_comparison(tmp_path / "run", files, 5))
    largest, last, *others = sections(results)
    total = total_of(results.places)
    for section in (largest, last):
        vacancy = [float(str(row[1]).split()[0]) for row in section.listing.rows]
        assert vacancy == sorted(vacancy)
        assert len(vacancy) == len(levers) > 3
        for row in section.listing.rows:
            assert any(str(row[0]) in line for line in introduction(results))
            for cell, measure in zip(row[1:3], ("vacancy_rate_fte", "inpost_fte"), strict=True):
                stored = Stored(results, total, measure)
                exact = stored.largest(str(row[0]))
                if section is largest:
                    assert str(cell).endswith(f", {exact['time_period']}")
                else:
                    exact = stored.comparison(str(row[0]))[-1]
                assert is_shown_as(number(str(cell)), exact["mean_difference"])
    assert last.heading.startswith("England, 30 September 2015: ")
    assert all(section.heading.startswith("Budget") for section in others)
    (chart,) = (
        make()
        for make in chosen_charts(results, Selection(measures=("inpost_fte",), by="scenario"))
    )
    best = {
        each.name: Stored(results, total, "inpost_fte").largest(each.id)
        for each in results.facts.alternatives
    }
    assert {row[0]: row[1] for row in chart.rows} == {
        name: str(row["time_period"]) for name, row in best.items()
    }
    most = max(best.values(), key=lambda row: (is_clear(row), abs(row["mean_difference"])))
    title = re.fullmatch(
        r"Largest effect on England's workforce: (\S+), (\S+) FTE in (\d+)", chart.title
    )
    assert title, chart.title
    assert title.group(1) == most["scenario"]
    assert is_shown_as(number(title.group(2)), most["mean_difference"])
    assert int(title.group(3)) == most["time_period"]


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
