"""How the world of 2009 was put together: every step an assumption of quality D."""

from collections.abc import Mapping

_FIRST = "Department for Education, children's social work workforce 2017, by council"
_NATIONAL = "assumptions register, "
_JUDGEMENT = "judgement"


def steps(inputs: Mapping[str, float]) -> list[Mapping[str, str]]:
    """The steps as text, quality and source; `inputs` are the register's figures without prefix."""
    return [
        {"text": text.format_map(_Dotted(inputs)), "quality": "D", "source": source}
        for text, source in _STEPS
    ]


class _Dotted(dict[str, float]):
    """Lets a text name a figure such as {looked_after-2009}, the dot written as a hyphen."""

    def __missing__(self, key: str) -> float:
        return self[key.replace("-", ".")]


_STEPS: tuple[tuple[str, str], ...] = (
    (
        "Today's councils stand for those of 2009; boundaries that moved since are split by the "
        "shares in boundary_changes.csv.",
        _JUDGEMENT,
    ),
    (
        "In post, {inpost_fte:,.0f} FTE, is spread over councils by their share of in post in "
        "2017; heads by their share of heads, {fte_per_head:.2f} FTE a head in England.",
        _FIRST,
    ),
    (
        "The vacancy rate is {vacancy_rate:.1%}, the survey of January 2009 whose meaning (a post "
        "without a permanent holder) is nearest to DfE's later one; the rate of 2006 is its low "
        "bound. The census of 2013 counted {vacancy_break:.2f} times as many: 1 if the difference "
        "between surveys and census is a real rise, 1.59 if it is all a wider count.",
        _NATIONAL + "world_2009.vacancy_break",
    ),
    (
        "Regions differ in vacancies as in the January 2009 survey of all social workers (England "
        "{vacancy_rate_all_social_workers:.1%}), of which only the ratio to England is used. Four "
        "regions were reported; the other five share the one rate that makes the survey's average, "
        "which lies just above the reported lowest. The figure for the East of England is from "
        "2010 and is not used: it would push the rest below the reported lowest.",
        _NATIONAL + "world_2009.vacancy_rate_by_region",
    ),
    ("Within a region vacancies are spread by their shares of 2017.", _FIRST),
    (
        "Agency workers are {agency_rate:.1%} of in post and agency, of which the census of 2013 "
        "would have counted {agency_break:.2f} times as many; spread over councils by vacancies "
        "times the share of vacancies that agency workers covered in 2017. "
        "{agency_covering_share:.0%} of them cover a vacancy, up to each council's vacancies.",
        _NATIONAL + "world_2009.agency_rate",
    ),
    (
        "Turnover is {turnover_rate:.1%}; a council's ratio to England is its persistent level of "
        "2017 to 2019, shrunk to its region. The base year and the long run are the same.",
        _NATIONAL + "world_2009.turnover_rate",
    ),
    (
        "Of these {exit_rate:.1%} of in post go to neither an agency nor another council, "
        "{agency_rate_of_leaving:.1%} to an agency and {move_rate:.1%} to another council. Bounds "
        "of the first: those who left social work altogether in 2006, a narrower meaning, and "
        "DfE's share of leavers today.",
        _NATIONAL + "world_2009.exit_rate",
    ),
    (
        "Starters are leavers plus the growth of funded posts ({posts_trend:.1%} a year), with "
        "persistent ratios of 2017 to 2019.",
        _NATIONAL + "world_2009.posts_trend",
    ),
    (
        "Absence is {absence_rate:.2%} of working days, all social workers; councils differ as in "
        "2017 to 2019.",
        _NATIONAL + "world_2009.absence_rate",
    ),
    (
        "{case_holding_share:.0%} of in post and agency hold cases, {caseload:.0f} each, the top "
        "of the band in the only survey of 2009; spread by the shares of 2017. Cases held are "
        "therefore fewer per child in need than later. Cases of 2017 in proportion to referrals "
        "would be half as many again, which is the upper bounds of the two figures together.",
        _NATIONAL + "world_2009.caseload",
    ),
    (
        "The yearly flow of cases is that of 2017 in proportion to cases held, so that a case "
        "lasts as long as in 2017; bands of length are those of 2017.",
        "Department for Education, children in need census 2017",
    ),
    (
        "Episodes started and ended are those of 2017 in proportion to referrals "
        "({referrals-2009:,.0f}). Children in need at 31 March 2009 ({children_in_need-2009:,.0f}) "
        "came from a first, half-year collection and are too few.",
        _NATIONAL + "world_2009.referrals",
    ),
    (
        "Plans and looked-after children are the national figures of 31 March 2009 or of the year "
        "to it, spread by the shares of 2017. Those who ceased to be looked after are those who "
        "started less the rise of the year. The child population is that of 2017.",
        _NATIONAL + "world_2009.looked_after",
    ),
    (
        "Roles by age are each council's of 2019, the first published, raked to the national "
        "shares of roles and ages of 2009.",
        _NATIONAL + "world_2009.age_share",
    ),
    ("Drift is as large as in 2017 to 2024.", "drift in this file"),
    ("Statistical neighbours are today's.", "Department for Education"),
)
