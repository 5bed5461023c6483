"""Replications on a Dask cluster: the same interface as local processes, and trouble in plain
words.

Workers write their own files into the run's folder, which they must share with this computer; only
receipts travel. A worker that dies costs the replications it was at: others do them again.
"""

from __future__ import annotations

import pickle
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workforce_sim.errors import UserError
from workforce_sim.experiment.executor import LOOK_SECONDS
from workforce_sim.experiment.files import TEMPORARY, write_bytes
from workforce_sim.experiment.identity import Identity
from workforce_sim.experiment.listeners import ProgressListener
from workforce_sim.experiment.remote import introduce, prepare_here, refuse_worker, run_here
from workforce_sim.experiment.roll_call import PATIENCE_SECONDS, RollCall
from workforce_sim.experiment.scheduler import (
    CONNECT_SECONDS,
    PAGE,
    ClusterLost,
    ClusterUnreachable,
    connect,
)

if TYPE_CHECKING:
    from distributed import Client

QUICK_SECONDS = 10.0
"""Longer than it takes to find that everything is compiled."""


@dataclass(frozen=True)
class Cluster:
    """A cluster to use, by the address of its scheduler (such as tls://10.0.0.5:8786).

    `or_local`: go on in local processes when it cannot be reached or is lost. `say` hears of that,
    of workers that do not answer, and of a cluster that is open to everyone; without it, that is a
    Python warning.
    """

    address: str
    or_local: bool = False
    say: Callable[[str], None] = warnings.warn


