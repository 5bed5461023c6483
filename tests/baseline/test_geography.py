"""The hand-made centres of councils are where their regions are, and neighbours are near."""

import numpy as np
import pytest

from workforce_sim.baseline import load_baseline

# south, north, west, east in degrees, with half a degree of latitude's slack
BOXES = {
    "North East": (54.4, 55.8, -2.7, -0.8),
    "North West": (52.9, 55.2, -3.7, -1.9),
    "Yorkshire and The Humber": (53.3, 54.6, -2.6, 0.2),
    "East Midlands": (51.9, 53.7, -2.1, 0.4),
    "West Midlands": (51.8, 53.3, -3.2, -1.1),
    "East of England": (51.4, 53.0, -0.8, 1.8),
    "London": (51.25, 51.75, -0.55, 0.35),
    "South East": (50.5, 52.2, -1.9, 1.5),
    "South West": (49.8, 52.2, -6.5, -1.6),
}
NEAR = [
    ("Leeds", "Bradford", 25),
    ("Camden", "Islington", 6),
    ("Birmingham", "Sandwell", 12),
    ("Portsmouth", "Southampton", 35),
    ("Bristol, City of", "South Gloucestershire", 18),
    ("Manchester", "Salford", 12),
    ("Newcastle upon Tyne", "Gateshead", 10),
    ("Cumberland", "Westmorland and Furness", 60),
]
FAR = [
    ("Cornwall", "Northumberland", 500),
    ("Kent", "Cumberland", 400),
    ("Norfolk", "Devon", 350),
    ("Liverpool", "Kingston upon Hull, City of", 150),
]


@pytest.fixture(scope="module")
def base():
    return load_baseline("england-2024")


@pytest.mark.unit
def test_every_council_lies_in_its_region(base):
    for i, name in enumerate(base.la_name):
        south, north, west, east = BOXES[base.region_names[base.region_index[i]]]
        assert south <= base.latitude[i] <= north, name
        assert west <= base.longitude[i] <= east, name


@pytest.mark.unit
def test_one_of_the_ten_nearest_councils_is_in_the_same_region(base):
    same = base.region_index[base.near[:, :10]] == base.region_index[:, None]
    assert [base.la_name[i] for i in np.flatnonzero(~same.any(axis=1))] == []


@pytest.mark.unit
@pytest.mark.parametrize(("one", "other", "km"), NEAR)
def test_neighbours_are_near(base, one, other, km):
    assert 0 < base.distance_km[base.index_of(one), base.index_of(other)] < km


@pytest.mark.unit
@pytest.mark.parametrize(("one", "other", "km"), FAR)
def test_ends_of_the_country_are_far(base, one, other, km):
    assert base.distance_km[base.index_of(one), base.index_of(other)] > km


@pytest.mark.unit
def test_distances_are_distances(base):
    d = base.distance_km
    assert (np.diag(d) == 0).all()
    assert np.allclose(d, d.T)
    assert (d + np.eye(base.count) > 0).all()
    assert (d[:, None, :] <= d[:, :, None] + d[None, :, :] + 1e-6).all()


@pytest.mark.unit
def test_near_lists_every_other_council_by_distance(base):
    n = base.count
    assert base.near.shape == (n, n - 1)
    for i in range(n):
        assert sorted([*base.near[i], i]) == list(range(n))
        assert (np.diff(base.distance_km[i, base.near[i]]) >= 0).all()


@pytest.mark.unit
def test_statistical_neighbours_are_ten_others(base):
    assert base.neighbours.shape == (base.count, 10)
    for i in range(base.count):
        assert len(set(base.neighbours[i])) == 10
        assert i not in base.neighbours[i]
    york = base.index_of("York")
    assert base.la_name[base.neighbours[york, 0]] == "Gloucestershire"
