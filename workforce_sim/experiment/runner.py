"""Run an experiment: simulate what is missing, then write the results."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from workforce_sim.experiment import manifest as manifests
from workforce_sim.experiment.executor import local_executor, run_all, sensible_processes
from workforce_sim.experiment.failures import RunFailed, RunInterrupted, how_to_go_on
from workforce_sim.experiment.hooks import Hooks, built_in
from workforce_sim.experiment.outfolder import claim, default_folder, latest_unfinished
from workforce_sim.experiment.parts import RECEIPT, Receipt, part_path, read_receipt
from workforce_sim.experiment.plan import Plan, Scenario, canonical_json, make_plan
from workforce_sim.experiment.store import PARTS, RunFolder
from workforce_sim.experiment.tables import result_hashes, write_results
from workforce_sim.experiment.worker import Task, simulate_part
from workforce_sim.measures.areas import AreaTable

DEFAULT_REPLICATIONS = 20
DEFAULT_SEED = 1


class ProgressListener(Protocol):
    """Someone who shows how far a run has come. Both numbers of `advanced` count from the start of
    the run.
    """

    def started(self, total: int) -> None:
        """`total` replications are wanted, over all scenarios."""
        ...

    def advanced(self, n_done: int, events: int) -> None:
        """So many replications are finished, and so many events were handled in them."""
        ...

    def finished(self) -> None:
        """Nothing more will come, whether the run succeeded or not."""
        ...


class Quiet:
    """Shows nothing."""

    def started(self, total: int) -> None:
        """Ignore it."""

    def advanced(self, n_done: int, events: int) -> None:
        """Ignore it."""

    def finished(self) -> None:
        """Ignore it."""


def run_experiment(
    scenarios: Sequence[Scenario],
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = DEFAULT_SEED,
    processes: int | None = None,
    out: Path | str | None = None,
    resume: bool = False,
    progress: ProgressListener | None = None,
    only: Sequence[int] | None = None,
    monthly: bool = True,
    *,
    executor: Executor | None = None,
    hooks: Hooks | None = None,
) -> RunFolder:
    """Simulate every scenario with the same replications and store the results; the first is the
    reference.

    `replications`: 1 up to this number; `only` asks for certain numbers instead, with the same
        bytes.
    `processes`: None is one for each processor; 1 runs in this process. The results do not depend
        on it.
    `out`: the run's folder; None is a new one below `outputs/`. `resume`: go on with the run in
        it; what is finished and whole is not simulated again, and replications that it already has
        stay part of it.
    `executor`: another place to run, with the interface of `concurrent.futures`, that shares the
        folder.

    Raises UserError (the request is wrong; exit code 2) or RunFailed (exit code 1).
    """
    connected = hooks or built_in()
    plan = make_plan(scenarios, replications, seed, only, monthly)
    data = connected.data_hashes()
    if out is not None:
        folder = Path(out)
    else:
        folder = latest_unfinished(plan, data) if resume else default_folder(plan)
    stored = claim(folder, plan, data, resume)
    if stored is not None:
        kept = {*plan.replications, *stored["replications"]}
        plan = replace(plan, replications=tuple(sorted(kept)), monthly=stored["monthly"])
    places = sensible_processes(processes, len(plan.addresses))
    run = _Run(folder, plan, connected, data, progress or Quiet(), places, executor)
    return run.carry_out()


@dataclass
class _Run:
    """One run under way."""

    folder: Path
    plan: Plan
    hooks: Hooks
    data: dict[str, str]
    progress: ProgressListener
    processes: int
    executor: Executor | None
    receipts: list[Receipt] = field(default_factory=list)

    def carry_out(self) -> RunFolder:
        started, clock = datetime.now(UTC), time.perf_counter()
        description = manifests.describe(self.plan, self.data)
        environment = manifests.environment(self.processes)
        self.progress.started(len(self.plan.addresses))
        try:
            with self._explained():
                manifests.write_manifest(self.folder, {**description, "environment": environment})
                areas = {name: self.hooks.areas(s) for name, s in self.plan.scenarios.items()}
                self._simulate(self._unfinished(areas))
                warnings = write_results(
                    self.folder, self.plan, areas, self._in_order(), self.hooks
                )
                timing = {
                    "started": started.isoformat(timespec="seconds"),
                    "wall_seconds": round(time.perf_counter() - clock, 3),
                }
                finished = self._outcome(warnings)
                content = {**description, **finished, "environment": environment, "timing": timing}
                manifests.write_manifest(self.folder, content)
        finally:
            self.progress.finished()
        return RunFolder.open(self.folder)

    def _unfinished(self, areas: dict[str, AreaTable]) -> list[Task]:
        """Tasks for what is not yet on disk; the receipts of what is are kept."""
        self.folder.joinpath(PARTS).mkdir(exist_ok=True)
        tasks = []
        for address in self.plan.addresses:
            scenario = self.plan.scenarios[address.scenario]
            task = Task(
                address,
                scenario,
                self._identity(scenario),
                self.plan.seed,
                areas[address.scenario],
                (self.folder / PARTS).resolve(),
                self.plan.monthly,
                self.hooks,
            )
            receipt = read_receipt(
                task.folder, address.scenario, address.replication, task.fingerprint
            )
            if receipt is None:
                tasks.append(task)
            else:
                self.receipts.append(receipt)
        return tasks

    def _simulate(self, tasks: list[Task]) -> None:
        if not tasks:
            self._advance()
            return
        if self.receipts:
            self._advance()
        self.hooks.warm_up()
        if self.executor is not None:
            run_all(self.executor, simulate_part, tasks, self._keep, self.processes)
            return
        with local_executor(min(self.processes, len(tasks))) as local:
            run_all(local, simulate_part, tasks, self._keep, self.processes)

    def _keep(self, receipt: Receipt) -> None:
        self.receipts.append(receipt)
        self._advance()

    def _advance(self) -> None:
        self.progress.advanced(len(self.receipts), sum(each.events for each in self.receipts))

    def _in_order(self) -> list[Receipt]:
        rank = {(a.scenario, a.replication): k for k, a in enumerate(self.plan.addresses)}
        return sorted(self.receipts, key=lambda each: rank[each.scenario, each.replication])

    def _outcome(self, warnings: Sequence[str]) -> dict[str, Any]:
        receipts = self._in_order()
        return {
            "status": manifests.COMPLETE,
            "events": sum(each.events for each in receipts),
            "warnings": list(warnings),
            "results": result_hashes(self.folder),
            "parts": {name: sha for each in receipts for name, sha in each.files.items()},
        }

    def _identity(self, scenario: Scenario) -> str:
        """SHA-256 of what decides a replication's numbers: scenario, seed, data and code."""
        parts = [scenario.fingerprint(), self.plan.seed, self.plan.monthly, self.data]
        return hashlib.sha256(canonical_json(parts).encode()).hexdigest()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn what can go wrong on the way into a message that says how to go on."""
        try:
            yield
        except KeyboardInterrupt:
            raise RunInterrupted(f"Stopped. {self._how_to_go_on()}") from None
        except BrokenExecutor as error:
            raise RunFailed(
                "A worker process died, perhaps for want of memory (try fewer --processes). From a "
                "script, call run() below `if __name__ == '__main__':`. "
                f"{self._how_to_go_on()}"
            ) from error
        except OSError as error:
            raise RunFailed(
                f"Results could not be written to {self.folder}: {error.strerror or error}. "
                f"{self._how_to_go_on()}"
            ) from error

    def _how_to_go_on(self) -> str:
        done = self._finished_on_disk()
        return how_to_go_on(self.folder, done, len(self.plan.addresses))

    def _finished_on_disk(self) -> int:
        parts = self.folder / PARTS
        return sum(
            part_path(parts, address.scenario, address.replication, RECEIPT).is_file()
            for address in self.plan.addresses
        )
