"""The numbers that casework, supervision and the labour market read, taken from the register once.

Compiled code cannot look names up, so the entries it needs are gathered here in typed tuples.
"""

from typing import Any, NamedTuple, TypeVar, cast

import numpy as np

from workforce_sim.assumptions import Values
from workforce_sim.model.engine.records import record
from workforce_sim.model.engine.state import AGE_BANDS, ROUTES, SERVICE_BANDS, STAGES, Floats

_PER_CENT = 100.0


class CaseRules(NamedTuple):
    """How cases run. Times in days; logs are natural."""

    family_cumulative: Floats  # cumulative shares of families with 1, 2, ... children
    sibling_likeness: float  # share of a sibling's course that is the family's
    assessment_log_median: float
    assessment_log_sd: float
    safeguarding_log_median: float
    safeguarding_log_sd: float
    looked_after_share: float
    looked_after_delay_ratio: float
    looked_after_log_median: float
    looked_after_log_sd: float
    team_change_rate: float
    ceiling: float
    short_share_of_spells: float
    short_log_median: float
    short_log_sd: float
    long_log_median: float
    long_log_sd: float
    hand_over_after: float
    working_days_share: float
    parental_log_mean_days: float
    first_contact_share: float
    first_contact_load: float  # elasticity
    assessment_load: float  # elasticity
    assessment_due: float
    conference_share: float
    conference_in_time: float
    conference_late_per_case: float
    conference_late_per_agency: float
    conference_due: float
    length_load: float  # elasticity
    overload_threshold: float
    overload_length: float
    overload_months: float
    length_least: float
    length_most: float


class HazardRules(NamedTuple):
    """What the yearly risks of a worker depend on."""

    exit_by_age: Floats
    agency_by_age: Floats
    move_by_age: Floats
    service_ratio: Floats
    role_ratio: Floats
    route_exit: Floats
    route_move: Floats
    newly_qualified_exit: float
    log_hr_per_case: float  # log hazard ratio of leaving per case above usual
    log_hr_in_span: float  # and per person more for each first-line manager
    most_span: float  # people for each first-line manager from which on more change nothing
    pay_elasticity_national: float
    pay_elasticity_move: float
    programme_floor: float
    log_hr_of_stake: float  # log hazard ratio of leaving per year's pay that leaving would cost
    stake_floor: float  # least hazard ratio of what leaving would cost
    parental_by_age: Floats
    sickness_per_case: float
    sickness_floor: float  # least rate of sickness relative to usual, however few cases
    promotion_by_role: Floats
    promotion_minimum_years: Floats
    aside_rate: float  # a year, from case-holding to posts without cases
    aside_minimum_years: float
    retired_share_by_age: Floats
    ramp_days: float
    ramp_start: float
    newly_qualified_load: float
    role_capacity: Floats
    rebalance_threshold: float
    rebalance_share: float
    salary: Floats  # GBP a year by role


Rules = TypeVar("Rules", bound=tuple[Any, ...])


def as_record(rules: Rules) -> Rules:
    """The same numbers as one numpy record, which compiled code passes on as a single pointer.

    It is read just like the tuple: ``rules.name`` or ``rules.name[index]``.
    """
    names = cast(Any, rules)._fields
    values = [np.asarray(value, dtype=np.float64) for value in rules]
    kind = np.dtype([(n, np.float64, v.shape) for n, v in zip(names, values, strict=True)])
    single = record(kind)
    for name, value in zip(names, values, strict=True):
        single[name] = value
    return cast(Rules, single)


def _log_median(mean: float, log_sd: float) -> float:
    return float(np.log(mean) - log_sd**2 / 2.0)


def case_rules(values: Values) -> CaseRules:
    """The rules of casework and absence from the register."""
    families = values.vector("casework.family_share", ("1", "2", "3", "4", "5", "6"))
    log_sd = values["casework.looked_after_log_sd"]
    short_sd = values["absence.short_log_sd"]
    long_sd = values["absence.long_log_sd"]
    calendar = 365.0 / values["absence.working_days"]
    return CaseRules(
        family_cumulative=np.cumsum(families) / families.sum(),
        sibling_likeness=values["casework.sibling_likeness"],
        assessment_log_median=float(np.log(values["casework.assessment_median_days"])),
        assessment_log_sd=values["casework.assessment_log_sd"],
        safeguarding_log_median=float(np.log(values["casework.safeguarding_median_days"])),
        safeguarding_log_sd=values["casework.safeguarding_log_sd"],
        looked_after_share=values["casework.looked_after_share"],
        looked_after_delay_ratio=values["casework.looked_after_delay_ratio"],
        looked_after_log_median=_log_median(values["casework.looked_after_mean_days"], log_sd),
        looked_after_log_sd=log_sd,
        team_change_rate=values["casework.looked_after_team_change_rate"] / 365.25,
        ceiling=values["casework.ceiling"],
        short_share_of_spells=1.0 - values["absence.long_share"],
        short_log_median=_log_median(values["absence.short_mean_days"] * calendar, short_sd),
        short_log_sd=short_sd,
        long_log_median=_log_median(values["absence.long_mean_days"] * calendar, long_sd),
        long_log_sd=long_sd,
        hand_over_after=values["absence.handover_after_days"],
        working_days_share=1.0 / calendar,
        parental_log_mean_days=float(np.log(values["absence.parental_mean_days"])),
        first_contact_share=values["children.first_contact_share"],
        first_contact_load=values["children.first_contact_load_elasticity"],
        assessment_load=values["children.assessment_load_elasticity"],
        assessment_due=values["children.assessment_due_days"] * calendar,
        conference_share=values["children.conference_share"],
        conference_in_time=values["children.conference_in_time_share"],
        conference_late_per_case=values["children.conference_late_per_case"],
        conference_late_per_agency=values["children.conference_late_per_agency_share"],
        conference_due=values["children.conference_due_days"] * calendar,
        length_load=values["children.length_load_elasticity"],
        overload_threshold=values["children.overload_threshold"],
        overload_length=values["children.overload_length"],
        overload_months=values["children.overload_months"],
        length_least=values["children.length_least"],
        length_most=values["children.length_most"],
    )


