"""docs/performance.md and its chart, from what the sections found."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from benchmarks.machine import in_words
from workforce_sim.report.chart import Chart
from workforce_sim.report.style import GREY, LINE_STYLES, MARKERS, TEXT_CATEGORIES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DOCS = Path(__file__).parents[1] / "docs"
CHART = "performance-growth"
HEAD = ("Work", "Ours", "Beside", "Takes", "Times as long", "Target", "Met")
FIELDS = ("work", "ours", "peer", "theirs", "ratio", "target", "met")

TEMPLATE = Path(__file__).with_name("page.md")


def write_page(
    sections: Mapping[str, dict[str, Any]],
    missing: Sequence[str],
    machine: dict[str, str],
    docs: Path = DOCS,
) -> Path:
    """Write the page and the chart from what was found on a machine; return the page.

    ``missing`` names the sections without findings, which the page says.
    """
    rows = [row for section in sections.values() for row in section["rows"]]
    growth = {name: sizes for s in sections.values() for name, sizes in s["growth"].items()}
    told = in_words(machine)
    if missing:
        told += f" Not yet measured with this version of the model: {', '.join(missing)}."
    text = TEMPLATE.read_text(encoding="utf-8")
    for mark, words in (
        ("machine", told),
        ("table", table_text(rows)),
        ("chart", chart_text(growth, docs / "images") if growth else "(not yet measured)"),
    ):
        text = text.replace(f"<!-- {mark} -->", words)
    page = docs / "performance.md"
    page.write_text(text, encoding="utf-8", newline="\n")
    return page


def chart_text(growth: Mapping[str, list[list[float]]], images: Path) -> str:
    """Draw the chart, and name it as the page does."""
    chart = growth_chart(growth)
    images.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        chart.save(Path(folder))
        for kind in ("svg", "txt"):
            shutil.copy(Path(folder) / f"{CHART}.{kind}", images)
    return f"![{chart.alt}](images/{CHART}.svg)"


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
        title="How time grows with councils, years and replications",
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
