"""Reaching the scheduler of a Dask cluster: who answers at an address, of which version, and why
nobody does.

Certificates for tls:// are those of Dask's own settings, which scheduler and workers read too.
"""

from __future__ import annotations

import logging
import ssl
import warnings
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from workforce_sim.errors import UserError
from workforce_sim.experiment.run_failures import RunFailed

if TYPE_CHECKING:
    from distributed import Client

CONNECT_SECONDS = 10.0
"""How long to wait for an answer of the scheduler."""
PAGE = "docs/howto/use-a-cluster.md"
INSTALL = 'python -m pip install -c constraints.txt -e ".[cluster]"'
SAME = ("dask", "distributed", "workforce-sim")
"""Packages of which the scheduler must have the very version that is here."""


class ClusterUnreachable(UserError):
    """There is no cluster at the address, or it has no workers."""


class ClusterLost(RunFailed):
    """The cluster went away while it worked."""


def connect(address: str) -> Client:
    """A client of the scheduler at the address.

    Raises ClusterUnreachable if none can be reached there, UserError if the address or the
    certificates cannot be right, or the scheduler is of another version.
    """
    try:
        from distributed import Client, Security
    except ImportError:
        raise UserError(
            f"--cluster needs packages that are not installed here. Install them: {INSTALL}"
        ) from None
    _check_form(address)
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # the messages below say it better
    security = Security()
    _check_versions(address, _introduction(address, _connection_settings(address, security)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a table of versions, which are compared here
        return Client(address, timeout=CONNECT_SECONDS, set_as_default=False, security=security)


def _check_form(address: str) -> None:
    """Raise UserError for what cannot be an address: nothing answers there, ever."""
    from distributed.comm.addressing import parse_address, parse_host_port

    try:
        scheme, location = parse_address(address)
        host, _ = parse_host_port(location)
    except ValueError:
        scheme, host = "", ""
    if scheme not in {"tcp", "tls"} or not host:
        raise UserError(
            f"'{address}' is not the address of a scheduler. Give the address that "
            "`dask scheduler` prints, such as tls://10.0.0.5:8786."
        )


def _connection_settings(address: str, security: Any) -> dict[str, Any]:
    """What a connection needs, with the certificates; raises UserError if they cannot do."""
    files = security.get_tls_config_for_role("client")
    named = ", ".join(f"{key} {files[key]}" for key in ("ca_file", "cert", "key") if files[key])
    try:
        settings: dict[str, Any] = security.get_connection_args("client")
    except (OSError, ValueError) as error:
        reason = error.strerror or error if isinstance(error, OSError) else error
        raise UserError(
            f"The certificates that Dask's settings name cannot be used ({reason}): {named}. "
            f"{PAGE} says how to make them."
        ) from error
    if _is_tls(address):
        if settings["ssl_context"] is None:
            raise UserError(
                f"{address} needs a certificate, and Dask's settings name none here. Set "
                f"DASK_CONFIG to the settings that scheduler and workers have: {PAGE} says how."
            )
    elif security.require_encryption:
        raise UserError(
            f"Dask's settings here require encryption, which {address} has not. Give an address "
            "that begins with tls://."
        )
    return settings


def _introduction(address: str, settings: Mapping[str, Any]) -> dict[str, str | None]:
    """The versions of packages that the scheduler says it has, in a message that schedulers of all
    versions understand.
    """
    from distributed.comm.core import connect as reach
    from distributed.core import send_recv
    from distributed.utils import LoopRunner

    async def ask() -> dict[str, Any]:
        comm = await reach(address, timeout=CONNECT_SECONDS, **settings)
        try:
            answer: dict[str, Any] = await send_recv(comm, op="versions", packages=list(SAME))
            return answer
        finally:
            comm.abort()

    try:
        # Whatever answers but is no scheduler can keep silent for ever, or say anything at all.
        answer = LoopRunner().run_sync(ask, callback_timeout=CONNECT_SECONDS * 1.5)
        versions: dict[str, str | None] = answer["packages"]
        return versions
    except Exception as error:
        raise ClusterUnreachable(f"{_why_not(address, error)} {PAGE} says how.") from error


def _why_not(address: str, error: Exception) -> str:
    """Why nothing could be agreed with whoever is at the address."""
    from distributed.comm import CommClosedError

    if isinstance(error, OSError) and not isinstance(error, CommClosedError | TimeoutError):
        return f"No scheduler answers at {address}. Start one and give the address that it prints."
    if _is_tls(address):
        reasons = [str(each) for each in _chain(error) if isinstance(each, ssl.SSLError)]
        return (
            f"What answers at {address} is no scheduler with TLS, or one of the two certificates "
            f"does not suit the other side ({reasons[-1] if reasons else 'it hung up'}). Use the "
            "same settings on both sides."
        )
    return (
        f"What answers at {address} is no scheduler without TLS. Give the address that the "
        "scheduler prints, not that of its dashboard; with TLS it begins with tls://."
    )


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what led to it."""
    step: BaseException | None = error
    while step is not None:
        yield step
        step = step.__cause__ or step.__context__


def _check_versions(address: str, theirs: Mapping[str, str | None]) -> None:
    """Raise UserError, naming both sides, if a package's version differs."""
    from distributed.versions import get_package_info

    mine = get_package_info(SAME)
    differences = [
        f"{name} is {theirs.get(name) or 'missing'} there, {mine[name] or 'missing'} here"
        for name in SAME
        if theirs.get(name) != mine[name]
    ]
    if differences:
        raise UserError(
            f"The scheduler at {address} runs another version: {'; '.join(differences)}. Install "
            f"the same packages on every computer with {INSTALL} and start the scheduler and its "
            "workers again."
        )


def _is_tls(address: str) -> bool:
    return address.startswith("tls://")
