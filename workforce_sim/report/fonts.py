"""A folder for matplotlib's list of fonts, found before it looks for one itself."""

from __future__ import annotations

import logging
import os
import sys
from functools import cache

from workforce_sim.caches import VARIABLE, lack, roots, trouble
from workforce_sim.errors import UserError

_NAME = "MPLCONFIGDIR"


@cache
def load_matplotlib() -> None:
    """Import matplotlib, with its list of fonts where compiled code is kept too.

    By itself it would read the user's settings, and complain in words of its own without a home. A
    notebook that has imported it already keeps its own folder. Raises UserError if there is none.
    """
    if "matplotlib" in sys.modules:
        return
    before = os.environ.get(_NAME)
    os.environ[_NAME] = _folder()
    logger = logging.getLogger("matplotlib")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        import matplotlib.font_manager

        # Looked for when they are first asked for, and then remembered.
        matplotlib.get_cachedir(), matplotlib.get_configdir()
    finally:
        logger.setLevel(level)
        os.environ.pop(_NAME)
        if before is not None:
            os.environ[_NAME] = before


def _folder() -> str:
    refused = []
    for root in roots():
        folder = root / "matplotlib"
        why = trouble(root) or trouble(folder) or lack(folder, 1)
        if not why:
            return str(folder)
        refused.append(f"{root} ({why})")
    raise UserError(
        f"Charts need a folder for a list of fonts, and none of these will do: {', '.join(refused)}"
        f". Set {VARIABLE} to a folder that only you can write to."
    )
