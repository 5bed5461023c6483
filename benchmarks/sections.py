"""What is measured, section by section; each returns the rows of the table that it fills."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.diary import Diary, write_diary
from benchmarks.peers import ciw_queue, ours_queue, salabim_queue, simpy_casework, simpy_queue
from benchmarks.timing import (
    Race,
    Spread,
    command,
    inside,
    machine,
    output_of,
    race,
    stopwatch,
)
from benchmarks.waiting_list import Workload, referrals
from workforce_sim.baseline import load_baseline
from workforce_sim.experiment import run
from workforce_sim.model import cases, casework, simulate, supervision
from workforce_sim.scenario.resolved import ResolvedScenario
from workforce_sim.scenario.schema import Scope

SEED = 1
BASE, BASE_YEAR = "england-2024", 2024
COUNCIL = "Camden"
SCENARIOS = Path(__file__).parents[1] / "scenarios"
PAIRS = 200
COUNCIL_PAY = f"""\
name: {COUNCIL} pays case holders more for two years
base: {BASE}
end: 2034
scope: {{councils: [{COUNCIL}]}}
uncertainty: parameters
levers:
  - frontline_pay:
      councils: [{COUNCIL}]
      roles: [case_holder]
      supplement_gbp_per_year: 3000
      from: 2025-04
      to: 2027-03
"""


@dataclass
class Row:
    """One line of the table."""

    work: str
    ours: str
    peer: str = ""
    theirs: str = ""
    ratio: str = ""
    target: str = ""
    met: str = ""


@dataclass
class Section:
    """What one section found."""

    rows: list[Row] = field(default_factory=list)
    growth: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    """For the chart: of each kind of size, sizes and seconds."""
    busy: list[float] = field(default_factory=list)
    """The share of a processor that the work got while it was timed."""
    machine: dict[str, str] = field(default_factory=machine)

    def to_dict(self) -> dict[str, Any]:
        """As JSON types."""
        return asdict(self)

    def compare(self, work: str, found: Race, ours: str, peer: str, theirs: str) -> Row:
        """Add the row of a race between ours and a peer."""
        ratio = found.ratio(theirs, ours)
        row = Row(
            work,
            in_seconds(found.spread(ours)),
            peer,
            in_seconds(found.spread(theirs)),
            f"{times(ratio.median)} ({times(ratio.low)} to {times(ratio.high)})",
        )
        self.rows.append(row)
        self.busy.append(found.busy)
        return row


def times(ratio: float) -> str:
    """A ratio with two or three figures that mean something."""
    return f"{ratio:,.{0 if ratio >= 20 else 1 if ratio >= 1 else 3}f}"


def in_seconds(spread: Spread) -> str:
    """The middle and the range of some seconds, in a unit that suits them."""
    unit, scale = ("ms", 1e3) if spread.median < 0.1 else ("s", 1.0)
    digits = 1 if spread.median * scale >= 10 else 2
    middle, low, high = (
        f"{value * scale:,.{digits}f}" for value in (spread.median, spread.low, spread.high)
    )
    return f"{middle} {unit} ({low} to {high})"


def judged(row: Row, target: str, met: bool) -> None:
    """Say what was aimed at, and whether it was reached."""
    row.target = target
    row.met = "yes" if met else "no"


def scenario(
    councils: Sequence[str] | None = (COUNCIL,), years: int = 10, name: str = "bench"
) -> ResolvedScenario:
    """No new policy in some councils, or in England when none are named."""
    return ResolvedScenario(
        slug=name,
        name=name,
        description="",
        base=BASE,
        base_year=BASE_YEAR,
        end=BASE_YEAR + years,
        scope=Scope.england()
        if councils is None
        else Scope.model_validate({"councils": tuple(councils)}),
        budget=None,
        levers=(),
        shocks=(),
        assumptions={},
        uncertainty="none",
        replications=1,
        seed=SEED,
    )


# --- the same events, ours and plain SimPy -----------------------------------------------------


def race_on_same_events(asked: ResolvedScenario, diary: Diary, rounds: int) -> Race:
    """The run of the model from its first day on, its casework alone, and the peer's.

    Raises AssertionError when the peer does not count the same in every council.
    """
    record = simulate(asked, SEED, 1)  # makes the first day, which later runs start from
    assert record.events == diary.events

    def peer() -> None:
        assert simpy_casework.live(diary) == diary.counts

    def ours() -> None:
        assert simulate(asked, SEED, 1).events == diary.events

    alone = ((casework, "advance"), (supervision, "supervise"), (cases, "begin_month"))
    return race(rounds, whole=stopwatch(ours), casework=inside(ours, alone), simpy=stopwatch(peer))


def same_events(rounds: int) -> Section:
    """One council's decade."""
    section, asked = Section(), scenario()
    diary = write_diary(asked, SEED, 1)
    found = race_on_same_events(asked, diary, rounds)
    what = f"{COUNCIL}, 10 years, {diary.events:,} events"
    section.compare(f"{what}: casework alone", found, "casework", "SimPy", "simpy")
    section.compare(f"{what}: whole run, from the first day", found, "whole", "SimPy", "simpy")
    return section


