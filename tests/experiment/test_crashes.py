"""A run that ends at any file it writes, by a crash or a full disk, loses only that file."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.experiment.fake_world import BASELINE, HOOKS, POLICY
from tests.experiment.test_processes import content
from workforce_sim.experiment import RunFailed, RunFolder, run_experiment
from workforce_sim.experiment.outfolder import CLAIM
from workforce_sim.experiment.replication_files import read_receipt

PARTS = 2 * 5
"""Files of the parts of one replication of two scenarios."""
MANIFESTS, RESULTS = 2, 8
FILES = PARTS + MANIFESTS + RESULTS
PUT_IN_PLACE = Path.replace


class PowerCut(BaseException):
    """The machine stops: nothing catches it."""


def run(out: Path, resume: bool = False) -> RunFolder:
    return run_experiment([BASELINE, POLICY], 1, 1, 1, out, resume, hooks=HOOKS)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a run that nothing has disturbed."""
    return content(run(tmp_path_factory.mktemp("whole") / "run").path)


def after(
    files: int, happens: Callable[[Path, Path], None], monkeypatch: pytest.MonkeyPatch, out: Path
) -> None:
    """Run with something that happens instead of the next file after so many."""
    left = files

    def put_in_place(self: Path, target: Path) -> Path:
        nonlocal left
        if left == 0:
            happens(self, target)
        left -= 1
        return PUT_IN_PLACE(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", put_in_place)
        run(out)


def cut(temporary: Path, _target: Path) -> None:
    """Leave what a kill leaves: a temporary file, half written."""
    half = temporary.read_bytes()[: temporary.stat().st_size // 2]
    temporary.with_name(f".half{temporary.name}").write_bytes(half)
    raise PowerCut


def fill(_temporary: Path, target: Path) -> None:
    raise OSError(errno.ENOSPC, "No space left on device", str(target))


@pytest.mark.slow
@pytest.mark.parametrize("files", range(FILES))
def test_a_power_cut_at_any_file_is_made_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: dict[str, bytes], files: int
) -> None:
    with pytest.raises(PowerCut):
        after(files, cut, monkeypatch, tmp_path / "run")
    assert content(run(tmp_path / "run", resume=True).path) == whole


@pytest.mark.unit
@pytest.mark.parametrize("files", [0, 3, 1 + PARTS // 2, 1 + PARTS, FILES - 1])
def test_a_disk_that_fills_at_any_file_ends_cleanly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: dict[str, bytes], files: int
) -> None:
    out = tmp_path / "run"
    with pytest.raises(RunFailed, match="No space left.* of 2 replications.*--resume") as failure:
        after(files, fill, monkeypatch, out)
    assert failure.value.exit_code == 1
    assert len(list(out.glob("parts/*.json"))) == min(2, max(0, files - 1) // 5)
    # With no manifest yet, the claim says whose folder it is.
    assert [path.name for path in out.rglob(".*.tmp")] == ([CLAIM] if files == 0 else [])
    assert content(run(out, resume=True).path) == whole


@pytest.mark.unit
def test_any_byte_of_a_part_that_changes_is_noticed(tmp_path: Path) -> None:
    done = run(tmp_path / "run")
    parts = done.path / "parts"
    receipt = (parts / "policy-0001.json").read_text(encoding="utf-8")
    fingerprint = receipt.partition('"fingerprint": "')[2].partition('"')[0]
    assert read_receipt(parts, "policy", 1, fingerprint) is not None
    files = sorted(parts.glob("policy-0001.*"))
    assert len(files) == PARTS // 2
    for path in files:
        good = path.read_bytes()
        places = range(len(good)) if path.suffix == ".json" else range(0, len(good), 997)
        for place in places:
            damaged = bytearray(good)
            damaged[place] ^= 1
            path.write_bytes(damaged)
            assert read_receipt(parts, "policy", 1, fingerprint) is None, (path.name, place)
        path.write_bytes(good)
    assert read_receipt(parts, "policy", 1, fingerprint) is not None
