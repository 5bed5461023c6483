"""A package with a lever of its own, installed by hand into a folder, so that a test can change
it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import cache_from_source
from pathlib import Path

from workforce_sim.assumptions import load_register
from workforce_sim.extension_files import LEVER as LEVER_KIND
from workforce_sim.extension_files import extension_files
from workforce_sim.levers import loading

LEVER, PACKAGE = "tutor_scheme", "council-levers"
CODE = '''
"""A lever that pays for tutors."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from council_levers.amounts import GBP
from council_levers_common import FACTOR
from workforce_sim.levers import Lever
from workforce_sim.levers.base import register
from workforce_sim.levers.fields import GbpEach


class TutorScheme(Lever):
    summary: ClassVar[str] = "Tutors are paid for"
    gbp: ClassVar[float] = GBP * FACTOR * float(Path(__file__).with_name("share.txt").read_text())
    price_gbp: GbpEach | None = register("Price of a tutor")
'''
ENTRIES = """
group: Levers of our council
review_date: 2030-01-01
quality: C
entries:
  lever.tutor_scheme.price_gbp:
    meaning: Price of a tutor
    unit: GBP
    range: [10, 20, 40]
    moves: spend_gbp up with tutor_scheme
    source: An invoice
    address: https://example.org/invoice
"""


@dataclass(frozen=True)
class Installed:
    """The folder, which a process must look for packages in."""

    folder: Path

    def write(self, name: str, text: str) -> None:
        """Change a file, by its path within the folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        if path.suffix == ".py":  # what was compiled a moment ago would pass for this
            Path(cache_from_source(str(path))).unlink(missing_ok=True)

    def pays(self, gbp: int) -> None:
        """Have the lever cost so much; the number stands in a module that the lever imports."""
        self.write("council_levers/amounts.py", f"GBP = {gbp}\n")

    def expects(self, gbp: int) -> None:
        """Have the package's entry of the register say so much."""
        self.write("council_levers/tutors.yaml", ENTRIES.replace("20,", f"{gbp},"))

    def is_version(self, version: str) -> None:
        """Have the package say that it has this version."""
        about = f"Metadata-Version: 2.1\nName: {PACKAGE}\nVersion: {version}\n"
        self.write("council_levers-1.dist-info/METADATA", f"{about}Requires-Dist: simpy>=4\n")


def install(folder: Path, gbp: int = 1_000_000) -> Installed:
    """Write the package into the folder."""
    found = Installed(folder)
    found.write("council_levers/__init__.py", "")
    found.write("council_levers/tutors.py", CODE)
    found.expects(20)
    found.write("council_levers/share.txt", "1.0")
    found.write("council_levers_common.py", "FACTOR = 1\n")
    point = f"{LEVER} = council_levers.tutors:TutorScheme"
    found.write("council_levers-1.dist-info/entry_points.txt", f"[{LEVER_KIND.group}]\n{point}\n")
    found.pays(gbp)
    found.is_version("1.0")
    return found


@contextmanager
def seen(installed: Installed) -> Iterator[None]:
    """In this process, until the block ends: what is installed now, as a new process sees it."""
    forget()
    sys.path.insert(0, str(installed.folder))
    try:
        yield
    finally:
        sys.path.remove(str(installed.folder))
        forget()


def forget() -> None:
    """Forget what was imported and read."""
    for cached in (extension_files, load_register, loading.plug_ins, loading.every):
        cached.cache_clear()
    for name in [each for each in sys.modules if each.startswith("council_levers")]:
        del sys.modules[name]
    sys.path_importer_cache.clear()
