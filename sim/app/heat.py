"""A measure of a study over two factors: one map per policy, whose cells are means over points."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from sim.analysis.study_averages import average_over_futures
from sim.analysis.study_factors import StudyFactor
from sim.app.study_axes import binned
from sim.app.study_data import StudyData, Whole, series_of
from sim.app.surface import HEIGHT, WIDTH, value_title
from sim.app.svg import element, picture, steps_of, text, tooltip
from sim.config.labels import key_label
from sim.report.figures.study.request import axis_name
from sim.report.words.numbers import number, with_minus
from sim.report.words.verdicts import HATCHED, counts_as_clear

Binned = tuple[list[str], Whole]

LEFT, RIGHT, TOP, BOTTOM = 110.0, 8.0, 18.0, 58.0
LETTER = 5.6  # how wide one is
HATCHING = (
    '<defs><pattern id="unsure" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<path d="M0,6L6,0" class="hatch"/></pattern></defs>'
)


@dataclass(frozen=True)
class Cell:
    """The points of one cell: column and row, their mean, whether its sign is clear, the first, and how many."""

    column: int
    row: int
    value: float
    told: bool
    first: int
    count: int


def heat(data: StudyData, x: StudyFactor, y: StudyFactor) -> str:
    """One map per policy: the mean value in each cell of two factors; hatched where its sign is not clear."""
    series, note = series_of(data, [x, y])
    names = (binned(x, data.shown), binned(y, data.shown))
    cells = [_cells(data, one.points, names) for one in series]
    values = np.array([cell.value for some in cells for cell in some])
    steps = iter(steps_of(values, data.is_difference).tolist())
    maps = []
    for one, some in zip(series, cells, strict=True):
        drawn = _map(data, (x, y), (names[0][0], names[1][0]), [(cell, next(steps)) for cell in some])
        maps.append(f"<figure><figcaption>{escape(one.name)}</figcaption>{drawn}</figure>" if one.name else drawn)
    return "".join(maps) + (f'<p class="quiet">{escape(note)}</p>' if note else "")


def _map(
    data: StudyData,
    factors: tuple[StudyFactor, StudyFactor],
    names: tuple[list[str], list[str]],
    cells: list[tuple[Cell, int]],
) -> str:
    """The map of one policy."""
    (x, y), (names_x, names_y) = factors, names
    width, height = (WIDTH - LEFT - RIGHT) / len(names_x), (HEIGHT - TOP - BOTTOM) / len(names_y)
    parts = [HATCHING]
    for cell, step in cells:
        words = (
            f"{names_x[cell.column]}, {names_y[cell.row]}: {_words(cell)}; {cell.count} points, the first {cell.first}"
        )
        parts += _drawn(cell, step, words, width, height)
    for column, name in enumerate(names_x):
        at = LEFT + (column + 0.5) * width
        parts.append(text(_short(name, width), at, HEIGHT - BOTTOM + 13, anchor="middle"))
    for row, name in enumerate(names_y):
        parts.append(text(_short(name, LEFT), LEFT - 5, HEIGHT - BOTTOM - (row + 0.5) * height + 3.5, anchor="end"))
    parts.append(text(f"{axis_name(x)} →", WIDTH - RIGHT, HEIGHT - 26, "name", "end"))
    parts.append(text(f"↑ {axis_name(y)}", 2, 11, "name"))
    parts.append(text(f"{value_title(data)}; {HATCHED.lower().rstrip('.')}", 2, HEIGHT - 6, "tick"))
    label = f"{value_title(data)} over {key_label(x.key)} and {key_label(y.key)}"
    return picture(parts, WIDTH, HEIGHT, label, "plot surface")


def _cells(data: StudyData, points: Whole, names: tuple[Binned, Binned]) -> list[Cell]:
    """The cells of some points, by where all points are along both factors."""
    of_series = np.isin(data.shown, points)
    in_x, in_y = (np.where(of_series, which, -1) for _, which in names)
    found = []
    for column, row in sorted({(c, r) for c, r in zip(in_x.tolist(), in_y.tolist(), strict=True) if c >= 0 and r >= 0}):
        inside = data.shown[(in_x == column) & (in_y == row)]
        one = average_over_futures(data.found, inside)
        value, told = (one.mean, counts_as_clear(one.verdict)) if data.is_difference else (one.level, True)
        found.append(Cell(column, row, value, told, int(inside[0]), len(inside)))
    return found


def _drawn(cell: Cell, step: int, words: str, width: float, height: float) -> list[str]:
    left, top = LEFT + cell.column * width, HEIGHT - BOTTOM - (cell.row + 1) * height
    place: dict[str, Any] = {"x": left, "y": top, "width": width, "height": height}
    parts = [element("rect", tooltip(words), class_=f"cell c{step}", data_point=cell.first, **place)]
    if not cell.told:
        parts.append(element("rect", fill="url(#unsure)", class_="over", **place))
    if len(_words(cell)) * LETTER < width and height > 11:
        parts.append(text(_words(cell), left + width / 2, top + height / 2 + 3.5, "inside", "middle"))
    return parts


def _words(cell: Cell) -> str:
    return with_minus(number(cell.value, 3))


def _short(words: str, room: float) -> str:
    most = max(int(room / LETTER), 3)
    return words if len(words) <= most else f"{words[: most - 1]}…"
