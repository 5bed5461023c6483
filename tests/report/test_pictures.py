"""What a chart draws and says, read back from its files, is what the tables of its run hold."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

import workforce_sim
from tests.report.pictures import Picture, number
from tests.report.stored import Stored, is_clear, is_shown_as, last_place
from workforce_sim.baseline import history
from workforce_sim.levers.registry import all_levers
from workforce_sim.report.gallery import LEFT_FOR, Gallery
from workforce_sim.report.reported_areas import find_place, total_of
from workforce_sim.report.results import Results
from workforce_sim.report.selection import Selection, chosen_charts
from workforce_sim.report.style import (
    CATEGORIES,
    DARK_BLUE,
    NESTED_COLOURS,
    ORANGE,
    TEXT_CATEGORIES,
)

pytestmark = pytest.mark.unit

FAN = {50: ("p25", "p75"), 80: ("p10", "p90"), 95: ("p2_5", "p97_5")}
NESTED = {
    NESTED_COLOURS["chance"].lower(): ("chance_p2_5", "chance_p97_5"),
    NESTED_COLOURS["drift"].lower(): ("chance_drift_p2_5", "chance_drift_p97_5"),
    NESTED_COLOURS["parameters"].lower(): ("p2_5", "p97_5"),
}
LEVEL = {"p2_5": 0.025, "p10": 0.1, "p25": 0.25, "p75": 0.75, "p90": 0.9, "p97_5": 0.975}


@dataclass(frozen=True)
class Drawn:
    """A chart as it lies in its folder, and what it was asked to show."""

    results: Results
    kind: str
    asked: tuple[Any, ...]
    picture: Picture
    alt: str
    rows: list[dict[str, str]]

    @property
    def words(self) -> str:
        """Everything that stands in the picture, a line after the other."""
        return " ".join(text for text, _ in self.picture.words)

    @property
    def main(self) -> str:
        return self.results.facts.main.id

    @property
    def reference(self) -> str:
        return str(self.results.facts.reference)

    def column(self, name: str, kind: str = "projection") -> dict[int, float]:
        """The numbers of a column by year, in the rows of one kind."""
        return {
            int(row["time_period"]): float(row[name])
            for row in self.rows
            if row.get("kind", kind) == kind and row[name]
        }


def asked_for(results: Results) -> Iterator[Any]:
    yield from Gallery(results).for_run()
    total = total_of(results.places)
    if results.facts.alternatives:
        reference = Selection(scenario=str(results.facts.reference), areas=(total.name,))
        yield from chosen_charts(results, reference)
    if total.is_region:
        yield from chosen_charts(results, Selection(by="council", scenario=results.facts.reference))


@pytest.fixture(scope="module", params=["region", "package", "baseline"])
def drawn(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Drawn]:
    results = request.getfixturevalue(request.param)
    folder = tmp_path_factory.mktemp(request.param)
    found = []
    for make in asked_for(results):
        svg, _, txt, data = make().save(folder)
        rows = list(csv.DictReader(data.read_text(encoding="utf-8").splitlines()))
        alt = txt.read_text(encoding="utf-8").strip()
        kind = make.func.__name__
        found.append(Drawn(results, kind, make.args, Picture.read(svg), alt, rows))
    return found


def of_kind(drawn: list[Drawn], kind: str) -> list[Drawn]:
    return [each for each in drawn if each.kind == kind]


def same(found: dict[Any, Any], expected: dict[Any, Any]) -> None:
    """Both have the same keys, and the same numbers as closely as a picture can be read."""
    assert set(found) == set(expected)
    for key, value in expected.items():
        assert found[key] == pytest.approx(value, abs=2e-3, rel=1e-4), key


def test_bands_and_lines_of_a_projection_lie_where_its_numbers_say(drawn: list[Drawn]) -> None:
    for each in of_kind(drawn, "projection"):
        key, start = each.picture.key, each.column("value", "start of the simulation")
        years = each.column("value")
        bands = {key[label]: FAN[int(number(label))] for label in key if label[0].isdigit()}
        for colour, (low, high) in (bands or NESTED).items():
            lows, highs, area = each.column(low), each.column(high), each.picture.area(colour)
            assert set(area) == {*start, *years}
            for year in years:
                limits = (lows[year], highs[year])
                # Nested bands are drawn before they are rounded.
                close = 2e-3 if bands else 0.51 * last_place(*limits)
                assert area[year] == pytest.approx(limits, abs=close, rel=1e-4), (low, year)
        lines = {
            "median": start | years,
            "median with": start | years,
            "median without": start | each.column("value", "median without"),
            "DfE statistics": each.column("value", "DfE statistics"),
        }
        assert set(key) - {"50%", "80%", "95% of futures"} <= set(lines)
        for label in set(key) & set(lines):
            (line,) = [one for one in each.picture.lines(key[label]) if len(one) > 2]
            same({round(x): y for x, y in line}, lines[label])


def test_numbers_of_a_projection_are_those_of_the_replications(drawn: list[Drawn]) -> None:
    for each in of_kind(drawn, "projection"):
        scenario, place, measure = each.asked
        stored = Stored(each.results, place, measure)
        for name, level in {"value": 0.5, **LEVEL}.items():
            shown, exact = each.column(name), stored.quantile(scenario.id, level)
            assert shown.keys() == exact.keys()
            assert all(is_shown_as(shown[year], exact[year]) for year in exact), name
        without = each.column("value", "median without")
        assert bool(without) == (scenario in each.results.facts.alternatives)
        exact = stored.quantile(each.reference, 0.5) if without else {}
        assert all(is_shown_as(value, exact[year]) for year, value in without.items())
        past = each.column("value", "DfE statistics")
        if past:
            series = history(each.results.base_year).series(
                measure, region=place.region if place.is_region else "", council=place.code
            )
            assert all(is_shown_as(value, series[year]) for year, value in past.items())


def test_lines_and_intervals_of_a_difference_are_those_of_the_comparison(
    drawn: list[Drawn],
) -> None:
    for each in of_kind(drawn, "difference"):
        place, measure = each.asked
        rows = Stored(each.results, place, measure).comparison(each.main)
        mean, low, high = (each.column(n) for n in ("mean_difference", "ci_low", "ci_high"))
        for row in rows:
            year = row["time_period"]
            assert is_shown_as(mean[year], row["mean_difference"])
            assert is_shown_as(low[year], row["ci_low"])
            assert is_shown_as(high[year], row["ci_high"])
            shown = {"ci_low": low[year], "ci_high": high[year]}
            assert is_clear(shown) == is_clear(row), "clear is what looks clear"
        blue = DARK_BLUE.lower()
        assert each.picture.caps(blue) == {""}
        (line,) = [one for one in each.picture.lines(blue) if len({x for x, _ in one}) > 1]
        same({round(x): y for x, y in line}, mean)
        bars = {
            round(one[0][0]): (one[0][1], one[1][1])
            for one in each.picture.lines(blue)
            if len(one) == 2 and round(one[0][0], 3) == round(one[1][0], 3)
        }
        same(bars or each.picture.area(blue), {year: (low[year], high[year]) for year in mean})
        if bars:
            for source, name in (("chance", "chance"), ("parameters", "futures")):
                ends = {
                    year: (each.column(f"{name}_p2_5")[year], each.column(f"{name}_p97_5")[year])
                    for year in mean
                }
                area = each.picture.area(NESTED_COLOURS[source].lower())
                for year, limits in ends.items():
                    # Bands are drawn before they are rounded.
                    assert area[year] == pytest.approx(limits, abs=0.51 * last_place(*limits))


def test_dots_are_those_of_the_comparison_and_no_region_is_a_neighbour(drawn: list[Drawn]) -> None:
    for each in of_kind(drawn, "councils"):
        scenario, measure = each.asked
        results = each.results
        named = next(row for row in each.rows if row["kind"] == "has the lever")
        payer = find_place(results.places, named["name"])
        year = Stored(results, payer, measure).largest(scenario.id)["time_period"]
        assert f"30 September {year}: difference" in each.words
        for row, spans in zip(
            each.rows, each.picture.spans(DARK_BLUE.lower(), ORANGE.lower()), strict=True
        ):
            shown = [float(row[name]) for name in ("low", "high", "value")]
            assert spans[0] == pytest.approx(shown[:2], abs=2e-3)
            if row["name"] == "Neighbours together":
                continue
            place = find_place(results.places, row["name"])
            assert (row["kind"] == "neighbour") == (place.is_council and place != payer)
            (exact,) = [
                one
                for one in Stored(results, place, measure).comparison(scenario.id)
                if one["time_period"] == year
            ]
            for value, name in zip(shown, ("ci_low", "ci_high", "mean_difference"), strict=True):
                assert is_shown_as(value, exact[name])
        said = re.findall(
            r"(?:; |mean\. )([^;]+?) ([+-]?[\d.]+) \(95% interval (\S+) to (\S+)\)", each.alt
        )
        labels = [
            f"{row['name']} ({row['kind']})" if row["kind"] else row["name"] for row in each.rows
        ]
        assert [name for name, *_ in said] == labels == each.picture.rows
        for (_, *numbers), row in zip(said, each.rows, strict=True):
            assert [float(one) for one in numbers] == [
                float(row[n]) for n in ("value", "low", "high")
            ]


def test_levels_side_by_side_are_medians_with_the_range_of_futures(drawn: list[Drawn]) -> None:
    for each in of_kind(drawn, "levels"):
        scenario, _, _, measure = each.asked
        medians = {}
        for row in each.rows:
            stored = Stored(each.results, find_place(each.results.places, row["name"]), measure)
            last = each.results.years[-1]
            for name, level in (("value", 0.5), ("low", 0.025), ("high", 0.975)):
                assert is_shown_as(float(row[name]), stored.quantile(scenario.id, level)[last])
            medians[row["name"]] = row["value"]
        assert "95% of futures" in each.alt
        assert "95% interval" not in each.alt
        councils = {name: value for name, value in medians.items() if name != "London"}
        for ends, (value, name) in zip(
            (min, max), re.findall(r"([\d.]+)% \((.*?)\)", each.picture.title), strict=True
        ):
            assert float(value) == float(councils[name]) == ends(map(float, councils.values()))


def test_bars_of_leavers_are_the_means_and_the_title_has_both_shares(drawn: list[Drawn]) -> None:
    for each in of_kind(drawn, "destinations"):
        scenario, place = each.asked

        def leavers(of: str, each: Drawn = each, place: Any = place) -> dict[str, dict[int, float]]:
            means = {
                m: Stored(each.results, place, m).mean(of)
                for _, *sides in LEFT_FOR
                for side in sides
                for m in side
            }
            return {
                words: {
                    year: sum(means[m][year] for m in added) - sum(means[m][year] for m in taken)
                    for year in each.results.years[1:]
                }
                for words, added, taken in LEFT_FOR
            }

        exact, last = leavers(scenario.id), each.results.years[-1]
        for (words, of_year), colour, dark in zip(
            exact.items(), CATEGORIES, TEXT_CATEGORIES, strict=True
        ):
            bars = dict(each.picture.bars(colour.lower()))
            shown = {
                int(row["time_period"]): float(row["leavers_fte"])
                for row in each.rows
                if row["destination"] == words
            }
            same(bars, shown)
            assert all(
                is_shown_as(shown[y], v) or abs(shown[y] - v) <= 0.5 for y, v in of_year.items()
            )
            label = " ".join(text for text, ink in each.picture.words if ink == dark.lower())
            assert label == words
        most = max(exact, key=lambda words: exact[words][last])
        share = _share(exact, most, last)
        assert f"{share}% of" in each.picture.title
        assert each.picture.title.partition(" (")[0].endswith(f"in {last} {most}")
        assert f"largest group, {share}%, {most}." in each.alt
        if scenario in each.results.facts.alternatives:
            without = _share(leavers(each.reference), most, last)
            assert each.picture.title.endswith(f"(without: {without}%)")


def _share(leavers: dict[str, dict[int, float]], words: str, year: int) -> int:
    return round(100 * leavers[words][year] / sum(each[year] for each in leavers.values()))


def test_alt_text_of_a_projection_names_quartiles_tenths_and_the_rest_as_they_are(
    drawn: list[Drawn],
) -> None:
    for each in of_kind(drawn, "projection"):
        scenario, place, measure = each.asked
        stored, last = Stored(each.results, place, measure), each.results.years[-1]
        found = re.search(
            r"In the middle of (\d+) simulated futures it is (\S+) in (\d+): half of them lie "
            r"between (\S+) and (\S+), 80% between (\S+) and (\S+), 95% between (\S+) and (\S+)\.",
            each.alt,
        )
        assert found, each.alt
        count, middle, year, *ends = found.groups()
        assert (int(count), int(year)) == (each.results.facts.replications, last)
        assert is_shown_as(number(middle), stored.quantile(scenario.id, 0.5)[last])
        for text, level in zip(ends, (0.25, 0.75, 0.1, 0.9, 0.025, 0.975), strict=True):
            assert is_shown_as(number(text), stored.quantile(scenario.id, level)[last])
        if scenario in each.results.facts.alternatives:
            without = re.search(r"Without \(.*?\) it is (\S+) in (\d+)\.", each.alt)
            assert without
            assert int(without.group(2)) == last
            assert is_shown_as(number(without.group(1)), stored.quantile(each.reference, 0.5)[last])


SUBTITLE = re.compile(
    r"Largest (clear )?difference in the same futures: (?P<mean>\S+).*? in (?P<year>\d+) "
    r"\(95% interval of the mean (?P<low>\S+) to (?P<high>\S+)\)"
)
ALT = re.compile(
    r": largest (clear )?in (?P<year>\d+), (?P<mean>\S+)"
    r"(.*? \(95% interval (?P<low>\S+).*? to (?P<high>[+-]?[\d.,]+)|.*? no difference in any)"
)
TITLE = re.compile(
    r"(?P<subject>This scenario|The package|Camden's lever)"
    r"( (?P<way>lowers|raises) (?P<what>.*?) by (?P<mean>[\d.,]+)\D*? in (?P<year>\d+)(,.*)?"
    r"| barely changes (.*?) \((?P<little>[+-][\d.]+)\D*? in (?P<then>\d+)\)"
    r"|: no (?P<clear>clear )?change in (?P<where>.*?) in any year to (?P<last>\d+))"
)


def effects(drawn: list[Drawn]) -> Iterator[tuple[Drawn, dict[str, Any]]]:
    """Charts of one scenario beside its reference, with its largest stored difference."""
    for each in drawn:
        facts = each.results.facts
        if each.kind == "difference" or (
            each.kind == "projection" and each.asked[0] in facts.alternatives
        ):
            place, measure = each.asked[-2:]
            yield each, Stored(each.results, place, measure).largest(each.main)


def test_alt_text_and_subtitle_say_the_largest_effect_and_its_year(drawn: list[Drawn]) -> None:
    for each, best in effects(drawn):
        is_level = each.kind == "projection"
        for words in (each.alt, each.words) if is_level else (each.alt,):
            found = (SUBTITLE if is_level else ALT).search(words)
            assert found, words
            assert bool(found.group(1)) == is_clear(best)
            assert int(found["year"]) == best["time_period"]
            assert is_shown_as(number(found["mean"]), best["mean_difference"])
            for name in ("low", "high"):
                assert is_shown_as(number(found[name] or "0"), best[f"ci_{name}"])


def test_a_title_says_the_largest_effect_and_when(drawn: list[Drawn]) -> None:
    for each, best in effects(drawn):
        found = TITLE.fullmatch(each.picture.title)
        assert found, each.picture.title
        assert (found["subject"] == "Camden's lever") == ("Camden" in each.main.title())
        assert is_clear(best) == bool(found["way"] or found["little"])
        if found["way"]:
            assert (found["way"] == "raises") == (best["mean_difference"] > 0)
            assert is_shown_as(number(found["mean"]), abs(best["mean_difference"]))
            assert int(found["year"]) == best["time_period"]
        elif found["little"]:
            assert is_shown_as(float(found["little"]), best["mean_difference"])
            assert int(found["then"]) == best["time_period"]
        else:
            assert bool(found["clear"]) == (best["ci_high"] > best["ci_low"])
            assert int(found["last"]) == each.results.years[-1]


def test_a_title_of_a_scenario_on_its_own_says_a_level_and_no_movement(drawn: list[Drawn]) -> None:
    for each in of_kind(drawn, "projection"):
        scenario, place, measure = each.asked
        if scenario in each.results.facts.alternatives:
            continue
        found = re.fullmatch(r"Simulated median of (.*)'s .*? in (\d+): (\S+)", each.picture.title)
        assert found, each.picture.title
        assert (found.group(1), int(found.group(2))) == (place.name, each.results.years[-1])
        exact = Stored(each.results, place, measure).quantile(scenario.id, 0.5)
        assert is_shown_as(number(found.group(3)), exact[each.results.years[-1]])


def test_a_caption_speaks_of_what_is_drawn_and_of_no_other_scenario(drawn: list[Drawn]) -> None:
    levers = set(all_levers())
    for each in drawn:
        scenario = each.asked[0]
        bands = any("futures" in column for row in each.rows[:1] for column in row)
        has_ranges = each.kind in ("projection", "levels") or bands
        assert ("Ranges of futures" in each.words) == has_ranges, each.picture.title
        has_means = each.kind in ("difference", "councils")
        assert ("Intervals say how well the mean" in each.words) == has_means
        assert f"workforce-sim {workforce_sim.__version__}, " in each.words
        if each.kind in ("projection", "levels", "destinations"):
            used = {name for name, _ in scenario.levers()}
            assert {name for name in levers if name in each.words} == used
            assert ("Assumption: the effect of" in each.words) == bool(used)


def test_words_in_the_picture_are_text_for_people_and_for_screen_readers(
    drawn: list[Drawn],
) -> None:
    for each in drawn:
        assert each.picture.description == each.alt
        assert each.picture.title in each.words
        assert len(each.picture.title.split()) <= 16
