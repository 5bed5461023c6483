"""Functions that Python calls directly always get arguments of the same types (see ``quick``)."""

import numpy as np
import pytest

from tests.levers.everything import everything
from tests.levers.runs import scenario as one_of_2024
from tests.model.worlds import scenario
from workforce_sim.model import simulate
from workforce_sim.model.engine import compiled
from workforce_sim.model.engine.compiled import quick
from workforce_sim.scenario.schema import Scope


@pytest.mark.unit
@pytest.mark.needs_compiled
def test_every_lever_and_shock_on_every_base_passes_the_same_types(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(compiled, "CHECK_TYPES", True)
    simulate(one_of_2024(end=2025), 1, 1)
    councils = ("Rutland", "Reading")
    for base in ("england-2009", "england-2024"):
        levers, shocks = everything(base, Scope.model_validate({"councils": councils}))
        wanted = scenario(
            *levers,
            councils=councils,
            base=base,
            years=2,
            shocks=shocks,
            uncertainty="parameters",
        )
        simulate(wanted, 3, 0)


@pytest.mark.unit
@pytest.mark.needs_compiled
def test_another_type_is_noticed_when_types_are_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    @compiled.compiled()
    def twice(numbers: np.ndarray) -> float:
        return float(2.0 * numbers[0])

    monkeypatch.setattr(compiled, "CHECK_TYPES", True)
    call = quick(twice)
    assert call(np.ones(2)) == 2.0
    with pytest.raises(TypeError, match="twice"):
        call(np.ones(2, dtype=np.int64))
