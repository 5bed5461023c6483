"""Numpy records that are read by attribute, in Python as in compiled code.

Numpy's own ``recarray`` does the same several times more slowly, in Python at every attribute.
"""

from typing import Any

import numpy as np

_CACHE_LINE = 64
"""Bytes that today's processors read from memory at once."""


class Row(np.void):  # type: ignore[misc]  # numpy lets it, its types do not
    """One record: ``row.column`` reads and sets what stands in the table."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except ValueError:
            raise AttributeError(name) from None

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value


class Rows(np.ndarray):
    """Records of one kind: ``rows.column`` is the array of a column, ``rows[i]`` a record."""

    __slots__ = ()  # ``rows.column = ...`` would otherwise set nothing and say nothing

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name].view(np.ndarray)
        except (IndexError, ValueError):
            raise AttributeError(name) from None


class Single(Row):  # type: ignore[misc]
    """A record that stands alone, which compiled code is given at each call."""

    _bytes: memoryview

    @property
    def data(self) -> memoryview:
        """Its bytes; numpy would describe all columns in words at each call."""
        return self._bytes

    def __reduce_ex__(self, protocol: Any) -> Any:
        return _again, (np.dtype(self.dtype.descr), self.tobytes())

    def __copy__(self) -> Any:
        return _again(np.dtype(self.dtype.descr), self.tobytes())

    def __deepcopy__(self, memo: Any) -> Any:
        return self.__copy__()


def _again(kind: np.dtype[Any], content: bytes) -> Any:
    """A record that stands alone with these bytes."""
    single = record(kind)
    single.data[:] = content
    return single


def record(kind: np.dtype[Any]) -> Any:
    """A zeroed record that stands alone; numpy's types cannot name its columns."""
    room = np.zeros(kind.itemsize, np.uint8)
    single = room.view(np.dtype((Single, kind)))[0]
    object.__setattr__(single, "_bytes", room.data)
    return single


def records(count: int, kind: np.dtype[Any]) -> Any:
    """So many zeroed records; numpy's types cannot name their columns.

    The first begins where a line of the processor's cache does, so that records of one or more
    whole lines do not share any: reading one otherwise fetches a line more.
    """
    room = np.zeros(count * kind.itemsize + _CACHE_LINE, np.uint8)
    begin = -room.ctypes.data % _CACHE_LINE
    rows = room[begin : begin + count * kind.itemsize]
    return rows.view(np.dtype((Row, kind))).view(Rows)


def copied(rows: Any) -> Any:
    """Independent records with the same contents."""
    new = records(rows.size, rows.dtype)
    new.view(np.uint8)[:] = rows.view(np.uint8)
    return new
