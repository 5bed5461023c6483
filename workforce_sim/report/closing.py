"""The table that ends a run: what a minister could read, and what to bear in mind."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workforce_sim.assumptions import load_register
from workforce_sim.baseline import load_baseline
from workforce_sim.experiment.variance_partners import ENOUGH
from workforce_sim.measures.catalogue import YEARLY
from workforce_sim.report.effects import Difference, decimals_of, largest
from workforce_sim.report.facts import ScenarioFacts, evidence_notes, range_notes
from workforce_sim.report.formats import format_of
from workforce_sim.report.groups import Change
from workforce_sim.report.listing import Column, Listing, Value
from workforce_sim.report.neighbourhood import neighbourhood
from workforce_sim.report.published import published
from workforce_sim.report.reported_areas import Place, total_of
from workforce_sim.report.results import Results
from workforce_sim.report.spending import appraisal_lines, costs, public_money, spending
from workforce_sim.report.words import NO_INTERVAL, Format, futures

if TYPE_CHECKING:
    from rich.console import Console

MEASURES = {
    "vacancy_fte": "Vacancies",
    "vacancy_rate_fte": "Vacancy rate",
    "inpost_fte": "In post",
    "turnover_rate_fte": "Turnover",
    "agency_fte": "Agency",
    "caseload_fte": "Caseload",
}
"""What a minister asks for first, in words short enough for a narrow terminal."""
DEFINITIONS = (
    "Vacancies, in post and agency are full-time equivalents on 30 September; turnover is of the "
    "year to it; differences of rates are percentage points. Definitions: Department for "
    "Education."
)
STARRED = "* The year in which the difference is largest."
MOST_DETAILED = 3
"""With more alternatives, one line for each says more than a table for each."""
RANKED = ("vacancy_rate_fte", "inpost_fte")
FEW = 20
"""Below this many simulated futures, a range is announced as rough."""


@dataclass(frozen=True)
class Section:
    """A heading with a table under it."""

    heading: str
    listing: Listing


def show_closing(results: Results, console: Console, today: datetime.date) -> None:
    """Print what was run, every section and every note."""
    width = min(console.width, 100)
    for line in introduction(results):
        console.print(line, width=width)
    for section in sections(results):
        console.print()
        console.print(section.heading, style="bold", width=width)
        section.listing.show(console)
    for line in notes(results, today):
        console.print()
        console.print(line, width=width)


def introduction(results: Results) -> list[str]:
    """Say which scenarios were simulated, how often and for which years."""
    facts = results.facts
    count = "1 future" if facts.replications == 1 else f"{facts.replications} futures"
    span = f"{count}, 30 September {results.base_year} to {results.years[-1]}, seed {facts.seed}"
    if not facts.alternatives:
        return [f"{facts.main.name.rstrip('.')} ({span})"]
    reference = facts.scenario(str(facts.reference))
    several = len(facts.alternatives) > 1
    with_names = [
        f"With:    {each.id + ': ' if several else ''}{each.name.rstrip('.')}"
        for each in facts.alternatives
    ]
    return [*with_names, f"Without: {reference.name.rstrip('.')}", f"Simulated: {span}, paired"]


def sections(results: Results) -> Iterator[Section]:
    """Yield the tables in the order in which a reader needs them."""
    facts = results.facts
    if facts.alternatives:
        if len(facts.alternatives) > 1:
            yield from _ranking(results)
        if len(facts.alternatives) <= MOST_DETAILED:
            for scenario in facts.alternatives:
                yield from _comparison_sections(results, scenario)
                yield _money_section(results, scenario)
    else:
        yield _levels_section(results, facts.main, total_of(results.places))
    for scenario in facts.scenarios:
        spent = spending(results.run, scenario)
        if spent is not None:
            yield Section(f"Budget: {scenario.name.rstrip('.')}", spent)


def notes(results: Results, today: datetime.date) -> list[str]:
    """Return what to bear in mind, the most important first."""
    facts, count = results.facts, results.facts.replications
    said = [f"Warning: {warning}" for warning in results.run.warnings]
    if len(facts.alternatives) <= MOST_DETAILED:
        said += appraisal_lines(results.run, facts)
    if count < FEW:
        plural = "future" if count == 1 else "futures"
        said.append(
            f"Rough: only {count} simulated {plural}. For a result to quote, use "
            "--replications 100 or more."
        )
    said.append(DEFINITIONS)
    if facts.alternatives and len(facts.alternatives) <= MOST_DETAILED:
        said.append(STARRED)
    if facts.alternatives and count == 1:
        said.append(
            "A difference is between one simulated future with and the same without. One future "
            "has no interval: nothing here says how far another would differ."
        )
    elif facts.alternatives:
        said.append(
            "A difference is the mean over the same simulated futures with and without. The "
            "largest is that of those whose 95% interval leaves out zero, if any does."
        )
    said += _parts_of_the_spread(results)
    is_compared = bool(facts.alternatives)
    if count > 1:
        said += range_notes(facts.scenarios, futures=not is_compared, means=is_compared)
    said += evidence_notes(facts.scenarios)
    overdue = [entry.name for entry in load_register().overdue(today)]
    if overdue:
        listed = ", ".join(overdue[:3]) + (" and others" if len(overdue) > 3 else "")
        said.append(f"Past their review date: {len(overdue)} assumptions ({listed}).")
    return said


def _parts_of_the_spread(results: Results) -> list[str]:
    """Say what the futures differ by at the last census, or how to find out."""
    if not results.run.partners:
        return _how_to_tell_parts(results)
    facts, total, last = results.facts, total_of(results.places), results.years[-1]
    measure = RANKED[0]
    reference = str(facts.reference) if facts.alternatives else None
    shares = results.shares(facts.main.id, total, measure, reference).get(last)
    if shares is None:
        return []
    what = f"the difference in {total.name}" if reference else total.name
    return [f"{MEASURES[measure]}, {what}, single futures: {shares.sentence}"]


def _how_to_tell_parts(results: Results) -> list[str]:
    """Say at what price partners would tell, where there are futures enough for them."""
    facts = results.facts
    if facts.replications < ENOUGH:
        return []
    kinds = 2 if any(each.draws_parameters for each in facts.scenarios) else 1
    return [
        "Not known from this run: how much of the spread of futures is chance, drift or doubt "
        f"about the assumptions. The same command with --out {results.run.path} --resume "
        f"--partners {ENOUGH} adds {ENOUGH * kinds * len(facts.scenarios)} simulations that tell."
    ]


def _ranking(results: Results) -> Iterator[Section]:
    """Yield one line per alternative, the lowest vacancy rate first: in the year in which it
    differs most, and at the last census.
    """
    facts, total = results.facts, total_of(results.places)
    name = facts.scenario(str(facts.reference)).name.rstrip(".")
    lines = {
        each.id: {m: results.changes(each.id, total, m) for m in RANKED}
        for each in facts.alternatives
    }
    cost = {each.id: costs(results.run, each) for each in facts.alternatives}
    for heading, chosen in (
        (f"{total.name}: largest difference from '{name}' in any year", _largest_change),
        (f"{total.name}, 30 September {results.years[-1]}: difference from '{name}'", _last_change),
    ):
        found = {each: {m: chosen(line) for m, line in lines[each].items()} for each in lines}
        yield Section(heading, _ranked(results, found, cost, named=chosen is _largest_change))


def _ranked(
    results: Results,
    found: dict[str, dict[str, Change]],
    cost: dict[str, tuple[str, ...]],
    *,
    named: bool,
) -> Listing:
    """Return the table of one change per alternative and measure; `named` says the years."""
    reference, total = str(results.facts.reference), total_of(results.places)
    rows: list[tuple[Value, ...]] = []
    for each in sorted(found, key=lambda each: found[each][RANKED[0]].difference.mean):
        cells: list[Value] = []
        for measure in RANKED:
            d = found[each][measure].difference
            written = format_of(YEARLY[measure], results.means(reference, total, measure)[d.year])
            places = decimals_of([d], written.decimals)
            year = f", {d.year}" if named else ""
            cells.append(_with_interval(d, written, places) + year)
        rows.append((each, *cells, _how_often(found[each][RANKED[0]]), *cost[each]))
    return Listing(
        columns=(
            Column("scenario", "Scenario"),
            *(Column(m, f"{MEASURES[m]} ({_interval_named(results)})") for m in RANKED),
            Column("futures", "Vacancy rate"),
            Column("gross", "Levers (gross cost)"),
            Column("net", "Net public cost"),
        ),
        rows=tuple(rows),
    )


def _largest_change(line: Sequence[Change]) -> Change:
    """Return the change of the year in which the difference is largest."""
    best = largest([each.difference for each in line])
    return next(each for each in line if each.difference is best)


def _last_change(line: Sequence[Change]) -> Change:
    """Return the change of the last year."""
    return line[-1]


def _money_section(results: Results, scenario: ScenarioFacts) -> Section:
    several = f": {scenario.name.rstrip('.')}" if len(results.facts.alternatives) > 1 else ""
    listing = public_money(results.run, scenario, _interval_named(results))
    return Section(f"Public money{several}", listing)


def _comparison_sections(results: Results, scenario: ScenarioFacts) -> Iterator[Section]:
    facts = results.facts
    reference = facts.scenario(str(facts.reference))
    years, interval = _years_shown(results, scenario), _interval_named(results)
    several = f": {scenario.name.rstrip('.')}" if len(facts.alternatives) > 1 else ""
    total = total_of(results.places)
    near = neighbourhood(load_baseline(scenario.base), results.places, scenario.named_councils)
    for place in near.paying[:3]:
        changes = {m: results.changes(scenario.id, place, m) for m in MEASURES}
        levels = _levels(results, scenario.id, reference.id, [place])
        yield Section(f"{place.name}{several}", _comparison(years, changes, levels, interval))
    if near.neighbours:
        changes = {
            m: results.group_changes(scenario.id, reference.id, near.neighbours, m)
            for m in MEASURES
        }
        names = ", ".join(place.name for place in near.neighbours)
        yield Section(
            f"The {len(near.neighbours)} nearest councils together{several} ({names})",
            _comparison(years, changes, {}, interval),
        )
    if total in near.paying:
        return
    changes = {m: results.changes(scenario.id, total, m) for m in MEASURES}
    levels = _levels(results, scenario.id, reference.id, [total])
    yield Section(f"{total.name}{several}", _comparison(years, changes, levels, interval))


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


def _years_shown(results: Results, scenario: ScenarioFacts) -> tuple[int, ...]:
    """First and last simulated year, and between them the last one in which the levers apply."""
    in_force = scenario.last_census_in_force
    wanted = {results.years[1], results.years[-1], in_force}
    return tuple(year for year in results.years[1:] if year in wanted)


def _comparison(
    years: Sequence[int], changes: dict[str, list[Change]], levels: Levels, interval: str
) -> Listing:
    """Return a row for each measure in the years that are always shown, and in the one in which
    it differs most, which has a star.
    """
    rows: list[tuple[Value, ...]] = []
    for measure, line in changes.items():
        best = _largest_change(line)
        shown = [each for each in line if each is best or each.difference.year in years]
        differences = [each.difference for each in shown]
        both = [levels.get((measure, d.year), ()) for d in differences]
        sizes = [abs(v) for pair in both for v in pair] or [abs(d.mean) for d in differences]
        written = format_of(YEARLY[measure], max(sizes))
        places = decimals_of(differences, written.decimals)
        for change, pair in zip(shown, both, strict=True):
            d = change.difference
            rows.append(
                (
                    MEASURES[measure] if change is shown[0] else "",
                    f"{d.year} *" if change is best and not d.is_nothing else str(d.year),
                    *(written.level(level) for level in pair),
                    _with_interval(d, written, places),
                    _how_often(change),
                )
            )
    middle = (Column("without", "Without"), Column("with", "With")) if levels else ()
    return Listing(
        columns=(
            Column("measure", "30 September"),
            Column("time_period", "Year"),
            *middle,
            Column("difference", f"Difference ({interval})"),
            Column("futures", "Simulated futures"),
        ),
        rows=tuple(rows),
    )


def _interval_named(results: Results) -> str:
    """Say what stands in brackets after a difference; a single future has nothing there."""
    return NO_INTERVAL if results.facts.replications == 1 else "95% interval"


def _with_interval(difference: Difference, written: Format, places: int) -> str:
    """Write a difference, and the interval of its mean where there is one."""
    mean, low, high = (
        written.plain(v, places) for v in (difference.mean, difference.low, difference.high)
    )
    return f"{mean} ({low} to {high})" if difference.has_interval else mean


def _how_often(change: Change) -> str:
    """Say in how many futures the scenario's value is the higher or the lower one."""
    count = change.replications
    if change.probability_higher == change.probability_lower == 0.0:
        return f"same in {futures(1.0, count)}"
    if change.difference.mean > 0:
        return f"higher in {futures(change.probability_higher, count)}"
    return f"lower in {futures(change.probability_lower, count)}"


