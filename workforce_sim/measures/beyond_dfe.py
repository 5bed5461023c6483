"""Measures that the Department for Education does not publish, and that a decision needs.

Who leaves to where, who starts from where, how experienced the front line is, and what children
notice: how many workers they have, and whether they wait for one.
"""

from __future__ import annotations

from collections.abc import Mapping

from workforce_sim.measures.measure import Counted, HigherIs, Measure, by_name

AGE_BANDS = {
    "20_29": "aged 20 to 29",
    "30_39": "aged 30 to 39",
    "40_49": "aged 40 to 49",
    "50_59": "aged 50 to 59",
    "60_plus": "aged 60 and over",
}
ROLES = {
    "senior_manager": "senior managers",
    "middle_manager": "middle managers",
    "first_line_manager": "first line managers",
    "senior_practitioner": "senior practitioners",
    "case_holder": "case holders",
    "qualified_without_cases": "qualified without cases",
}
DESTINATIONS: dict[str, tuple[str, HigherIs]] = {
    "exit": ("left children's social work altogether, retirement included", "worse"),
    "retire": ("retired", "neither"),
    "agency": ("went to agency work", "worse"),
    "moved": ("moved to another council", "neither"),
}
ORIGINS = {
    "newly_qualified": "newly qualified",
    "other_council": "another council",
    "agency": "agency work",
    "returner": "a return to the profession",
    "overseas": "abroad",
    "elsewhere": "adults' services, the voluntary sector or other work",
}
DURATIONS = {
    "3_months_or_less": "within 3 months",
    "3_6_months": "after 3 to 6 months",
    "6_12_months": "after 6 to 12 months",
    "1_2_years": "after 1 to 2 years",
    "2_years_plus": "after more than 2 years",
}


def _sum(
    name: str,
    label: str,
    unit: str,
    definition: str,
    *,
    flow: bool = False,
    counted: Counted = "at the census",
    column: str = "",
    decimals: int = 1,
    higher_is: HigherIs = "neither",
) -> Measure:
    return Measure(
        name, label, unit, definition, (name,), flow=flow or counted == "as it happens",
        counted=counted, column=column, decimals=decimals, higher_is=higher_is,
    )  # fmt: skip


def _share(
    name: str, label: str, definition: str, top: str, *below: str, higher_is: HigherIs = "neither"
) -> Measure:
    return Measure(name, label, "%", definition, (top,), below, scale=100.0, higher_is=higher_is)


def _split(
    column: str,
    name: str,
    label: str,
    definition: str,
    parts: Mapping[str, str],
    *,
    flow: bool = False,
) -> list[Measure]:
    """FTE of each part of a whole, which are counted in a row: `name`, `label` and `definition`
    have {} where the part's key or its words stand.
    """
    return [
        _sum(name.format(key), label.format(words), "FTE", definition.format(words),
             flow=flow, column=column)
        for key, words in parts.items()
    ]  # fmt: skip


def _leavers() -> list[Measure]:
    made = []
    for key, (words, direction) in DESTINATIONS.items():
        count = f"leavers_{key}_fte"
        made += [
            _sum(count, f"Leavers who {words} (FTE)", "FTE", f"Leavers in the year who {words}.",
                 flow=True, higher_is=direction),
            _share(f"leavers_{key}_rate_fte", f"Leavers who {words} (% of workers)",
                   f"Leavers in the year who {words}, as a percentage of workers in post at its "
                   "end (DfE divides attrition in the same way).",
                   count, "inpost_fte", higher_is=direction),
        ]  # fmt: skip
    return [
        *made,
        _sum("leavers_first_2_years_fte", "Leavers in their first two years (FTE)", "FTE",
             "Leavers in the year with less than two years' service in the council. Who starts and "
             "leaves between two censuses is no leaver, here as in all counts of them.",
             counted="as it happens", higher_is="worse"),
        _sum("inpost_first_2_years_fte", "In post, in their first two years (FTE)", "FTE",
             "Workers in post at 30 September with less than two years' service in the council."),
        _share("leavers_first_2_years_rate_fte",
               "Leavers in their first two years (% of workers in theirs)",
               "Leavers in the year with less than two years' service in the council, as a "
               "percentage of workers in post at its end with less than two years' service in it.",
               "leavers_first_2_years_fte", "inpost_first_2_years_fte", higher_is="worse"),
        *_split("leavers_age", "leavers_age_{}_fte", "Leavers {} (FTE)",
                "Leavers in the year {} on the day they left.", AGE_BANDS, flow=True),
    ]  # fmt: skip