def spell_mean_calendar_days(values: Values) -> float:
    """Mean length of a sickness spell in calendar days."""
    long_share = values["absence.long_share"]
    mean = (1.0 - long_share) * values["absence.short_mean_days"] + long_share * values[
        "absence.long_mean_days"
    ]
    return mean * 365.0 / values["absence.working_days"]


def move_elasticity(values: Values) -> float:
    """Elasticity of moves to other councils to a council's own pay.

    All leaving together answers the pay of one employer by `leaving.pay_elasticity_separation`;
    those who leave the profession or for agency work, by the national elasticity; the rest is left
    to those who move. They never move for less pay.
    """
    rates = [values[f"leaving.{way}_rate"] for way in ("exit", "agency", "move")]
    total = sum(rates) * values["leaving.pay_elasticity_separation"]
    others = (rates[0] + rates[1]) * values["leaving.pay_elasticity_national"]
    return float(min((total - others) / max(rates[2], 1e-9), 0.0))


def hazard_rules(values: Values) -> HazardRules:
    """The rules of leaving, absence, promotion and capacity from the register."""
    promoted = ("case_holder", "senior_practitioner", "first_line_manager", "middle_manager")
    targets = ("senior_practitioner", "first_line_manager", "middle_manager", "senior_manager")
    promotion = np.zeros(6)
    minimum = np.zeros(6)
    for source, target, role in zip(promoted, targets, (4, 3, 2, 1), strict=True):
        promotion[role] = values[f"promotion.rate_by_role.{source}"]
        minimum[role] = values[f"promotion.minimum_years.{target}"]
    capacity = np.zeros(6)
    capacity[4] = 1.0
    for name, role in (
        ("senior_practitioner", 3),
        ("first_line_manager", 2),
        ("middle_manager", 1),
    ):
        capacity[role] = values[f"casework.capacity.{name}"]
    capacity[5] = values["casework.capacity.qualified_without_cases"]
    roles = (
        "senior_manager",
        "middle_manager",
        "first_line_manager",
        "senior_practitioner",
        "case_holder",
        "qualified_without_cases",
    )
    parental = np.zeros(5)
    parental[:3] = values.vector("absence.parental_rate_by_age", AGE_BANDS[:3])
    retired = np.zeros(5)
    retired[3] = values["leaving.retire_share_50_59"]
    retired[4] = values["leaving.retire_share_60_plus"]
    return HazardRules(
        exit_by_age=values.vector("leaving.exit_by_age", AGE_BANDS),
        agency_by_age=values.vector("leaving.agency_by_age", AGE_BANDS),
        move_by_age=values.vector("leaving.move_by_age", AGE_BANDS),
        service_ratio=values.vector("leaving.service_ratio", SERVICE_BANDS),
        role_ratio=values.vector("leaving.role_ratio", roles),
        route_exit=values.vector("leaving.route_exit_ratio", ROUTES),
        route_move=values.vector("leaving.route_move_ratio", ROUTES),
        newly_qualified_exit=values["leaving.newly_qualified_exit_ratio"],
        log_hr_per_case=float(np.log(values["leaving.caseload_hr_per_case"])),
        log_hr_in_span=float(np.log(values["leaving.span_hr_per_person"])),
        most_span=values["leaving.span_limit"],
        pay_elasticity_national=values["leaving.pay_elasticity_national"],
        pay_elasticity_move=move_elasticity(values),
        programme_floor=values["leaving.programme_floor"],
        log_hr_of_stake=_PER_CENT * values["leaving.tie_log_ratio_per_cent"],
        stake_floor=values["leaving.tie_floor"],
        parental_by_age=parental,
        sickness_per_case=values["absence.ratio_per_case"],
        sickness_floor=values["absence.ratio_floor"],
        promotion_by_role=promotion,
        promotion_minimum_years=minimum,
        aside_rate=values["promotion.to_qualified_without_cases_rate"],
        aside_minimum_years=values["promotion.minimum_years.qualified_without_cases"],
        retired_share_by_age=retired,
        ramp_days=values["casework.ramp_weeks"] * 7.0,
        ramp_start=values["casework.ramp_start"],
        newly_qualified_load=values["casework.newly_qualified_load"],
        role_capacity=capacity,
        rebalance_threshold=values["casework.rebalance_threshold"],
        rebalance_share=values["casework.rebalance_share"],
        salary=values.vector("pay.salary", roles),
    )


def stage_weights(values: Values) -> Floats:
    """Work that one case of each stage takes, relative to a safeguarding case."""
    return values.vector("casework.weight", STAGES)
