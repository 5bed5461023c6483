"""A chart's SVG read back as data: what a reader sees, in the units of the axes."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"
Point = tuple[float, float]


@dataclass(frozen=True)
class Picture:
    """One picture. Shapes are found by their colour, as the key of the picture tells them apart."""

    root: ET.Element

    @classmethod
    def read(cls, file: Path) -> Picture:
        """Parse an SVG."""
        return cls(ET.fromstring(file.read_text(encoding="utf-8")))

    @property
    def title(self) -> str:
        return self.root.findtext(f"{SVG}title") or ""

    @property
    def description(self) -> str:
        return self.root.findtext(f"{SVG}desc") or ""

    @cached_property
    def words(self) -> list[tuple[str, str]]:
        """Every text with its colour, in the order drawn."""
        return [(_text(each), _style(each, "fill")) for each in self.root.iter(f"{SVG}text")]

    @cached_property
    def key(self) -> dict[str, str]:
        """What each entry of the key names, and the colour of its patch or line."""
        found, colour = {}, ""
        for group in self._group("legend_1"):
            name = group.get("id") or ""
            path = group.find(f"{SVG}path")
            if name.startswith("text"):
                found[_text(next(group.iter(f"{SVG}text")))] = colour
            elif path is not None:
                fill = _style(path, "fill")
                colour = fill if fill not in ("", "none") else _style(path, "stroke")
        return found

    @cached_property
    def rows(self) -> list[str]:
        """The labels of the vertical axis from the top."""
        placed = [
            (float(each.get("y") or 0), _text(each))
            for tick in self._group("matplotlib.axis_2")
            for each in tick.iter(f"{SVG}g")
            for each in each.findall(f"{SVG}text")
        ]
        return [text for _, text in sorted(placed)]

    def area(self, colour: str) -> dict[float, tuple[float, float]]:
        """The lower and the upper end of the filled area of a colour at each of its places."""
        ends: dict[float, tuple[float, float]] = {}
        for x, y in self._points("PolyCollection", colour):
            low, high = ends.get(x, (y, y))
            ends[x] = (min(low, y), max(high, y))
        return ends

    def lines(self, colour: str) -> list[list[Point]]:
        """The lines of a colour, each with its points."""
        return [
            [(self._x(x), self._y(y)) for x, y in _points(path)]
            for path in self._paths("line2d")
            if _style(path, "stroke") == colour
        ]

    def caps(self, colour: str) -> set[str]:
        """How lines of a colour end: all but "", which is flat, are longer than their numbers."""
        lines = [path for path in self._paths("line2d") if _style(path, "stroke") == colour]
        return {_style(path, "stroke-linecap") for path in lines}

    def spans(self, *colours: str) -> list[list[Point]]:
        """The level lines of some colours, row by row from the top: their left and right ends."""
        found: dict[float, list[Point]] = {}
        for path in self._paths("line2d"):
            points = _points(path)
            if _style(path, "stroke") in colours and len({y for _, y in points}) == 1:
                ends = (self._x(points[0][0]), self._x(points[-1][0]))
                found.setdefault(points[0][1], []).append(ends)
        return [found[place] for place in sorted(found)]

    def bars(self, colour: str) -> list[tuple[float, float]]:
        """Middle and height of each bar of a colour, from the left."""
        found = set()
        for path in self._paths("patch"):
            if self._filled_with(path) == colour:
                xs, ys = zip(*_points(path), strict=True)
                height = self._y(min(ys)) - self._y(max(ys))
                found.add((round(self._x((min(xs) + max(xs)) / 2)), round(height, 3)))
        return sorted(found)

    def _filled_with(self, path: ET.Element) -> str:
        """The colour of a shape, under its hatching if it has one."""
        fill = _style(path, "fill")
        pattern = self.root.find(f".//{SVG}pattern[@id='{fill[5:-1]}']/{SVG}rect")
        return fill if pattern is None else pattern.get("fill") or ""

    @cached_property
    def _x(self) -> Callable[[float], float]:
        return _scale(list(self._ticks("matplotlib.axis_1", "x")))

    @cached_property
    def _y(self) -> Callable[[float], float]:
        return _scale(list(self._ticks("matplotlib.axis_2", "y")))

    def _ticks(self, axis: str, across: str) -> Iterator[tuple[str, float]]:
        """The labels of an axis with the places of their marks, or of their lines."""
        for tick in self._group(axis):
            label = " ".join(_text(each) for each in tick.iter(f"{SVG}text"))
            mark, line = next(tick.iter(f"{SVG}use"), None), next(tick.iter(f"{SVG}path"), None)
            if mark is not None:
                yield label, float(mark.get(across) or 0)
            elif line is not None:
                yield label, _points(line)[0]["xy".index(across)]

    def _points(self, kind: str, colour: str) -> Iterator[Point]:
        for group in self._groups(kind):
            shapes = {path.get("id"): path for path in group.iter(f"{SVG}path")}
            for use in group.iter(f"{SVG}use"):
                if _style(use, "fill") == colour:
                    left, down = float(use.get("x") or 0), float(use.get("y") or 0)
                    for x, y in _points(shapes[(use.get(LINK) or "")[1:]]):
                        yield round(self._x(x + left), 6), self._y(y + down)

    def _paths(self, kind: str) -> Iterator[ET.Element]:
        for group in self._groups(kind):
            yield from group.findall(f"{SVG}path")

    def _groups(self, kind: str) -> Iterator[ET.Element]:
        for group in self._group("axes_1"):
            if kind in (group.get("id") or ""):
                yield group

    def _group(self, name: str) -> list[ET.Element]:
        return list(self.root.findall(f".//{SVG}g[@id='{name}']/{SVG}g"))


def number(text: str) -> float:
    """The number that a text begins with, whatever its sign, thousands and unit."""
    if text.startswith("no"):
        return 0.0
    found = re.match(r"[+-]?£?[\d,]+(?:\.\d+)?", text)
    assert found, f"'{text}' does not begin with a number"
    return float(found.group().replace(",", "").replace("£", "").replace("+", ""))


def _scale(ticks: list[tuple[str, float]]) -> Callable[[float], float]:
    """From places on the page to values, by the first and the last tick."""
    (first, low), (last, high) = ticks[0], ticks[-1]
    step = (number(last) - number(first)) / (high - low)
    return lambda place: number(first) + step * (place - low)


def _points(path: ET.Element) -> list[Point]:
    return [
        (float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path.get("d") or "")
    ]


def _style(element: ET.Element, name: str) -> str:
    found = re.search(rf"(?:^|; ?){name}: ([^;]+)", element.get("style") or "")
    return found.group(1) if found else ""


def _text(element: ET.Element) -> str:
    return " ".join(" ".join(element.itertext()).split())
