"""Scenario files damaged in every way that people and programs damage them.

By hand: `python -m tests.scenario.fuzz 12000 --seed 1`, and `--command 300` for the command itself.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.scenario.corrections import refused
from workforce_sim.scenario import Problem, ResolvedScenario, listed, load_scenario, validate_files

ROOT = Path(__file__).parents[2]
SECONDS = 5.0
"""Nobody waits longer to be told what is wrong with a file."""
TOKEN = re.compile(r"[\w.%£+-]+|[^\w\s]|\n[ ]*|[ ]+")
ODD: list[str] = [
    *"\t\x00\x07\x1b\x7f\x85\u00a0\u00ad\u200b\u200d\u2028\u202e\u2066\ufffe\uffff",
    *"\u2013\u2014\u2212\u201c\u201d\u2018\u2019\uff1a\uff11\u0661\u0301é£💷\r",
    *("\\ud800", "\\x1b", "\\u202e", "\\N", "\r\n", "\u202f", "\\"),
]
NUMBERS = [
    *("0", "-1", "1", "2.5", "1e3", "1e400", "-0.0", ".5", "5.", "1_000", "0x10", "010", "1:30"),
    *("1,500,000", "1 500 000", "£3,000", "£58m", "15%", "9223372036854775807", "4294967296"),
    *("9" * 60, ".inf", ".nan", "٣", "1/2", "0.0000001", "100000000001", "2025", "2025-13"),
    *("2025-02-30", "2025-9", "15/09/2025", "Sept 2025", "0000-00", "9999-12", "2025-09-00"),
]
VALUES = [
    *("", "~", "null", "true", "no", "yes", "[]", "{}", "[[]]", "{a: 1}", "[1, 2]", "- x", "''"),
    *('""', '"', "'", "|", ">-", "&a x", "*a", "!!int 5", "<<", "? x", "@home", "`x`", "%x", "#"),
    *("england", "England", "london", "Surrey", "Surry", "Cumbria", "E10000021", "857", "909"),
    *("=1+1", "$\\frac{", "../x.yaml", "..\\x.yaml", "/etc/passwd", "~/x.yaml", "x" * 300),
    *("england-2009", "england-2024", "england-2042", "2009", "conversion_places", "frontline_pay"),
]
WORDS = [
    *("name", "extends", "reference", "base", "end", "scope", "budget", "levers", "shocks"),
    *("assumptions", "uncertainty", "replications", "seed", "councils", "regions", "from", "to"),
    *("without", "change", "shift_months", "second frontline_pay", "every conversion_places"),
    *("places", "intakes", "supplement_gbp_per_year", "bonus_gbp", "severity", "split_gbp"),
    *("conversion_places", "frontline_pay", "national_scandal", "inadequate_judgement"),
    *("shock.national_scandal.care_ratio", "casework.ceiling", "low", "central", "high", "teams"),
]


_UNREADABLE = ("there is a", "a line", "the line", "a bracket", "a quotation", "a text", "a ': '")
"""How messages about what cannot be read begin."""


def seeds() -> list[str]:
    """The files to damage: what ships, and the gallery of mistakes."""
    paths = [*sorted(ROOT.glob("scenarios/**/*.yaml")), *sorted(ROOT.glob("tests/gallery/*.yaml"))]
    return [path.read_text(encoding="utf-8") for path in paths]


def damaged(random_numbers: random.Random, texts: Sequence[str]) -> bytes:
    """One of some texts, damaged one to four times."""
    text = random_numbers.choice(texts)
    for _ in range(random_numbers.choice((1, 1, 2, 3, 4))):
        text = random_numbers.choice(_WAYS)(random_numbers, text)
    content = text.encode("utf-8", errors="surrogatepass")
    if random_numbers.random() < 0.05:
        content = _damaged_bytes(random_numbers, content)
    return content


def _tokens(chance: random.Random, text: str) -> str:
    """Put another token in the place of one, or beside it."""
    tokens = TOKEN.findall(text)
    if not tokens:
        return chance.choice(VALUES)
    index = chance.randrange(len(tokens))
    new = chance.choice([chance.choice(NUMBERS), chance.choice(VALUES), chance.choice(WORDS)])
    tokens[index] = chance.choice((new, "", tokens[index] * 2, tokens[index] + new))
    return "".join(tokens)


def _value(chance: random.Random, text: str) -> str:
    """Give a key another value."""
    found = list(re.finditer(r"(?<=: )[^\n{\[]+|(?<=: )[{\[][^\n]*", text))
    if not found:
        return text
    old = chance.choice(found)
    new = chance.choice([*NUMBERS, *VALUES])
    return text[: old.start()] + new + text[old.end() :]


def _odd_character(chance: random.Random, text: str) -> str:
    place = chance.randint(0, len(text))
    end = min(place + chance.choice((0, 0, 1)), len(text))
    return text[:place] + chance.choice(ODD) + text[end:]


def _lookalikes(chance: random.Random, text: str) -> str:
    """As a word processor saves it."""
    old, new = chance.choice(
        [(" ", "\u00a0"), ("-", "\u2013"), (": ", ":\u00a0"), ('"', "\u201c"), ("'", "\u2019")]
    )
    return text.replace(old, new, chance.choice((1, 2, -1)))


def _lines(chance: random.Random, text: str) -> str:
    """Move, repeat, indent, cut or drop a line."""
    lines = text.split("\n")
    index = chance.randrange(len(lines))
    line = lines.pop(index)
    what = chance.randrange(6)
    if what == 0:
        lines.insert(chance.randint(0, len(lines)), line)
    elif what == 1:
        lines[index:index] = [line] * chance.choice((2, 3, 60))
    elif what == 2:
        lines.insert(index, chance.choice((" ", "  ", "\t", "    ", "- ")) + line)
    elif what == 3:
        lines.insert(index, line.lstrip())
    elif what == 4:
        lines.insert(index, line[: chance.randint(0, len(line))])
    return "\n".join(lines)


def _characters(chance: random.Random, text: str) -> str:
    """Cut out, repeat or exchange a few characters."""
    start = chance.randint(0, len(text))
    end = min(len(text), start + chance.randint(0, 12))
    return (
        text[:start] + chance.choice(("", text[start:end] * 2, chance.choice(VALUES))) + text[end:]
    )


def _nested(chance: random.Random, text: str) -> str:
    """Put a deep or wide structure somewhere."""
    deep = chance.choice((3, 25, 2_000))
    shape = chance.choice(
        ("[" * deep, "[" * deep + "]" * deep, "{a: " * deep, "&a [" + "*a, " * 5 + "]", "- " * deep)
    )
    place = chance.randint(0, len(text))
    return text[:place] + shape + text[place:]


def _many(chance: random.Random, text: str) -> str:
    """Very much of something."""
    count = chance.choice((300, 3_000))
    more = chance.choice(
        (
            "".join(f"{chance.choice(WORDS)}_{i}: {i}\n" for i in range(count)),
            "scope:\n  councils:\n" + "".join(f"    - Nowhere {i}\n" for i in range(count)),
            "levers:\n" + "  - case_system_overhaul: {from: 2025-10}\n" * (count // 3),
            "assumptions:\n" + "".join(f"  market.x{i}: 1\n" for i in range(count)),
            f"description: {'long ' * count * 10}\n",
            f"scope: {{councils: [{', '.join(['Surrey'] * count)}]}}\n",
        )
    )
    return chance.choice((text + more, more + text))


def _crossed(chance: random.Random, text: str) -> str:
    """The beginning of a file and the end of it from somewhere else."""
    one, other = chance.randint(0, len(text)), chance.randint(0, len(text))
    return text[:one] + text[other:]


def _damaged_bytes(chance: random.Random, content: bytes) -> bytes:
    if chance.random() < 0.2:
        return content.decode("utf-8", errors="replace").encode(
            chance.choice(("utf-16", "cp1252")), "replace"
        )
    place = chance.randint(0, len(content))
    return content[:place] + bytes([chance.randrange(256)]) + content[place + 1 :]


_WAYS: Sequence[Callable[[random.Random, str], str]] = (
    *(_tokens, _tokens, _value, _value, _value, _odd_character, _odd_character, _lookalikes),
    *(_lines, _lines, _characters, _crossed, _nested),
    _many,
)


def prepared(folder: Path) -> Path:
    """Return where to write a damaged file, in a folder with the files that others extend."""
    for source in (ROOT / "tests" / "gallery" / "parents", ROOT / "scenarios" / "2009"):
        name = "parents" if source.name == "parents" else "."
        shutil.copytree(source, folder / name, dirs_exist_ok=True)
    return folder / "damaged.yaml"


def judged(path: Path, content: bytes) -> list[Problem]:
    """What the program says of a file; raises AssertionError if that cannot be said to anybody."""
    path.write_bytes(content)
    problems = validate_files([path])
    for line in listed(problems):
        line.encode("utf-8")
        assert "\n" not in line, line
    for problem in problems:
        assert problem.what
        assert problem.line <= content.count(b"\n") + content.count(b"\r") + 3
    if not any(problem.is_error for problem in problems):
        scenario = load_scenario(path)
        assert (
            ResolvedScenario.from_dict(scenario.to_dict()).fingerprint() == scenario.fingerprint()
        )
    return problems


def not_accepted(path: Path, problems: Sequence[Problem], most: int) -> list[str]:
    """What some of the first problems suggest and what is refused when it is typed in.

    What made a file unreadable may hide mistakes of another kind.
    """
    return [
        f"{problem}\n    typed in: {text!r}\n    then: {again[0]}"
        for problem in problems[:most]
        for text, again in refused(path, problem)
        if not problem.what.startswith(_UNREADABLE) or again[0].what == problem.what
    ]


def _by_hand(count: int, seed: int, corrections: int) -> int:
    """Damage files, judge them, and print what went wrong."""
    texts, wrong = seeds(), 0
    seconds: list[tuple[float, int]] = []
    kinds: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        path = prepared(Path(folder))
        for number in range(count):
            content = damaged(random.Random(f"{seed} {number}"), texts)
            begun = time.process_time()
            try:
                problems = judged(path, content)
            except Exception:  # the whole point is to see every one
                wrong += 1
                print(f"--- {seed} {number}\n{traceback.format_exc(limit=-3)}", flush=True)
                continue
            seconds.append((time.process_time() - begun, number))
            errors = any(problem.is_error for problem in problems)
            kinds["errors" if errors else "warnings" if problems else "valid"] += 1
            for found in not_accepted(path, problems, corrections):
                kinds["corrections refused"] += 1
                print(f"--- {seed} {number}\n{found}", flush=True)
    slow = [f"{took:.1f} s ({number})" for took, number in sorted(seconds)[:-4:-1]]
    late = sum(took > SECONDS for took, _ in seconds)
    print(f"{count} files: {wrong} tracebacks, {late} over {SECONDS:g} s, {dict(kinds)}")
    print(f"slowest: {', '.join(slow)}")
    return wrong + late


def _through_the_command(count: int, seed: int) -> int:
    texts, wrong = seeds(), 0
    with tempfile.TemporaryDirectory() as folder:
        path = prepared(Path(folder))
        for number in range(count):
            path.write_bytes(damaged(random.Random(f"{seed} {number}"), texts))
            words = [sys.executable, "-m", "workforce_sim", "validate", str(path)]
            done = subprocess.run(words, capture_output=True, check=False)
            said = done.stdout.decode("utf-8") + done.stderr.decode("utf-8")
            if done.returncode not in (0, 2) or "Traceback" in said or "defect" in said:
                wrong += 1
                print(f"--- {seed} {number}: exit {done.returncode}\n{said[-600:]}", flush=True)
    print(f"{count} files through the command: {wrong} wrong")
    return wrong


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--command", type=int, default=0, metavar="N")
    parser.add_argument(
        "--corrections", type=int, default=3, metavar="N", help="typed in of each file"
    )
    asked = parser.parse_args()
    found = _by_hand(asked.count, asked.seed, asked.corrections) if asked.count else 0
    sys.exit(bool(found + _through_the_command(asked.command, asked.seed)))
