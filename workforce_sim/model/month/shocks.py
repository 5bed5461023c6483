"""Events that are not policy: what scandals, judgements and pandemics do to councils, and when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from workforce_sim.model.councils.factors import Quantity
from workforce_sim.model.engine.calendar import Process
from workforce_sim.scenario.shocks import (
    InadequateJudgement,
    NationalScandal,
    PandemicYear,
    Shock,
)

if TYPE_CHECKING:
    from workforce_sim.model.month.world import World

_DAYS_A_MONTH = 365.25 / 12.0


def shock_process(shock: Shock, name: str, world: World) -> Process:
    """The process of one shock."""
    if isinstance(shock, NationalScandal):
        return national_scandal(shock, name, world)
    if isinstance(shock, InadequateJudgement):
        return inadequate_judgement(shock, name, world)
    if isinstance(shock, PandemicYear):
        return pandemic_year(shock, name, world)
    raise TypeError(f"unknown shock {type(shock).__name__}")


def _scaled(ratio: float, strength: float) -> float:
    """A ratio felt at part of its strength; 1 at none."""
    return float(ratio**strength)


def national_scandal(shock: NationalScandal, name: str, world: World) -> Process:
    """Full effect from the start to the end date, then fading to nothing."""
    values = world.values
    months = values[shock.assumption("full_effect_months")]
    end = shock.end or shock.start + timedelta(days=int(months * _DAYS_A_MONTH))
    fade = values[shock.assumption("fade_months")] * _DAYS_A_MONTH
    effects = {
        Quantity.EXIT: values[shock.assumption("exit_hazard_ratio")],
        Quantity.SUPPLY: values[shock.assumption("applicant_ratio")],
        Quantity.DEMAND: values[shock.assumption("referral_ratio")],
        Quantity.CARE: values[shock.assumption("care_ratio")],
    }
    yield world.until(shock.start)
    first_strength = _fading(world.today, shock.start, end, fade)
    while not world.is_over:
        strength = _fading(world.today, shock.start, end, fade)
        # The published levels of the first day already contain the shock as it is then.
        relative = strength - (first_strength if shock.start < world.calendar.start else 0.0)
        for quantity, ratio in effects.items():
            world.factors.set(name, quantity, _scaled(ratio, shock.severity * relative))
        if strength <= 0.0:
            return
        yield world.next_month()


def _fading(today: date, start: date, end: date, fade_days: float) -> float:
    """Strength between 0 and 1 on a day."""
    if today < start:
        return 0.0
    if today <= end:
        return 1.0
    return max(0.0, 1.0 - (today - end).days / max(fade_days, 1.0))


def inadequate_judgement(shock: InadequateJudgement, name: str, world: World) -> Process:
    """Leaving and agency up, applicants down, leadership worse, for the years it is felt."""
    values = world.values
    councils = world.councils_named(shock.councils)
    effects = {
        Quantity.EXIT: values[shock.assumption("exit_hazard_ratio")],
        Quantity.MOVE: values[shock.assumption("move_hazard_ratio")],
        Quantity.AGENCY_TARGET: values[shock.assumption("agency_ratio")],
        Quantity.HIRING: values[shock.assumption("applicant_ratio")],
    }
    change = values[shock.assumption("leadership_change")] * shock.severity
    end = shock.start + timedelta(days=int(shock.amount("years", values) * 365.25))
    # The published levels of the first day already contain a judgement from before it.
    first_strength = 1.0 if shock.start < world.calendar.start else 0.0
    shift = 0.0
    for when, strength in ((shock.start, 1.0), (end, 0.0)):
        yield world.until(when)
        relative = strength - first_strength
        for quantity, ratio in effects.items():
            factor = _scaled(ratio, shock.severity * relative)
            world.factors.set(name, quantity, factor, councils)
        world.leadership_shift[councils] += change * relative - shift
        shift = change * relative


def pandemic_year(shock: PandemicYear, name: str, world: World) -> Process:
    """First effects to the end date, then a rebound of the same length."""
    values = world.values
    months = values[shock.assumption("months")]
    end = shock.end or shock.start + timedelta(days=int(months * _DAYS_A_MONTH))
    yield world.until(shock.start)
    for quantity, entry in (
        (Quantity.EXIT, "exit_hazard_ratio"),
        (Quantity.HIRING, "hiring_ratio"),
        (Quantity.DEMAND, "referral_ratio"),
        (Quantity.CARE, "care_ratio"),
        (Quantity.SICKNESS, "absence_ratio"),
    ):
        world.factors.set(name, quantity, _scaled(values[shock.assumption(entry)], shock.severity))
    yield world.until(end)
    for quantity in (Quantity.HIRING, Quantity.CARE, Quantity.SICKNESS):
        world.factors.set(name, quantity, 1.0)
    for quantity, entry in (
        (Quantity.EXIT, "rebound_exit_hazard_ratio"),
        (Quantity.DEMAND, "rebound_referral_ratio"),
    ):
        world.factors.set(name, quantity, _scaled(values[shock.assumption(entry)], shock.severity))
    yield world.until(end + (end - shock.start))
    for quantity in (Quantity.EXIT, Quantity.DEMAND):
        world.factors.set(name, quantity, 1.0)
