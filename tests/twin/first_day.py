"""The first day: the number of open cases is set, and what is usual from then on.

Surplus cases close, or families are found that have been open for some time.
"""

import math
from collections.abc import Sequence

from tests.twin.council import SIBLING_GAP, Council
from tests.twin.keyed import (
    INITIAL_CASE_ORIGIN,
    Purpose,
    draw,
    normal_quantile,
    pack_identity,
)
from tests.twin.people import Case
from tests.twin.world import Happening, Kind, LogNormal, Stage


def set_cases(council: Council, wanted: int, cohort: int, shares: Sequence[float]) -> Happening:
    """Exactly ``wanted`` open cases; ``shares`` are the cumulative ones of the stages."""
    end_surplus(council, wanted)
    ordinal = 0
    while (missing := wanted - len(council.open_cases())) > 0:
        family = pack_identity(INITIAL_CASE_ORIGIN, council.position, cohort, ordinal)
        _find_open(council, family, missing, shares)
        ordinal += 1
    return council.note(Kind.CASES_SET, wanted)


def end_surplus(council: Council, wanted: int) -> None:
    """Cases with the lowest numbers close; after each the team's waiting list is served."""

    def number(case: Case) -> float:
        return draw(council.key, Purpose.CASE_INITIAL, case.family, 100 + case.child)[0]

    order = sorted(council.open_cases(), key=number)
    for case in order[: max(len(order) - wanted, 0)]:
        council.close(case, council.take_out(case))
        council.serve(case.team)


def _find_open(council: Council, family: int, limit: int, shares: Sequence[float]) -> None:
    """A family as a census meets it: its lengths are drawn in proportion to themselves."""
    rules, key = council.rules, council.key
    size, _ = draw(key, Purpose.CASE_FAMILY, family)
    which, _ = draw(key, Purpose.CASE_INITIAL, family)
    stage = Stage(next((n for n, share in enumerate(shares[:2]) if share >= which), 2))
    passed, _ = draw(key, Purpose.CASE_INITIAL, family, 16)
    history, _ = draw(key, Purpose.CASE_INITIAL_HISTORY, family)
    lengths = (rules.assessment, rules.safeguarding, rules.looked_after)[stage]
    for child in range(min(council.children(size), limit)):
        case = council.new_case(family, child, council.team_of(stage, family), stage)
        shared, own = draw(key, Purpose.CASE_INITIAL, family, 1 + child)
        if stage is Stage.ASSESSMENT or shared < rules.sibling_likeness:
            _, own = draw(key, Purpose.CASE_INITIAL, family, 15)
        length = _met(lengths, own)
        case.opened = council.now
        if stage is not Stage.ASSESSMENT:
            length *= council.length_scale
            case.opened -= rules.assessment.at(history)
        if stage is Stage.SAFEGUARDING:
            care = rules.looked_after_share * rules.looked_after_delay_ratio
            met = care / (1.0 - rules.looked_after_share + care)
            case.will_be_looked_after = council.would_be_looked_after(case, met)
            if case.will_be_looked_after:
                length *= rules.looked_after_delay_ratio
        if stage is Stage.LOOKED_AFTER:
            before = council.safeguarding_days(case) * council.length_scale
            case.opened -= rules.looked_after_delay_ratio * before
        case.opened -= passed * length
        case.stage_end = council.now + (1 - passed) * length + child * SIBLING_GAP
        council.admit(case)


def set_standard(council: Council) -> None:
    """Cases for each unit of present capacity, by kind and over all."""
    standard = list(council.standard)
    all_cases, all_capacity = 0, 0.0
    for kind in (Stage.ASSESSMENT, Stage.SAFEGUARDING, Stage.LOOKED_AFTER):
        teams = [team for team in council.teams if team.kind is kind]
        cases = sum(team.cases() for team in teams)
        capacity = sum(team.present_capacity() for team in teams)
        if cases and capacity > 0:
            standard[kind] = cases / capacity
        all_cases += cases
        all_capacity += capacity
    council.standard = (standard[0], standard[1], standard[2])
    if all_capacity > 0:
        council.reference_caseload = max(all_cases / all_capacity, 1e-9)
    council.workload = council.sustained = 0.0


def _met(lengths: LogNormal, uniform: float) -> float:
    """A length drawn in proportion to itself."""
    shift = normal_quantile(uniform) + lengths.log_sd
    return math.exp(lengths.log_median + lengths.log_sd * shift)