class ClusterExecutor(Executor):
    """An executor of the standard interface over the workers that are there now and that join
    later.
    """

    def __init__(self, client: Client, roll_call: RollCall, identity: Identity) -> None:
        self._identity = identity
        # The keys of tasks must not be their content: a killed run may have left an older one.
        self._inner = client.get_executor(pure=False)
        self._roll_call = roll_call
        self._workers = len(roll_call.answering())
        self._looked = time.monotonic()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand the function to whichever worker is free."""
        packed = pickle.dumps((fn, args, kwargs))
        future: Future[Any] = self._inner.submit(run_here, self._identity, packed)
        return future

    def places(self) -> int:
        """How many workers there are now, at least 1; raises ClusterLost if none will come."""
        if time.monotonic() - self._looked > LOOK_SECONDS:
            self._workers = len(self._roll_call.answering())
            self._looked = time.monotonic()
        return max(1, self._workers)


@contextmanager
def cluster_executor(
    cluster: Cluster,
    folder: Path,
    warm_up: Callable[[ProgressListener], None],
    identity: Identity,
) -> Iterator[ClusterExecutor]:
    """An executor on the cluster, once every worker has shown that it runs this very version and
    shares the folder.

    Raises ClusterUnreachable, ClusterLost, or UserError that names the worker that is refused.
    """
    client = connect(cluster.address)
    try:
        with _in_plain_words(cluster.address):
            roll_call = RollCall(client, cluster.address, cluster.say)
            _wait_for_a_worker(client, cluster.address)
            found = [cluster.address, *_doors_of_scheduler(client, cluster.address)]
            check_workers(roll_call, folder, identity)
            found += [each for doors in roll_call.ask(doors_here).values() for each in doors]
            _warn_of_open_doors(cluster, found)
            _prepare_each_host(client, roll_call, warm_up, cluster.say)
            yield ClusterExecutor(client, roll_call, identity)
    finally:
        with suppress(Exception):  # a scheduler that is gone cannot be told good-bye
            client.close(timeout=CONNECT_SECONDS)


def _wait_for_a_worker(client: Client, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=PATIENCE_SECONDS)
    except (OSError, TimeoutError) as error:
        raise ClusterUnreachable(
            f"The cluster at {address} has no workers. Start some: {PAGE} says how."
        ) from error


def doors_here(dask_scheduler: Any = None, dask_worker: Any = None) -> list[str]:
    """The addresses at which the scheduler or worker that runs this lets others in."""
    return [each.listen_address for each in (dask_scheduler or dask_worker).listeners]


def _doors_of_scheduler(client: Client, address: str) -> list[str]:
    """Where the scheduler listens; raises UserError if it cannot import what it must pass on."""
    try:
        doors: list[str] = client.run_on_scheduler(doors_here)
    except (ImportError, AttributeError) as error:
        raise UserError(
            f"The scheduler at {address} cannot run workforce-sim ({type(error).__name__}: "
            f"{error}). Install the same version there too."
        ) from error
    return doors


def _warn_of_open_doors(cluster: Cluster, doors: list[str]) -> None:
    """Say so if anybody on the network can have programs run by the cluster."""
    wide = sorted({each for each in doors if not _is_closed(each)})
    if wide:
        more = f" and {len(wide) - 3} more" if len(wide) > 3 else ""
        cluster.say(
            f"Warning: the cluster is open at {', '.join(wide[:3])}{more}. Whoever reaches that "
            "over the network can run any program there, as the user who started it, and read what "
            f"is sent. {PAGE} says how to close it, with certificates (tls://) or for this "
            "computer alone (127.0.0.1)."
        )


def _is_closed(address: str) -> bool:
    """Whether a certificate is asked for there, or only this computer can reach it."""
    from distributed.comm.addressing import parse_address, parse_host_port

    scheme, location = parse_address(address)
    if scheme != "tcp":
        return True
    host, _ = parse_host_port(location, 0)
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return bool(host == "localhost")


def check_workers(roll_call: RollCall, folder: Path, identity: Identity) -> None:
    """Refuse the cluster, naming the worker, if one runs another program or cannot use the
    folder, or if what it writes there cannot be read here.
    """
    note = folder / f".note-for-workers{TEMPORARY}"
    write_bytes(note, str(folder).encode())
    try:
        answers = roll_call.ask(introduce, note, identity)
        for address, answer in sorted(answers.items()):
            if isinstance(answer, BaseException):
                raise UserError(
                    f"Worker {address} cannot run workforce-sim ({type(answer).__name__}: "
                    f"{answer}). Install the same version on every worker."
                )
            refuse_worker(address, identity, answer["made_of"])
            if answer["trouble"]:
                raise UserError(
                    f"Worker {address} cannot write to {folder} ({answer['trouble']}). Workers "
                    "write results themselves: choose, with --out, a folder that every worker sees "
                    "under the same path."
                )
            try:
                (folder / answer["copy"]).read_bytes()
            except OSError as error:
                raise UserError(
                    f"What worker {address} writes to {folder} cannot be read here "
                    f"({error.strerror}). Start workers as the user who starts this command."
                ) from error
    finally:
        for each in folder.glob(f"{note.stem}*{TEMPORARY}"):
            each.unlink(missing_ok=True)


def _prepare_each_host(
    client: Client,
    roll_call: RollCall,
    warm_up: Callable[[ProgressListener], None],
    say: Callable[[str], None],
) -> None:
    """Compile once on each computer, because workers that share one share compiled code too."""
    workers = roll_call.answering()
    first = {host: worker for worker, host in sorted(workers.items(), reverse=True)}
    waiting = {
        client.get_executor(pure=False, workers=[worker]).submit(prepare_here, warm_up): worker
        for worker in first.values()
    }
    slow = sorted(workers[waiting[each]] for each in wait(waiting, QUICK_SECONDS).not_done)
    if slow:
        say(f"Compiling the model on {', '.join(slow)}, once on each computer.")
    while waiting:
        for done in wait(waiting, LOOK_SECONDS, return_when=FIRST_COMPLETED).done:
            for words in done.result():
                say(f"{workers[waiting[done]]}: {words}")
            del waiting[done]
        # One that has died or fallen silent holds nobody up: whoever needs the code compiles it.
        still = roll_call.answering()
        waiting = {future: worker for future, worker in waiting.items() if worker in still}


@contextmanager
def _in_plain_words(address: str) -> Iterator[None]:
    from distributed import KilledWorker
    from distributed.comm import CommClosedError

    try:
        yield
    except KilledWorker as error:
        raise ClusterLost(
            f"A replication was given up because each worker that tried it died, perhaps for want "
            f"of memory ({address})."
        ) from error
    except (BrokenExecutor, CommClosedError) as error:
        raise ClusterLost(
            f"The cluster at {address} was lost: the connection to its scheduler broke."
        ) from error
