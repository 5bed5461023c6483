"""Numbers that nobody can mean are refused in one line, before anything is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.cli.commands import COUNCIL
from workforce_sim.cli.counts import LARGEST_SEED, MOST_REPLICATIONS
from workforce_sim.cli.main import cli
from workforce_sim.errors import UserError
from workforce_sim.experiment import Target, plan, run_experiment
from workforce_sim.scenario.schema import Scenario

pytestmark = pytest.mark.gallery

HUGE = str(10**30)
COUNT = "Write a whole number from 1 to 100,000."


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--replications", HUGE], COUNT),
        (["--replications", "100001"], COUNT),
        (["--replications", "0"], COUNT),
        (["--replications", "1e3"], COUNT),
        (["--replications", "9" * 5000], COUNT),
        (["--replication", HUGE], COUNT),
        (["--max-replications", HUGE, "--precision", "vacancy_rate_fte=1"], COUNT),
        (["--processes", HUGE], "Write a whole number from 1 to 1,000."),
        (["--seed", HUGE], "Write a whole number from 0 to 2^63 - 1."),
        (["--seed", "-1"], "Write a whole number from 0 to 2^63 - 1."),
        (["--precision", "vacancy_rate_fte=1e-300"], "Write a number from 0.000001 on"),
        (["--precision", "vacancy_rate_fte=1e999"], "Write a number from 0.000001 on"),
        (["--precision", "vacancy_rate_fte=nan"], "Write a number from 0.000001 on"),
        (["--precision", "vacancy_rate_fte=-1"], "Write a number from 0.000001 on"),
    ],
    ids=lambda each: " ".join(each)[:40] if isinstance(each, list) else "",
)
def test_a_number_that_cannot_be_meant_is_refused(
    words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    result = CliRunner().invoke(cli, ["run", COUNCIL, "--out", "run", *words])
    assert result.exit_code == 2, result.output
    assert said in " ".join(result.stderr.split())
    assert not list(tmp_path.iterdir())


def test_python_has_the_same_limits(tmp_path: Path) -> None:
    from tests.experiment.fake_world import BASELINE, HOOKS

    with pytest.raises(UserError, match="1 to 100,000"):
        run_experiment([BASELINE], 10**30, out=tmp_path / "run", hooks=HOOKS)
    with pytest.raises(UserError, match="at most 100,000"):
        Target({"vacancy_rate_fte": 1.0}, 10**30)


def test_every_room_means_the_same_limit() -> None:
    written = Scenario.model_json_schema()["properties"]
    assert written["replications"]["maximum"] == MOST_REPLICATIONS == plan.MOST_REPLICATIONS
    assert written["seed"]["exclusiveMaximum"] - 1 == LARGEST_SEED == plan.LARGEST_SEED
