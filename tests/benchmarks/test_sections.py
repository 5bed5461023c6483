"""What the benchmarks say of what they measured."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.machine import machine
from benchmarks.page import write_page
from benchmarks.results import Section, seconds
from benchmarks.sections import SECTIONS, section
from benchmarks.timing import Race, Spread

pytestmark = [pytest.mark.unit, pytest.mark.needs_compiled]


@pytest.mark.parametrize("name", SECTIONS)
def test_every_section_can_be_measured(name: str) -> None:
    if name == "queues":
        pytest.importorskip("salabim", reason="an engine that only `make bench` installs")
        pytest.importorskip("ciw", reason="an engine that only `make bench` installs")
    measure, rounds = section(name)
    assert callable(measure)
    assert rounds > 0


def test_what_is_timed_as_casework_is_there() -> None:
    from benchmarks.sections.simpy import CASEWORK

    assert all(callable(getattr(module, name)) for module, name in CASEWORK)


@pytest.mark.parametrize(
    ("spread", "written"),
    [
        (Spread(1.2e-6, 1e-6, 2e-6), "1.20 CPU µs (1.00 to 2.00)"),
        (Spread(0.0123, 0.012, 0.013), "12.3 CPU ms (12.0 to 13.0)"),
        (Spread(0.5, 0.4, 2.0), "0.50 CPU s (0.40 to 2.00)"),
        (Spread(120.0, 100.0, 130.0), "120.0 CPU s (100.0 to 130.0)"),
    ],
)
def test_times_are_written_in_a_unit_that_suits(spread: Spread, written: str) -> None:
    assert seconds(spread) == written


def test_ratios_are_taken_round_by_round() -> None:
    found = Race({"ours": [1.0, 2.0, 4.0], "theirs": [10.0, 40.0, 40.0]})
    assert found.ratio("theirs", "ours") == Spread(10.0, 10.0, 20.0)


def test_the_page_holds_the_table_and_names_what_is_missing(tmp_path: Path) -> None:
    found = Section()
    found.add("a decade", "1.5 CPU s").judged("at most 2 s", True)
    found.growth["years"] = [(1.0, 0.2), (10.0, 2.1)]
    page = write_page({"england": found.to_dict()}, ["queues"], machine(), tmp_path)
    text = page.read_text(encoding="utf-8")
    assert "| a decade | 1.5 CPU s |  |  |  | at most 2 s | yes |" in text
    assert "Not yet measured with this version of the model: queues." in text
    assert "10 times as many years took 10.5 times as long" in text
    assert "<!--" not in text
    assert (tmp_path / "images" / "performance-growth.svg").exists()


def test_pairing_is_compared_by_the_variance_that_it_saves() -> None:
    from benchmarks.sections.pairing import variance_ratio

    shared = np.array([0.0, 5.0, -3.0, 8.0, 1.0, -6.0, 2.0, 4.0, -1.0, 3.0])
    own = np.array([0.1, -0.2, 0.3, 0.0, -0.1, 0.2, -0.3, 0.1, 0.2, 0.0])
    saved = variance_ratio(shared + own, shared)
    expected = ((shared + own).var(ddof=1) + shared.var(ddof=1)) / own.var(ddof=1)
    assert saved.median == pytest.approx(expected)
    assert saved.low < saved.median < saved.high
