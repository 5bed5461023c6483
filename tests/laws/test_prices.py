"""Price times number: one pound more on a price adds the persons, months or places counted.

Pay moves nobody here (its elasticities are 0), so that dearer runs live the same lives; what was
bought is counted by a probe, month by month and council by council, from the raw arrays.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.laws.staff import COUNCILS, FIRST, LAST, PERIOD, Worker, areas, inside, reaches, staff
from tests.levers.runs import by_council, lever, run, scenario, watch
from workforce_sim.assumptions import load_register
from workforce_sim.measures.record import RECRUITMENT, ReplicationRecord

pytestmark = [pytest.mark.property, pytest.mark.needs_compiled]

ON_COST = 1.0 + load_register().values()["pay.on_cost"]
STILL = {
    "leaving.pay_elasticity_national": 0.0,
    "leaving.pay_elasticity_separation": 0.0,
    "market.pay_elasticity_applications": 0.0,
    "market.pay_elasticity_returners": 0.0,
    "market.pay_elasticity_entrants": 0.0,
    "agency.pay_elasticity_permanent": 0.0,
    "leaving.repayment_recovered_share": 0.0,
    "lever.practice_masters.withdrawal_share": 0.0,
    "lever.conversion_places.withdrawal_share": 0.0,
    "lever.return_to_practice.offer_share": 1.0,
}
Months = list[list[Worker]]
Count = Callable[[Months, dict[str, Any]], Counter[str]]


def years_paid(seen: Months, where: dict[str, Any]) -> Counter[str]:
    """Full-time years of everybody in post in the months of the period."""
    total: Counter[str] = Counter()
    for month in seen[FIRST : LAST + 1]:
        for each in month:
            if reaches(where, each.council):
                total[each.council] += each.fte / 12.0 * ON_COST  # type: ignore[assignment]
    return total


def bonuses(seen: Months, where: dict[str, Any]) -> Counter[str]:
    """Hours, in full-time workers, of everybody on the first day of being in post and in reach."""
    total: Counter[str] = Counter()
    known: set[int] = set()
    for month in seen[FIRST : LAST + 1]:
        for each in month:
            if reaches(where, each.council) and each.ident not in known:
                known.add(each.ident)
                total[each.council] += each.fte * ON_COST  # type: ignore[assignment]
    return total


def council_years(seen: Months, where: dict[str, Any]) -> Counter[str]:
    """Years of the scheme: one for each council."""
    return Counter({name: 1 for name in COUNCILS if reaches(where, name)})


def holders_years(seen: Months, where: dict[str, Any]) -> Counter[str]:
    """Full-time years of status holders."""
    total: Counter[str] = Counter()
    for month in seen:
        for each in month:
            if each.programmes & 1:
                total[each.council] += each.fte / 12.0 * ON_COST  # type: ignore[assignment]
    return total


def new_members(seen: Months, where: dict[str, Any]) -> Counter[str]:
    """People who become members of the first programme, each time they do."""
    total: Counter[str] = Counter()
    before: set[int] = set()
    for month in seen:
        now = inside(month, 0)
        total.update(each.council for each in month if each.ident in now - before)
        before = now
    return total


def new_starters(seen: Months, where: dict[str, Any]) -> Counter[str]:
    """Spells of newly qualified workers who started after April 2025 began, once each."""
    known: dict[tuple[int, int], str] = {}
    for month in seen[FIRST:]:
        for each in month:
            if each.origin == 0 and each.started >= 182.0 and reaches(where, each.council):
                known.setdefault((each.ident, each.spell), each.council)
    return Counter(known.values())


def supporting_years(seen: Months, where: dict[str, Any]) -> Counter[str]:
    """Years in which a council has anybody to support."""
    total: Counter[str] = Counter()
    for month in seen:
        for name in {each.council for each in month if each.programmes & 0b11}:
            total[name] += 1 / 12.0  # type: ignore[assignment]
    return total


def shared(amount: float) -> Count:
    """A number over all councils in reach: counted together."""
    return lambda seen, where: Counter({"all": amount})


PRICES: dict[tuple[str, str], tuple[dict[str, Any], Count]] = {
    ("frontline_pay", "supplement_gbp_per_year"): ({**PERIOD}, years_paid),
    ("frontline_pay", "bonus_gbp"): ({**PERIOD}, bonuses),
    ("frontline_pay", "admin_gbp_per_year"): (
        {**PERIOD, "supplement_gbp_per_year": 100},
        council_years,
    ),
    ("advanced_status", "supplement_gbp_per_year"): ({**PERIOD, "posts": 20}, holders_years),
    ("advanced_status", "assessment_gbp"): ({**PERIOD, "posts": 20}, new_members),
    ("practice_masters", "cost_per_place_gbp"): (
        {"places": 9, "intakes": ("2025-09",), "study_hours_per_week": 0},
        new_members,
    ),
    ("newly_qualified_support", "grant_per_worker_gbp"): (
        {"from": "2025-04", "caseload_share": 0.9},
        new_starters,
    ),
    ("newly_qualified_support", "grant_per_council_gbp_per_year"): (
        {"from": "2025-04", "caseload_share": 0.9},
        supporting_years,
    ),
    ("conversion_places", "bursary_gbp"): (
        {"places": 7, "intakes": ("2025-01", "2025-09"), "course_months": 18},
        shared(7 * 2 * 1.5),
    ),
    ("conversion_places", "cost_per_place_gbp"): (
        {"places": 7, "intakes": ("2025-01", "2025-09"), "course_months": 18},
        shared(7 * 2),
    ),
    ("return_to_practice", "campaign_gbp"): ({**PERIOD, "target": 4}, shared(1)),
    ("return_to_practice", "course_gbp"): (
        {**PERIOD, "target": 40, "course_months": 2},
        shared(40),
    ),
    ("case_system_overhaul", "grant_gbp"): (
        {"from": "2025-01", "rollout_months": 5},
        shared(1),
    ),
    ("case_system_overhaul", "running_gbp_per_year"): (
        {"from": "2025-01", "to": "2026-12", "rollout_months": 5},
        shared(19 / 12),
    ),
}


@settings(max_examples=2)
@given(areas(), st.sampled_from((1, 40)))
@pytest.mark.parametrize(("name", "price"), PRICES)
def test_a_dearer_price_adds_what_was_bought(
    name: str, price: str, where: dict[str, Any], more: int
) -> None:
    written, count = PRICES[name, price]

    def priced(gbp: int) -> ReplicationRecord:
        return run(of(gbp))

    def of(gbp: int) -> Any:
        priced_lever = lever(name, **written, **where, **{price: gbp})
        return scenario(priced_lever, councils=COUNCILS, assumptions=STILL)

    before, after = (by_council(priced(gbp), COUNCILS) for gbp in (1_000, 1_000 + more))
    bought = count(watch(of(1_000), staff), where)
    added = {name: gbp for name in after if abs(gbp := after[name] - before[name]) > 1e-6}
    if "all" in bought:
        added = {"all": sum(added.values())}
    assert added == pytest.approx({key: more * number for key, number in bought.items() if number})
    assert bought


@settings(max_examples=2)
@given(st.sampled_from((0, 2_500)))
def test_recruitment_costs_its_price_for_each_hire(more: int) -> None:
    """Twice the price is twice the posting, and its number is that of spells begun."""
    name = "cost.recruitment_per_hire"
    dear = run(scenario(councils=COUNCILS, assumptions={name: 1_000 + more}))
    gbp, hires = dear.ledger[RECRUITMENT]
    assert gbp == pytest.approx((1_000 + more) * hires)
    number = hires.sum()
    started = dear.yearly["starters_headcount"][1:].sum()
    # Hired in the last months, but not yet at work; or hired before the first day.
    assert abs(number - started) < 0.2 * started
