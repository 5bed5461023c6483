"""Seconds by councils, years, replications and processes."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.results import Section
from benchmarks.timing import clock, processor, race
from benchmarks.worlds import BASE, SEED, scenario, some_councils
from workforce_sim.baseline import load_baseline
from workforce_sim.experiment import run
from workforce_sim.model import simulate
from workforce_sim.scenario.resolved import ResolvedScenario

ROUNDS = 3
COUNCILS = 15
REPLICATIONS = (1, 4, 8, 16)


def measure(rounds: int) -> Section:
    """The lines of the chart, and what a second process brings."""
    section = Section()
    sizes = (1, 15, 38, 75, len(load_baseline(BASE).la_name))
    section.growth["councils"] = by_size({n: scenario(some_councils(n)) for n in sizes}, rounds)
    section.growth["years"] = by_size({n: scenario(None, n) for n in (1, 2, 5, 10)}, rounds)
    asked = scenario(some_councils(COUNCILS))
    with TemporaryDirectory() as folder:
        outs = iter(Path(folder) / str(number) for number in range(10_000))

        def experiment(replications: int, processes: int) -> Callable[[], object]:
            def whole() -> None:
                run(
                    asked,
                    replications=replications,
                    seed=SEED,
                    processes=processes,
                    out=next(outs),
                )

            return whole

        several = {str(n): clock(experiment(n, 1)) for n in REPLICATIONS}
        most = REPLICATIONS[-1]
        found = race(rounds, **several, two=clock(experiment(most, 2)))
    section.growth["replications"] = [(float(n), found.spread(str(n)).median) for n in REPLICATIONS]
    section.compare(
        f"{COUNCILS} councils, 10 years, {most} replications on 2 cores",
        found,
        "two",
        str(most),
        "on 1 core",
        unit="",
    )
    return section


def by_size(asked: dict[int, ResolvedScenario], rounds: int) -> list[tuple[float, float]]:
    """Sizes and seconds of one replication, each anew."""
    numbers = iter(range(2, 10_000))

    def anew(one: ResolvedScenario) -> Callable[[], object]:
        return lambda: simulate(one, SEED, next(numbers))

    found = race(rounds, **{str(size): processor(anew(one)) for size, one in asked.items()})
    return [(float(size), found.spread(str(size)).median) for size in asked]
