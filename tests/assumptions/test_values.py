"""Looking numbers up, overriding them, and what is said when a name is wrong."""

import pickle

import numpy as np
import pytest

from workforce_sim.assumptions import Override, Register, UnknownAssumption, Values, load_register
from workforce_sim.errors import UserError

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def register() -> Register:
    return load_register()


def test_values_remember_what_was_read(register: Register):
    values = register.values()
    unread = values.used
    values["leaving.move_rate"]
    values.vector("leaving.exit_by_age", ["20_29", "60_plus"])
    assert "leaving.exit_rate" in values
    assert not unread
    assert values.used == (
        "leaving.exit_by_age.20_29",
        "leaving.exit_by_age.60_plus",
        "leaving.move_rate",
    )


def test_vector_follows_the_order_of_its_keys(register: Register):
    vector = register.values().vector("leaving.exit_by_age", ["60_plus", "20_29"])
    np.testing.assert_array_equal(vector, [0.177, 0.076])


def test_values_travel_between_processes(register: Register):
    values = register.values()
    assert dict(pickle.loads(pickle.dumps(values))) == dict(values)


def test_changing_the_source_does_not_change_values():
    numbers = {"a.b": 1.0}
    values = Values(numbers)
    numbers["a.b"] = 2.0
    assert values["a.b"] == 1.0


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("leaving.exit_rte", "leaving.exit_rate"),
        ("exit_rate", "leaving.exit_rate"),
        ("market.pay_elasticity_aplications", "market.pay_elasticity_applications"),
    ],
)
def test_an_unknown_name_gets_a_suggestion(register: Register, written: str, meant: str):
    if written != "exit_rate":  # several entries end in it
        assert register.suggest(written) == meant
    with pytest.raises(UnknownAssumption, match=r"There is no assumption .* Did you mean '"):
        register.values({written: 1.0})


def test_a_name_like_nothing_gets_no_suggestion(register: Register):
    assert register.suggest("qqqqqqqqqqqqqqqqqqqqqqqqq") is None


def test_an_unknown_name_is_also_a_key_error(register: Register):
    assert register.values().get("no.such_name", 7.0) == 7.0
    with pytest.raises(KeyError):
        register["no.such_name"]


def test_a_number_wins_over_a_draw(register: Register):
    values = register.values({"market.pay_elasticity_applications": 1.2}, uniforms=lambda name: 0.1)
    assert values["market.pay_elasticity_applications"] == 1.2


def test_a_range_is_drawn_only_when_draws_are_asked_for(register: Register):
    override: dict[str, Override] = {"leaving.exit_rate": {"central": 0.1, "low": 0.0, "high": 0.3}}
    assert register.values(override)["leaving.exit_rate"] == 0.1
    assert register.values(override, uniforms=lambda name: 0.0)["leaving.exit_rate"] == 0.0
    drawn = register.values(override, uniforms=lambda name: 0.999999)["leaving.exit_rate"]
    assert 0.29 < drawn < 0.3


@pytest.mark.parametrize(
    ("override", "words"),
    [
        ({"central": 0.1, "hgh": 0.2}, "unknown key 'hgh'"),
        ({"low": 0.1}, "no central value"),
        ({"central": 0.1, "low": 0.2}, "not in ascending order"),
        (True, "not a number"),
        (float("nan"), "not a number"),
        ("0.1", "not a number"),
        ({"central": "a lot"}, "not a number"),
    ],
)
def test_an_override_that_cannot_be_used_is_explained(register: Register, override, words: str):
    with pytest.raises(UserError, match=words):
        register.values({"leaving.exit_rate": override}, uniforms=lambda name: 0.5)
