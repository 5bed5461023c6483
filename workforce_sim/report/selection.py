"""The charts that a reader asks for: which measures, which areas, side by side in which way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from workforce_sim.errors import UserError
from workforce_sim.measures.catalogue import YEARLY
from workforce_sim.report.chart import Chart
from workforce_sim.report.facts import ScenarioFacts
from workforce_sim.report.gallery import HEADLINES, Gallery
from workforce_sim.report.reported_areas import Place, find_place, total_of
from workforce_sim.report.results import Results
from workforce_sim.scenario.spelling import nearest


@dataclass(frozen=True)
class Selection:
    """What was asked for, as written; empty or None where the reader left it to us."""

    measures: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    by: str | None = None
    scenario: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing in particular was asked for."""
        return not (self.measures or self.areas or self.by or self.scenario)


def chosen_charts(results: Results, selection: Selection) -> Iterator[Callable[[], Chart]]:
    """Yield what makes each chart; raises UserError with suggestions for what the run lacks."""
    gallery = Gallery(results)
    if selection.is_empty:
        yield from gallery.for_run()
        return
    measures = [_measure(results, name) for name in selection.measures] or [HEADLINES[0]]
    named = [find_place(results.places, area) for area in selection.areas]
    places = named or [total_of(results.places)]
    scenario = _scenario(results, selection.scenario)
    if selection.by == "destination":
        for place in places:
            yield partial(gallery.destinations, scenario, place)
        return
    for measure in measures:
        for place in places:
            yield from _one(gallery, selection.by, scenario, place, measure)


def _one(
    gallery: Gallery, by: str | None, scenario: ScenarioFacts, place: Place, measure: str
) -> Iterator[Callable[[], Chart]]:
    results = gallery.results
    if by == "scenario":
        if not results.facts.alternatives:
            raise UserError(
                "This run has one scenario only, so there is nothing to set beside it. "
                "Use --by year, or run two with: workforce-sim compare"
            )
        yield partial(gallery.difference, place, measure)
    elif by == "region":
        regions = [each for each in results.places if each.is_region]
        if not regions:
            raise UserError("This run simulates no whole region. Use --by council or --by year.")
        beside = total_of(results.places)
        yield partial(gallery.levels, scenario, regions, beside, measure)
    elif by == "council":
        yield _councils(gallery, scenario, place, measure)
    else:
        yield partial(gallery.projection, scenario, place, measure)


def _councils(
    gallery: Gallery, scenario: ScenarioFacts, place: Place, measure: str
) -> Callable[[], Chart]:
    """Return the effect on a paying council and its neighbours, or a region's councils."""
    results, near = gallery.results, gallery.near(scenario)
    is_compared = scenario in results.facts.alternatives
    if is_compared and near.paying and place in (total_of(results.places), *near.paying):
        return partial(gallery.councils, scenario, measure)
    region = place.region
    councils = [p for p in results.places if p.is_council and (not region or p.region == region)]
    if place.is_total and len(councils) > 40:
        raise UserError(
            f"{len(councils)} councils do not fit on one chart. "
            "Name a region or a council: --area London --by council"
        )
    larger = (p for p in results.places if p.is_region and p.region == region)
    beside = next(larger, total_of(results.places))
    return partial(gallery.levels, scenario, councils, beside, measure)


def _measure(results: Results, name: str) -> str:
    if name in results.measures:
        return name
    labels = {measure.label: key for key, measure in YEARLY.items() if key in results.measures}
    near = [labels.get(found, found) for found in nearest(name, [*results.measures, *labels])]
    hint = f" Did you mean {' or '.join(dict.fromkeys(near))}?" if near else ""
    raise UserError(
        f"This run has no measure '{name}'.{hint} It has: {', '.join(results.measures[:22])} "
        f"and {max(0, len(results.measures) - 22)} more (see summary.csv)."
    )


def _scenario(results: Results, wanted: str | None) -> ScenarioFacts:
    if wanted is None:
        return results.facts.main
    for scenario in results.facts.scenarios:
        if wanted in (scenario.id, scenario.name):
            return scenario
    ids = ", ".join(scenario.id for scenario in results.facts.scenarios)
    raise UserError(f"This run has no scenario '{wanted}'. It has: {ids}.")
