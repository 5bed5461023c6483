"""Councils and regions are found however people write them, and never mistaken for one another."""

from __future__ import annotations

import pytest

from workforce_sim.baseline import load_baseline
from workforce_sim.baseline.changes import changed_councils, heirs
from workforce_sim.scenario.places import Places, base_names, places_of

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module", params=base_names())
def places(request: pytest.FixtureRequest) -> Places:
    found = places_of(request.param)
    assert found is not None
    return found


def test_the_names_are_those_of_the_baseline(places: Places) -> None:
    baseline = load_baseline(places.base)
    assert places.council_names == baseline.la_name
    assert places.codes == baseline.new_la_code
    assert places.region_names == baseline.region_names
    assert places.base_year == baseline.base_year
    assert places.empty == {"Isles of Scilly"}
    assert [baseline.la_name[i] for i in range(baseline.count) if not baseline.simulated[i]] == [
        "Isles of Scilly"
    ]
    assert [baseline.region_names[i] for i in baseline.region_index] == list(places.regions)


def test_each_council_is_found_by_name_and_code_in_any_case(places: Places) -> None:
    for name, code in zip(places.council_names, places.codes, strict=True):
        for written in (name, name.upper(), name.lower(), f" {name} ", code, code.lower()):
            assert places.council(written) == name


def test_each_council_is_found_by_its_other_codes(places: Places) -> None:
    for name, codes in zip(places.council_names, places.old_codes, strict=True):
        for code in codes.split(" / "):
            assert places.council(code) == name
            others = [each.code for each in changed_councils() if each.old_code == code]
            assert {places.council(other) for other in others} <= {name}


def test_each_council_of_before_leads_to_all_that_took_its_place(places: Places) -> None:
    by_code = {
        part: name
        for name, codes in zip(places.council_names, places.old_codes, strict=True)
        for part in codes.split(" / ")
    }
    gone = [council for council in changed_councils() if council.old_code not in by_code]
    assert {"Cumbria", "Northamptonshire", "Poole", "Cheshire"} <= {each.name for each in gone}
    for council in gone:
        changed = places.changed(council.code)
        assert changed is not None
        assert places.council(council.code) is None
        assert set(changed[1]) == {by_code[code] for code in council.successors}


def test_a_council_of_later_leads_back_to_the_one_before_it() -> None:
    later = next(each for each in changed_councils() if each.name == "Cumberland")
    assert heirs(later, {"909", "815"}) == ["909"]
    formed = next(each for each in changed_councils() if each.code == "E06000058")
    assert heirs(formed, {"835", "836", "837"}) == ["837", "836", "835"]


def test_each_half_of_a_joint_council_finds_it(places: Places) -> None:
    joint = [name for name in places.council_names if " / " in name]
    assert joint
    for name in joint:
        for half in name.split(" / "):
            assert places.council(half) == name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("St Helens", "St. Helens"),
        ("Bristol", "Bristol, City of"),
        ("City of Bristol", "Bristol, City of"),
        ("Bath & North East Somerset", "Bath and North East Somerset"),
        ("Durham County Council", "County Durham"),
        ("London Borough of Hackney", "Hackney"),
        ("stoke on trent", "Stoke-on-Trent"),
        ("Herefordshire", "Herefordshire, County of"),
    ],
)
def test_everyday_names_are_understood(written: str, name: str) -> None:
    places = places_of("england-2024")
    assert places is not None
    assert places.council(written) == name


@pytest.mark.parametrize(
    "written", ["London", "England", "", "E99999999", "Narnia", "North", "Essx"]
)
def test_what_is_no_council_is_not_guessed(places: Places, written: str) -> None:
    assert places.council(written) is None


def test_regions_are_found_in_any_case_and_are_no_councils(places: Places) -> None:
    assert len(places.region_names) == 9
    for region in places.region_names:
        assert places.region(region.upper()) == region
        assert places.council(region) is None


@pytest.mark.parametrize(
    "base", ["", "england", "england-2O24", "england-1066", "wales-2024", "../x"]
)
def test_an_unknown_base_is_none(base: str) -> None:
    assert places_of(base) is None