def england(rounds: int) -> Section:
    """England's decade, its seconds and its memory."""
    section, asked = Section(), scenario(None)
    diary = write_diary(asked, SEED, 1)
    found = race_on_same_events(asked, diary, rounds)
    what = f"England, 10 years, {diary.events:,} events"
    section.compare(f"{what}: casework alone", found, "casework", "SimPy", "simpy")
    row = section.compare(
        f"{what}: whole run, from the first day", found, "whole", "SimPy", "simpy"
    )
    judged(row, "at least 100 times", found.ratio("simpy", "whole").median >= 100)
    del diary
    numbers = iter(range(2, 2 + rounds))
    anew = race(rounds, ours=stopwatch(lambda: simulate(asked, SEED, next(numbers))))
    section.busy.append(anew.busy)
    row = Row(
        "England, 10 years, with the making of the first day", in_seconds(anew.spread("ours"))
    )
    judged(row, "1 s, at most 2 s", anew.spread("ours").median <= 2.0)
    section.rows.append(row)
    peak = float(output_of("-m", "benchmarks", "--peak-memory"))
    row = Row("England, 10 years: most memory at any time", f"{peak:,.0f} MB")
    judged(row, "under 400 MB", peak < 400.0)
    section.rows.append(row)
    return section


# --- a waiting list that every engine can express ----------------------------------------------


def waiting_list(rounds: int, workload: Workload | None = None) -> Section:
    """The same children on the same waiting list, in four engines."""
    section = Section()
    workload = workload or Workload()
    coming, rules = referrals(workload), ours_queue.rules(workload)
    engines: dict[str, Callable[[], Any]] = {
        "ours": lambda: ours_queue.live(workload, rules),
        "SimPy": lambda: simpy_queue.live(workload, coming),
        "salabim": lambda: salabim_queue.live(workload, coming),
        "Ciw": lambda: ciw_queue.live(workload, coming),
    }
    outcomes = {name: live() for name, live in engines.items()}
    assert all(outcome.agrees_with(outcomes["ours"]) for outcome in outcomes.values()), outcomes
    found = race(rounds, **{name: stopwatch(live) for name, live in engines.items()})
    what = f"A waiting list, {outcomes['ours'].events:,} events"
    for name in ("SimPy", "salabim", "Ciw"):
        section.compare(what, found, "ours", name, name)
    return section


# --- one council -------------------------------------------------------------------------------


def one_council(rounds: int) -> Section:
    """A council's decade, and many paired futures of a council's scenario."""
    section, asked = Section(), scenario()
    simulate(asked, SEED, 1)
    numbers = iter(range(2, 2 + rounds))
    found = race(rounds, ours=stopwatch(lambda: simulate(asked, SEED, next(numbers))))
    section.busy.append(found.busy)
    row = Row(
        f"{COUNCIL}, 10 years, with the making of the first day", in_seconds(found.spread("ours"))
    )
    judged(row, "at most 15 ms", found.spread("ours").median <= 0.015)
    section.rows.append(row)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "pay.yaml"
        file.write_text(COUNCIL_PAY, encoding="utf-8")
        seconds = paired(file, PAIRS, Path(folder), rounds=min(rounds, 3))
    row = Row(
        f"{COUNCIL}, pay scenario and reference, 10 years, {PAIRS} paired futures: the whole "
        "command on 2 processes",
        in_seconds(seconds),
    )
    judged(row, "under 15 s", seconds.median < 15.0)
    section.rows.append(row)
    return section


def paired(file: Path, replications: int, folder: Path, rounds: int, processes: int = 2) -> Spread:
    """Seconds of the command that runs a scenario and its reference."""
    numbers = iter(range(rounds))

    def once() -> None:
        words = ["--replications", str(replications), "--processes", str(processes), "--quiet"]
        out = folder / f"out-{replications}-{next(numbers)}"
        output_of("-m", "workforce_sim", "run", str(file), *words, "--out", str(out))

    return race(rounds, ours=stopwatch(once)).spread("ours")


# --- commands ----------------------------------------------------------------------------------