def _levels_section(results: Results, scenario: ScenarioFacts, place: Place) -> Section:
    first, last = results.years[1], results.years[-1]
    alone = results.facts.replications == 1
    what = NO_INTERVAL if alone else "median (95% of futures)"
    rows: list[tuple[Value, ...]] = []
    for measure in MEASURES:
        fans = {fan.year: fan for fan in results.fans(scenario.id, place, measure)}
        start = results.start(scenario.id, place, measure) or next(
            (
                p
                for p in published(place, measure, results.base_year)
                if p.year == results.base_year
            ),
            None,
        )
        written = format_of(YEARLY[measure], max(fan.p97_5 for fan in fans.values()))
        cells: list[Value] = [written.level(start.value) if start else "not known"]
        for year in dict.fromkeys((first, last)):
            fan = fans[year]
            span = f" ({written.level(fan.p2_5)} to {written.level(fan.p97_5)})"
            cells.append(written.level(fan.median) + ("" if alone else span))
        rows.append((MEASURES[measure], *cells))
    return Section(
        place.name,
        Listing(
            columns=(
                Column("measure", "30 September"),
                Column("start", f"{results.base_year} (start)"),
                *(
                    Column(str(year), f"{year} ({what})" if alone else f"{year}: {what}")
                    for year in dict.fromkeys((first, last))
                ),
            ),
            rows=tuple(rows),
        ),
    )
