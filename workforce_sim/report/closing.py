"""The table that ends a run: what a minister could read, and what to bear in mind."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workforce_sim.assumptions import load_register
from workforce_sim.baseline import load_baseline
from workforce_sim.measures.catalogue import YEARLY
from workforce_sim.report.facts import ScenarioFacts, evidence_notes
from workforce_sim.report.formats import format_of
from workforce_sim.report.groups import Change
from workforce_sim.report.listing import Column, Listing, Value
from workforce_sim.report.neighbourhood import neighbourhood
from workforce_sim.report.places import Place, total_of
from workforce_sim.report.results import Results
from workforce_sim.report.spending import appraisal_lines, spending
from workforce_sim.report.words import decimals_for, futures

if TYPE_CHECKING:
    from rich.console import Console

MEASURES = (
    "vacancy_fte",
    "vacancy_rate_fte",
    "inpost_fte",
    "turnover_rate_fte",
    "agency_fte",
    "caseload_fte",
)
FEW = 20
"""Below this many simulated futures, a range is announced as rough."""


@dataclass(frozen=True)
class Section:
    """A heading with a table under it."""

    heading: str
    listing: Listing


def show_closing(results: Results, console: Console, today: datetime.date) -> None:
    """Print every section and note."""
    for section in sections(results):
        console.print(section.heading, style="bold")
        section.listing.show(console)
        console.print()
    for line in notes(results, today):
        console.print(line, width=min(console.width, 100))


def sections(results: Results) -> Iterator[Section]:
    """Yield the tables in the order in which a reader needs them."""
    facts = results.facts
    if facts.alternatives:
        for scenario in facts.alternatives:
            yield from _comparison_sections(results, scenario)
    else:
        yield _levels_section(results, facts.main, total_of(results.places))
    for scenario in facts.scenarios:
        spent = spending(results.run, scenario)
        if spent is not None:
            yield Section(f"Money: {scenario.name}", spent)


def notes(results: Results, today: datetime.date) -> list[str]:
    """Return what to bear in mind, the most important first."""
    facts, count = results.facts, results.facts.replications
    said = [f"Warning: {warning}" for warning in results.run.warnings]
    said += appraisal_lines(results.run, facts)
    if count < FEW:
        plural = "future" if count == 1 else "futures"
        said.append(
            f"Rough: only {count} simulated {plural}. For a result to quote, use "
            "--replications 100 or more."
        )
    if facts.alternatives:
        said.append(
            "A difference is the mean over the same simulated futures with and without; its 95% "
            "interval says how well that mean is known. Single futures differ more."
        )
    said.append(facts.omissions())
    said += evidence_notes(facts)
    overdue = [entry.name for entry in load_register().overdue(today)]
    if overdue:
        listed = ", ".join(overdue[:3]) + (" and others" if len(overdue) > 3 else "")
        said.append(f"Past their review date: {len(overdue)} assumptions ({listed}).")
    return said


def _comparison_sections(results: Results, scenario: ScenarioFacts) -> Iterator[Section]:
    facts = results.facts
    reference = facts.scenario(str(facts.reference))
    against = f"'{scenario.name.rstrip('.')}' against '{reference.name.rstrip('.')}'"
    total = total_of(results.places)
    near = neighbourhood(load_baseline(scenario.base), results.places, scenario.named_councils)
    for place in near.paying[:3]:
        changes = {m: results.changes(scenario.id, place, m) for m in MEASURES}
        levels = _levels(results, scenario.id, reference.id, [place])
        yield Section(f"{place.name}: {against}", _comparison(results, changes, levels))
    if near.neighbours:
        changes = {
            m: results.group_changes(scenario.id, reference.id, near.neighbours, m)
            for m in MEASURES
        }
        names = ", ".join(place.name for place in near.neighbours)
        yield Section(
            f"The {len(near.neighbours)} nearest councils together ({names}): {against}",
            _comparison(results, changes, {}),
        )
    changes = {m: results.changes(scenario.id, total, m) for m in MEASURES}
    levels = _levels(results, scenario.id, reference.id, [total])
    yield Section(f"{total.name}: {against}", _comparison(results, changes, levels))


Levels = dict[tuple[str, int], tuple[float, float]]
"""Mean without and with the scenario, by measure and year."""


def _levels(results: Results, scenario: str, reference: str, places: Sequence[Place]) -> Levels:
    found: Levels = {}
    for measure in MEASURES:
        for place in places:
            without = results.means(reference, place, measure)
            for year, value in results.means(scenario, place, measure).items():
                if year in without:
                    found[measure, year] = (without[year], value)
    return found


def _comparison(results: Results, changes: dict[str, list[Change]], levels: Levels) -> Listing:
    first, last = results.years[1], results.years[-1]
    rows: list[tuple[Value, ...]] = []
    for measure, line in changes.items():
        for change in line:
            d = change.difference
            if d.year not in (first, last):
                continue
            both = levels.get((measure, d.year))
            written = format_of(YEARLY[measure], max(map(abs, both)) if both else abs(d.mean))
            places = decimals_for([d.mean, d.low, d.high], written.decimals)
            shown = f"{written.plain(d.mean, places)} ({written.plain(d.low, places)} to "
            rows.append(
                (
                    YEARLY[measure].label if d.year == first or first == last else "",
                    str(d.year),
                    *((written.level(both[0]), written.level(both[1])) if both else ()),
                    f"{shown}{written.plain(d.high, places)})",
                    _how_often(change),
                )
            )
    middle = (Column("without", "Without"), Column("with", "With")) if levels else ()
    return Listing(
        columns=(
            Column("measure", "30 September"),
            Column("time_period", "Year"),
            *middle,
            Column("difference", "Difference (95% interval)"),
            Column("futures", "In how many simulated futures"),
        ),
        rows=tuple(rows),
    )


def _how_often(change: Change) -> str:
    """Say in how many futures the scenario's value is the higher or the lower one."""
    share, count = change.probability_higher, change.replications
    if change.difference.mean == 0.0 and share == 0.0:
        return f"the same in {futures(1.0, count)}"
    if change.difference.mean > 0:
        return f"higher in {futures(share, count)}"
    return f"lower in {futures(1.0 - share, count)}"


def _levels_section(results: Results, scenario: ScenarioFacts, place: Place) -> Section:
    first, last = results.years[1], results.years[-1]
    rows: list[tuple[Value, ...]] = []
    for measure in MEASURES:
        fans = {fan.year: fan for fan in results.fans(scenario.id, place, measure)}
        start = results.start(scenario.id, place, measure)
        written = format_of(YEARLY[measure], max(fan.p97_5 for fan in fans.values()))
        cells: list[Value] = [written.level(start.value) if start else "counted from then"]
        for year in dict.fromkeys((first, last)):
            fan = fans[year]
            cells.append(
                f"{written.level(fan.median)} ({written.level(fan.p2_5)} to "
                f"{written.level(fan.p97_5)})"
            )
        rows.append((YEARLY[measure].label, *cells))
    return Section(
        f"{place.name}: {scenario.name.rstrip('.')}",
        Listing(
            columns=(
                Column("measure", "30 September"),
                Column("start", f"{results.base_year} (start)"),
                *(
                    Column(str(year), f"{year}: median (95% of futures)")
                    for year in dict.fromkeys((first, last))
                ),
            ),
            rows=tuple(rows),
        ),
    )