def _starters() -> list[Measure]:
    made = []
    for key, words in ORIGINS.items():
        count = f"starters_{key}_fte"
        label = f"Starters from {words} (FTE)"
        if key == "newly_qualified":
            label = "Newly qualified starters (FTE)"
        made += [
            _sum(count, label, "FTE", f"Starters in the year whose origin is: {words}.",
                 flow=True, column="starters_origin"),
            _share(f"starters_{key}_share", f"Share of starters: {words}",
                   f"Percentage of the year's starters (FTE) whose origin is: {words}.",
                   count, "starters_fte"),
        ]  # fmt: skip
    return [
        *made,
        *_split("starters_age", "starters_age_{}_fte", "Starters {} (FTE)",
                "Starters in the year {} at 30 September.", AGE_BANDS, flow=True),
    ]  # fmt: skip


def _in_post() -> list[Measure]:
    made = [
        *_split("inpost_age", "inpost_age_{}_fte", "In post, {} (FTE)",
                "Workers in post at 30 September {}.", AGE_BANDS),
        *_split("inpost_role", "inpost_role_{}_fte", "In post, {} (FTE)",
                "Workers in post at 30 September by DfE role: {}.", ROLES),
    ]  # fmt: skip
    experience: dict[str, tuple[str, HigherIs]] = {
        "under_2_years": ("under two years", "worse"),
        "over_5_years": ("over five years", "better"),
    }
    for key, (words, direction) in experience.items():
        made += [
            _sum(f"inpost_{key}_fte", f"In post, qualified {words} (FTE)", "FTE",
                 f"Workers in post at 30 September who qualified {words} ago."),
            _share(f"inpost_{key}_share", f"Share of workers qualified {words}",
                   f"Percentage of workers in post (FTE) who qualified {words} ago.",
                   f"inpost_{key}_fte", "inpost_fte", higher_is=direction),
        ]  # fmt: skip
    return made


def _episodes() -> list[Measure]:
    made = [_sum("cases_ended", "Cases ended", "cases", "Cases that ended in the year.",
                 counted="as it happens", decimals=0)]  # fmt: skip
    for key, words in DURATIONS.items():
        made += [
            _sum(f"ended_{key}", f"Cases ended {words}", "cases",
                 f"Cases that ended in the year, {words} of their start.",
                 counted="as it happens", column="ended", decimals=0),
            _share(f"ended_{key}_share", f"Share of cases ended {words}",
                   f"Percentage of the cases that ended in the year {words} of their start.",
                   f"ended_{key}", "cases_ended"),
        ]  # fmt: skip
    return made


def _timeliness() -> list[Measure]:
    return [
        _sum("cases_opened", "Children referred", "children",
             "Children whose case was opened in the year.", counted="as it happens", decimals=0),
        _sum("children_rereferred", "Children referred again", "children",
             "Children whose case was opened in the year, within 12 months of an earlier "
             "referral.", counted="as it happens", decimals=0, higher_is="worse"),
        _share("rereferral_share", "Re-referrals within 12 months (% of children referred)",
               "Percentage of the children referred in the year who had been referred within the "
               "12 months before.", "children_rereferred", "cases_opened", higher_is="worse"),
        _sum("first_contacts", "Families' children whose assessment began", "children",
             "Children for whose assessment somebody was found in the year.",
             counted="as it happens", decimals=0),
        _sum("days_to_first_contact", "Days to first contact, added up", "days",
             "Days from referral to the first contact with the family, waiting for a worker "
             "included, of the children whose assessment began in the year.",
             counted="as it happens", decimals=0),
        Measure("first_contact_days", "Days to first contact", "days",
                "Mean days from referral to the first contact with the family, waiting for a "
                "worker included.", ("days_to_first_contact",), ("first_contacts",),
                higher_is="worse"),
        _sum("assessments", "Assessments completed", "children",
             "Children whose assessment ended in the year.", counted="as it happens", decimals=0),
        _sum("assessments_in_time", "Assessments completed within 45 working days", "children",
             "Children whose assessment ended in the year within 45 working days of referral.",
             counted="as it happens", decimals=0),
        _share("assessments_in_time_share", "Assessments within 45 working days (%)",
               "Percentage of the assessments that ended in the year within 45 working days of "
               "referral.", "assessments_in_time", "assessments", higher_is="better"),
        _sum("conferences", "Initial child protection conferences", "children",
             "Children for whom an initial child protection conference was held in the year.",
             counted="as it happens", decimals=0),
        _sum("conferences_in_time", "Initial conferences within 15 working days", "children",
             "Children whose initial child protection conference was held in the year within 15 "
             "working days.", counted="as it happens", decimals=0),
        _share("conferences_in_time_share", "Initial conferences within 15 working days (%)",
               "Percentage of the year's initial child protection conferences that were held "
               "within 15 working days.", "conferences_in_time", "conferences", higher_is="better"),
    ]  # fmt: skip


