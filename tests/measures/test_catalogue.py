"""The catalogue says what every measure means, and DfE's measures are DfE's."""

import csv
import gzip
from pathlib import Path

import pytest

from workforce_sim.assumptions import working_days
from workforce_sim.measures import MONTHLY, YEARLY, suggest
from workforce_sim.measures.beyond_dfe import BEYOND_DFE
from workforce_sim.measures.catalogue import components
from workforce_sim.measures.dfe import DFE
from workforce_sim.measures.measure import Measure, by_name

DATA = Path(__file__).parents[2] / "workforce_sim" / "baseline" / "data"


@pytest.mark.unit
@pytest.mark.parametrize("measure", YEARLY.values(), ids=lambda each: each.name)
def test_every_measure_says_what_it_is(measure: Measure) -> None:
    assert measure.label
    assert measure.unit
    assert measure.definition.endswith(".")
    assert measure.numerator
    assert measure.name == measure.name.lower()
    assert measure.formula


@pytest.mark.unit
def test_every_sum_under_or_over_a_line_is_a_column_of_its_own() -> None:
    """So that any rate can be recomputed, for any group of councils, from the results."""
    assert set(components(YEARLY)) == {m.name for m in YEARLY.values() if m.is_additive}


@pytest.mark.unit
def test_dfe_names_are_those_of_the_published_file() -> None:
    plain = DATA / "csww_indicators_2017_to_2024.csv"
    packed = plain.with_name(plain.name + ".gz")
    text = (
        plain.read_text(encoding="utf-8-sig")
        if plain.exists()
        else gzip.decompress(packed.read_bytes()).decode("utf-8-sig")
    )
    header = next(csv.reader(text.splitlines()))
    assert set(DFE) <= set(header)
    assert not set(BEYOND_DFE) & set(header)


@pytest.mark.unit
def test_monthly_measures_are_yearly_ones_without_flows() -> None:
    assert set(MONTHLY) <= set(YEARLY)
    assert not any(measure.flow for measure in MONTHLY.values())


@pytest.mark.unit
def test_working_days_follow_the_leap_year_within_the_reporting_year() -> None:
    assert [working_days(year) for year in (2023, 2024, 2025)] == [253, 254, 253]


@pytest.mark.unit
def test_a_misspelt_measure_is_recognised() -> None:
    assert suggest("vacancy_rate") == "vacancy_rate_fte"
    assert suggest("qqqqq") is None


@pytest.mark.unit
def test_two_measures_cannot_share_a_name() -> None:
    with pytest.raises(ValueError, match="same name"):
        by_name(YEARLY["cases"], YEARLY["cases"])
