"""Replications on a Dask cluster: the same interface as local processes, and trouble in plain
words.

Workers write their own files into the run's folder, which they must share with this computer; only
receipts travel. A worker that dies costs the replications it was at: others do them again.
"""

from __future__ import annotations

import logging
import pickle
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workforce_sim.errors import UserError
from workforce_sim.experiment.failures import RunFailed
from workforce_sim.experiment.files import TEMPORARY, write_bytes
from workforce_sim.experiment.identity import Identity
from workforce_sim.experiment.remote import introduce, refuse_worker, run_here

if TYPE_CHECKING:
    from distributed import Client

CONNECT_SECONDS = 10.0
"""How long to wait for the scheduler and for its first worker before saying so."""
PATIENCE_SECONDS = 30.0
"""How long a cluster may be without any worker before it counts as lost."""


def _unheard(_message: str) -> None:
    """Nobody listens."""


@dataclass(frozen=True)
class Cluster:
    """A cluster to use, by the address of its scheduler (such as tcp://10.0.0.5:8786).

    `or_local`: go on in local processes when it cannot be reached or is lost; `say` then hears
    about it.
    """

    address: str
    or_local: bool = False
    say: Callable[[str], None] = _unheard


class ClusterUnreachable(UserError):
    """There is no cluster at the address, or it has no workers."""


class ClusterLost(RunFailed):
    """The cluster went away while it worked."""


class ClusterExecutor(Executor):
    """An executor of the standard interface over the workers that are there now and that join
    later.
    """

    def __init__(self, client: Client, address: str, workers: int, identity: Identity) -> None:
        self.workers = workers
        self._identity = identity
        self._client = client
        self._address = address
        # The keys of tasks must not be their content: a killed run may have left an older one.
        self._inner = client.get_executor(pure=False)
        self._last_seen = time.monotonic()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand the function to whichever worker is free."""
        packed = pickle.dumps((fn, args, kwargs))
        future: Future[Any] = self._inner.submit(run_here, self._identity, packed)
        return future

    def watch(self) -> None:
        """Raise ClusterLost if the scheduler is gone, or has been without workers for too long."""
        try:
            threads = self._client.nthreads(callback_timeout=CONNECT_SECONDS)
        except Exception as error:  # what distributed raises here differs from version to version
            raise self._lost("its scheduler no longer answers") from error
        if threads:
            self._last_seen = time.monotonic()
        elif time.monotonic() - self._last_seen > PATIENCE_SECONDS:
            raise self._lost(f"it has had no worker for {PATIENCE_SECONDS:.0f} seconds")

    def _lost(self, why: str) -> ClusterLost:
        return ClusterLost(f"The cluster at {self._address} was lost: {why}.")


@contextmanager
def cluster_executor(
    address: str, folder: Path, warm_up: Callable[[], None], identity: Identity
) -> Iterator[ClusterExecutor]:
    """An executor on the cluster, once every worker has shown that it runs this very version and
    shares the folder.

    Raises ClusterUnreachable, ClusterLost, or UserError that names the worker that is refused.
    """
    client = _connect(address)
    try:
        with _in_plain_words(address):
            workers = _workers(client, address)
            check_workers(client, folder, identity)
            _compile_on_each_host(client, workers, warm_up)
            yield ClusterExecutor(client, address, len(workers), identity)
    finally:
        with suppress(Exception):  # a scheduler that is gone cannot be told good-bye
            client.close(timeout=CONNECT_SECONDS)


def _connect(address: str) -> Client:
    try:
        from distributed import Client
    except ImportError:
        raise UserError(
            "--cluster needs packages that are not installed here. Install them: "
            'python -m pip install -c constraints.txt -e ".[cluster]"'
        ) from None
    _check_form(address)
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # the message below says it better
    try:
        return Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise ClusterUnreachable(
            f"No scheduler answers at {address}. Start one with `dask scheduler` and give the "
            "address that it prints, such as tcp://10.0.0.5:8786."
        ) from error


def _check_form(address: str) -> None:
    """Raise UserError for what cannot be an address: nothing answers there, ever."""
    from distributed.comm.addressing import parse_address, parse_host_port
    from distributed.comm.registry import backends

    try:
        scheme, location = parse_address(address)
        host, _ = parse_host_port(location)
    except ValueError:
        scheme, host = "", ""
    if scheme not in backends or not host:
        raise UserError(
            f"'{address}' is not the address of a scheduler. Give the address that "
            "`dask scheduler` prints, such as tcp://10.0.0.5:8786."
        )


def _workers(client: Client, address: str) -> dict[str, str]:
    """The host of each worker by its address."""
    try:
        client.wait_for_workers(1, timeout=CONNECT_SECONDS)
        known = client.scheduler_info()["workers"]
    except (OSError, TimeoutError) as error:
        raise ClusterUnreachable(
            f"The cluster at {address} has no workers. Start some with "
            f"`dask worker {address} --nthreads 1 --nworkers -1`."
        ) from error
    return {worker: str(about["host"]) for worker, about in known.items()}


def check_workers(client: Client, folder: Path, identity: Identity) -> None:
    """Refuse the cluster, naming the worker, if one runs another program or cannot use the
    folder.
    """
    note = folder / f".note-for-workers{TEMPORARY}"
    write_bytes(note, str(folder).encode())
    try:
        answers = client.run(introduce, note, identity, on_error="return")
    finally:
        note.unlink(missing_ok=True)
    for address, answer in sorted(answers.items()):
        if isinstance(answer, BaseException):
            raise UserError(
                f"Worker {address} cannot run workforce-sim ({type(answer).__name__}: {answer}). "
                "Install the same version on every worker."
            )
        refuse_worker(address, identity, answer["made_of"])
        if answer["trouble"]:
            raise UserError(
                f"Worker {address} cannot write to {folder} ({answer['trouble']}). Workers write "
                "results themselves: choose, with --out, a folder that every worker sees under the "
                "same path."
            )


def _compile_on_each_host(
    client: Client, workers: dict[str, str], warm_up: Callable[[], None]
) -> None:
    """Compile once on each computer, because workers that share one share compiled code too."""
    first = {host: worker for worker, host in sorted(workers.items(), reverse=True)}
    client.gather(
        [
            client.submit(warm_up, workers=[worker], allow_other_workers=False, pure=False)
            for worker in first.values()
        ]
    )


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