BEYOND_DFE = by_name(
    _sum("posts_fte", "Funded posts (FTE)", "FTE", "Posts that councils fund at 30 September."),
    *_leavers(),
    *_starters(),
    *_in_post(),
    _sum("vacancies_filled", "Vacancies filled", "FTE",
         "Vacant posts that a permanent worker filled in the year.", counted="as it happens"),
    _sum("filled_vacancy_months", "Months for which filled posts had been vacant", "months",
         "Months for which the posts filled in the year had been vacant, added up.",
         counted="as it happens"),
    Measure("vacancy_duration_months", "Time to fill a vacancy", "months",
            "Mean time for which the posts filled in the year had been vacant.",
            ("filled_vacancy_months",), ("vacancies_filled",), higher_is="worse"),
    _sum("cases_newly_qualified", "Cases held by newly qualified workers", "cases",
         "Cases at 30 September held by workers in their first year after qualifying.",
         decimals=0, higher_is="worse"),
    _share("cases_newly_qualified_share", "Share of cases held by newly qualified workers",
           "Percentage of the cases at 30 September held by workers in their first year after "
           "qualifying.", "cases_newly_qualified", "cases", higher_is="worse"),
    _sum("children_in_year", "Children with a worker in the year", "children",
         "Children whose case was open at any point in the year.",
         counted="as it happens", decimals=0),
    _sum("children_3plus_workers", "Children with three or more workers", "children",
         "Children who had three or more workers within the year.",
         counted="as it happens", decimals=0, higher_is="worse"),
    _share("children_3plus_workers_share", "Children with three or more workers in the year (%)",
           "Percentage of the year's children who had three or more workers within it.",
           "children_3plus_workers", "children_in_year", higher_is="worse"),
    _sum("waiting_cases", "Children waiting for a worker", "children",
         "Children whose case has no worker at 30 September.", decimals=0, higher_is="worse"),
    Measure("waiting_rate", "Children waiting per 100 open cases", "per 100 cases",
            "Children without a worker at 30 September for every 100 open cases, waiting or held.",
            ("waiting_cases",), ("cases",), scale=100.0, decimals=2, higher_is="worse"),
    _sum("waiting_days", "Days that children waited for a worker", "days",
         "Days in the year on which children's cases had no worker.",
         counted="as it happens", decimals=0, higher_is="worse"),
    Measure("waiting_days_per_child", "Days waited per child", "days",
            "Days without a worker in the year, divided by the year's children.",
            ("waiting_days",), ("children_in_year",), decimals=2, higher_is="worse"),
    *_timeliness(),
    _sum("handovers", "Hand-overs", "cases",
         "Cases that passed from one worker to another in the year.",
         counted="as it happens", decimals=0, higher_is="worse"),
    Measure("handovers_per_100_cases", "Hand-overs per 100 cases", "per 100 cases",
            "Hand-overs in the year for every 100 cases open at any point in it.",
            ("handovers",), ("children_in_year",), scale=100.0, higher_is="worse"),
    *_episodes(),
    _sum("spend_gbp", "Public spend", "£",
         "What councils pay in the year for staff with on-costs, agency workers, recruitment and "
         "levers, in the prices of the year.", flow=True, decimals=0),
)  # fmt: skip
