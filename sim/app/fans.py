"""Fan charts of both policies side by side, and of their paired difference, one row per quantity."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.app.rung_shares import distinguishing_rung, reached_shares, shares_of_paths, shares_picture
from sim.app.simulate import QUANTITIES, JobResult
from sim.app.svg import PlotFrame, day_ticks, element, picture, thinned
from sim.model.daily import TRACKED
from sim.report.drawing import scales
from sim.report.figures.comparison.rungs import QUANTITY as RUNG
from sim.report.words.names import title_of, with_unit
from sim.report.words.numbers import number, with_minus
from sim.study.differences.verdict import differences_of
from sim.study.files.columns import QUANTILES

Numbers = NDArray[np.float64]
LEVELS = tuple(QUANTILES.values())
Q05, Q25, MEDIAN, Q75, Q95 = range(len(LEVELS))
BANDS = ((Q05, Q95, "outer"), (Q25, Q75, "inner"))
SHARES = "share of replications at or above each rung (%)"


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
    quantity = QUANTITIES[place]
    if quantity == RUNG:
        return _row_of_rungs(place, a, b, names)
    bands = [quantiles(outcome.paths[place]) for outcome in (a, b)]
    difference, mean = paired_bands(a.paths[place], b.paths[place])
    ends = scales.limits(*(band[[Q05, Q95]] for band in bands))
    panels = [
        _panel(names[0], _last(bands[0]), fan_picture(a.days, bands[0], ends, "a", title_of(quantity))),
        _panel(
            names[1],
            _last(bands[1]),
            fan_picture(b.days, bands[1], ends, "b", title_of(quantity), bands[0][MEDIAN]),
        ),
        _panel(
            f"{names[1]} minus {names[0]}",
            _signed(float(mean[-1])),
            difference_picture(a.days, difference, mean, title_of(quantity)),
        ),
    ]
    return f'<section class="row"><h3>{escape(with_unit(quantity, UNITS[quantity]))}</h3>{"".join(panels)}</section>'


def _row_of_rungs(place: int, a: JobResult, b: JobResult, names: Sequence[str]) -> str:
    shares = [shares_of_paths(outcome.paths[place]) for outcome in (a, b)]
    mean = differences_of(b.paths[place], a.paths[place]).mean(axis=-1)
    beside = f"{names[1]} (dashed: {names[0]}, ≥ {distinguishing_rung(*shares)})"
    panels = [
        _panel(names[0], reached_shares(shares[0]), shares_picture(a.days, shares[0], "a")),
        _panel(beside, reached_shares(shares[1]), shares_picture(b.days, shares[1], "b", shares[0])),
        _panel(
            f"{names[1]} minus {names[0]}, mean rung",
            _signed(float(mean[-1])),
            difference_picture(a.days, None, mean, title_of(RUNG)),
        ),
    ]
    return f'<section class="row"><h3>{escape(title_of(RUNG))}: {SHARES}</h3>{"".join(panels)}</section>'


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
) -> str:
    """One fan chart: 5-95 % and 25-75 % bands and the median, with the median of the reference dashed.

    `band`: quantiles, shape (5, days); `ends`: of the y axis; `side`: a or b, for the colour.
    """
    frame = PlotFrame((float(days[0]), float(days[-1])), ends)
    some = thinned(len(days))
    parts = [frame.axes(day_ticks(*frame.x_ends), scales.ticks(*ends))]
    parts += [frame.band(days[some], band[low][some], band[high][some], f"{look} {side}") for low, high, look in BANDS]
    if reference is not None:
        parts.append(frame.line(days[some], reference[some], "reference"))
    parts.append(frame.line(days[some], band[MEDIAN][some], f"median {side}"))
    low, middle, high = (number(float(band[level, -1]), 3) for level in (Q05, MEDIAN, Q95))
    label = f"{title} of policy {side.upper()}, day by day; on the last day {low}, {middle}, {high} (5, 50, 95 %)"
    dashed = () if reference is None else (reference,)
    chart = _chart(days, band, ends, band[MEDIAN], dashed) | {"side": side}
    return picture(parts, frame.width, frame.height, label, chart=chart)


def _chart(
    days: Numbers, band: Numbers | None, ends: tuple[float, float], line: Numbers, dashed: Sequence[Numbers]
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
        "band": [] if band is None else [rounded(values) for values in band],
        "line": rounded(line),
        "dashed": [rounded(values) for values in dashed],
    }


def difference_picture(
    days: Numbers,
    band: Numbers | None,
    mean: Numbers,
    title: str,
    of_mean: tuple[Numbers, Numbers] | None = None,
) -> str:
    """The paired difference day by day: its bands and its mean around 0.

    `band`: quantiles of the pairs, shape (5, days); None if they would jump.
    `of_mean`: edges of the band of the mean, NaN if it has none.
    """
    around = of_mean or () if band is None else (band[[Q05, Q95]],)
    ends = scales.limits(*around, mean)
    frame = PlotFrame((float(days[0]), float(days[-1])), ends)
    some = thinned(len(days))
    zero = float(frame.y(0.0))
    parts = [
        frame.axes(day_ticks(*frame.x_ends), scales.ticks(*ends)),
        *(
            frame.band(days[some], band[low][some], band[high][some], f"{look} d")
            for low, high, look in BANDS
            if band is not None
        ),
        element("line", x1=frame.left, x2=frame.width - frame.right, y1=zero, y2=zero, class_="zero"),
        frame.line(days[some], mean[some], "median d"),
    ]
    for edge in of_mean or ():
        known = np.isfinite(edge[some])
        parts += [frame.line(days[some][known], edge[some][known], "reference")] if known.any() else []
    label = f"Paired difference of {title.lower()}, B minus A; mean on the last day {_signed(float(mean[-1]))}"
    chart = _chart(days, band, ends, mean, of_mean or ()) | {"side": "d"}
    return picture(parts, frame.width, frame.height, label, chart=chart)


def _signed(value: float) -> str:
    return with_minus(f"+{number(value, 3)}" if value > 0 else number(value, 3))
