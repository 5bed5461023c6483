"""How each measure of the catalogue is written in sentences, tables and charts."""

from __future__ import annotations

import re

from workforce_sim.measures.measure import Measure
from workforce_sim.report.words import Format

_LARGE = 1000.0
"""From here on a decimal is noise to the reader."""

_ROOM_IN_A_TITLE = 4
"""Words that a measure may take in a title of at most twelve."""

_SHORT = {"inpost_fte": "workforce", "inpost_headcount": "workforce"}

_DIFFERENCE_UNITS = {
    "%": " percentage points",
    "FTE": " FTE",
    "cases per FTE": " cases",
    "£": "",
}


def format_of(measure: Measure, largest: float = 0.0) -> Format:
    """Return how to write a measure whose largest value shown is `largest`."""
    decimals = 0 if abs(largest) >= _LARGE else measure.decimals
    return Format(
        name=sentence_name(measure),
        label=measure.label,
        short=_short(measure),
        decimals=decimals,
        suffix="%" if measure.unit == "%" else "",
        prefix="£" if measure.unit == "£" else "",
        difference_suffix=_DIFFERENCE_UNITS.get(measure.unit, f" {measure.unit}"),
        flow=measure.flow,
    )


def _short(measure: Measure) -> str:
    name = _SHORT.get(measure.name, sentence_name(measure))
    return name if len(name.split()) <= _ROOM_IN_A_TITLE else "figure"


def sentence_name(measure: Measure) -> str:
    """Return the measure's name as it stands inside a sentence: "vacancy rate"."""
    plain = re.sub(r" \((FTE|headcount|%|% of workers)\)$", "", measure.label)
    return plain[:1].lower() + plain[1:]
