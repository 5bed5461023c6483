"""Build a baseline by name, and say whether the shipped file is current."""

import json
import re
from pathlib import Path
from typing import Any

from workforce_sim.baseline.areas import DATA
from workforce_sim.baseline.document import text_of

FIRST_BUILDABLE = 2019
WORLD_2009 = "england-2009"


def base_year_of(name: str) -> int | None:
    """Base year in a baseline's name, or None when it cannot be built."""
    if name == WORLD_2009:
        return 2009
    match = re.fullmatch(r"england-(20\d\d)", name)
    return int(match[1]) if match and int(match[1]) >= FIRST_BUILDABLE else None


def text(name: str, data: Path = DATA) -> str:
    """The baseline file as it should be now. Raises DataFileError for unusable data."""
    year = base_year_of(name)
    if year is None:
        raise ValueError(name)
    if name == WORLD_2009:
        from workforce_sim.baseline.build_2009 import build_2009

        return text_of(build_2009(data))
    from workforce_sim.baseline.build import build

    return text_of(build(year, data))


def built(name: str, data: Path = DATA) -> dict[str, Any]:
    """The baseline document, built now from the data."""
    content: dict[str, Any] = json.loads(text(name, data))
    return content
