"""Numbers that nobody can mean are refused in one line, before anything is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.cli.commands import COUNCIL
from workforce_sim.cli.main import cli
from workforce_sim.errors import UserError
from workforce_sim.experiment import Target, run_experiment
from workforce_sim.limits import REPLICATIONS, SEEDS
from workforce_sim.scenario import load_scenario, validate_files
from workforce_sim.scenario.schema import Scenario

pytestmark = pytest.mark.gallery

HUGE = str(10**30)
COUNT = "Write a whole number from 1 to 100000."


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
        (["--partners", "-1"], "Write a whole number from 0 to 100000."),
        (["--processes", HUGE], "Write a whole number from 1 to 1000."),
        (["--seed", HUGE], "Write a whole number from 0 to 4294967295."),
        (["--seed", "4294967296"], "Write a whole number from 0 to 4294967295."),
        (["--seed", "-1"], "Write a whole number from 0 to 4294967295."),
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


@pytest.mark.parametrize("count", [0, 10**30, 2.5, 2.0, True, "7", None])
def test_python_asks_for_whole_numbers_within_the_same_limits(count: Any, tmp_path: Path) -> None:
    from tests.experiment.fake_world import BASELINE, HOOKS

    def start(replications: Any = 1, **options: Any) -> object:
        out = tmp_path / "run"
        return run_experiment([BASELINE], replications, out=out, hooks=HOOKS, **options)

    asked: list[Callable[[], object]] = [
        lambda: start(count),
        lambda: start(only=[1, count]),
        lambda: Target({"vacancy_rate_fte": 1.0}, count),
    ]
    if count != 0:
        asked.append(lambda: start(seed=count))
    if count is not None:
        asked += [
            lambda: start(processes=count),
            lambda: start(partners=-1 if count == 0 else count),
        ]
    for refused in asked:
        with pytest.raises(UserError, match=r" is not possible\. Write a whole number from \d"):
            refused()
    assert not (tmp_path / "run").exists()


def test_the_largest_seed_is_one_and_the_same_at_every_door(tmp_path: Path) -> None:
    from workforce_sim.model import simulate

    schema = Scenario.model_json_schema()["properties"]
    assert schema["seed"]["maximum"] == SEEDS.most
    assert schema["replications"]["maximum"] == REPLICATIONS.most
    path = tmp_path / "seed.yaml"
    text = Path(COUNCIL).read_text(encoding="utf-8")
    for seed, possible in ((SEEDS.most, True), (SEEDS.most + 1, False)):
        path.write_text(f"{text}\nseed: {seed}\n", encoding="utf-8")
        assert (validate_files([path]) == []) == possible
    resolved = load_scenario(COUNCIL)
    with pytest.raises(UserError, match=f"from 0 to {SEEDS.most}"):
        simulate(resolved, SEEDS.most + 1, 1)
