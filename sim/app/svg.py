"""Plots as SVG text, written directly: small, fast, and coloured by the style sheet of the page.

Lengths are in units of the picture, which the page scales to the room there is. Nothing is styled here but by classes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.report.drawing import scales, style

Numbers = NDArray[np.float64]
LEFT, RIGHT, TOP, BOTTOM = 44.0, 8.0, 8.0, 20.0  # around a plot, for its numbers
MOST_POINTS = 200  # of a line: a picture has no more dots across


def element(tag: str, content: str = "", **attributes: Any) -> str:
    """An element around markup; `class_` and `data_point` stand for class and data-point; None is left out."""
    words = "".join(
        f' {name.strip("_").replace("_", "-")}="{escape(_number(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    return f"<{tag}{words}>{content}</{tag}>" if content else f"<{tag}{words}/>"


def text(words: str, x: float, y: float, class_: str = "tick", anchor: str | None = None) -> str:
    """A line of text."""
    return element("text", escape(words), x=x, y=y, class_=class_, text_anchor=anchor)


def tooltip(words: str) -> str:
    """The text shown when a pointer rests on the enclosing element."""
    return element("title", escape(words))


def picture(
    parts: Iterable[str],
    width: float,
    height: float,
    label: str,
    class_: str = "plot",
    chart: Mapping[str, Any] | None = None,
) -> str:
    """A picture; `label` describes it to readers who cannot see it, `chart` has the data of chart.js."""
    box = f"0 0 {_number(width)} {_number(height)}"
    data = None if chart is None else json.dumps(chart, separators=(",", ":"), allow_nan=False)
    return element("svg", "".join(parts), viewBox=box, class_=class_, role="img", aria_label=label, data_chart=data)


@dataclass(frozen=True)
class PlotFrame:
    """A plot of a picture: where its data go, and its axes.

    Attributes:
        x_ends, y_ends: of the axes, in units of the data.
        width, height: of the picture.
        left, right, top, bottom: around the plot.
    """

    x_ends: tuple[float, float]
    y_ends: tuple[float, float]
    width: float = 320.0
    height: float = 150.0
    left: float = LEFT
    right: float = RIGHT
    top: float = TOP
    bottom: float = BOTTOM

    def x(self, values: Any) -> Any:
        """Across, of numbers of the data."""
        low, high = self.x_ends
        return self.left + (np.asarray(values, dtype=float) - low) / (high - low) * (
            self.width - self.left - self.right
        )

    def y(self, values: Any) -> Any:
        """Down, of numbers of the data."""
        low, high = self.y_ends
        share = (np.asarray(values, dtype=float) - low) / (high - low)
        return self.height - self.bottom - share * (self.height - self.top - self.bottom)

    def line(self, xs: Numbers, ys: Numbers, class_: str) -> str:
        """A line through points."""
        return element("path", d="M" + _points(self.x(xs), self.y(ys)), class_=class_)

    def band(self, xs: Numbers, low: Numbers, high: Numbers, class_: str) -> str:
        """Path that fills the area between two lines."""
        there, back = _points(self.x(xs), self.y(high)), _points(self.x(xs)[::-1], self.y(low)[::-1])
        return element("path", d=f"M{there}L{back}Z", class_=class_)

    def axes(self, x_ticks: Sequence[float], y_ticks: Sequence[float]) -> str:
        """Both axes with their numbers."""
        base, end = self.height - self.bottom, self.width - self.right
        parts = [
            element("line", x1=self.left, x2=end, y1=float(y), y2=float(y), class_="grid")
            for y in (self.y(y_ticks) if len(y_ticks) else ())
        ]
        parts += [
            text(words, self.left - 4, float(y) + 3.5, anchor="end")
            for words, y in zip(scales.tick_texts(y_ticks), self.y(y_ticks) if len(y_ticks) else (), strict=True)
        ]
        parts += [
            text(words, float(x), base + 13, anchor="middle")
            for words, x in zip(scales.tick_texts(x_ticks), self.x(x_ticks) if len(x_ticks) else (), strict=True)
        ]
        return "".join(parts) + element("line", x1=self.left, x2=end, y1=base, y2=base, class_="axis")


def day_ticks(first: float, last: float, most: int = 6) -> list[float]:
    """Round days that include day 0, as in the figures."""
    span = last - first
    step = next((step for step in style.DAY_STEPS if span / step <= most), style.DAY_STEPS[-1])
    return [float(day) for day in range(int(-(-first // step)) * step, int(last) + 1, step)]


def thinned(count: int) -> NDArray[np.int64]:
    """Indices of the points of a line that are drawn; the first and the last are."""
    return np.unique(np.linspace(0, count - 1, min(count, MOST_POINTS)).round().astype(np.int64))


def _points(xs: Any, ys: Any) -> str:
    flat = np.stack([xs, ys], axis=-1).ravel().tolist()
    return "L".join(["%.1f,%.1f"] * (len(flat) // 2)) % tuple(flat)


def _number(value: Any) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


STEPS = 3  # on either side of the middle


def steps_of(values: NDArray[np.float64], signed: bool) -> NDArray[np.int64]:
    """A step for each value, 0 to 6.

    NaN is the middle step, which stands for 0 where values are signed, else for the middle of the range.
    """
    known = values[np.isfinite(values)]
    if not len(known):
        return np.full(len(values), STEPS, dtype=np.int64)
    middle = 0.0 if signed else (float(known.min()) + float(known.max())) / 2
    reach = float(np.abs(known - middle).max()) or 1.0
    steps = np.nan_to_num(np.round((values - middle) / reach * STEPS))
    return (steps + STEPS).astype(np.int64)
