"""Which charts a run calls for, and how each is made from its results."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path

from workforce_sim.baseline import Baseline, load_baseline
from workforce_sim.cells import identifier
from workforce_sim.experiment import RunFolder
from workforce_sim.measures.catalogue import YEARLY
from workforce_sim.report.captions import caption
from workforce_sim.report.chart import Chart, NothingToDraw
from workforce_sim.report.destinations import DestinationWords, destination_chart
from workforce_sim.report.differences import (
    MOST_LINES,
    Difference,
    DifferenceWords,
    difference_chart,
    headline,
)
from workforce_sim.report.dots import Dot, DotWords, dot_chart
from workforce_sim.report.facts import ScenarioFacts
from workforce_sim.report.formats import format_of
from workforce_sim.report.neighbourhood import Neighbourhood, neighbourhood
from workforce_sim.report.places import Place, total_of
from workforce_sim.report.projection import Fan, ProjectionWords, projection_chart
from workforce_sim.report.published import published
from workforce_sim.report.results import Results
from workforce_sim.report.shares import Shares
from workforce_sim.report.words import NO_INTERVAL, Format, decimals_for, possessive, roughness

HEADLINES = ("vacancy_rate_fte", "inpost_fte", "turnover_rate_fte", "caseload_fte")
LEFT_FOR = (
    ("take other work or none", ("leavers_exit_fte",), ("leavers_retire_fte",)),
    ("retire", ("leavers_retire_fte",), ()),
    ("go to agency work", ("leavers_agency_fte",), ()),
    ("move to another council", ("leavers_moved_fte",), ()),
)
"""Destinations: words, measures that are added, measures that are taken off."""


def draw_for_run(run: RunFolder) -> list[tuple[Path, ...]]:
    """Draw and store the charts that a finished run calls for; return the files of each."""
    found = []
    for make in Gallery(Results(run)).for_run():
        with suppress(NothingToDraw):
            found.append(make().save(run.charts))
    return found


@dataclass(frozen=True)
class Gallery:
    """The charts of one run."""

    results: Results

    def for_run(self) -> Iterator[Callable[[], Chart]]:
        """Yield what makes each chart that a finished run calls for, the most important first."""
        facts, near, main = self.results.facts, self.near, self.results.facts.main
        total = total_of(self.results.places)
        focus = near.paying[:1] or (total,)
        for measure in HEADLINES:
            yield partial(self.projection, main, focus[0], measure)
        if facts.alternatives:
            for measure in HEADLINES:
                yield partial(self.difference, focus[0], measure)
        if near.neighbours and facts.alternatives:
            yield partial(self.projection, main, total, HEADLINES[0])
            yield partial(self.councils, HEADLINES[0])
        yield partial(self.destinations, main, focus[0])

    @cached_property
    def baseline(self) -> Baseline:
        """The baseline of the scenario that the user asked about."""
        return load_baseline(self.results.facts.main.base)

    @cached_property
    def near(self) -> Neighbourhood:
        """The councils that levers name, and those nearest to them."""
        facts = self.results.facts
        return neighbourhood(self.baseline, self.results.places, facts.named_councils)

    def projection(self, scenario: ScenarioFacts, place: Place, measure: str) -> Chart:
        """Return history and projection of one measure in one area under one scenario."""
        results = self.results
        past = published(place, measure, results.base_year)
        start = results.start(scenario.id, place, measure) or next(
            (point for point in past if point.year == results.base_year), None
        )
        fans = results.fans(scenario.id, place, measure)
        _check_defined(fans, place, measure)
        span = (past[0].year, past[-1].year) if past else None
        words = ProjectionWords(
            file_name=_file_name(measure, place.name, scenario.id),
            area=place.name,
            scenario=scenario.name.rstrip("."),
            measure=format_of(YEARLY[measure], max(fan.p97_5 for fan in fans)),
            caption=caption(results.facts, span),
            replications=results.facts.replications,
        )
        return self._announced(projection_chart(words, past, start, fans))

    def difference(self, place: Place, measure: str) -> Chart:
        """Return the difference of each scenario from the reference, over time or at the end."""
        facts = self.results.facts
        reference = facts.scenario(str(facts.reference))
        lines = [
            (each, [change.difference for change in self.results.changes(each.id, place, measure)])
            for each in facts.alternatives
        ]
        for _, line in lines:
            _check_defined(line, place, measure)
        written = self._difference_format(measure, [d.mean for _, line in lines for d in line])
        if len(lines) <= MOST_LINES:
            at_end = lines[0][1][-1]
            places = decimals_for([at_end.mean], written.decimals)
            words = DifferenceWords(
                _file_name("change-in", measure, place.name),
                headline(lines[0][0].subject, place.name, written, at_end, places)
                if len(lines) == 1
                else _largest(lines, place, written),
                place.name,
                _quoted(reference.name),
                written,
                caption(facts, None),
            )
            futures = [
                self.results.futures_of_difference(each.id, reference.id, place, measure)
                for each, _ in lines
            ]
            named = [(each.name, line) for each, line in lines]
            return self._announced(difference_chart(words, named, futures))
        ranked = sorted(lines, key=lambda item: item[1][-1].mean)
        dots = [
            Dot(each.name, "", line[-1].mean, line[-1].low, line[-1].high) for each, line in ranked
        ]
        dot_words = DotWords(
            _file_name("change-in", measure, place.name),
            _largest(lines, place, written),
            f"{written.label}, {place.name}, 30 September {lines[0][1][-1].year}: difference from "
            f"{_quoted(reference.name)} in the same simulated futures, {self._spans}."
            f"{self._note(ranked[0][0], place, measure, lines[0][1][-1].year)}",
            caption(facts, None),
            written,
            change=True,
            has_interval=facts.replications > 1,
        )
        return self._announced(dot_chart(dot_words, dots))

    def councils(self, measure: str) -> Chart:
        """Return the effect on the councils that a lever names, their neighbours and the whole."""
        results, near, facts = self.results, self.near, self.results.facts
        scenario, reference = facts.main, facts.scenario(str(facts.reference))
        first = near.paying[0]
        changes = {
            place: results.changes(scenario.id, place, measure)
            for place in (*near.paying, *near.neighbours, total_of(results.places))
        }
        for place, line in changes.items():
            _check_defined(line, place, measure)
        # The year that matters is the one in which the council that pays feels most.
        at = max(range(len(changes[first])), key=lambda k: abs(changes[first][k].difference.mean))
        dots = []
        for place, line in changes.items():
            d = line[at].difference
            pays = place in near.paying
            kind = "has the lever" if pays else "" if place.is_total else "neighbour"
            dots.append(Dot(place.name, kind, d.mean, d.low, d.high, focus=pays))
        own = changes[first][at].difference
        written = self._difference_format(measure, [own.mean])
        together = None
        if near.neighbours:
            group = results.group_changes(scenario.id, reference.id, near.neighbours, measure)
            together = group[at].difference
            dots.insert(
                -1, Dot("Neighbours together", "", together.mean, together.low, together.high)
            )
        words = DotWords(
            _file_name("councils", measure, first.name),
            _who_gains(first.name, written, own, together),
            f"{written.label}, 30 September {own.year}: difference from {_quoted(reference.name)} "
            f"in the same simulated futures, {self._spans}."
            f"{self._note(scenario, first, measure, own.year)}",
            caption(facts, None),
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
        fans = {place: line[-1] for place, line in spans.items() if line}
        _check_defined(spans[beside], beside, measure)
        ranked = sorted(fans, key=lambda place: -fans[place].median)
        written = format_of(YEARLY[measure], max(fan.median for fan in fans.values()))
        dots = [
            Dot(
                place.name, "", fans[place].median, fans[place].p2_5, fans[place].p97_5,
                focus=place == beside, inner=tuple(fans[place].nested().values())[:-1],
            )
            for place in ranked
        ]  # fmt: skip
        top = next((place for place in ranked if place != beside), ranked[0])
        last = fans[top].year
        alone = results.facts.replications == 1
        spread = f"median and 95% of simulated futures{_thick(fans[beside])}"
        spread = NO_INTERVAL if alone else spread
        words = DotWords(
            _file_name(f"by-{what}", measure, beside.name, scenario.id),
            f"Highest {written.short} in {last}: {top.name}, {written.level(fans[top].median)}",
            f"{written.label} by {what}, 30 September {last}, {spread}. "
            f"Scenario: {scenario.name.rstrip('.')}."
            f"{_of(beside, fans[beside])}",
            caption(results.facts, None),
            written,
            change=False,
            has_interval=results.facts.replications > 1,
        )
        return self._announced(dot_chart(words, dots))

    def destinations(self, scenario: ScenarioFacts, place: Place) -> Chart:
        """Return where leavers went in each simulated year."""
        results = self.results
        years = results.years[1:]
        groups = []
        for words, added, taken in LEFT_FOR:
            parts = [(1.0, m) for m in added] + [(-1.0, m) for m in taken]
            means = [(sign, results.means(scenario.id, place, m)) for sign, m in parts]
            groups.append(
                (words, [sum(sign * mean.get(year, 0.0) for sign, mean in means) for year in years])
            )
        chart = destination_chart(
            DestinationWords(
                _file_name("where-leavers-went", place.name, scenario.id),
                place.name,
                scenario.name.rstrip("."),
                caption(results.facts, None),
                _leavers_note(results.shares(scenario.id, place, "leavers_fte").get(years[-1])),
            ),
            years,
            groups,
        )
        return self._announced(chart)

    def _announced(self, chart: Chart) -> Chart:
        """Say in the subtitle if the chart rests on few futures."""
        rough = roughness(self.results.facts.replications)
        return replace(chart, subtitle=chart.subtitle + rough)

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

    def _difference_format(self, measure: str, values: Sequence[float]) -> Format:
        return format_of(YEARLY[measure], max((abs(v) for v in values), default=0.0))


def _check_defined(line: Sequence[object], place: Place, measure: str) -> None:
    """Raise NothingToDraw unless there is a number in some simulated year."""
    if not line:
        raise NothingToDraw(
            f"{YEARLY[measure].label} is not defined in {place.name} in any simulated year, so "
            "there is nothing to draw."
        )


def _largest(
    lines: Sequence[tuple[ScenarioFacts, Sequence[Difference]]], place: Place, measure: Format
) -> str:
    """Name the scenario with the largest effect at the end, by its id, which is short."""
    clear = [(each, line[-1]) for each, line in lines if line[-1].is_clear]
    year = lines[0][1][-1].year
    whose = f"{possessive(place.name)} {measure.short}"
    if all(line[-1].is_nothing for _, line in lines):
        return f"No scenario changes {whose} by {year}"
    alone = not any(line[-1].has_interval for _, line in lines)
    if alone:
        clear = [(each, line[-1]) for each, line in lines]
    if not clear:
        return f"No scenario clearly changes {whose} by {year}"
    each, last = max(clear, key=lambda item: abs(item[1].mean))
    places = decimals_for([last.mean], measure.decimals)
    unit = measure.difference_suffix.replace("percentage points", "points")
    start = "One future, largest" if alone else "Largest"
    return f"{start} effect on {whose}: {each.id}, {measure.plain(last.mean, places)}{unit}"


def _who_gains(payer: str, measure: Format, own: Difference, together: Difference | None) -> str:
    """Say what the lever does where it applies and next door, as firmly as the intervals allow."""
    unit = measure.difference_suffix.replace("percentage points", "points")
    if own.is_nothing:
        return f"No change in {possessive(payer)} {measure.short} in {own.year}"
    if not own.has_interval:
        places = decimals_for([own.mean], measure.decimals)
        change = f"{measure.plain(own.mean, places)}{unit} in {own.year}"
        return f"One future: {possessive(payer)} {measure.short} {change}"
    if not own.is_clear:
        return f"No clear change in {possessive(payer)} {measure.short} in {own.year}"
    shown = [own.mean] + ([together.mean] if together is not None else [])
    places = decimals_for(shown, measure.decimals)
    way = "lowers" if own.mean < 0 else "raises"
    title = f"{payer} {way} its {measure.short} {measure.amount(own.mean, places)}{unit}"
    if together is None:
        return title
    if not together.is_clear:
        return f"{title}; neighbours barely change"
    other = "falls" if together.mean < 0 else "rises"
    return f"{title}; neighbours' {other} {measure.amount(together.mean, places)}"


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
