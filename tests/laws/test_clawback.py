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
FREE = {"leaving.tie_log_ratio_per_cent": 0.0}
"""What leaving costs moves nobody, so that two runs live the same lives."""
RECOVERED = "leaving.repayment_recovered_share"


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
        return scenario(scheme, councils=COUNCILS, assumptions={RECOVERED: share, **FREE})

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
@given(
    st.sampled_from((("bonus_gbp", 3_000), ("supplement_gbp_per_year", 3_600))),
    st.sampled_from((0, 6, 18)),
    st.sampled_from((0.5, 1.0)),
)
def test_leaving_costs_what_can_be_recovered_of_the_last_months(
    form: tuple[str, int], tie_in: int, recovered: float
) -> None:
    tie = {"tie_in_months": tie_in, "clawback_share": 1.0 if tie_in else 0.0}
    scheme = lever("frontline_pay", **PERIOD, **{form[0]: form[1]}, **tie, admin_gbp_per_year=0)
    seen = watch(scenario(scheme, councils=COUNCILS, assumptions={RECOVERED: recovered}), staff)
    first = {(each.ident, each.spell): each.fte for each in seen[FIRST]}
    for each in (each for workers in seen[FIRST:] for each in workers):
        if first.get((each.ident, each.spell)) != each.fte:
            first.pop((each.ident, each.spell), None)  # other hours, or somebody else
    assert len(first) > 50
    for month, workers in enumerate(seen):
        if form[0] == "bonus_gbp":
            owed = form[1] if FIRST <= month < FIRST + tie_in else 0.0
        else:
            owed = (
                form[1] / 12.0 * len([m for m in range(FIRST, LAST + 1) if 0 <= month - m < tie_in])
            )
        for each in workers:
            if (each.ident, each.spell) in first:
                assert each.tie == pytest.approx(recovered * owed)
