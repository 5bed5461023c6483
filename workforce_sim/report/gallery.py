"""Which charts a run calls for, and how each is made from its results."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path

from workforce_sim.baseline import Baseline, load_baseline
from workforce_sim.cells import identifier
from workforce_sim.experiment import RunFolder
from workforce_sim.measures.catalogue import YEARLY
from workforce_sim.report.captions import caption
from workforce_sim.report.chart import Chart, NothingToDraw, save_all
from workforce_sim.report.destinations import DestinationWords, destination_chart
from workforce_sim.report.differences import MOST_LINES, DifferenceWords, difference_chart
from workforce_sim.report.dots import Dot, DotWords, dot_chart
from workforce_sim.report.effects import Difference, decimals_of, largest
from workforce_sim.report.facts import ScenarioFacts
from workforce_sim.report.formats import format_of
from workforce_sim.report.neighbourhood import Neighbourhood, neighbourhood
from workforce_sim.report.projection import Fan, ProjectionWords, Without, projection_chart
from workforce_sim.report.published import published
from workforce_sim.report.reported_areas import Place, total_of
from workforce_sim.report.results import Results
from workforce_sim.report.shares import Shares
from workforce_sim.report.titles import (
    effect_title,
    largest_effect_title,
    level_title,
    next_door_title,
)
from workforce_sim.report.words import NO_INTERVAL, Format, roughness

HEADLINES = ("vacancy_rate_fte", "inpost_fte", "turnover_rate_fte", "caseload_fte")
LEFT_FOR = (
    ("take other work or none", ("leavers_exit_fte",), ("leavers_retire_fte",)),
    ("retire", ("leavers_retire_fte",), ()),
    ("go to agency work", ("leavers_agency_fte",), ()),
    ("move to another council", ("leavers_moved_fte",), ()),
)
"""Destinations: words, measures that are added, measures that are taken off."""


def draw_for_run(
    run: RunFolder, tell: Callable[[str], None] | None = None
) -> list[tuple[Path, ...]]:
    """Draw and store the charts that a finished run calls for; return the files of each."""
    return list(save_all(_defined(Gallery(Results(run)).for_run()), run.charts, tell))


def _defined(makers: Iterable[Callable[[], Chart]]) -> Iterator[Chart]:
    for make in makers:
        with suppress(NothingToDraw):
            yield make()


@dataclass(frozen=True)
class Gallery:
    """The charts of one run."""

    results: Results

    def for_run(self) -> Iterator[Callable[[], Chart]]:
        """Yield what makes each chart that a finished run calls for, the most important first."""
        facts, main = self.results.facts, self.results.facts.main
        near, total = self.near(main), total_of(self.results.places)
        focus = near.paying[:1] or (total,)
        for measure in HEADLINES:
            yield partial(self.projection, main, focus[0], measure)
        if facts.alternatives:
            for measure in HEADLINES:
                yield partial(self.difference, focus[0], measure)
        if near.neighbours and facts.alternatives:
            yield partial(self.projection, main, total, HEADLINES[0])
            yield partial(self.councils, main, HEADLINES[0])
        yield partial(self.destinations, main, focus[0])

    @cached_property
    def baseline(self) -> Baseline:
        """The baseline of the scenario that the user asked about."""
        return load_baseline(self.results.facts.main.base)

    def near(self, scenario: ScenarioFacts) -> Neighbourhood:
        """The councils that the levers of a scenario name, and those nearest to them."""
        return neighbourhood(self.baseline, self.results.places, scenario.named_councils)

    def effect(self, scenario: ScenarioFacts, place: Place, measure: str) -> list[Difference]:
        """The differences of a scenario from the reference by year; none for the reference, or
        where the measure is not defined in both.
        """
        if scenario not in self.results.facts.alternatives:
            return []
        return [each.difference for each in self.results.changes(scenario.id, place, measure)]

    def projection(self, scenario: ScenarioFacts, place: Place, measure: str) -> Chart:
        """Return history and projection of one measure in one area under one scenario, with the
        median of its reference.
        """
        results, facts = self.results, self.results.facts
        past = published(place, measure, results.base_year)
        start = results.start(scenario.id, place, measure) or next(
            (point for point in past if point.year == results.base_year), None
        )
        fans = results.fans(scenario.id, place, measure)
        _check_defined(fans, place, measure)
        span = (past[0].year, past[-1].year) if past else None
        written = format_of(YEARLY[measure], max(fan.p97_5 for fan in fans))
        last, alone = fans[-1], facts.replications == 1
        title = level_title(place.name, written, last.median, last.year, alone=alone)
        drawn, without = [scenario], None
        line = self.effect(scenario, place, measure)
        if line:
            reference = facts.scenario(str(facts.reference))
            drawn.append(reference)
            change = self._difference_format(measure, line)
            title = effect_title(self._subject(scenario), place.name, change, line)
            without = Without(
                reference.name.rstrip("."),
                {fan.year: fan.median for fan in results.fans(reference.id, place, measure)},
                _largest_effect(change, line),
            )
        words = ProjectionWords(
            file_name=_file_name(measure, place.name, scenario.id),
            title=title,
            area=place.name,
            scenario=scenario.name.rstrip("."),
            measure=written,
            caption=caption(facts, drawn, span, futures=True),
            replications=facts.replications,
        )
        return self._announced(projection_chart(words, past, start, fans, without))

    def difference(self, place: Place, measure: str) -> Chart:
        """Return the difference of each scenario from the reference, over time, or for many in the
        year in which each does most.
        """
        facts = self.results.facts
        reference = facts.scenario(str(facts.reference))
        lines = [(each, self.effect(each, place, measure)) for each in facts.alternatives]
        for _, line in lines:
            _check_defined(line, place, measure)
        written = self._difference_format(measure, [d for _, line in lines for d in line])
        by_id = [(each.id, line) for each, line in lines]
        title = largest_effect_title(by_id, place.name, written)
        name = _file_name("change-in", measure, place.name)
        if len(lines) > MOST_LINES:
            return self._announced(self._largest_differences(name, title, lines, place, measure))
        if len(lines) == 1:
            ((scenario, line),) = lines
            title = effect_title(self._subject(scenario), place.name, written, line)
        futures = [
            self.results.futures_of_difference(each.id, reference.id, place, measure)
            for each, _ in lines
        ]
        has_bands = len(lines) == 1 and bool(futures[0].shares)
        words = DifferenceWords(
            name,
            title,
            place.name,
            _quoted(reference.name),
            written,
            caption(facts, facts.scenarios, futures=has_bands, means=True),
        )
        named = [(each.name, line) for each, line in lines]
        return self._announced(difference_chart(words, named, futures))

    def _largest_differences(
        self,
        file_name: str,
        title: str,
        lines: Sequence[tuple[ScenarioFacts, Sequence[Difference]]],
        place: Place,
        measure: str,
    ) -> Chart:
        """Return a dot for each scenario at the year in which it differs most."""
        facts = self.results.facts
        found = sorted(
            ((each, largest(line)) for each, line in lines), key=lambda item: item[1].mean
        )
        written = self._difference_format(measure, [d for _, d in found])
        years = [d.year for _, line in lines for d in line]
        words = DotWords(
            file_name,
            title,
            f"{written.label}, {place.name}: largest difference in any year from "
            f"{written.dates(min(years), max(years))} (year in brackets) from "
            f"{_quoted(facts.scenario(str(facts.reference)).name)} in the same simulated futures, "
            f"{self._spans}.",
            caption(facts, facts.scenarios, means=True),
            written,
            change=True,
            has_interval=facts.replications > 1,
        )
        return dot_chart(
            words, [Dot(each.name, str(d.year), d.mean, d.low, d.high) for each, d in found]
        )

    def councils(self, scenario: ScenarioFacts, measure: str) -> Chart:
        """Return the effect on the councils that a lever names, their neighbours and the whole."""
        results, near, facts = self.results, self.near(scenario), self.results.facts
        reference = facts.scenario(str(facts.reference))
        first, total = near.paying[0], total_of(results.places)
        line = self.effect(scenario, first, measure)
        _check_defined(line, first, measure)
        # The year that matters is the one in which the council that pays feels most.
        own = largest(line)
        kinds = dict.fromkeys(near.neighbours, "neighbour")
        kinds |= dict.fromkeys(near.paying, scenario.kind_of_named)
        dots = []
        for place in dict.fromkeys((*near.paying, *near.neighbours, total)):
            for d in self.effect(scenario, place, measure):
                if d.year == own.year:
                    kind, focus = kinds.get(place, ""), place in near.paying
                    dots.append(Dot(place.name, kind, d.mean, d.low, d.high, focus=focus))
        written = self._difference_format(measure, [own])
        together = None
        if near.neighbours:
            group = results.group_changes(scenario.id, reference.id, near.neighbours, measure)
            together = next(each.difference for each in group if each.difference.year == own.year)
            dots.insert(
                -1, Dot("Neighbours together", "", together.mean, together.low, together.high)
            )
        words = DotWords(
            _file_name("councils", measure, first.name),
            next_door_title(first.name, written, line, together),
            f"{written.label}, {written.dates(own.year, own.year)}: difference from "
            f"{_quoted(reference.name)} in the same simulated futures, {self._spans}."
            f"{self._note(scenario, first, measure, own.year)}",
            caption(facts, [scenario, reference], means=True),
            written,
            change=True,
            has_interval=facts.replications > 1,
        )
        return self._announced(dot_chart(words, dots))

    def levels(
        self, scenario: ScenarioFacts, places: Sequence[Place], beside: Place, measure: str
    ) -> Chart:
        """Return areas' levels at the last census, highest first, with one larger area beside."""
        results = self.results
        shown = tuple(dict.fromkeys((*places, beside)))
        what = "council" if places[0].is_council else "region"
        spans = {place: results.fans(scenario.id, place, measure) for place in shown}
        _check_defined(spans[beside], beside, measure)
        last = spans[beside][-1].year
        fans = {place: line[-1] for place, line in spans.items() if line and line[-1].year == last}
        ranked = sorted(fans, key=lambda place: -fans[place].median)
        written = format_of(YEARLY[measure], max(fan.median for fan in fans.values()))
        dots = [
            Dot(
                place.name, "", fans[place].median, fans[place].p2_5, fans[place].p97_5,
                focus=place == beside, inner=tuple(fans[place].nested().values())[:-1],
            )
            for place in ranked
        ]  # fmt: skip
        others = [place for place in ranked if place != beside] or ranked
        ends = [f"{written.level(fans[p].median)} ({p.name})" for p in (others[-1], others[0])]
        alone = results.facts.replications == 1
        spread = f"median and 95% of simulated futures{_thick(fans[beside])}"
        spread = NO_INTERVAL if alone else spread
        words = DotWords(
            _file_name(f"by-{what}", measure, beside.name, scenario.id),
            f"Simulated {written.short} in {last} by {what}: {' to '.join(dict.fromkeys(ends))}",
            f"{written.label} by {what}, {written.dates(last, last)}, {spread}. "
            f"Scenario: {scenario.name.rstrip('.')}."
            f"{_of(beside, fans[beside])}",
            caption(results.facts, [scenario], futures=True),
            written,
            change=False,
            has_interval=results.facts.replications > 1,
        )
        return self._announced(dot_chart(words, dots))

    def destinations(self, scenario: ScenarioFacts, place: Place) -> Chart:
        """Return where leavers went in each simulated year."""
        results, facts = self.results, self.results.facts
        years = results.years[1:]
        groups = self._leavers_by_destination(scenario, place)
        drawn, without = [scenario], None
        if scenario in facts.alternatives:
            reference = facts.scenario(str(facts.reference))
            drawn.append(reference)
            without = (reference.name.rstrip("."), self._leavers_by_destination(reference, place))
        chart = destination_chart(
            DestinationWords(
                _file_name("where-leavers-went", place.name, scenario.id),
                place.name,
                scenario.name.rstrip("."),
                caption(facts, drawn),
                _leavers_note(results.shares(scenario.id, place, "leavers_fte").get(years[-1])),
            ),
            years,
            groups,
            without,
        )
        return self._announced(chart)

    def _leavers_by_destination(
        self, scenario: ScenarioFacts, place: Place
    ) -> dict[str, list[float]]:
        """Mean full-time equivalent leavers by destination, a number for each simulated year."""
        found = {}
        for words, added, taken in LEFT_FOR:
            means = [
                (sign, self.results.means(scenario.id, place, measure))
                for sign, names in ((1.0, added), (-1.0, taken))
                for measure in names
            ]
            found[words] = [
                sum(sign * mean.get(year, 0.0) for sign, mean in means)
                for year in self.results.years[1:]
            ]
        return found

    def _announced(self, chart: Chart) -> Chart:
        """Say in the subtitle if the chart rests on few futures."""
        rough = roughness(self.results.facts.replications)
        return replace(chart, subtitle=chart.subtitle + rough)

    def _subject(self, scenario: ScenarioFacts) -> str:
        """What a title calls a scenario: one of several by its id, which is short."""
        facts = self.results.facts
        if len(facts.alternatives) > 1:
            return scenario.id
        return scenario.subject(facts.scenario(str(facts.reference)))

    @property
    def _spans(self) -> str:
        """Say what a dot and its line are."""
        alone = self.results.facts.replications == 1
        return NO_INTERVAL if alone else "mean and 95% interval of the mean"

    def _note(self, scenario: ScenarioFacts, place: Place, measure: str, year: int) -> str:
        """Say what the spread of one scenario's difference consists of, if that is known."""
        reference = str(self.results.facts.reference)
        shares = self.results.shares(scenario.id, place, measure, reference).get(year)
        if shares is None:
            return ""
        return f" {scenario.id} in {place.name}, single futures: {_lower(shares.sentence)}"

    def _difference_format(self, measure: str, line: Sequence[Difference]) -> Format:
        return format_of(YEARLY[measure], max((abs(each.mean) for each in line), default=0.0))


