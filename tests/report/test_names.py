"""Whatever a scenario is called: the name is drawn as it was written, or refused with its place."""

from __future__ import annotations

import json
import unicodedata
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from workforce_sim.report.gallery import Gallery
from workforce_sim.report.reported_areas import total_of
from workforce_sim.report.results import Results
from workforce_sim.scenario import load_scenario, validate_files

pytestmark = pytest.mark.property

TURNS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
NAMES = st.text(
    st.characters() | st.sampled_from("$\\{}<>&'\"]=%#_~^ \u202e\x1b\x85\ufffe\ud800\U0001f4b7"),
    max_size=30,
)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("names")


def is_harmful(character: str) -> bool:
    """By what Unicode says of a character, not by a list of our own."""
    code = ord(character)
    return (
        unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")
        or unicodedata.bidirectional(character) in TURNS
        or character in "\u061c\u200e\u200f"
        or code in range(0x206A, 0x2070)
        or code in range(0xFDD0, 0xFDF0)
        or code & 0xFFFE == 0xFFFE
    )


@settings(max_examples=12)
@given(NAMES)
@example("Pay $\\frac{ more$ of it")
@example("\U0001f4b7 'DejaVu Sans' <b style=\"font: 'DejaVu Sans'\"> & ]]> --")
@example("\\$_x^2 $a$ %s {0} \\N{DIGIT ONE} \\x1b")
@example("\U0001f469\u200d\U0001f52c \u05d0\u0628 \u0928\u093f e\u0301 \ufffd\ue000")
@example("\x1b[31mRED")
@example("\U0010ffff")
def test_a_name_is_drawn_as_it_was_written_or_refused(
    council: Results, scratch: Path, name: str
) -> None:
    file = scratch / "named.yaml"
    content = f"name: {json.dumps(name)}\nbase: england-2024\nend: 2025\n"
    file.write_text(content, encoding="utf-8")
    problems = validate_files([file])
    assert bool(problems) == (not name.strip() or any(map(is_harmful, name)))
    for problem in problems:
        assert (problem.line, problem.column) == (1, 7)
        assert not any(map(is_harmful, str(problem)))
    if problems:
        return
    read = load_scenario(file).name
    assert read == name
    named = Results(council.run)
    every = tuple(replace(each, name=read) for each in council.facts.scenarios)
    vars(named)["facts"] = replace(council.facts, scenarios=every)
    chart = Gallery(named).difference(total_of(named.places), "vacancy_rate_fte")
    svg, *_ = chart.save(scratch)
    picture = ET.parse(svg)
    words = "".join("".join(picture.getroot().itertext()).split())
    # Once in the description, and once drawn.
    assert words.count("".join(read.rstrip(".").split())) >= 2
