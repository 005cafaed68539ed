"""Parallel coordinates of a study: one line per point through all factors, to its value on the last axis."""

from __future__ import annotations

from textwrap import wrap

import numpy as np

from sim.app.study_axes import Axis, axis_of, evenly, number_axis
from sim.app.study_data import StudyData, Whole
from sim.app.svg import element, picture, steps_of, text
from sim.report.words.names import with_unit
from sim.report.words.wording import in_sentence

MOST_LINES = 1500
MOST_AXES = 16  # the value's own is one of them
LETTER, MOST_NAMED = 5.9, 4  # width of a letter of a title, and lines of one
MANY = 12  # axes, above which the picture is wider than its frame and scrolls
LINE = 11.0  # from line to line of a title or a value
LEAST_WIDTH = 1100.0  # so that few axes are drawn in type of the usual size
HEIGHT, TOP, BOTTOM, SIDE, BETWEEN = 330.0, 46.0, 12.0, 60.0, 104.0


def parallel(data: StudyData) -> tuple[str, list[str], str]:
    """The picture, the titles of its axes, and what a reader must know of what is left out."""
    points = data.shown
    some = evenly(points, MOST_LINES)
    factors = data.factors[: MOST_AXES - 1]
    axes = [axis_of(factor, some) for factor in factors]
    title = with_unit(data.measure.name, data.measure.unit)
    last = f"Difference in {in_sentence(title)}" if data.is_difference else title
    axes.append(number_axis(last, data.values[some]))
    notes = []
    if len(some) < len(points):
        notes.append(f"{len(some):,} of {len(points):,} points are drawn, evenly chosen.")
    if len(factors) < len(data.factors):
        notes.append(f"{len(factors)} of {len(data.factors)} factors are drawn.")
    return _drawn(axes, some, data), [axis.title for axis in axes], " ".join(notes)


def _drawn(axes: list[Axis], points: Whole, data: StudyData) -> str:
    between = max(BETWEEN, (LEAST_WIDTH - 2 * SIDE) / (len(axes) - 1))
    width = 2 * SIDE + between * (len(axes) - 1)
    down = HEIGHT - TOP - BOTTOM
    across = [SIDE + between * number for number in range(len(axes))]
    places = np.stack([axis.places for axis in axes], axis=1)
    steps = steps_of(data.values[points], data.is_difference)
    lines = []
    for point, row, step in zip(points.tolist(), places.tolist(), steps.tolist(), strict=True):
        known = [(x, TOP + (1 - place) * down) for x, place in zip(across, row, strict=True) if place == place]
        path = "M" + "L".join(f"{x:.0f},{y:.1f}" for x, y in known)
        told = ",".join("" if place != place else f"{place:.3f}" for place in row)
        lines.append(
            element("path", d=path, class_=f"future c{step}{data.unsure(point)}", data_point=point, data_places=told)
        )
    parts = [*lines]
    for number, (axis, x) in enumerate(zip(axes, across, strict=True)):
        parts += _axis(axis, number, x, down, int(between / LETTER))
    label = f"Parallel coordinates: {len(points)} points over {len(axes) - 1} factors"
    return picture(parts, width, HEIGHT, label, f"plot parallel{' many' if len(axes) > MANY else ''}")


def _axis(axis: Axis, number: int, x: float, down: float, letters: int) -> list[str]:
    parts = [element("line", x1=x, x2=x, y1=TOP, y2=TOP + down, class_="axis")]
    for line, words in enumerate(_lines(axis.title, letters)):
        parts.append(text(words, x, 9.0 + LINE * line, "name", "middle"))
    for place, words in axis.marks:
        lines = wrap(words, letters - 2)
        first = TOP + (1 - place) * down + 3 - LINE * (len(lines) - 1) / 2
        parts += [text(words, x + 4, first + LINE * line, "tick halo") for line, words in enumerate(lines)]
    handle = element("rect", x=x - 11, y=TOP, width=22, height=down, class_="handle", data_axis=number)
    return [*parts, element("rect", x=x - 6, y=TOP, width=12, height=0, class_="brush", data_axis=number), handle]


def _lines(title: str, letters: int) -> list[str]:
    """A title on lines of so many letters, broken where words end and after dots; its unit on a line by itself."""
    key, _, unit = title.partition(" (")
    lines = [line.replace(". ", ".") for line in wrap(key.replace(".", ". "), letters)]
    return [*lines, *([f"({unit}"] if unit else [])][:MOST_NAMED]
