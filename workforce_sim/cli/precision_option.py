"""What a user writes after --precision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workforce_sim.errors import UserError

if TYPE_CHECKING:
    from workforce_sim.cli.options import RunOptions
    from workforce_sim.experiment import Target


def target_of(options: RunOptions) -> Target | None:
    """Return when the run is long enough, or None when no precision was asked for."""
    from workforce_sim.experiment import Target
    from workforce_sim.experiment.precision import LARGEST

    if not options.precision:
        if options.max_replications is not None:
            raise UserError(
                "--max-replications belongs to --precision. For a fixed number: --replications N."
            )
        return None
    largest = LARGEST if options.max_replications is None else options.max_replications
    pairs = [_pair(written) for written in options.precision]
    measures = [measure for measure, _ in pairs]
    for measure in measures:
        if measures.count(measure) > 1:
            raise UserError(f"--precision names {measure} twice. Name each measure once.")
    return Target(dict(pairs), largest)


def _pair(written: str) -> tuple[str, float]:
    measure, _, number = written.partition("=")
    try:
        return measure.strip(), float(number)
    except ValueError:
        raise UserError(
            f"--precision {written} cannot be read. Write a measure, =, and a number in its unit, "
            "such as --precision vacancy_rate_fte=0.2"
        ) from None
