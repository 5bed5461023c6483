"""Who leaves within a tie pays back a share of the cash of its months, once, without on-costs."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.laws.staff import COUNCILS, FIRST, LAST, PERIOD, Worker, staff
from tests.levers.runs import by_council, lever, run, scenario, watch

pytestmark = [pytest.mark.property, pytest.mark.needs_compiled]

Spell = tuple[int, int]
RECOVERED = "lever.frontline_pay.clawback_recovered_share"


def paid_back(wanted: Any, share: float) -> Counter[str]:
    """What councils get back: postings without clawback less those with it, GBP by council."""
    nothing, something = (by_council(run(wanted(each)), COUNCILS) for each in (0.0, share))
    return Counter({name: nothing[name] - something[name] for name in nothing})


@settings(max_examples=5)
@given(
    st.sampled_from((("bonus_gbp", 3_000), ("supplement_gbp_per_year", 3_600))),
    st.sampled_from((3, 9, 15)),
    st.sampled_from((0.5, 1.0)),
    st.sampled_from((0.4, 1.0)),
)
def test_each_ended_spell_gives_back_its_last_months_once(
    form: tuple[str, int], tie_in: int, clawback: float, recovered: float
) -> None:
    scheme = lever(
        "frontline_pay",
        **PERIOD,
        **{form[0]: form[1]},
        tie_in_months=tie_in,
        clawback_share=clawback,
        admin_gbp_per_year=0,
    )

    def wanted(share: float) -> Any:
        return scenario(scheme, councils=COUNCILS, assumptions={RECOVERED: share})

    seen = watch(wanted(recovered), staff)
    expected = ended(seen, form, tie_in)
    back = paid_back(wanted, recovered)
    for name in COUNCILS:
        assert back[name] == pytest.approx(clawback * recovered * expected[name], abs=1e-6)
    assert sum(expected.values()) > 0


def ended(seen: list[list[Worker]], form: tuple[str, int], tie_in: int) -> Counter[str]:
    """Cash of the last ``tie_in`` months of each spell that ended, by council."""
    payments: dict[Spell, list[tuple[int, float]]] = {}
    where: dict[Spell, str] = {}
    ever: set[int] = set()
    total: Counter[str] = Counter()
    for month, workers in enumerate(seen):
        here = {(each.ident, each.spell) for each in workers}
        for spell in list(payments):
            if spell not in here:
                total[where[spell]] += sum(  # type: ignore[assignment]
                    gbp for when, gbp in payments.pop(spell) if month <= when + tie_in
                )
            else:
                payments[spell] = [each for each in payments[spell] if month < each[0] + tie_in]
        if not FIRST <= month <= LAST:
            continue
        for each in workers:
            spell = (each.ident, each.spell)
            where[spell] = each.council
            if form[0] == "supplement_gbp_per_year":
                payments.setdefault(spell, []).append((month, form[1] / 12.0 * each.fte))
            elif each.ident not in ever:
                ever.add(each.ident)
                payments.setdefault(spell, []).append((month, form[1] * each.fte))
    return total


@settings(max_examples=4)
@given(st.sampled_from((0, 6, 18, 24)), st.sampled_from((600, 2_400)))
def test_what_is_felt_of_a_bonus_adds_up_to_the_bonus(tie_in: int, bonus: int) -> None:
    """For whoever stays: pay felt month by month, over the whole time, is the bonus."""
    scheme = lever("frontline_pay", **PERIOD, bonus_gbp=bonus, tie_in_months=tie_in)
    seen = watch(scenario(scheme, councils=COUNCILS), staff)
    felt: Counter[Spell] = Counter()
    for workers in seen:
        for each in workers:
            felt[each.ident, each.spell] += each.supplement / 12.0  # type: ignore[assignment]
    first = {(each.ident, each.spell) for each in seen[FIRST]}
    stayed = first & {(each.ident, each.spell) for each in seen[-1]}
    assert len(stayed) > 50
    for spell in stayed:
        assert felt[spell] == pytest.approx(bonus)
