"""Run an experiment: simulate what is missing, then write the results."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from workforce_sim.errors import UserError
from workforce_sim.experiment import manifest as manifests
from workforce_sim.experiment.cluster import Cluster, cluster_executor
from workforce_sim.experiment.executor import (
    leave_if_started_again,
    local_executor,
    run_all,
    sensible_processes,
)
from workforce_sim.experiment.files import remove_leftovers
from workforce_sim.experiment.folder_lock import alone_in
from workforce_sim.experiment.identity import Identity
from workforce_sim.experiment.interfaces import Hooks, built_in
from workforce_sim.experiment.listeners import ProgressListener, Quiet
from workforce_sim.experiment.outfolder import Claim, claim, default_folder, latest_unfinished
from workforce_sim.experiment.plan import (
    Address,
    Plan,
    Scenario,
    address_of,
    canonical_json,
    make_plan,
)
from workforce_sim.experiment.precision import Target, UndefinedMeasure, as_json
from workforce_sim.experiment.replication_files import RECEIPT, Receipt, part_path, read_receipt
from workforce_sim.experiment.run_failures import RunFailed, explained, how_to_go_on
from workforce_sim.experiment.scheduler import ClusterLost, ClusterUnreachable
from workforce_sim.experiment.stopping import FEWEST
from workforce_sim.experiment.store import PARTS, RunFolder
from workforce_sim.experiment.tables import result_hashes, write_results
from workforce_sim.experiment.variance_partners import partner_kind, usual_partners
from workforce_sim.experiment.worker import Simulation, Task, simulate_replication
from workforce_sim.measures.aggregation import AreaTable
from workforce_sim.scenario.schema import DEFAULT_SEED


def run_experiment(
    scenarios: Sequence[Scenario],
    replications: int,
    seed: int = DEFAULT_SEED,
    processes: int | None = None,
    out: Path | str | None = None,
    resume: bool = False,
    progress: ProgressListener | None = None,
    only: Sequence[int] | None = None,
    monthly: bool = True,
    partners: int | None = None,
    *,
    target: Target | None = None,
    cluster: Cluster | None = None,
    executor: Executor | None = None,
    hooks: Hooks | None = None,
    on_claim: Callable[[Path], None] | None = None,
) -> RunFolder:
    """Simulate every scenario with the same replications and store the results; the first is the
    reference.

    `replications`: 1 up to this number; `only` asks for certain numbers instead, with the same
        bytes.
    `processes`: None is one for each processor; 1 runs in this process. The results do not depend
        on it.
    `partners`: how many of the first replications, at most all, get partners that tell chance,
        drift and parameters apart; 0 is none, None the usual number.
    `out`: the run's folder; None is a new one below `outputs/`. `resume`: go on with the run in
        it; what is finished and whole is not simulated again, and replications that it already has
        stay part of it.
    `target`: add replications until it is reached; `replications` are the first of them.
    `cluster`: run there instead of here. `executor`: another place to run, with the interface of
        `concurrent.futures`, that shares the folder.
    `on_claim`: told the folder as soon as it belongs to this run; before that nothing may be
        written there.

    Raises UserError (the request is wrong; exit code 2) or RunFailed (exit code 1).
    """
    leave_if_started_again()
    connected = hooks or built_in()
    if target is not None:
        replications = first_stage(replications, target, only)
    plan = make_plan(scenarios, replications, seed, only, monthly, partners)
    identity = Identity(connected.made_of, connected.made_of(plan.extension_names))
    identified = manifests.identify(plan, identity.expected)
    if out is not None:
        folder = Path(out)
    else:
        folder = latest_unfinished(plan, identified) if resume else default_folder(plan)
    claimed, stored = claim(folder, identified, resume)
    if on_claim is not None:
        on_claim(folder)
    with claimed.released_if_refused(stored is None), alone_in(folder):
        is_finished = False
        if stored is not None:
            # Until this command was alone here, another may have added to the run.
            stored = manifests.read_manifest(folder)
            plan, is_finished = joined_with(plan, stored), stored["status"] == manifests.COMPLETE
        run = _Run(
            claimed, is_finished, plan, connected, identity, progress or Quiet(), processes,
            target, cluster, executor,
        )  # fmt: skip
        return run.carry_out()


def joined_with(plan: Plan, stored: Mapping[str, Any]) -> Plan:
    """The plan of a run that goes on: nothing that the stored one has is lost."""
    kept = {*plan.replications, *stored["replications"]}
    before, partners = stored["partners"], plan.partners
    if partners is not None:
        partners = max(partners, before)
    elif before != usual_partners(len(stored["replications"])):
        partners = before
    return replace(
        plan, replications=tuple(sorted(kept)), monthly=stored["monthly"], partners=partners
    )


def first_stage(replications: int, target: Target, only: Sequence[int] | None) -> int:
    """With how many replications a run with a target begins; raises UserError if it cannot."""
    if only is not None:
        raise UserError(
            "Certain replications and a precision cannot be asked for together: a precision says "
            "how many there must be. Leave out one of them."
        )
    if replications > target.largest:
        raise UserError(
            f"The first {replications} replications are already more than the {target.largest} "
            "that are allowed. Raise --max-replications, or ask for fewer with --replications."
        )
    return max(replications, FEWEST)


@dataclass
class _Run:
    """One run under way; `is_finished` as long as its folder holds a finished one that opens."""

    claimed: Claim
    is_finished: bool
    plan: Plan
    hooks: Hooks
    identity: Identity
    progress: ProgressListener
    processes: int | None
    target: Target | None
    cluster: Cluster | None
    executor: Executor | None
    receipts: dict[Address, Receipt] = field(default_factory=dict)
    announced: int = 0
    described: dict[str, Any] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return self.claimed.folder

    def carry_out(self) -> RunFolder:
        started, clock = datetime.now(UTC), time.perf_counter()
        try:
            with self._explained():
                areas = {name: self.hooks.areas(s) for name, s in self.plan.scenarios.items()}
                fixed = self.target is None
                self._simulate(self._everything if fixed else self.plan.addresses, areas)
                while self._is_extended():
                    self._simulate(self.plan.addresses, areas)
                self._simulate(self._everything, areas)
                # From here on the tables change, so what was finished is not finished any more.
                self.is_finished = False
                self._announce()
                receipts = [self.receipts[address] for address in self.plan.addresses]
                warnings = write_results(self.folder, self.plan, areas, receipts, self.hooks)
                receipts += [self.receipts[address] for address in self.plan.partner_addresses]
                timing = {
                    "started": started.isoformat(timespec="seconds"),
                    "wall_seconds": round(time.perf_counter() - clock, 3),
                }
                content = {
                    **manifests.describe(self.plan, self.identity.expected),
                    **self._outcome(receipts, warnings),
                    "environment": self._environment,
                    "timing": timing,
                }
                for place in (self.folder, self.folder / PARTS):
                    remove_leftovers(place)
                manifests.write_manifest(self.folder, content)
        finally:
            self.progress.finished()
        return RunFolder.open(self.folder)

    def _places(self) -> int:
        """How many replications are simulated at a time on this computer."""
        return sensible_processes(self.processes, len(self.plan.replications))

    @cached_property
    def _environment(self) -> dict[str, Any]:
        return manifests.environment(self._places())

    def _announce(self) -> None:
        """Say, here and in the manifest, what is going to be done; nothing can be refused any more.

        The manifest of a finished run stays until its tables are made anew: until then they open.
        """
        total = len(self._everything)
        if total != self.announced:
            self.announced = total
            self.progress.started(total)
            if self.receipts:
                self._advance()
        description = manifests.describe(self.plan, self.identity.expected)
        if not self.is_finished and description != self.described:
            self.described = description
            content = {**description, "environment": self._environment}
            manifests.write_manifest(self.folder, content)
            self.claimed.settle()

    @property
    def _everything(self) -> tuple[Address, ...]:
        """Every simulation of the plan: partners last, when it is known how many there are."""
        return (*self.plan.addresses, *self.plan.partner_addresses)

    def _is_extended(self) -> bool:
        """Whether the target asks for more replications, which are then part of the plan."""
        if self.target is None:
            return False
        count = self.target.next_count(self.folder, self.plan)
        if count <= len(self.plan.replications):
            return False
        wanted = {*self.plan.replications, *range(1, count + 1)}
        self.plan = replace(self.plan, replications=tuple(sorted(wanted)))
        return True

    def _simulate(self, wanted: Sequence[Address], areas: dict[str, AreaTable]) -> None:
        if self.receipts.keys() >= set(wanted):
            return
        tasks = self._unfinished(wanted, areas)
        if not tasks:
            return
        if self.executor is not None:
            self._announce()
            run_all(self.executor, simulate_replication, tasks, self._keep, self._places)
            return
        if self.cluster is not None:
            try:
                self._simulate_on(self.cluster, tasks)
                return
            except (ClusterLost, ClusterUnreachable) as error:
                if not self.cluster.or_local:
                    raise self._with_advice(error) from error
                self.cluster.say(f"{error} Going on in local processes.")
                self.cluster = None
                tasks = self._unfinished(wanted, areas)
        self.hooks.warm_up(self.progress)
        places = min(self._places(), len(tasks))
        with local_executor(places, self.progress.note) as local:
            self._announce()
            run_all(local, simulate_replication, tasks, self._keep, local.places)

    def _simulate_on(self, cluster: Cluster, tasks: list[Task]) -> None:
        folder, warm_up = tasks[0].folder, self.hooks.warm_up
        with cluster_executor(cluster, folder, warm_up, self.identity) as there:
            self._announce()
            run_all(there, simulate_replication, tasks, self._keep, there.places)

    def _unfinished(self, wanted: Sequence[Address], areas: dict[str, AreaTable]) -> list[Task]:
        """Tasks for what is not yet on disk; the receipts of what is are kept."""
        # Not resolved: a link in the way may lead elsewhere on another computer.
        parts = (self.folder / PARTS).absolute()
        parts.mkdir(exist_ok=True)
        missing: dict[int, list[Simulation]] = {}
        for address in wanted:
            if address in self.receipts:
                continue
            scenario = self.plan.scenarios[address.scenario]
            fingerprint = self._fingerprint(scenario, address)
            receipt = read_receipt(parts, address.scenario, address.replication, fingerprint)
            if receipt is None:
                simulation = Simulation(address, scenario, fingerprint, areas[address.scenario])
                missing.setdefault(address.replication, []).append(simulation)
            else:
                self.receipts[address] = receipt
        return [
            Task(
                replication,
                tuple(simulations),
                self.plan.seed,
                parts,
                self.plan.monthly,
                self.hooks,
                self.identity,
            )
            for replication, simulations in missing.items()
        ]

    def _keep(self, receipts: Iterable[Receipt]) -> None:
        for receipt in receipts:
            self.receipts[address_of(receipt.scenario, receipt.replication)] = receipt
        self._advance()

    def _advance(self) -> None:
        events = sum(each.events for each in self.receipts.values())
        self.progress.advanced(len(self.receipts), events)

    def _outcome(self, receipts: Sequence[Receipt], warnings: Sequence[str]) -> dict[str, Any]:
        reached = self.target.reached(self.folder, self.plan) if self.target is not None else []
        return {
            "status": manifests.COMPLETE,
            "events": sum(each.events for each in receipts),
            "warnings": list(warnings),
            "precision": as_json(reached),
            "assumptions": sorted({name for each in receipts for name in each.assumptions}),
            "results": result_hashes(self.folder),
            "parts": {name: sha for each in receipts for name, sha in each.files.items()},
        }

    def _fingerprint(self, scenario: Scenario, address: Address) -> str:
        """SHA-256 of what decides a simulation's numbers: scenario, seed, what it is made of, and
        the numbers of a partner's draws.
        """
        made_of = self.hooks.made_of(scenario.extension_names)
        parts: list[Any] = [scenario.fingerprint(), self.plan.seed, self.plan.monthly, made_of]
        if partner_kind(address.replication):
            parts.append([address.replication, address.parameter_draw, address.drift_draw])
        return hashlib.sha256(canonical_json(parts).encode()).hexdigest()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Say how to go on after what stops the run."""
        try:
            with explained(self.folder, self._places(), self._how_to_go_on):
                yield
        except UndefinedMeasure as error:
            raise RunFailed(
                f"{error} What is simulated is kept: to finish it, repeat the command with another "
                "measure, or without --precision and with --replications "
                f"{len(self.plan.replications)}, and add --resume --out {self.folder}"
            ) from error

    def _with_advice(self, error: UserError) -> UserError:
        """The failure of a cluster, and what to do about it."""
        local = "To go on without the cluster, add --cluster-fallback local."
        if isinstance(error, ClusterUnreachable) and not self._finished_on_disk():
            return type(error)(f"{error} Nothing was simulated.\n{local}")
        return type(error)(f"{error} {self._how_to_go_on()}\n{local}")

    def _how_to_go_on(self) -> str:
        done = self._finished_on_disk()
        return how_to_go_on(self.folder, done, len(self._everything))

    def _finished_on_disk(self) -> int:
        parts = self.folder / PARTS
        return sum(
            part_path(parts, address.scenario, address.replication, RECEIPT).is_file()
            for address in self._everything
        )
