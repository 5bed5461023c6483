"""The reference pages in the repository are the ones that the program would write today."""

import re
import runpy

import pytest

from tests.repository.sources import ROOT
from workforce_sim.measures.aggregation import LOCAL_AUTHORITY, NATIONAL, REGIONAL, SCOPE


@pytest.mark.unit
def test_reference_pages_are_current() -> None:
    pages = runpy.run_path(str(ROOT / "docs" / "generate.py"))["pages"]()
    for name, text in pages.items():
        stored = (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")
        assert stored == text, f"docs/reference/{name} is out of date: make reference"


@pytest.mark.unit
def test_every_geographic_level_is_documented() -> None:
    page = (ROOT / "docs" / "reference" / "output-files.md").read_text(encoding="utf-8")
    (sentence,) = re.findall(r"^`geographic_level` is ([^;]*);", page, re.MULTILINE)
    assert set(re.findall(r"`([^`]+)`", sentence)) == {NATIONAL, REGIONAL, LOCAL_AUTHORITY, SCOPE}


@pytest.mark.unit
def test_the_monthly_round_is_described_in_its_order() -> None:
    from workforce_sim.model.month.monthly_round import STEPS

    page = (ROOT / "docs" / "reference" / "model.md").read_text(encoding="utf-8")
    described = re.findall(r"^\d+\. `(\w+)`", page, re.MULTILINE)
    assert described == [step.__name__ for step in STEPS]
