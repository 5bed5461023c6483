"""Whatever happens to a run, in whatever order: no wrong byte, no lost replication, and what was
finished opens. SEQUENCES says through how many it lives.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.experiment import fake_world
from tests.experiment.disk import Disk, PowerCut
from tests.experiment.fake_world import HOOKS, FakeScenario
from tests.experiment.plug_in import LEVER, PACKAGE, Installed, forget, install
from tests.experiment.test_claim import everything
from workforce_sim.errors import UserError
from workforce_sim.experiment import Cluster, RunFailed, RunFolder, run_experiment, verify, wiring
from workforce_sim.experiment.files import TEMPORARY, sha256_of, write_bytes
from workforce_sim.experiment.folder_lock import LOCK
from workforce_sim.experiment.interfaces import Hooks, OneByOne
from workforce_sim.experiment.listeners import Quiet
from workforce_sim.experiment.manifest import MANIFEST
from workforce_sim.experiment.plan import Plan
from workforce_sim.experiment.scheduler import ClusterUnreachable
from workforce_sim.experiment.store import PARTS
from workforce_sim.levers.registry import all_levers
from workforce_sim.measures.record import ReplicationRecord

MOST = 4
"""Replications."""
FILES = 4
"""Of one replication, its receipt among them."""
TABLES = ("summary.csv", "ledger.csv")
SCENARIO = FakeScenario("policy", levers=(LEVER,), councils=("E09000007",))
Made = tuple[int, str]
"""What the plug-in pays, and the version of numpy."""


@cache
def simulated(seed: int, replication: int) -> ReplicationRecord:
    return fake_world.simulate(SCENARIO, seed, replication)


def simulate(_scenario: FakeScenario, seed: int, replication: int) -> ReplicationRecord:
    """Every number hangs on what the plug-in is and on the version of numpy."""
    record = simulated(seed, replication)
    pays: float = vars(all_levers()[LEVER])["gbp"]
    factor = pays * float(wiring.made_of(())["versions"]["numpy"])
    ledger = {line: posted * factor for line, posted in record.ledger.items()}
    yearly = {name: values * factor for name, values in record.yearly.items()}
    return replace(record, ledger=ledger, yearly=yearly)


def write_tables(folder: Path, plan: Plan, *_: object) -> tuple[str, ...]:
    """Short tables that hang on every byte of the parts; the real ones take most of the time."""
    parts = [folder / f"{part(number)}.ledger.npy" for number in plan.replications]
    content = "".join(f"{path.name} {sha256_of(path)}\n" for path in parts).encode()
    for name in TABLES:
        write_bytes(folder / name, name.encode() + b"\n" + content)
    return ()


class Told(Quiet):
    """Remembers how many replications it was told are finished."""

    kept = 0

    def advanced(self, n_done: int, events: int) -> None:
        self.kept = n_done


class World:
    """What a run is made of, in this process, and what it should write then."""

    def __init__(self, folder: Path) -> None:
        self.patch = pytest.MonkeyPatch()
        self.plug_in: Installed = install(folder / "packages")
        self.patch.syspath_prepend(str(self.plug_in.folder))
        self.patch.setattr(f"{RUNNER}.cluster_executor", unreachable)
        self.patch.setattr(f"{RUNNER}.write_results", write_tables)
        self.patch.setattr(os, "fsync", lambda _file: None)  # see `Disk`
        self.folder = folder
        self.references: dict[tuple[Made, int], dict[str, bytes]] = {}
        self.versions = dict(wiring.made_of(())["versions"])
        self.become((1, "2"))

    def become(self, made: Made) -> None:
        """Change the plug-in and the version of numpy, as if the command were started anew."""
        self.made = made
        self.plug_in.pays(made[0])
        now = {**self.versions, "numpy": made[1]}
        self.patch.setattr("workforce_sim.experiment.wiring.versions", lambda: now)
        forget()

    def reference(self, made: Made, replications: int) -> dict[str, bytes]:
        """Every file of a run that nothing has disturbed, but for the manifest."""
        if (made, replications) not in self.references:
            now = self.made
            self.become(made)
            out = Path(tempfile.mkdtemp(dir=self.folder)) / "run"
            self.references[made, replications] = content(start(out, replications).path)
            self.become(now)
        return self.references[made, replications]


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != MANIFEST and not path.name.endswith(TEMPORARY)
    }


def start(out: Path, replications: int, hooks: Hooks | None = None, **more: Any) -> RunFolder:
    known = hooks or replace(HOOKS, simulate_all=OneByOne(simulate), made_of=wiring.made_of)
    return run_experiment(
        [SCENARIO], replications, 1, 1, out, True, monthly=False, hooks=known, **more
    )


def unreachable(*_: object) -> None:
    raise ClusterUnreachable("No scheduler answers.")


RUNNER = "workforce_sim.experiment.runner"
WORLD: list[World] = []
"""The one of this test run."""
KILLED = ("killed", "power fails", "power fails late", "disk full")
STOPPED = ("interrupted", "out of memory", "moved away", "unreachable")
COUNTS = st.integers(1, MOST)
DAMAGES: Mapping[str, Any] = {
    "gone": lambda _: None,
    "half": lambda content: content[: len(content) // 2],
    "rubbish": lambda content: b"rubbish" + content,
    "one bit": lambda content: content[:-1] + bytes([content[-1] ^ 1]),
}


class Sequences(RuleBasedStateMachine):
    """One folder, and what is known of it."""

    @initialize()
    def begin(self) -> None:
        self.world = WORLD[0]
        self.world.become((1, "2"))
        self.box = Path(tempfile.mkdtemp(dir=self.world.folder))
        self.out, self.moves = self.box / "run", 0
        self.made: Made | None = None
        self.opens = 0
        self.kept: set[int] = set()
        self.hurt: dict[str, bytes] = {}

    def teardown(self) -> None:
        shutil.rmtree(self.box, ignore_errors=True)

    @rule(replications=COUNTS)
    def add_replications(self, replications: int) -> None:
        self.go_on(replications, "well")

    @rule(replications=COUNTS, kill=st.sampled_from(KILLED), files=st.integers(0, FILES * MOST + 4))
    def kill(self, replications: int, kill: str, files: int) -> None:
        self.go_on(replications, kill, files)

    @rule(replications=COUNTS, stop=st.sampled_from(STOPPED), simulations=st.integers(0, MOST - 1))
    def stop(self, replications: int, stop: str, simulations: int) -> None:
        self.go_on(replications, stop, simulations)

    def go_on(self, replications: int, ending: str, when: int = 0) -> None:
        """`--resume`, which ends in that way."""
        before, told = self.all(), Told()
        stored = self.manifest
        is_other = self.made not in (None, self.world.made)
        wanted = max([replications, *(stored["replications"] if stored else [])])
        end = self.ended(replications, ending, when, told)
        now = everything(self.out)
        self.hurt = {
            name: was for name, was in self.hurt.items() if now.get(self.out / name) != was
        }
        if isinstance(end, PowerCut | RunFailed):
            assert not is_other
            assert isinstance(end, PowerCut) or "--resume" in str(end)
            if self.out.exists():
                self.made = self.world.made
            assert len(self.sound()) >= told.kept
            if self.opens and self.manifest and self.manifest["status"] != "complete":
                assert self.sound() >= set(range(1, wanted + 1))  # only its tables were missing
                self.opens = 0
        elif end is not None:
            if self.out / MANIFEST in before or self.kept:
                assert self.all() == before
            elif not self.out.exists():  # it was claimed, no more
                self.made = None
            if MANIFEST not in self.hurt:
                assert is_other or ending == "unreachable"
                knows = self.out / MANIFEST in before
                assert not (is_other and knows) or PACKAGE in str(end) or "numpy" in str(end)
        else:
            assert not is_other
            assert MANIFEST not in self.hurt
            self.made, self.opens = self.world.made, wanted
            whole, found = self.world.reference(self.made, wanted), content(self.out)
            assert {name: found.get(name) for name in whole} == whole
            self.hurt = {name: was for name, was in self.hurt.items() if name not in whole}

    def ended(self, replications: int, ending: str, when: int, told: Told) -> BaseException | None:
        """Go on with the run, and return what it ended in, if not well."""
        try:
            self.started(replications, ending, when, told)
        except (PowerCut, UserError) as end:
            return end
        return None

    def started(self, replications: int, ending: str, when: int, told: Told) -> None:
        disk, more, simulations = Disk(), {}, 0
        if ending in KILLED:
            full = OSError(28, "No space left on device")
            disk = Disk(when, full) if ending == "disk full" else Disk(when)
        if ending == "unreachable":
            more["cluster"] = Cluster("tcp://127.0.0.1:9")

        def stopping(scenario: FakeScenario, seed: int, number: int) -> ReplicationRecord:
            nonlocal simulations
            simulations += 1
            if ending in STOPPED and simulations > when:
                if ending == "interrupted":
                    raise KeyboardInterrupt
                if ending == "out of memory":
                    raise MemoryError
                self.move()
            return simulate(scenario, seed, number)

        hooks = replace(HOOKS, simulate_all=OneByOne(stopping), made_of=wiring.made_of)
        with disk.watched():
            try:
                start(self.out, replications, hooks, progress=told, **more)
            except PowerCut:
                if ending == "power fails":
                    disk.fail()
                if ending == "power fails late":
                    disk.fail_late()
                raise

    @precondition(lambda self: self.made is not None)
    @rule()
    def change_the_plug_in(self) -> None:
        pays, numpy = self.world.made
        self.world.become((10 - pays, numpy))

    @precondition(lambda self: self.made is not None)
    @rule()
    def change_a_version(self) -> None:
        pays, numpy = self.world.made
        self.world.become((pays, "3" if numpy == "2" else "2"))

    @precondition(lambda self: self.made not in (None, self.world.made))
    @rule()
    def put_back_what_it_was_made_with(self) -> None:
        self.world.become(self.made or self.world.made)

    @precondition(lambda self: self.out.exists())
    @rule()
    def move(self) -> None:
        self.moves += 1
        self.out = self.out.rename(self.box / f"moved-{self.moves}")

    @precondition(lambda self: self.out.exists() and bool(content(self.out)))
    @rule(data=st.data(), damage=st.sampled_from(sorted(DAMAGES)))
    def damage(self, data: st.DataObject, damage: str) -> None:
        files = {name: self.out / name for name in (*sorted(content(self.out)), MANIFEST)}
        name = data.draw(st.sampled_from([name for name, path in files.items() if path.exists()]))
        good = files[name].read_bytes()
        bad = DAMAGES[damage](good) if good else None
        files[name].unlink()
        if bad is not None:
            files[name].write_bytes(bad)
        if bad == self.hurt.setdefault(name, good):  # a bit that is turned twice
            del self.hurt[name]
        self.kept -= {number for number in self.kept if name.startswith(part(number))}

    @precondition(lambda self: MANIFEST in self.hurt)
    @rule()
    def put_a_copy_of_the_manifest_back(self) -> None:
        (self.out / MANIFEST).write_bytes(self.hurt.pop(MANIFEST))

    @precondition(lambda self: self.made is not None)
    @rule()
    def verify(self) -> None:
        before, hooks = self.all(), replace(HOOKS, simulate_all=OneByOne(simulate))
        hooks = replace(hooks, made_of=wiring.made_of)
        is_there = (self.out / MANIFEST).is_file()
        if not is_there or (MANIFEST not in self.hurt and not self.opens):
            with pytest.raises(UserError, match="not the folder of a run|was not finished"):
                verify(self.out, 1, hooks=hooks)
        elif MANIFEST in self.hurt:
            assert verify(self.out, 1, hooks=hooks).altered == (MANIFEST,)
        else:
            found = verify(self.out, 1, hooks=hooks)
            whole = self.whole
            assert {*found.altered, *found.different} >= self.hurt.keys() & whole.keys()
            if self.made == self.world.made:
                assert found.is_reproduced == (not self.hurt.keys() & whole.keys())
            else:
                assert not found.is_reproduced
                assert PACKAGE in str(found.explanations) or "numpy" in str(found.explanations)
        assert self.all() == before

    @invariant()
    def nothing_that_was_kept_is_lost_or_wrong(self) -> None:
        sound = self.sound()
        assert sound >= self.kept
        self.kept = sound

    @invariant()
    def what_was_finished_opens(self) -> None:
        if not self.opens or MANIFEST in self.hurt:
            return
        run = RunFolder.open(self.out)
        whole = self.whole
        for name in TABLES:
            if name in self.hurt:
                with pytest.raises(UserError, match=r"--resume"):
                    run._existing(name)
            elif name in whole:
                assert run._existing(name).read_bytes() == whole[name]

    @property
    def whole(self) -> dict[str, bytes]:
        """What the finished run wrote."""
        return self.world.reference(self.made or self.world.made, self.opens)

    @property
    def manifest(self) -> Mapping[str, Any] | None:
        if MANIFEST in self.hurt or not (self.out / MANIFEST).is_file():
            return None
        return RunFolder(self.out).manifest

    def all(self) -> dict[Path, bytes | None]:
        """Everything but the lock, which a command that was stopped may leave."""
        return {path: each for path, each in everything(self.box).items() if path.name != LOCK}

    def sound(self) -> set[int]:
        """The replications with a receipt that nobody has damaged, after a look at every byte."""
        found = content(self.out) if self.out.exists() else {}
        numbers = set()
        for number in range(1, MOST + 1):
            files = {name: each for name, each in found.items() if name.startswith(part(number))}
            is_hurt = any(name.startswith(part(number)) for name in self.hurt)
            if f"{part(number)}.json" in files and not is_hurt:
                whole = self.world.reference(self.made or self.world.made, MOST)
                assert files == {name: whole[name] for name in files}
                assert len(files) == FILES
                numbers.add(number)
        return numbers


def part(number: int) -> str:
    return f"{PARTS}/policy-{number:04d}"


@pytest.mark.property
def test_no_sequence_of_faults_loses_or_changes_anything(tmp_path: Path) -> None:
    world = World(tmp_path)
    WORLD[:] = [world]
    try:
        run_state_machine_as_test(
            Sequences,
            settings=settings(
                max_examples=int(os.environ.get("SEQUENCES", "200")), stateful_step_count=10
            ),
        )
    finally:
        world.patch.undo()
        forget()
