"""The columns in which the model counts what ``workforce_sim.measures`` declares.

A sum that is declared has its column here, under the measure's name; one that is not has none, and
code that counts it does not compile.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from workforce_sim.measures.catalogue import AS_IT_HAPPENS, AT_CENSUS, AT_MONTH_END

Columns = Mapping[str, Sequence[str]]
"""Names of columns, and the measures in each: one, or several parts of a whole in a row."""


def fields(columns: Columns) -> list[Any]:
    """The columns as numpy describes those of a record."""
    return [
        (name, np.float64, (len(parts),)) if len(parts) > 1 else (name, np.float64)
        for name, parts in columns.items()
    ]


CENSUS = np.dtype(fields(AT_CENSUS))
"""What a census counts of a council."""
MONTH = np.dtype(fields(AT_MONTH_END))
"""What the end of a month counts of a council."""
AS_IT_HAPPENS_FIELDS = fields(AS_IT_HAPPENS)
"""What is counted of a council from one census to the next."""


def by_measure(table: Any, columns: Columns) -> dict[str, npt.NDArray[np.float64]]:
    """A copy of each measure's numbers, (councils,), from a table with these columns."""
    return {
        measure: np.array(table[name][:, i] if len(parts) > 1 else table[name])
        for name, parts in columns.items()
        for i, measure in enumerate(parts)
    }
