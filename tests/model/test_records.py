"""Records read by attribute are the same numbers that compiled code works on."""

import pickle
from copy import copy, deepcopy

import numpy as np
import pytest

from workforce_sim.model.engine.compiled import compiled
from workforce_sim.model.engine.records import copied, record, records
from workforce_sim.model.engine.state import CASE, PERSON, TEAM, Table, table

KIND = np.dtype([("weight", np.float64), ("many", np.int32, (3,))])
LINE = 64


@compiled()
def total(rows: Table, rule: Table) -> float:
    """Reads a column, a column of several, and a record that stands alone."""
    found = 0.0
    for i in range(rows.weight.size):
        found += rows[i].weight + rows[i].many[1]
    return float(found + rule.weight)


@pytest.mark.unit
def test_columns_and_rows_are_the_same_memory() -> None:
    rows = records(4, KIND)
    rows.weight[:] = [1.0, 2.0, 3.0, 4.0]
    rows[2].weight = 30.0
    rows[1].many[1] = 5
    assert rows.weight.tolist() == [1.0, 2.0, 30.0, 4.0]
    assert rows.many.tolist() == [[0, 0, 0], [0, 5, 0], [0, 0, 0], [0, 0, 0]]
    assert rows[1:][0].weight == 2.0
    alone = record(KIND)
    alone.weight = 0.5
    assert total(rows, alone) == 37.0 + 5.0 + 0.5


@pytest.mark.unit
def test_a_column_that_is_not_there_is_an_error_and_is_not_made() -> None:
    rows = records(2, KIND)
    for thing in (rows, rows[0], record(KIND)):
        with pytest.raises(AttributeError):
            _ = thing.height
    with pytest.raises(AttributeError):
        rows.weight = np.ones(2)
    with pytest.raises(ValueError):
        rows[0].height = 1.0


@pytest.mark.unit
def test_a_copy_is_the_same_and_independent() -> None:
    rows = records(3, KIND)
    rows.weight[:] = [1.0, 2.0, 3.0]
    other = copied(rows)
    other.weight[:] += 1.0
    assert rows.weight.tolist() == [1.0, 2.0, 3.0]
    assert other.weight.tolist() == [2.0, 3.0, 4.0]


@pytest.mark.unit
def test_a_record_that_stands_alone_can_be_copied_and_sent() -> None:
    alone = record(KIND)
    alone.weight = 2.0
    for other in (copy(alone), deepcopy(alone), pickle.loads(pickle.dumps(alone))):
        alone.weight = 3.0
        assert total(records(1, KIND), other) == 2.0
        alone.weight = 2.0


@pytest.mark.unit
@pytest.mark.parametrize("kind", [PERSON, CASE, TEAM])
def test_records_fill_lines_of_the_cache(kind: np.dtype[np.void]) -> None:
    for count in (1, 7, 1000):
        rows = table(kind, count)
        assert rows.ctypes.data % LINE == 0
    assert kind.itemsize % LINE == 0


@pytest.mark.unit
def test_what_passes_over_all_people_read_stands_in_their_first_line() -> None:
    assert PERSON.fields is not None
    for name in ("role", "council", "n_cases", "team", "ident", "fte", "leaves", "qualified"):
        kind, offset = PERSON.fields[name][:2]
        assert offset + kind.itemsize <= LINE
