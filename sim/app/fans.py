"""Fan charts of both policies side by side, and of their paired difference, one row per quantity."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.app.simulate import QUANTITIES, JobResult
from sim.app.svg import PlotFrame, day_ticks, element, picture, thinned
from sim.model.daily import TRACKED
from sim.report.drawing import scales
from sim.report.words.names import is_whole, title_of, with_unit
from sim.report.words.numbers import number, with_minus
from sim.study.differences.verdict import differences_of
from sim.study.files.columns import QUANTILES

Numbers = NDArray[np.float64]
LEVELS = tuple(QUANTILES.values())
Q05, Q25, MEDIAN, Q75, Q95 = range(len(LEVELS))


def quantiles(paths: Numbers) -> Numbers:
    """Quantiles over the last axis, at `LEVELS`, as numpy's: shape (5, days) for paths of shape (days, replications).

    Sorting each day, which lies together in memory, is faster than np.quantile, and the result is the same.
    """
    ordered = np.sort(paths, axis=-1)
    places = np.array(LEVELS) * (paths.shape[-1] - 1)
    below = np.floor(places).astype(int)
    above = np.minimum(below + 1, paths.shape[-1] - 1)
    low, high, share = ordered[..., below], ordered[..., above], places - below
    found = np.where(share < 0.5, low + (high - low) * share, high - (high - low) * (1 - share))
    return np.moveaxis(found, -1, 0)


def paired_bands(a: Numbers, b: Numbers) -> tuple[Numbers, Numbers]:
    """Quantiles (as above) and mean of b less a, pair by pair; of arrays of shape (days, replications)."""
    difference = differences_of(b, a)
    return quantiles(difference), difference.mean(axis=-1)


UNITS = {tracked.name: tracked.unit for tracked in TRACKED}
Whole = NDArray[np.int64]


def fans(a: JobResult, b: JobResult, names: Sequence[str] = ("A", "B")) -> str:
    """The rows of panels as HTML: of each quantity A, B, and B minus A.

    `b` has the same seed and days as `a`, the reference.
    """
    return "".join(_row(place, a, b, names) for place in range(len(QUANTITIES)))


def _row(place: int, a: JobResult, b: JobResult, names: Sequence[str]) -> str:
    quantity, steps = QUANTITIES[place], is_stepped(QUANTITIES[place])
    bands = [quantiles(outcome.paths[place]) for outcome in (a, b)]
    difference, mean = paired_bands(a.paths[place], b.paths[place])
    ends = scales.limits(*(band[[Q05, Q95]] for band in bands))
    panels = [
        _panel(names[0], _last(bands[0]), fan_picture(a.days, bands[0], ends, "a", title_of(quantity), steps=steps)),
        _panel(
            names[1],
            _last(bands[1]),
            fan_picture(b.days, bands[1], ends, "b", title_of(quantity), bands[0][MEDIAN], steps),
        ),
        _panel(
            f"{names[1]} minus {names[0]}",
            _signed(float(mean[-1])),
            difference_picture(a.days, difference, mean, title_of(quantity), steps),
        ),
    ]
    return f'<section class="row"><h3>{escape(with_unit(quantity, UNITS[quantity]))}</h3>{"".join(panels)}</section>'


def is_stepped(quantity: str) -> bool:
    """True if a tracked quantity keeps its value until it jumps."""
    return is_whole(UNITS[quantity])


def _panel(name: str, value: str, drawn: str) -> str:
    caption = f'{escape(name)}<span class="value">: {escape(value)}</span>'
    return f"<figure><figcaption>{caption}</figcaption>{drawn}</figure>"


def _last(band: Numbers) -> str:
    low, middle, high = (number(float(band[level, -1]), 3) for level in (Q05, MEDIAN, Q95))
    return f"{middle} [{low} to {high}]"


def fan_picture(
    days: Numbers,
    band: Numbers,
    ends: tuple[float, float],
    side: str,
    title: str,
    reference: Numbers | None = None,
    steps: bool = False,
) -> str:
    """One fan chart: 5-95 % and 25-75 % bands and the median, with the median of the reference dashed.

    `band`: quantiles, shape (5, days); `ends`: of the y axis; `side`: a or b, for the colour; `steps`: values jump.
    """
    frame = PlotFrame((float(days[0]), float(days[-1])), ends)
    at, of = corners(len(days), steps)
    parts = [frame.axes(day_ticks(*frame.x_ends), scales.ticks(*ends))]
    parts += [
        frame.band(days[at], band[low][of], band[high][of], f"{look} {side}")
        for low, high, look in ((Q05, Q95, "outer"), (Q25, Q75, "inner"))
    ]
    if reference is not None:
        parts.append(frame.line(days[at], reference[of], "reference"))
    parts.append(frame.line(days[at], band[MEDIAN][of], f"median {side}"))
    low, middle, high = (number(float(band[level, -1]), 3) for level in (Q05, MEDIAN, Q95))
    label = f"{title} of policy {side.upper()}, day by day; on the last day {low}, {middle}, {high} (5, 50, 95 %)"
    dashed = () if reference is None else (reference,)
    chart = _chart(days, band, ends, band[MEDIAN], dashed) | {"side": side, "steps": steps}
    return picture(parts, frame.width, frame.height, label, chart=chart)


def _chart(
    days: Numbers, band: Numbers, ends: tuple[float, float], line: Numbers, dashed: Sequence[Numbers]
) -> dict[str, Any]:
    """The numbers of a panel, of the days that are drawn, to seven digits of its range."""
    some = thinned(len(days))
    digits = max(6 - math.floor(math.log10(max(abs(end) for end in ends))), 0)

    def rounded(values: Numbers) -> list[float | None]:
        found: list[float] = np.round(values[some], digits).tolist()
        return [value if math.isfinite(value) else None for value in found]

    return {
        "days": days[some].tolist(),
        "ends": ends,
        "band": [rounded(values) for values in band],
        "line": rounded(line),
        "dashed": [rounded(values) for values in dashed],
    }


def corners(count: int, steps: bool) -> tuple[Whole, Whole]:
    """Indices of days and indices of values that make the points of a line over so many days.

    Of steps, each value stands until the next day as well.
    """
    some = thinned(count)
    return (np.repeat(some, 2)[1:], np.repeat(some, 2)[:-1]) if steps else (some, some)


def difference_picture(
    days: Numbers,
    band: Numbers,
    mean: Numbers,
    title: str,
    steps: bool = False,
    of_mean: tuple[Numbers, Numbers] | None = None,
) -> str:
    """The paired difference day by day: its bands and its mean around 0.

    `band`: quantiles of the pairs, shape (5, days); `of_mean`: edges of the band of the mean, NaN if it has none.
    """
    ends = scales.limits(band[[Q05, Q95]], mean)
    frame = PlotFrame((float(days[0]), float(days[-1])), ends)
    at, of = corners(len(days), steps)
    zero = float(frame.y(0.0))
    parts = [
        frame.axes(day_ticks(*frame.x_ends), scales.ticks(*ends)),
        frame.band(days[at], band[Q05][of], band[Q95][of], "outer d"),
        frame.band(days[at], band[Q25][of], band[Q75][of], "inner d"),
        element("line", x1=frame.left, x2=frame.width - frame.right, y1=zero, y2=zero, class_="zero"),
        frame.line(days[at], mean[of], "median d"),
    ]
    for edge in of_mean or ():
        known = np.isfinite(edge[of])
        parts += [frame.line(days[at][known], edge[of][known], "reference")] if known.any() else []
    label = f"Paired difference of {title.lower()}, B minus A; mean on the last day {_signed(float(mean[-1]))}"
    chart = _chart(days, band, ends, mean, of_mean or ()) | {"side": "d", "steps": steps}
    return picture(parts, frame.width, frame.height, label, chart=chart)


def _signed(value: float) -> str:
    return with_minus(f"+{number(value, 3)}" if value > 0 else number(value, 3))
