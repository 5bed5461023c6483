"""The reference pages in the repository are the ones that the program would write today."""

import runpy

import pytest

from tests.repository.sources import ROOT


@pytest.mark.unit
def test_reference_pages_are_current() -> None:
    pages = runpy.run_path(str(ROOT / "docs" / "generate.py"))["pages"]()
    for name, text in pages.items():
        stored = (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")
        assert stored == text, f"docs/reference/{name} is out of date: make reference"
