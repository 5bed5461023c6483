"""docs/performance.md and its chart, from what the sections found."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from benchmarks.timing import PACKAGES
from workforce_sim.report.chart import Chart
from workforce_sim.report.style import GREY, LINE_STYLES, MARKERS, TEXT_CATEGORIES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DOCS = Path(__file__).parents[1] / "docs"
CHART = "performance-growth"
HEAD = ("Work", "Ours", "Beside", "Takes", "Times as long", "Target", "Met")
FIELDS = ("work", "ours", "peer", "theirs", "ratio", "target", "met")

TEMPLATE = Path(__file__).with_name("page.md")


def write_page(sections: Mapping[str, dict[str, Any]]) -> Path:
    """Write the page and the chart; all sections must come from one machine."""
    machines = [section["machine"] for section in sections.values()]
    if any(machine != machines[0] for machine in machines):
        raise SystemExit("The sections were measured on different machines. Measure all again.")
    busy = [share for section in sections.values() for share in section["busy"]]
    rows = [row for section in sections.values() for row in section["rows"]]
    growth = {name: sizes for s in sections.values() for name, sizes in s["growth"].items()}
    chart = growth_chart(growth)
    with TemporaryDirectory() as folder:
        chart.save(Path(folder))
        (DOCS / "images").mkdir(exist_ok=True)
        for kind in ("svg", "txt"):
            shutil.copy(Path(folder) / f"{CHART}.{kind}", DOCS / "images")
    page = DOCS / "performance.md"
    text = TEMPLATE.read_text(encoding="utf-8")
    for mark, words in (
        ("machine", machine_text(machines[0], busy)),
        ("table", table_text(rows)),
        ("chart", f"![{chart.alt}](images/{CHART}.svg)"),
    ):
        text = text.replace(f"<!-- {mark} -->", words)
    page.write_text(text, encoding="utf-8", newline="\n")
    return page


def machine_text(machine: Mapping[str, str], busy: list[float]) -> str:
    """The machine, and how much of a processor the work had."""
    parts = [f"{machine['Processor']}, {machine['Processors seen']} processors"]
    parts += [machine[name] for name in ("Memory", "System", "Python")]
    parts += [f"{name} {machine[name]}" for name in PACKAGES]
    share = (
        f"While it was timed in one process, the work had {min(busy):.0%} to {max(busy):.0%} of a "
        "processor; the rest went to others on the machine, and seconds are that much too long."
    )
    return f"Machine: {', '.join(parts)}. {share}"


def table_text(rows: list[dict[str, str]]) -> str:
    """The one table."""
    lines = [HEAD, ("---",) * len(HEAD), *(tuple(row[name] for name in FIELDS) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def growth_chart(growth: Mapping[str, list[list[float]]]) -> Chart:
    """Time by size, each as a share of the largest of its kind."""
    lines = {
        name: [
            (100.0 * size / sizes[-1][0], 100.0 * seconds / sizes[-1][1]) for size, seconds in sizes
        ]
        for name, sizes in growth.items()
    }
    largest = ", ".join(
        f"{sizes[-1][0]:,.0f} {name} take {sizes[-1][1]:.1f} s" for name, sizes in growth.items()
    )

    def draw(axes: "Axes") -> None:
        axes.plot([0, 100], [0, 100], color=GREY, linewidth=1.2)
        for number, (name, points) in enumerate(lines.items()):
            axes.plot(
                *zip(*points, strict=True),
                label=name,
                color=TEXT_CATEGORIES[number],
                linestyle=LINE_STYLES[number],
                marker=MARKERS[number],
                markersize=5,
            )
        axes.set_xlim(0, 103)
        axes.set_ylim(0, None)
        axes.set_xlabel("Size, % of the largest")
        axes.legend(frameon=False, loc="upper left")

    return Chart(
        name=CHART,
        title="Time grows in proportion to councils, years and replications",
        subtitle="Time, % of that of the largest size",
        caption=f"{largest}. Councils: 10 years each. Years: England. Replications: 15 councils, "
        "10 years, the whole experiment in one process. Grey: in proportion.",
        alt=alt_text(growth),
        columns=("kind", "size", "seconds"),
        rows=tuple(
            (name, size, round(seconds, 3))
            for name, sizes in growth.items()
            for size, seconds in sizes
        ),
        draw=draw,
    )


def alt_text(growth: Mapping[str, list[list[float]]]) -> str:
    """The same in words."""
    parts = []
    for name, sizes in growth.items():
        (small, little), (large, much) = sizes[0], sizes[-1]
        parts.append(
            f"{large / small:,.0f} times as many {name} took {much / little:,.1f} times as long"
        )
    return f"Line chart of time by size. {'; '.join(parts)}."
