"""What the register that ships with the package must hold."""

import datetime
from collections import Counter

import pytest

from workforce_sim.assumptions import Register, load_register, purpose_number
from workforce_sim.assumptions.reading import COMPILED, digest_of, packaged_sources, read_sources
from workforce_sim.assumptions.world_2009 import name_in_2009
from workforce_sim.errors import UserError

pytestmark = pytest.mark.unit

AGES = ("20_29", "30_39", "40_49", "50_59", "60_plus")
MIXES = (
    "market.starter_mix",
    "market.starter_age_newly_qualified",
    "market.starter_age_other_council",
    "market.starter_age_agency",
    "market.starter_age_returner",
    "market.starter_age_overseas",
    "market.starter_age_elsewhere",
    "casework.family_share",
    "world_2009.starter_mix",
    "world_2009.age_share",
    "world_2009.role_share",
)


@pytest.fixture(scope="module")
def register() -> Register:
    return load_register()


def test_names_are_unique_over_all_files():
    names = [entry.name for entry in read_sources(packaged_sources())[0]]
    assert [name for name, times in Counter(names).items() if times > 1] == []


def test_no_name_is_both_an_entry_and_the_beginning_of_another_without_reason(register: Register):
    """`training.intake` may have parts, but then it is not itself a number."""
    begins = {name.rsplit(".", 1)[0] for name in register.names}
    assert begins.isdisjoint(register.names)


def test_an_entry_of_2009_has_the_bounds_of_the_one_it_stands_for(register: Register):
    """The same mechanism reads both, so it bears the same."""
    pairs = [
        (entry, register[then])
        for entry in register
        if (then := name_in_2009(entry.name)) in register
    ]
    assert len(pairs) > 10
    other = [then.name for now, then in pairs if (now.least, now.most) != (then.least, then.most)]
    assert other == []


def test_an_entry_of_2009_is_drawn_where_the_one_it_stands_for_is(register: Register):
    """A world that is less known is not less in doubt."""
    pairs = [
        (entry, register[then])
        for entry in register
        if (then := name_in_2009(entry.name)) in register and entry.uncertain
    ]
    wide = [then for _, then in pairs if then.low < then.high and not then.refused]
    fixed = [then.name for then in wide if not then.uncertain]
    assert fixed == []


def test_purpose_numbers_do_not_collide(register: Register):
    numbers = {purpose_number(name) for name in register.names}
    assert len(numbers) == len(register)
    assert max(numbers) < 2**32


def test_compiled_copy_belongs_to_the_yaml_files():
    """When this fails: python -m workforce_sim.assumptions."""
    import json
    from importlib.resources import files

    text = files("workforce_sim.assumptions").joinpath("register", COMPILED).read_text("utf-8")
    sources = packaged_sources()
    stored = json.loads(text)
    assert stored["digest"] == digest_of(sources)
    assert stored["entries"] == [
        entry.model_dump(mode="json") for entry in read_sources(sources)[0]
    ]


def test_every_number_lies_inside_the_bounds_of_what_is_possible(register: Register):
    for entry in register:
        assert entry.least <= entry.low <= entry.central <= entry.high <= entry.most, entry.name
        assert entry.least < entry.most, entry.name
        if entry.unit in ("share", "probability") and "premium" not in entry.name:
            assert 0 <= entry.least <= 0.01, entry.name
            assert 0.99 <= entry.most <= 1, entry.name
        if entry.unit.startswith(("GBP", "people", "FTE", "month", "week", "year", "day")):
            assert entry.least >= 0, entry.name


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("absence.short_mean_days", 0),
        ("pay.on_cost", -7),
        ("leaving.retire_share_60_plus", 5),
        ("leaving.retire_share_60_plus", {"central": 0.5, "low": -0.1, "high": 0.6}),
        ("leaving.retire_share_60_plus", {"central": 0.5, "low": 0.4, "high": 1.1}),
    ],
)
def test_an_impossible_override_is_refused(register: Register, name: str, value: object):
    with pytest.raises(UserError, match="which cannot be"):
        register.values({name: value})  # type: ignore[dict-item]


def test_a_mix_of_nothing_is_refused(register: Register):
    parts = register.below("market.starter_age_elsewhere")
    assert {entry.mix for entry in parts} == {"market.starter_age_elsewhere"}
    assert {entry.mix for entry in register} >= set(MIXES)
    with pytest.raises(UserError, match=r"'market\.starter_age_elsewhere' are all 0"):
        register.values({entry.name: 0 for entry in parts})


def test_a_judgement_says_so_and_says_why(register: Register):
    for entry in register:
        if entry.source.startswith("Judgement"):
            assert entry.quality in "CD", entry.name
        assert len(entry.source) > 10, entry.name
        assert len(entry.meaning) > 10, entry.name
        assert entry.owner == "", entry.name


def test_addresses_are_web_addresses(register: Register):
    assert [e.name for e in register if e.address and not e.address.startswith("http")] == []


def test_everything_uncertain_and_unsourced_is_marked_as_judgement(register: Register):
    """Quality A and B may not rest on a guess: they carry an address."""
    assert [e.name for e in register if e.quality in "AB" and not e.address] == []


@pytest.mark.parametrize("mix", MIXES)
def test_mixes_sum_to_one_and_are_never_drawn_apart(register: Register, mix: str):
    parts = register.below(mix)
    assert sum(part.central for part in parts) == pytest.approx(1.0, abs=1e-9)
    assert [part.name for part in parts if part.uncertain] == []


def test_split_of_the_58m_adds_to_exactly_58m(register: Register):
    parts = register.below("lever.package_58m.split")
    assert len(parts) == 6
    assert sum(part.central for part in parts) == 58_000_000
    assert {part.quality for part in parts} == {"D"}
    assert register["world_2009.package_58m.total_gbp"].central == 58_000_000


def test_rates_of_2009_add_up_to_its_turnover(register: Register):
    parts = ("world_2009.exit_rate", "world_2009.agency_rate_of_leaving", "world_2009.move_rate")
    total = sum(register[name].central for name in parts)
    assert total == pytest.approx(register["world_2009.turnover_rate"].central, abs=1e-9)


def test_deflator_covers_every_year_and_rises(register: Register):
    levels = [register[f"deflator.gdp_{year}"].central for year in range(2006, 2025)]
    assert levels == sorted(levels)
    assert levels[-1] == 100.0


def test_shares_and_probabilities_lie_between_zero_and_one(register: Register):
    for entry in register:
        if entry.unit in ("share", "probability"):
            assert 0.0 <= entry.low <= entry.high <= 1.0, entry.name


def test_rows_carry_every_field(register: Register):
    rows = register.to_rows()
    assert len(rows) == len(register)
    first = rows[0]
    assert set(first) == {
        *("name", "meaning", "unit", "central", "low", "high", "least", "most"),
        *("distribution", "source", "address", "quality", "owner", "review_date", "group", "mix"),
        *("moves", "refused", "because", "instead"),
    }
    assert datetime.date.fromisoformat(str(first["review_date"])) > datetime.date(2024, 9, 30)


def test_overdue_are_those_whose_review_date_has_passed(register: Register):
    earliest = min(entry.review_date for entry in register)
    assert register.overdue(earliest) == ()
    late = register.overdue(earliest + datetime.timedelta(days=1))
    assert late
    assert {entry.review_date for entry in late} == {earliest}
    assert len(register.overdue(datetime.date.max)) == len(register)
