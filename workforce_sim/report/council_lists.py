"""Councils as DfE names them, with what they reported, and how to find one by part of its name."""

from __future__ import annotations

import math
from collections.abc import Iterable

from workforce_sim.baseline import Baseline
from workforce_sim.report.listing import Column, Listing


def matching_councils(baseline: Baseline, text: str) -> list[int]:
    """Return the positions of councils whose name, region or code contains the text."""
    wanted = text.strip().casefold()
    return [
        index
        for index, name in enumerate(baseline.la_name)
        if wanted in name.casefold()
        or wanted in baseline.region_names[baseline.region_index[index]].casefold()
        or wanted in baseline.new_la_code[index].casefold()
    ]


def list_councils(baseline: Baseline, positions: Iterable[int]) -> Listing:
    """Return the councils with in post and vacancy rate as DfE published them."""
    inpost = baseline.published["inpost_fte"]
    vacancy = baseline.published["vacancy_rate_fte"]
    rows = tuple(
        (
            baseline.la_name[i],
            baseline.new_la_code[i],
            baseline.region_names[baseline.region_index[i]],
            _known(float(inpost[i])),
            _known(float(vacancy[i])),
        )
        for i in positions
    )
    year = baseline.base_year
    return Listing(
        columns=(
            Column("la_name", "Council"),
            Column("new_la_code", "Code"),
            Column("region_name", "Region"),
            Column("inpost_fte", "In post (FTE)", decimals=1),
            Column("vacancy_rate_fte", "Vacancy rate", decimals=1, suffix="%"),
        ),
        rows=rows,
        after=(
            f"{len(rows)} council{'' if len(rows) == 1 else 's'}, 30 September {year}. Source: "
            "Department for Education, Children's social work workforce (Open Government "
            "Licence v3.0).\nIn a scenario write the name or the code as shown."
        ),
    )


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
