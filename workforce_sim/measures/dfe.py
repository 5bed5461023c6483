"""The measures that the Department for Education publishes, with its names and definitions.

Source: "Children's social work workforce", methodology and data guidance (DfE, Explore education
statistics,
https://explore-education-statistics.service.gov.uk/methodology/children-s-social-work-workforce).
Stocks are at 30 September; flows cover 1 October to 30 September. Agency workers are never part of
"in post".
"""

from __future__ import annotations

from workforce_sim.measures.measure import Counted, HigherIs, Measure, by_name


def _count(
    name: str,
    label: str,
    unit: str,
    definition: str,
    *,
    flow: bool = False,
    counted: Counted = "at the census",
    higher_is: HigherIs = "neither",
) -> Measure:
    decimals = 0 if unit in ("people", "cases") else 1
    return Measure(
        name, label, unit, definition, (name,),
        flow=flow or counted == "as it happens", counted=counted, dfe=True, decimals=decimals,
        higher_is=higher_is,
    )  # fmt: skip


def _rate(
    name: str,
    label: str,
    definition: str,
    top: str,
    *below: str,
    higher_is: HigherIs = "worse",
) -> Measure:
    return Measure(
        name, label, "%", definition, (top,), below,
        scale=100.0, dfe=True, higher_is=higher_is,
    )  # fmt: skip


DFE = by_name(
    _count("inpost_fte", "Social workers in post (FTE)", "FTE",
           "Child and family social workers employed by councils at 30 September, FTE.",
           higher_is="better"),
    _count("inpost_headcount", "Social workers in post (headcount)", "people",
           "Child and family social workers employed by councils at 30 September, people.",
           higher_is="better"),
    _count("starters_fte", "Starters (FTE)", "FTE",
           "Workers who joined a council's children's post in the year and were there at its end; "
           "a move between councils is a starter in one and a leaver in the other.",
           flow=True, higher_is="better"),
    _count("starters_headcount", "Starters (headcount)", "people",
           "People who joined a council's children's post in the year and were there at its end.",
           flow=True, higher_is="better"),
    _count("leavers_fte", "Leavers (FTE)", "FTE",
           "Workers who left a council's children's post in the year, full-time equivalent.",
           flow=True, higher_is="worse"),
    _count("leavers_headcount", "Leavers (headcount)", "people",
           "People who left a council's children's post in the year.",
           counted="as it happens", higher_is="worse"),
    _rate("turnover_rate_fte", "Turnover rate (FTE)",
          "Leavers in the year as a percentage of workers in post at its end, FTE.",
          "leavers_fte", "inpost_fte"),
    _rate("turnover_rate_headcount", "Turnover rate (headcount)",
          "Leavers in the year as a percentage of workers in post at its end, people.",
          "leavers_headcount", "inpost_headcount"),
    _count("agency_fte", "Agency workers (FTE)", "FTE",
           "Workers not paid directly by the council at 30 September, full-time equivalent.",
           higher_is="worse"),
    _count("agency_headcount", "Agency workers (headcount)", "people",
           "Workers not paid directly by the council at 30 September, people.",
           higher_is="worse"),
    _rate("agency_rate_fte", "Agency worker rate (FTE)",
          "Agency workers as a percentage of agency workers and workers in post, FTE.",
          "agency_fte", "agency_fte", "inpost_fte"),
    _rate("agency_rate_headcount", "Agency worker rate (headcount)",
          "Agency workers as a percentage of agency workers and workers in post, people.",
          "agency_headcount", "agency_headcount", "inpost_headcount"),
    _count("agency_cover_fte", "Agency workers covering vacancies (FTE)", "FTE",
           "Agency workers who cover a vacant post at 30 September."),
    _rate("agency_cover_rate_fte", "Agency workers covering vacancies (%)",
          "Agency workers covering vacancies as a percentage of all agency workers, FTE.",
          "agency_cover_fte", "agency_fte", higher_is="neither"),
    _count("vacancy_fte", "Vacancies (FTE)", "FTE",
           "Funded posts without a permanent worker at 30 September; a post covered by an agency "
           "worker is still vacant.", higher_is="worse"),
    _rate("vacancy_rate_fte", "Vacancy rate (FTE)",
          "Vacancies as a percentage of vacancies and workers in post, FTE.",
          "vacancy_fte", "vacancy_fte", "inpost_fte"),
    _rate("vacancy_agency_cover_rate_fte", "Vacancies covered by agency workers (%)",
          "Agency workers covering vacancies as a percentage of vacancies, FTE.",
          "agency_cover_fte", "vacancy_fte", higher_is="neither"),
    _count("case_holders_fte", "Workers holding cases (FTE)", "FTE",
           "Workers, agency included, who hold at least one case at 30 September."),
    _count("cases", "Cases held", "cases",
           "Children allocated to a named worker at 30 September."),
    Measure("caseload_fte", "Average caseload", "cases per FTE",
            "Cases held at 30 September for each worker who holds any, agency included, FTE.",
            ("cases",), ("case_holders_fte",), dfe=True, higher_is="worse"),
    _count("working_days_lost_fte", "Working days lost to sickness", "days",
           "Working days lost to sickness in the year by workers in post.",
           counted="as it happens", higher_is="worse"),
    Measure("absence_rate_fte", "Sickness absence rate", "%",
            "Working days lost to sickness as a percentage of the working days of the workers "
            "in post at the end of the year.",
            ("working_days_lost_fte",), ("inpost_fte",), scale=100.0, per_working_day=True,
            dfe=True, higher_is="worse"),
)  # fmt: skip