def _check_defined(line: Sequence[object], place: Place, measure: str) -> None:
    """Raise NothingToDraw unless there is a number in some simulated year."""
    if not line:
        raise NothingToDraw(
            f"{YEARLY[measure].label} is not defined in {place.name} in any simulated year, so "
            "there is nothing to draw."
        )


def _largest_effect(measure: Format, line: Sequence[Difference]) -> str:
    """Say what the title's effect is: which mean, and how well it is known."""
    best = largest(line)
    places = decimals_of([best], measure.decimals)
    mean = measure.difference(best.mean, places)
    low, high = (measure.plain(v, places) for v in (best.low, best.high))
    interval = f"95% interval of the mean {low} to {high}" if best.has_interval else NO_INTERVAL
    what = f"{best.called} difference in the same futures".capitalize()
    return f"{what}: {mean} in {best.year} ({interval})."


def _thick(fan: Fan) -> str:
    """Say what the parts of a bar mean."""
    if fan.shares is None:
        return ""
    if len(fan.shares.by_source) == 2:
        return " (thick: chance alone)"
    return " (thick: chance alone; middle: chance and drift)"


def _of(place: Place, fan: Fan) -> str:
    if fan.shares is None:
        return ""
    return f" {place.name}: {_lower(fan.shares.sentence)}"


def _leavers_note(shares: Shares | None) -> str:
    return "" if shares is None else f" All leavers: {_lower(shares.sentence)}"


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _file_name(*parts: str) -> str:
    return identifier("-".join(parts))


def _quoted(name: str) -> str:
    return f"'{name.rstrip('.')}'"
