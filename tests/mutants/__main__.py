"""`python -m tests.mutants`: try every mistake and say which no law notices (`make mutants`).

With `--page FILE` the outcome is written as a page of the documentation. Words choose mistakes:
those whose room, file or meaning contains one of them.
"""

import argparse
import os
import sys
from collections import Counter
from pathlib import Path

from tests.compiled_code import compile_model, use_folder
from tests.mutants.trial import Outcome, all_mistakes, try_all


def main() -> int:
    """0 when every mistake is noticed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--page", type=Path)
    parser.add_argument("--said", action="store_true", help="print what pytest said of survivors")
    asked = parser.parse_args()
    use_folder()
    compile_model()
    chosen = [
        each
        for each in all_mistakes()
        if not asked.words or any(word in str(each) for word in asked.words)
    ]
    outcomes = []
    for outcome in try_all(chosen, asked.jobs):
        outcomes.append(outcome)
        word = "noticed " if outcome.noticed else "SURVIVES"
        sys.stdout.write(f"{word} {outcome.mistake}\n")
        if asked.said and not outcome.noticed:
            sys.stdout.write(outcome.said)
        sys.stdout.flush()
    noticed = sum(each.noticed for each in outcomes)
    sys.stdout.write(f"{noticed} of {len(outcomes)} mistakes are noticed\n")
    if asked.page:
        asked.page.write_text(page(outcomes), encoding="utf-8")
    return 0 if noticed == len(outcomes) else 1


def page(outcomes: list[Outcome]) -> str:
    """The table of the documentation."""
    noticed = Counter(each.mistake.room.split("/")[0] for each in outcomes if each.noticed)
    made = Counter(each.mistake.room.split("/")[0] for each in outcomes)
    share = sum(noticed.values()) / len(outcomes)
    rows = [f"| {room} | {count} | {noticed[room]} |" for room, count in sorted(made.items())]
    missed = [f"- {each.mistake}" for each in outcomes if not each.noticed]
    return "\n".join(
        [
            "# Mistakes that the laws notice",
            "",
            "Written by `make mutants`, which makes one-line changes of meaning, each in a copy of",
            "the package, and runs the one law "
            f"that should notice it. {share:.0%} of {len(outcomes)} are noticed.",
            "",
            "| Room | Mistakes made | Noticed |",
            "| --- | --- | --- |",
            *rows,
            "",
            *(["Not noticed:", "", *missed] if missed else ["None goes unnoticed."]),
            "",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
