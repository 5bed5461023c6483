"""The numbers one replication uses, and a note of which of them it read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeVar, overload

from workforce_sim.errors import UserError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_Default = TypeVar("_Default")

Override = float | Mapping[str, float]
"""What a scenario writes for an entry: a number, or central with low and high."""


class UnknownAssumption(UserError, KeyError):
    """A name that is not in the register; the message names the nearest one."""


class Values(Mapping[str, float]):
    """Numbers by name, never changed after they are made.

    ``used`` lists the names read so far, so that a run can report its assumptions. ``centrals``
    are the register's own numbers, which published levels belong to; the numbers when left out.
    """

    def __init__(
        self, numbers: Mapping[str, float], centrals: Mapping[str, float] | None = None
    ) -> None:
        self._numbers = dict(numbers)
        self._centrals = self._numbers if centrals is None else dict(centrals)
        self._used: set[str] = set()

    def __getitem__(self, name: str) -> float:
        try:
            number = self._numbers[name]
        except KeyError:
            raise UnknownAssumption(unknown_name(name, self._numbers)) from None
        self._used.add(name)
        return number

    @overload
    def get(self, key: str, /) -> float | None: ...

    @overload
    def get(self, key: str, /, default: float | _Default) -> float | _Default: ...

    def get(self, key: str, /, default: float | _Default | None = None) -> float | _Default | None:
        """The number, or ``default``: without looking for a name like it, which takes long."""
        return self[key] if key in self._numbers else default

    def central(self, name: str) -> float:
        """The register's number, whatever a scenario or a draw has put in its place."""
        return self._centrals[name]

    def number_or(self, name: str, default: float) -> float:
        """The number, or ``default`` when the register has no entry of that name."""
        return self[name] if name in self._numbers else default

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    def __contains__(self, name: object) -> bool:
        return name in self._numbers

    def __repr__(self) -> str:
        return f"Values({len(self)} numbers, {len(self._used)} read)"

    @property
    def used(self) -> tuple[str, ...]:
        """The names read so far, in alphabetical order."""
        return tuple(sorted(self._used))

    def copy(self) -> Values:
        """The same numbers with a note of its own, which starts from what was read so far."""
        twin = Values(self._numbers, self._centrals)
        twin._used = set(self._used)
        return twin

    def vector(self, prefix: str, keys: Iterable[str]) -> NDArray[np.float64]:
        """The numbers ``prefix.key`` for each key, in the order of ``keys``."""
        import numpy as np

        return np.array([self[f"{prefix}.{key}"] for key in keys], dtype=np.float64)


def unknown_name(name: str, names: Iterable[str]) -> str:
    """The message for a name that is not in the register."""
    nearest = nearest_name(name, names)
    hint = f" Did you mean '{nearest}'?" if nearest else ""
    return (
        f"There is no assumption '{name}'.{hint} "
        "`workforce-sim assumptions` lists every name with its unit and range."
    )


def nearest_name(name: str, names: Iterable[str]) -> str | None:
    """The name most like the one written, or None when nothing is near.

    The last part counts first, because people forget the prefix more often than they misspell.
    """
    from difflib import get_close_matches

    known = list(names)
    ending = [candidate for candidate in known if candidate.endswith(f".{name}")]
    if ending:
        return min(ending, key=lambda candidate: (len(candidate), candidate))
    matches = get_close_matches(name, known, n=1, cutoff=0.6)
    return matches[0] if matches else None
