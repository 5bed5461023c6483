"""Files that are no scenarios at all, and paths that lead somewhere else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from workforce_sim.scenario import Problem, validate_files
from workforce_sim.scenario.yaml_reader import MAXIMUM_BYTES

pytestmark = pytest.mark.unit

VALID = "name: A valid scenario\nbase: england-2024\nend: 2030\n"


def only_problem(path: Path) -> Problem:
    (problem,) = validate_files([path])
    assert problem.is_error
    return problem


def written(folder: Path, content: bytes | str, name: str = "scenario.yaml") -> Path:
    path = folder / name
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("content", "place", "words"),
    [
        (bytes(range(256)), (1, 1), "binary data"),
        (b"\x89PNG\r\n\x1a\n\0\0", (3, 1), "binary data"),
        (VALID.encode("utf-16"), (1, 1), "UTF-16"),
        (VALID.encode("utf-16-be").join([b"\xfe\xff", b""]), (1, 1), "UTF-16"),
        (
            "name: The £58m package\n".encode("cp1252"),
            (1, 11),
            "not UTF-8: byte 0xa3 (perhaps '£')",
        ),
        (b"# caf\xc3\xa9\nname: \xff\n", (2, 7), "not UTF-8"),
        (b"name: bell \x07\n", (1, 12), "control character"),
        (VALID.encode()[:20] + b"\n'", (2, 1), "never closed"),
        (b"   \n\n# nothing\n", (1, 1), "empty"),
        (b"[" * 200_000, (1, 21), "nested more than 20 deep"),
        (b"a: " + b"9" * 100_000, (1, 1), "is not known here"),
    ],
)
def test_content_that_is_no_scenario(
    tmp_path: Path, content: bytes, place: tuple[int, int], words: str
) -> None:
    problems = validate_files([written(tmp_path, content)])
    assert words in problems[0].what or words in str(problems)
    assert place in [(problem.line, problem.column) for problem in problems]


def test_a_huge_file_is_not_read_to_the_end(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as stream:
        stream.truncate(50 * MAXIMUM_BYTES)
    assert "larger than 1 MB" in only_problem(path).what


def test_long_lists_of_values_are_refused(tmp_path: Path) -> None:
    text = VALID + "scope: {councils: [" + "x, " * 60_000 + "x]}\n"
    problem = only_problem(written(tmp_path, text))
    assert "more than 10,000 values" in problem.what
    assert "alias" not in str(problem)


def test_a_very_long_word_is_shown_in_part(tmp_path: Path) -> None:
    (problem,) = validate_files([written(tmp_path, f"{VALID}{'x' * 50_000}: 1\n")])
    assert len(str(problem)) < 1_000


def test_byte_order_mark_and_windows_line_ends_are_accepted(tmp_path: Path) -> None:
    windows = b"\xef\xbb\xbf" + VALID.replace("\n", "\r\n").encode("utf-8")
    assert validate_files([written(tmp_path, windows)]) == []


def test_a_folder_names_the_files_in_it(tmp_path: Path) -> None:
    written(tmp_path, VALID)
    problem = only_problem(tmp_path)
    assert "is a folder" in problem.what
    assert "scenario.yaml" in problem.instead


def test_a_missing_file_names_its_neighbour(tmp_path: Path) -> None:
    written(tmp_path, VALID)
    problem = only_problem(tmp_path / "scenarios.yaml")
    assert "there is no file" in problem.what
    assert "scenario.yaml'?" in problem.instead
    assert str(problem).startswith(f"{(tmp_path / 'scenarios.yaml').as_posix()}: there is")


@pytest.mark.parametrize("name", ["nul\0byte.yaml", "x" * 5000 + ".yaml", ""])
def test_names_that_no_file_can_have(name: str) -> None:
    assert only_problem(Path(name)).is_error


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, VALID)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert "cannot be read (Permission denied)" in only_problem(path).what


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    assert "not an ordinary file" in only_problem(tmp_path / "pipe.yaml").what


@pytest.mark.skipif(os.name == "nt", reason="making links needs rights on Windows")
@pytest.mark.parametrize("linked", ["file", "folder"])
def test_a_link_does_not_lead_out_of_the_folder(tmp_path: Path, linked: str) -> None:
    outside = tmp_path / "private"
    inside = tmp_path / "scenarios"
    outside.mkdir()
    inside.mkdir()
    written(outside, VALID, "secret.yaml")
    target = outside / "secret.yaml" if linked == "file" else outside
    (inside / "link.yaml" if linked == "file" else inside / "link").symlink_to(target)
    name = "link.yaml" if linked == "file" else "link/secret.yaml"
    child = written(inside, f"name: A child\nextends: {name}\n", "child.yaml")
    assert "leaves the folder 'scenarios'" in only_problem(child).what


def test_the_folder_named_scenarios_is_the_root(tmp_path: Path) -> None:
    deep = tmp_path / "scenarios" / "a" / "b"
    deep.mkdir(parents=True)
    written(tmp_path / "scenarios", VALID, "parent.yaml")
    written(tmp_path, VALID, "outside.yaml")
    inside = written(deep, "name: Child\nextends: ../../parent.yaml\n", "inside.yaml")
    outside = written(deep, "name: Child\nextends: ../../../outside.yaml\n", "outside.yaml")
    assert validate_files([inside]) == []
    assert "leaves the folder" in only_problem(outside).what


def test_a_long_chain_is_refused(tmp_path: Path) -> None:
    written(tmp_path, VALID, "0.yaml")
    for number in range(1, 13):
        written(tmp_path, f"name: N\nextends: {number - 1}.yaml\n", f"{number}.yaml")
    assert validate_files([tmp_path / "9.yaml"]) == []
    assert "more than 10 files" in only_problem(tmp_path / "12.yaml").what


@pytest.mark.parametrize("key", ["extends", "reference"])
@pytest.mark.parametrize(
    ("named", "advice", "unwanted"),
    [
        ("scenarios/a/other.yaml", "'other.yaml', because a path starts from the folder", "?"),
        ("othr.yaml", "'other.yaml'? It is a path from the folder of the file", "because"),
        ("zz.yaml", "a path from the folder of the file in which it is written", "other.yaml"),
    ],
)
def test_a_missing_file_is_looked_for_where_it_is_written(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    key: str,
    named: str,
    advice: str,
    unwanted: str,
) -> None:
    folder = tmp_path / "scenarios" / "a"
    folder.mkdir(parents=True)
    written(folder, VALID, "other.yaml")
    monkeypatch.chdir(tmp_path)
    path = written(folder, f"{VALID}{key}: {named}\n", "this.yaml")
    problem = only_problem(path)
    assert problem.what.startswith("there is no file")
    assert advice in problem.instead
    assert unwanted not in problem.instead
