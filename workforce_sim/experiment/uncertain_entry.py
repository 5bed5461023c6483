"""An assumption that a study of sensitivity varies."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Factor:
    """One uncertain entry of the register, with the range that the scenario draws it from."""

    name: str
    meaning: str
    unit: str
    quality: str
    low: float
    central: float
    high: float