def commands(rounds: int) -> Section:
    """How soon each command answers, in a process of its own."""
    section = Section()
    with TemporaryDirectory() as folder:
        small = Path(folder) / "small.yaml"
        text = COUNCIL_PAY.replace("end: 2034", "end: 2025").partition("levers:")[0]
        small.write_text(text, encoding="utf-8")
        numbers = iter(range(10_000))
        ours = ("-m", "workforce_sim")

        def run_once() -> None:
            out = Path(folder) / f"out-{next(numbers)}"
            words = ("run", str(small), "--replications", "1", "--quiet", "--out", str(out))
            output_of(*ours, *words)

        contestants = {
            "python -c pass": command("-c", "pass"),
            "--help": command(*ours, "--help"),
            "run --help": command(*ours, "run", "--help"),
            "levers": command(*ours, "levers"),
            "councils": command(*ours, "councils"),
            "assumptions": command(*ours, "assumptions"),
            "validate": command(*ours, "validate", str(small)),
            "run": stopwatch(run_once),
        }
        for contestant in contestants.values():
            contestant()
        found = race(rounds, **contestants)
    for name in contestants:
        if name == "python -c pass":
            continue
        what = f"`workforce-sim {name}`"
        if name == "run":
            what += f" of {COUNCIL}, 1 year, 1 future, compiled code cached"
        ratio = found.ratio("python -c pass", name)
        row = Row(
            what,
            in_seconds(found.spread(name)),
            "an empty Python",
            in_seconds(found.spread("python -c pass")),
            f"{times(ratio.median)} ({times(ratio.low)} to {times(ratio.high)})",
        )
        if name == "--help":
            judged(row, "under 0.3 s", found.spread(name).median < 0.3)
        section.rows.append(row)
    return section


# --- growth ------------------------------------------------------------------------------------


def growth(rounds: int) -> Section:
    """Seconds by councils, years, replications and processes."""
    section = Section()
    names = load_baseline(BASE).la_name

    def every(number: int) -> tuple[str, ...]:
        return tuple(names[i * len(names) // number] for i in range(number))

    by_councils = {n: scenario(every(n)) for n in (1, 15, 38, 75, len(names))}
    by_years = {years: scenario(None, years) for years in (1, 2, 5, 10)}
    section.growth["councils"] = list(_by_size(section, by_councils, rounds))
    section.growth["years"] = list(_by_size(section, by_years, rounds))
    asked = scenario(every(15))
    with TemporaryDirectory() as folder:
        places = iter(range(10_000))

        def futures(replications: int, processes: int) -> Callable[[], object]:
            return lambda: run(
                asked,
                replications=replications,
                seed=SEED,
                processes=processes,
                out=Path(folder) / str(next(places)),
            )

        sizes = (1, 4, 8, 16)
        found = race(rounds, **{str(size): stopwatch(futures(size, 1)) for size in sizes})
        section.growth["replications"] = [
            (float(size), found.spread(str(size)).median) for size in sizes
        ]
        found = race(rounds, one=stopwatch(futures(16, 1)), two=stopwatch(futures(16, 2)))
    faster = found.ratio("one", "two")
    section.rows.append(
        Row(
            "15 councils, 10 years, 16 futures: 2 processes",
            in_seconds(found.spread("two")),
            "1 process",
            in_seconds(found.spread("one")),
            f"{times(faster.median)} ({times(faster.low)} to {times(faster.high)})",
        )
    )
    return section


def _by_size(
    section: Section, asked: dict[int, ResolvedScenario], rounds: int
) -> Iterable[tuple[float, float]]:
    numbers = iter(range(2, 10_000))

    def anew(one: ResolvedScenario) -> Callable[[], object]:
        return lambda: simulate(one, SEED, next(numbers))

    found = race(rounds, **{str(size): stopwatch(anew(one)) for size, one in asked.items()})
    section.busy.append(found.busy)
    for size in asked:
        yield float(size), found.spread(str(size)).median


# --- many pairs of England ---------------------------------------------------------------------

ENGLAND_PAIR = SCENARIOS / "council" / "frontline-pay.yaml"


def england_pairs(rounds: int) -> Section:
    """A few pairs of England's decade, from which many are reckoned."""
    section = Section()
    few, more = 2, 2 + 2 * rounds
    with TemporaryDirectory() as folder:
        short = paired(ENGLAND_PAIR, few, Path(folder), 1)
        long = paired(ENGLAND_PAIR, more, Path(folder), 1)
    pair = (long.median - short.median) / (more - few)
    section.rows.append(
        Row(
            f"England, pay scenario and reference, 10 years, {more} paired futures: the whole "
            "command on 2 processes",
            f"{long.median:,.0f} s",
        )
    )
    section.rows.append(
        Row(
            f"The same, {PAIRS} paired futures: **reckoned** from {few} and {more}, not run",
            f"{(short.median + (PAIRS - few) * pair) / 60.0:,.0f} min",
        )
    )
    return section


def run_england_pairs(replications: int) -> float:
    """Seconds of a real run of so many pairs of England's decade on two processes."""
    with TemporaryDirectory() as folder:
        return paired(ENGLAND_PAIR, replications, Path(folder), 1).median


SECTIONS: dict[str, tuple[Callable[[int], Section], int]] = {
    "same-events": (same_events, 7),
    "waiting-list": (waiting_list, 7),
    "one-council": (one_council, 7),
    "commands": (commands, 9),
    "england": (england, 3),
    "growth": (growth, 3),
    "england-pairs": (england_pairs, 3),
}
"""Each section, and how many rounds it runs."""
