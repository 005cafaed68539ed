"""A measure of a study over one factor: one mark per point, and one line of means per policy."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np

from sim.analysis.study_averages import average_over_futures
from sim.analysis.study_factors import StudyFactor
from sim.app.study_axes import axis_of, binned, evenly
from sim.app.study_data import Numbers, Series, StudyData, Whole, series_of
from sim.app.svg import PlotFrame, element, picture, steps_of, text, tooltip
from sim.config.labels import key_label
from sim.report.drawing import scales
from sim.report.figures.study.request import axis_name
from sim.report.words.names import with_unit
from sim.report.words.numbers import number, with_minus
from sim.report.words.wording import in_sentence

WIDTH, HEIGHT = 560.0, 330.0
MOST_MARKS = 2500
DASH = 7.0  # half the width of a mean that no line joins to others
Mean = tuple[float, float, float, float]
"""Where a mean lies along the factor, the mean, and the ends of its interval, NaN if it has none."""


def curve(data: StudyData, x: StudyFactor) -> str:
    """One mark per point, which can be clicked, and one line per policy: its mean along the factor, with intervals.

    A mark is hollow where the sign of its difference is not clear.
    """
    every = evenly(x.known(data.shown), MOST_MARKS)
    series, note = series_of(data, [x])
    axis, values = axis_of(x, every), data.values[every]
    own = [np.isin(every, one.points) for one in series]
    lines = [_means(data, x, every[inside], axis.places[inside]) for inside in own]
    edges = np.array([end for line in lines for mean in line for end in mean[1:]])
    ends = scales.limits(values, edges[np.isfinite(edges)], from_zero=data.is_difference)
    frame = PlotFrame((-0.04, 1.08), ends, WIDTH, HEIGHT, 56.0, 12.0, 18.0, 36.0)
    steps = steps_of(values, data.is_difference).tolist()
    parts = [
        frame.axes([], scales.ticks(*ends, most=6)),
        *_zero(frame, ends),
        *_names(frame, axis.marks, axis_name(x), data),
    ]
    for point, place, value, step in zip(every.tolist(), axis.places.tolist(), values.tolist(), steps, strict=True):
        spot = {"cx": float(frame.x(place)), "cy": float(frame.y(value)), "r": 3.2}
        title = tooltip(f"point {point}: {with_minus(number(value, 3))}; {data.said(point)}")
        parts.append(element("circle", title, class_=f"future c{step}{data.unsure(point)}", data_point=point, **spot))
    for place, line in enumerate(lines):
        parts += _drawn(line, frame, f"s{place}", x.is_number)
    box = frame.left, frame.right, frame.top, frame.bottom
    chart = {"x": frame.x_ends, "y": frame.y_ends, "box": box, "ticks": axis.marks}
    drawn = picture(parts, WIDTH, HEIGHT, f"{value_title(data)} over {key_label(x.key)}", "plot surface", chart)
    return drawn + _key(series, note)


def _key(series: Sequence[Series], note: str) -> str:
    """The name of each line, and what is not drawn."""
    names = [
        f'<span><span class="swatch s{place}"></span>&nbsp;{escape(one.name)}</span>'
        for place, one in enumerate(series)
        if one.name
    ]
    told = f'<p class="quiet">{escape(note)}</p>' if note else ""
    return (f'<p class="key">{" ".join(names)}</p>' if names else "") + told


def _means(data: StudyData, x: StudyFactor, points: Whole, places: Numbers) -> list[Mean]:
    """The means of one policy along the factor."""
    names, which = binned(x, points) if len(points) else ([], points)
    line = []
    for inside in (which == step for step in range(len(names))):
        if not inside.any():
            continue
        found = average_over_futures(data.found, points[inside])
        told = (
            (found.mean, found.wide_low, found.wide_high)
            if data.is_difference
            else (found.level, found.level_low, found.level_high)
        )
        line.append((float(np.mean(places[inside])), *told))
    return line


def _drawn(line: Sequence[Mean], frame: PlotFrame, look: str, joined: bool) -> list[str]:
    """The means of one policy with their intervals: as a line where the factor is a number, else each by itself."""
    parts = []
    for place, _, low, high in line:
        if not np.isnan(low):
            across = float(frame.x(place))
            ends: dict[str, Any] = {"y1": float(frame.y(low)), "y2": float(frame.y(high))}
            parts.append(element("line", x1=across, x2=across, class_=f"interval {look}", **ends))
    spots = [(float(frame.x(place)), float(frame.y(middle))) for place, middle, _, _ in line]
    paths = [spots] if joined else [[(across - DASH, down), (across + DASH, down)] for across, down in spots]
    for some in filter(None, paths):
        drawn = "M" + "L".join(f"{across:.1f},{down:.1f}" for across, down in some)
        parts.append(element("path", d=drawn, class_=f"mean {look}"))
    return parts


def value_title(data: StudyData) -> str:
    """Title of the value of a point, with its unit."""
    title = with_unit(data.measure.name, data.measure.unit)
    return f"Difference in {in_sentence(title)}" if data.is_difference else title


def _zero(frame: PlotFrame, ends: tuple[float, float]) -> list[str]:
    if not ends[0] <= 0 <= ends[1]:
        return []
    level = float(frame.y(0.0))
    return [element("line", x1=frame.left, x2=frame.width - frame.right, y1=level, y2=level, class_="zero")]


def _names(frame: PlotFrame, marks: tuple[tuple[float, str], ...], title: str, data: StudyData) -> list[str]:
    base = frame.height - frame.bottom
    return [
        *(text(words, float(frame.x(place)), base + 13, anchor="middle") for place, words in marks),
        text(f"{title} →", frame.width - 8, frame.height - 5, "name", "end"),
        text(value_title(data), 2, 11, "name"),
    ]
