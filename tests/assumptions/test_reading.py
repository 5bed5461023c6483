"""From YAML text to entries, and the words for a broken file."""

import pytest

from workforce_sim.assumptions import RegisterError
from workforce_sim.assumptions.reading import digest_of, read_sources

pytestmark = pytest.mark.unit

UNITS = "units: {points: [0, 10], steps: [1, 2]}\n"
REASONS = "reasons: {untried: {because: is only tried, instead: leave it out}}\n"
REST = """\
group: Test
review_date: 2027-01-31
quality: D
unit: points
source: Judgement of a test
refused: untried
entries:
"""
HEAD = UNITS + REASONS + REST


def read(entries: str):
    return read_sources({"test.yaml": HEAD + entries})[0]


def test_value_range_and_members():
    found = read(
        "  a.fixed: {meaning: A number, value: 0.5}\n"
        "  a.drawn: {meaning: A range, range: [0.1, 0.2, 0.4]}\n"
        '  a.by_age: {meaning: Some, members: {"20_29": 0.1, over_10: [0.1, 0.2, 0.3]}}\n'
    )
    assert [(e.name, e.low, e.central, e.high, e.distribution) for e in found] == [
        ("a.fixed", 0.5, 0.5, 0.5, "fixed"),
        ("a.drawn", 0.1, 0.2, 0.4, "triangular"),
        ("a.by_age.20_29", 0.1, 0.1, 0.1, "fixed"),
        ("a.by_age.over_10", 0.1, 0.2, 0.3, "triangular"),
    ]
    assert [e.meaning for e in found[2:]] == ["Some: 20 to 29", "Some: over 10"]
    assert {e.review_date.isoformat() for e in found} == {"2027-01-31"}


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ("  a.b: {meaning: M, value: 1}\n  a.b: {meaning: M, value: 2}\n", "duplicate key"),
        ("  a.b: {meaning: M, value: 1, colour: red}\n", "unknown key 'colour'"),
        ("  a.b: {meaning: M}\n", "exactly one of value, range and members"),
        ("  a.b: {meaning: M, value: 1, range: [1, 2, 3]}\n", "exactly one of value"),
        ("  a.b: {meaning: M, range: [3, 2, 1]}\n", "not in ascending order"),
        ("  a.b: {meaning: M, range: [1, 2]}\n", "not enough values"),
        ("  a.b: {meaning: M, range: [1, 1, 1]}\n", "needs a low and a high"),
        ("  a.b: {meaning: M, members: {1_2: 3}}\n", "quotation marks"),
        ("  a.b: {meaning: M, value: 1, quality: E}\n", "quality"),
        ("  a.b: {meaning: M, value: 1, quality: A}\n", "needs an address"),
        ("  a.b: {meaning: M, value: many}\n", "valid number"),
        ("  Alpha: {meaning: M, value: 1}\n", "should match pattern"),
        ("  a.b: {meaning: M, range: [0, 1, 2], distribution: lognormal}\n", "above zero"),
        ("  a.b: {meaning: M, range: [0, 1, 2], distribution: beta}\n", "distribution"),
        ("  a.b: {meaning: M, value: 1, unit: leaps}\n", "neither it nor its unit has bounds"),
        ("  a.b: {meaning: M, range: [1, 2, 11]}\n", "leaves what is possible, 0 to 10 points"),
        ("  a.b: {meaning: M, value: 1, bounds: [2, 3]}\n", "leaves what is possible"),
        ("  a.b: {meaning: M, value: 1, bounds: [2]}\n", "not enough values"),
        ("  a.b: {meaning: M, value: 1, refused: ''}\n", "say what it moves, or why"),
        ("  a.b: {meaning: M, value: 1, refused: tired}\n", "there is no reason 'tired'"),
        ("  a.b: {meaning: M, value: 1, moves: leavers_fte}\n", "write a measure, 'up' or 'down'"),
    ],
)
def test_a_broken_file_is_refused_with_its_name(entries: str, words: str):
    with pytest.raises(RegisterError, match=words) as caught:
        read(entries)
    assert str(caught.value).startswith("test.yaml: ")


def test_bounds_come_from_the_unit_unless_the_entry_has_its_own():
    found = read(
        "  a.unit: {meaning: M, value: 1}\n"
        "  a.other: {meaning: M, value: 1, unit: steps}\n"
        "  a.own: {meaning: M, value: -1, bounds: [-2, 2]}\n"
        "  a.each: {meaning: M, members: {low: 1, high: 5}, bounds: {low: [0, 1], high: [4, 6]}}\n"
    )
    bounds = [(e.least, e.most) for e in found]
    assert bounds == [(0, 10), (1, 2), (-2, 2), (0, 1), (4, 6)]


def test_an_entry_moves_something_or_is_refused_and_members_each_their_own():
    found = read(
        "  a.alone: {meaning: M, value: 1}\n"
        "  a.moves: {meaning: M, value: 1, moves: leavers_fte up}\n"
        "  a.all:\n"
        "    meaning: M\n"
        "    moves: spread of {}_fte down with z after 2 years\n"
        "    members: {x: 1, y: 1}\n"
        "  a.each:\n"
        "    meaning: M\n"
        "    moves: {x: x_fte up}\n"
        "    refused: {y: untried}\n"
        "    members: {x: 1, y: 1}\n"
    )
    assert [(e.moves, e.refused, e.because, e.instead) for e in found] == [
        ("", "untried", "is only tried", "leave it out"),
        ("leavers_fte up", "", "", ""),
        ("spread of x_fte down with z after 2 years", "", "", ""),
        ("spread of y_fte down with z after 2 years", "", "", ""),
        ("x_fte up", "", "", ""),
        ("", "untried", "is only tried", "leave it out"),
    ]
    assert [e.movement for e in found[1:3]] == [
        ("leavers_fte", True, False, "", 1),
        ("x_fte", False, True, "z", 2),
    ]


@pytest.mark.parametrize(("said", "name"), [(UNITS, "points"), (REASONS, "untried")])
def test_units_and_reasons_hold_in_every_file_and_are_said_once(said: str, name: str):
    rows = REST + "  a.b: {meaning: M, value: 11}\n"
    with pytest.raises(RegisterError, match=r"rows\.yaml: [^?]*leaves what is possible, 0 to 10"):
        read_sources({"rows.yaml": rows, "shared.yaml": UNITS + REASONS})
    with pytest.raises(RegisterError, match=rf"two\.yaml: '{name}' of the \w+ is given twice"):
        read_sources({"one.yaml": said, "two.yaml": said})


def test_a_name_in_two_files_is_refused():
    text = REST + "  a.b: {meaning: M, value: 1}\n"
    files = {"one.yaml": text, "shared.yaml": UNITS + REASONS, "two.yaml": text}
    with pytest.raises(RegisterError, match=r"two\.yaml: 'a\.b' is already defined in one\.yaml"):
        read_sources(files)


def test_the_digest_sees_names_and_text():
    assert digest_of({"a": "1"}) != digest_of({"a": "2"})
    assert digest_of({"a": "1"}) != digest_of({"b": "1"})
    assert digest_of({"a": "1", "b": ""}) != digest_of({"a": "1b"})
