"""Starter scenarios with comments, which `workforce-sim new` prints."""

from __future__ import annotations

from functools import partial

from workforce_sim.cures import did_you_mean, quoted
from workforce_sim.errors import UserError
from workforce_sim.scenario.places import places_of

DEFAULT_BASE = "england-2024"

_COUNCIL = """\
# A scenario for one council: what would a pay supplement do to vacancies, agency and neighbours?
# Check it with:  workforce-sim validate THIS-FILE
# Run it with:    workforce-sim run THIS-FILE
# It is compared with the same years without the levers below.

name: {name} pays its child protection case holders more
description: Say here what is being tried and who asked for it.

base: {base}          # the census that the run starts from
end: {end}                    # last census of 30 September that is simulated

# With this scope the other councils are a market that does not react (fast).
# With england, neighbours are simulated too, so what they lose is visible (slower).
scope: {{councils: ["{name}"]}}

uncertainty: parameters      # draw uncertain assumptions from their ranges in each future
replications: 40             # number of simulated futures; more give steadier figures

levers:
  # All levers and their parameters: workforce-sim levers
  - frontline_pay:
      councils: ["{name}"]
      teams: [safeguarding]          # assessment, safeguarding, looked_after; all when left out
      roles: [case_holder]           # all roles when left out
      supplement_gbp_per_year: 3000  # or bonus_gbp (once), or supplement_share_of_pay (0.1 = 10%)
      from: {first}-04               # a month (its first day) or a day
      to: {last}-03                  # a month (its last day) or a day; to the end when left out
      # minimum_service_years: 1     # only staff who have been here so long
      # newly_qualified: false       # leave newly qualified workers out
      # tie_in_months: 12            # leaving within this time ...
      # clawback_share: 0.5          # ... means paying back this share
      # cap_gbp: 500000              # payments stop when this much has been paid

# Replace values of the assumptions register, which `workforce-sim assumptions` prints:
# assumptions:
#   leaving.repayment_recovered_share: 0.8
"""

_PACKAGE = """\
# A national package of levers with a budget.
# Check it with:  workforce-sim validate THIS-FILE
# Run it with:    workforce-sim run THIS-FILE
# It is compared with the same years without the levers below.

name: My package
description: Say here what is being tried and who asked for it.

base: {base}          # the census that the run starts from
end: {end}                    # last census of 30 September that is simulated
scope: england               # or {{regions: [London]}}, or {{councils: [Surrey, Kent]}}

uncertainty: parameters      # draw uncertain assumptions from their ranges in each future
replications: 40             # number of simulated futures; more give steadier figures

# The run says in which year, and through which lever, more than this is spent.
budget:
  total_gbp: 50_000_000
  from: {first}-04
  to: {last}-03
  # split_gbp: {{conversion_places: 20_000_000, newly_qualified_support: 30_000_000}}

levers:
  # All levers and their parameters: workforce-sim levers
  # A parameter that is left out takes the value of the assumptions register.
  - conversion_places:
      places: 300                    # students who start at each intake
      intakes: [{first}-09, {next}-09]
  - newly_qualified_support:
      from: {first}-09
      # to: {last}-08
  # - return_to_practice: {{from: {first}-09, to: {next}-02, target: 200}}
  # - practice_masters: {{places: 100, intakes: [{next}-09]}}
  # - advanced_status: {{posts: 500, from: {first}-09}}
  # - case_system_overhaul: {{from: {first}-10}}
  # - frontline_pay: {{supplement_gbp_per_year: 2000, from: {first}-04, to: {last}-03}}

# Events that are not policy:
# shocks:
#   - inadequate_judgement: {{councils: [Surrey], from: {next}-01}}

# Replace values of the assumptions register, which `workforce-sim assumptions` prints:
# assumptions:
#   lever.newly_qualified_support.exit_hazard_ratio: {{low: 0.85, central: 0.95, high: 1.0}}
"""


def council_template(council: str, base: str = DEFAULT_BASE) -> str:
    """Return a commented scenario that pays a council's front line more.

    Args:
        council: DfE's name or code of a council of the base, in any case.
        base: the baseline to start from.

    Raises:
        UserError: there is no such base or council; the message names similar ones.
    """
    places = places_of(base)
    if places is None:
        raise UserError(f"There is no base '{base}'. Instead: {DEFAULT_BASE}.")
    name = places.council(council)
    if name is None and (changed := places.changed(council)):
        change, names = changed
        raise UserError(
            f"There is no council '{council}' in {base}: {change}. "
            f"Instead: {' or '.join(map(quoted, names))}."
        )
    if name is None:
        otherwise = "a name that `workforce-sim councils` prints."
        hint = did_you_mean(partial(places.similar_councils, council), otherwise).words
        raise UserError(f"There is no council '{council}' in {base}. Instead: {hint}")
    if name in places.empty:
        raise UserError(
            f"{name} had no permanent staff in {base}, so there is nothing to simulate. Instead: "
            "another council."
        )
    return _COUNCIL.format(name=name, base=base, **_years(places.base_year))


def package_template(base: str = DEFAULT_BASE) -> str:
    """Return a commented scenario of a national package with a budget.

    Raises:
        UserError: there is no such base.
    """
    places = places_of(base)
    if places is None:
        raise UserError(f"There is no base '{base}'. Instead: {DEFAULT_BASE}.")
    return _PACKAGE.format(base=base, **_years(places.base_year))


def _years(base_year: int) -> dict[str, int]:
    """Return the years that stand in a template, counted from the base year."""
    return {
        "first": base_year + 1,
        "next": base_year + 2,
        "last": base_year + 3,
        "end": base_year + 6,
    }
